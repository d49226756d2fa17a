"""The exercises' texts and judges: a file a lesson."""
