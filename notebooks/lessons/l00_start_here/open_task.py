"""The judge of lesson 00's open task: SIMs per person over countries of several seeds."""

from __future__ import annotations

from typing import Any

from simkit_course.checks import compare, numbers, take_mapping, take_some
from simkit_course.tiny import count_people, count_sims, tiny_country

FEWEST, LARGEST = 5, 10_000
TWO_DECIMALS = 0.005


def judge(answer: Any) -> None:
    """Judge the lowest and the highest SIMs per person of the countries whose seeds are named."""
    given = take_mapping(answer, ("seeds", "low", "high"))
    seeds = take_some(given["seeds"], "seeds", range(LARGEST))
    if len(seeds) < FEWEST:
        take_some(seeds, "seeds", range(LARGEST), FEWEST)
    made = [tiny_country(int(seed)) for seed in seeds]
    each = [count_sims(country) / count_people(country) for country in made]
    mine = numbers({k: given[k] for k in ("low", "high")}, ("low", "high"))
    true = {"low": min(each), "high": max(each)}
    compare({k: true[k] if abs(v - true[k]) <= TWO_DECIMALS else v for k, v in mine.items()}, true)
