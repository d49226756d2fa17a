"""Who waits, chooses or competes: one file an actor, its parameters beside it (a ring's stand in ``ring_parameters.py``)."""
