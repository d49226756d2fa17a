"""Sizes where nobody names one: an option of a command and the function behind it take them from here alike."""

SEED = 1
SEEDS = 20
"""Seeds of each arm of an experiment."""
WORLD_SEEDS = 5
"""Seeds of each plausible world: what they leave of noise is taken out of the spread between worlds."""
WORKERS = 1
"""Processes: this one."""
