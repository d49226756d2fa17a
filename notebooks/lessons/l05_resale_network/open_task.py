"""The judge of lesson 05's open task: are there more small groups than chance brings?"""

from __future__ import annotations

from typing import Any

import pandas as pd

from simkit_course.checks import compare, numbers, take_mapping, take_some

from .material import groups, shuffle

SIZES = range(2, 21)
FEWEST = 5


def of_size(pairs: pd.DataFrame, size: int) -> int:
    """Count the groups of just so many numbers."""
    return int((groups(pairs).value_counts() == size).sum())


def judge(answer: Any, pairs: pd.DataFrame) -> None:
    """Judge how many groups have just one size, as seen and after shuffles with the seeds 1, 2, and so on."""
    given = take_mapping(answer, ("size", "seen", "by_chance"))
    size = int(take_some([given["size"]], "size", SIZES)[0])
    shuffled = list(given["by_chance"])
    if len(shuffled) < FEWEST:
        take_some(range(len(shuffled)), "by_chance", range(FEWEST), FEWEST)
    mine = {f"by_chance {seed}": n for seed, n in enumerate(shuffled, 1)} | {"seen": given["seen"]}
    true = {k: of_size(shuffle(pairs, "imei", seed=int(k.split()[1])), size) for k in mine if k != "seen"}
    compare(numbers(mine, mine), true | {"seen": of_size(pairs, size)})
