"""An investigation with few hours: every accusation needs rows that carry it."""
