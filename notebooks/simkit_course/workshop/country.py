"""One team's game: a simulated country as known on the day of the case; all teams' are equally hard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import SimpleNamespace

import numpy as np
import pandas as pd

from simkit.core.catalogue import Catalogue
from simkit.core.errors import BadValue
from simkit.core.locale import percent
from simkit.core.streams import CommonRandomNumbers, keys
from simkit.detect.detectors import chain
from simkit.engine.run import simulate
from simkit.measure.audit import audit

from ..game.case import KINDS, TABLES, Case, case_of
from ..story import Story, country_of
from .levels import DAYS, MOST_ATTEMPTS, SCENARIO, SPREAD, Level
from .secret import team_seed

SAID = Catalogue(__package__, "country")
BLANKED = ("registrations", "accounts", "logins")
PILOTS = 5
"""Countries of a story that are made to see how hard it is; no team gets one of them."""
LEAST = 0.25
"""Where the reference is right less often, a team's luck is larger than its skill."""


@dataclass(frozen=True)
class Country:
    """A team's game.

    - ``case`` (Case): As in the lessons' game; its tables are complete.
    - ``tables`` (mapping of str to DataFrame): What the team gets.
    - ``attempt`` (int): The seed's number, counted from 0.
    - ``precision`` (float): Of the reference detector.
    - ``truth`` (mapping of str to frozenset): By kind, who belongs to the crime; of numbers only those that a team
      may name.
    - ``open`` (frozenset of int): Numbers that are neither blocked nor complained about: only these count.
    """

    case: Case = field(repr=False)
    tables: Mapping[str, pd.DataFrame] = field(repr=False)
    attempt: int
    precision: float
    truth: Mapping[str, frozenset[object]] = field(repr=False)
    open: frozenset[int] = field(repr=False)


def found(tables: Mapping[str, pd.DataFrame], k: int, allowed: frozenset[int]) -> list[int]:
    """Name the first `k` numbers of the reference detector, the joined chain, among those that count."""
    ids = chain.joined(tables).table["entity_id"].astype(int)
    return ids[ids.isin(allowed)].head(k).tolist()


def open_numbers(case: Case) -> frozenset[int]:
    """Give the numbers that a team may name: not blocked, and nobody complained about them.

    What citizens report is in the regulator's hands already; who only copies it has found nothing.
    """
    known = set(case.tables["complaints"]["sim_id"].dropna().astype(int)) | case.blocked
    return frozenset(case.tables["sims"]["sim_id"].astype(int)) - known


def country(seed: int, level: Level, attempt: int = 0) -> Country:
    """Simulate a country and open its case."""
    case = case_of(simulate(country_of(SCENARIO, level.settings, level.story), seed), k=level.k, days=DAYS)
    allowed = open_numbers(case)
    truth = {kind: case.truth(kind) for kind in KINDS}
    truth["number"] = frozenset(n for n in truth["number"] if n in allowed)
    tables = _blanked({name: case.tables[name] for name in TABLES}, level, seed)
    first = found(tables, level.k, allowed)
    return Country(case, tables, attempt, sum(n in truth["number"] for n in first) / level.k, truth, allowed)


def of_team(secret: str, name: str, team: str, level: Level) -> Country:
    """Try a team's seeds in their order, and take the first that is as hard as the level says and passes the audit.

    In a game of this size chance alone lets a single column say too much in some seeds.

    Raises BadValue: where none of `MOST_ATTEMPTS` is.
    """
    for attempt in range(MOST_ATTEMPTS):
        made = country(team_seed(secret, name, team, attempt), level, attempt)
        if fits(made, level) and audit([bundled(made)]).ok:
            return made
    raise BadValue(SAID["none_fits"].put(n=MOST_ATTEMPTS, team=team))


def bundled(made: Country) -> SimpleNamespace:
    """Give what the audit looks at: the tables as a team gets them, and the whole truth."""
    return SimpleNamespace(observed=made.tables, truth=made.case.run.truth)


def fits(made: Country, level: Level) -> bool:
    """Tell whether a country is as hard as its level: the reference is right as often, and there is as much to find."""
    n = len(made.truth["number"])
    is_as_large = not level.n_ring or abs(n - level.n_ring) <= SPREAD * level.n_ring
    return is_as_large and abs(made.precision - level.target) <= level.tolerance + 1e-9


def told(level: Level, story: Story, secret: str, name: str) -> Level:
    """Lay a class's story over a level; how hard it makes it is measured, and becomes the target for all teams.

    Raises BadValue: where the reference detector finds too little for a fair game.
    """
    made = replace(level, story=story)
    found = [country(team_seed(secret, name, "", n), made) for n in range(PILOTS)]
    target = round(float(np.median([one.precision for one in found])), 2)
    if target < LEAST:
        shares = {"share": lambda to: percent(target, to), "least": lambda to: percent(LEAST, to)}
        raise BadValue(SAID["too_hard"].put(story=story.shown, k=level.k, **shares))
    return replace(
        made, target=target, n_ring=round(float(np.median([len(c.truth["number"]) for c in found])))
    )


def _blanked(tables: Mapping[str, pd.DataFrame], level: Level, seed: int) -> dict[str, pd.DataFrame]:
    """Leave out the device in a share of the rows."""
    made = dict(tables)
    if level.no_device:
        chance = CommonRandomNumbers(seed)
        for name in BLANKED:
            table = made[name]
            gone = (
                chance(keys(f"{name} without a device", np.arange(len(table))), "no device") < level.no_device
            )
            made[name] = table.assign(imei=table["imei"].astype(object).where(~gone, None))
    return made
