"""How large each study is unless an option says otherwise; what a stored study says of itself is how large it was."""

SEEDS, GRID_SEEDS, LIFE_SEEDS, WORLD_SEEDS = 30, 6, 3, 5
"""The findings: seeds of each comparison, of each cell of a grid, of numbers followed, of each plausible world."""
TRADE_SEEDS = 20
"""The findings' runs about entry and prices."""
CALIBRATION_SEEDS, DETECTION_SEEDS = 10, 20
TRAJECTORIES, FIRST_SEED = 10, 1
"""Sensitivity: walks through the guesses, and the seed of the first."""
POINTS, WORLDS = 90, 20
"""Plausible worlds: runs of a wave, and worlds wanted."""
