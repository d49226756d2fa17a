"""Who waits, chooses or competes: one file an actor, each with its parameters beside it."""
