"""Who waits, chooses or competes: one file an actor, each with its knobs beside it."""
