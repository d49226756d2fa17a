"""L3: pure functions of tables."""
