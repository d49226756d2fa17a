"""What was claimed of three fraud cases, what is evidence, and what nobody knows."""
