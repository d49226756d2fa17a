"""The facts that the model is held to, each with its source: what was put in, what follows, and what was not."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from simkit.compare.intervals import intervals, yes_or_no
from simkit.core.catalogue import Words
from simkit.core.errors import BadValue, quoted

from . import measures as m
from .measures import Measure

TOLERANCE = {"H": 0.05, "M": 0.10, "L": 0.20}
"""Where a source gives one number: how far the model may be off, by the confidence of the entry."""
INPUT, IMPLIED, HELD_OUT = "input", "implied", "held_out"
KINDS = (INPUT, IMPLIED, HELD_OUT)
FACTS = Words(__package__, "facts")


@dataclass(frozen=True)
class Case:
    """Runs that facts are measured in: a scenario, settings, and arms of policies beside the scenario as it is."""

    scenario: str
    settings: Mapping[str, Any]
    arms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Target:
    """One published fact and how a run is asked for it.

    Attributes
    ----------
    name : str
    kind : {"input", "implied", "held_out"}
        Whether a parameter was set from this fact, so that the model cannot but show it unless it is broken; whether
        it follows from such parameters or cannot fail, so that it is no test either; or whether nothing was set from
        it and it can fail.
    source : str
        An entry of ``docs/sources.md``.
    low, high : float
        The range that agrees with the source; infinite where it names only a direction.
    case : str
        A key of `CASES`.
    measure : callable

    What is measured, why the fact is of its kind, and what else a reader must know, stand in ``said.toml``.
    """

    name: str
    kind: str
    source: str
    low: float
    high: float
    case: str
    measure: Measure

    @property
    def most(self) -> float:
        """The most that can be measured: 1 for a share. Nothing here can be below 0."""
        return 1.0 if self.name in SHARES else math.inf

    def interval(self, values: np.ndarray) -> tuple[float, float]:
        """Give the 95 % interval of the mean over seeds, without what is impossible; NaN in fewer than three."""
        known = values[np.isfinite(values)]
        if self.name in YES_OR_NO and len(known):
            return yes_or_no(int(known.sum()), len(known))
        low, high = np.clip(intervals(values[None, :]), 0.0, self.most)
        return float(low[0]), float(high[0])

    def what(self, lang: str) -> str:
        """Say what is measured."""
        return str(FACTS[lang][self.name]["what"])

    def why(self, lang: str) -> str:
        """Say why the fact is an input, implied or held out."""
        return str(FACTS[lang][self.name]["why"])

    def note(self, lang: str) -> str:
        """Say what a reader must know to judge the verdict; mostly nothing."""
        return str(FACTS[lang][self.name].get("note", ""))

    def mechanism(self, lang: str) -> str:
        """Say what in the model makes it miss the fact, if it does; nothing for facts that it never missed."""
        return str(FACTS[lang][self.name].get("mechanism", ""))


def about(value: float, confidence: str) -> tuple[float, float]:
    """Give the range about a published number: narrower the surer its source.

    Examples
    --------
    >>> about(100.0, "H"), about(100.0, "L")
    ((95.0, 105.0), (80.0, 120.0))
    """
    if confidence not in TOLERANCE:
        raise BadValue(f"confidence is {quoted(confidence)}: it must be one of {', '.join(TOLERANCE)}")
    return value * (1 - TOLERANCE[confidence]), value * (1 + TOLERANCE[confidence])


DAY_OF_RULE = 120
CASES: Mapping[str, Case] = {
    "country": Case(
        "baseline", {"people.n_people": 60_000, "run.days": 1, "run.tick_h": 24.0, "ring.n_rings": 0}
    ),
    "quarter": Case("baseline", {"run.tick_h": 24.0}),
    "half_year": Case("baseline", {"run.tick_h": 24.0, "run.days": 180}),
    "new_check": Case(
        "policy-lab",
        {"run.days": 360, "run.scale": 0.04},
        {m.CHECK: (f"face_match:start_day={DAY_OF_RULE}",)},
    ),
    "two_rings": Case("policy-lab", {"run.days": 240, "ring.n_rings": 2, "police.leads_for_raid": 5_000}),
    "limits": Case("policy-lab", {}, {"cap": ("cap:per_operator=1",), "face": ("face_match",)}),
}


# ---

_INF, _RULE, _HOLDERS = float("inf"), DAY_OF_RULE, 64_787_664
_TAIL, _JAKARTA, _WEST_JAVA = "sims-tail-thailand-2024", "Daerah Khusus Ibukota Jakarta", "Jawa Barat"
_Rows = tuple[tuple[str, str, tuple[float, float], str, Measure], ...]
"""Name, source, the range that agrees with it, case and measure of each fact."""
# fmt: off
_INPUTS: _Rows = (
    ("owners_share", "phone-ownership-2023", about(0.6729, "M"), "quarter", m.owners_share),
    ("sims_per_resident", "sims-2025", about(1.17, "H"), "country", m.sims_per_resident),
    ("prepaid", "prepaid-2025", (0.963, 0.973), "country", m.prepaid),
    ("largest_operator", "operator-shares-2023", about(0.45, "M"), "quarter", m.largest_operator),
    ("turnover", "turnover-2025", (0.048, 0.063), "quarter", m.turnover),
    ("middle_holders", _TAIL, about(280_000 / _HOLDERS, "H"), "country", partial(m.holders_between, low=6, high=100)),
    ("big_holders", _TAIL, about(7_664 / _HOLDERS, "H"), "country", partial(m.holders_between, low=101, high=_INF)),
    ("mismatch", "dukcapil-checks", about(1 - 1.9 / 2.6, "M"), "quarter", m.mismatch),
    ("handling", "desk-handling-time", (5.0, 8.0), "quarter", m.handling),
    ("without_ticket", "ebas", (0.03, 0.10), "quarter", m.without_ticket),
    ("sims_per_identity", "bogor-2024", about(4 / 3, "H"), "quarter", m.sims_per_identity),
    ("accounts_per_sim", "vietnam-otp", about(2.2, "M"), "quarter", m.accounts_per_sim),
    ("incomplete", "aduannomor-2023", about(28_459 / 57_459, "H"), "half_year", m.incomplete),
    ("victims_who_report", "gasa-2025", about(0.013, "L"), "quarter", m.victims_who_report),
    ("price", "palembang-reported", (50_000.0, 200_000.0), "quarter", m.price),
)
_IMPLIED: _Rows = (
    ("sims_per_nik", "sims-per-nik-2018", about(2.61, "M"), "country", m.sims_per_nik),
    ("small_holders", _TAIL, about(85.1 / 64.5, "H"), "country", m.sims_per_small_holder),
    ("sims_of_middle", _TAIL, about(3.3 / 94.5, "H"), "country", partial(m.sims_of_holders_between, low=6, high=100)),
    ("sims_of_big", _TAIL, about(6.1 / 94.5, "H"), "country", partial(m.sims_of_holders_between, low=101, high=_INF)),
    ("occupancy", "desk-handling-time", (0.75, 0.85), "quarter", m.occupancy),
    ("rejected", "aduannomor-2023", about(28_459 / 57_459, "H"), "half_year", partial(m.outcome, word="rejected")),
    ("pending", "aduannomor-2023", about(15_362 / 57_459, "H"), "half_year", partial(m.outcome, word="pending")),
    ("moved_by_cap", "singapore-2023", (0.0, _INF), "limits", partial(m.moved, arm="cap")),
    ("moved_by_face", "singapore-2023", (0.0, _INF), "limits", partial(m.moved, arm="face")),
)
_HELD_OUT: _Rows = (
    ("blocked", "aduannomor-2023", about(13_638 / 57_459, "H"), "half_year", partial(m.outcome, word="blocked")),
    ("reached", "scam-calls-2025", (1.0, (27.9 + 46) * 12 / 365.25 * 7), "quarter", m.reached_per_week),
    ("fall", "philippines-2022", about(100 / 1_500, "H"), "new_check", partial(m.complaints_after, since=_RULE + 60)),
    ("rebound", "philippines-2022", (1.0, _INF), "new_check", partial(m.rebound, first=_RULE + 60, later=_RULE + 210)),
    ("price_rise", "philippines-sim-price", about(10.0, "L"), "new_check", partial(m.price_after, since=_RULE)),
    ("losers", "gasa-2025", about(0.14, "M"), "half_year", m.losers),
    ("loss_per_loser", "gasa-2025", about(49e12 / (0.14 * 205e6), "L"), "half_year", m.loss_per_loser),
    ("owners_jakarta", "phone-ownership-2023", about(0.8247, "M"), "country", partial(m.owners_in, province=_JAKARTA)),
    ("complaints_jakarta", "iasc-provinces", about(3.6, "M"), "half_year",
     partial(m.complaints_per_head, province=_JAKARTA, other=_WEST_JAVA)),
    ("unreported", "greystar-2013", about(0.15, "H"), "half_year", m.unreported),
    ("questionable", "minnesota-2012", about(0.53, "H"), "quarter", m.questionable),
    ("quiet_shift", "desk-handling-time", (0.75, 0.85), "quarter", m.quiet_shift),
    ("raid_half", "booter-takedowns", (0.5, 2.5), "half_year", m.raid_half),
    ("raid_back", "booter-takedowns", (0.5, _INF), "half_year", m.raid_back),
    ("raid_market", "booter-takedowns", (0.6, 0.8), "two_rings", m.raid_market),
)
# fmt: on
TARGETS: tuple[Target, ...] = tuple(
    Target(name, kind, source, low, high, case, measure)
    for kind, rows in ((INPUT, _INPUTS), (IMPLIED, _IMPLIED), (HELD_OUT, _HELD_OUT))
    for name, source, (low, high), case, measure in rows
)
SHARES = frozenset({
    "owners_share", "prepaid", "largest_operator", "middle_holders", "big_holders", "mismatch",
    "without_ticket", "incomplete", "victims_who_report", "sims_of_middle", "sims_of_big", "occupancy", "rejected",
    "pending", "moved_by_cap", "moved_by_face", "blocked", "losers", "owners_jakarta", "unreported", "questionable",
    "quiet_shift", "raid_back",
})  # fmt: skip
"""Facts that are a share of a whole: between 0 and 1."""
YES_OR_NO = frozenset({"raid_back"})
"""Facts of which each run gives one yes or no."""


def fingerprint(targets: Iterable[Target] = TARGETS) -> str:
    """Give a SHA-256 of names, kinds, sources and ranges: a target that is changed later shows in a diff.

    Examples
    --------
    >>> len(fingerprint()), fingerprint(TARGETS[:1]) == fingerprint(TARGETS[1:2])
    (64, False)
    """
    rows = (f"{t.name} {t.kind} {t.source} {t.low:.9g} {t.high:.9g}" for t in targets)
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


NOT_TESTED = Words(__package__, "not_tested")
"""Published facts with no verdict, and why."""
