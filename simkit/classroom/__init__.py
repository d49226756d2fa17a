"""L5: to come."""
