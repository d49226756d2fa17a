"""The engine's tables, declared: what an investigator observes, and what only the simulator knows."""
