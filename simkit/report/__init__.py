"""L4: to come."""
