"""Who waits, chooses or competes: one file an actor, its parameters beside it (a ring's: ``ring_parameters.py``)."""
