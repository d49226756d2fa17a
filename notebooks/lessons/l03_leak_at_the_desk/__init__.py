"""A posted record leads back to the look-up behind it: tickets explain honest look-ups, and a seller hides."""
