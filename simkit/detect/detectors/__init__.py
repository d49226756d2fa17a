"""Detectors, a file a crime: each ranks agents, outlets, devices, SIMs or accounts from observed tables alone."""
