"""The facts that the model is held to, each with its source: what was put in, what follows, and what was not."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

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

    def what(self, lang: str) -> str:
        """Say what is measured."""
        return str(FACTS[lang][self.name]["what"])

    def why(self, lang: str) -> str:
        """Say why the fact is an input, implied or held out."""
        return str(FACTS[lang][self.name]["why"])

    def note(self, lang: str) -> str:
        """Say what a reader must know to judge the verdict; mostly nothing."""
        return str(FACTS[lang][self.name].get("note", ""))


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
        {"check": (f"face_match:start_day={DAY_OF_RULE}",)},
    ),
    "two_rings": Case("policy-lab", {"run.days": 240, "ring.n_rings": 2, "police.leads_for_raid": 5_000}),
    "limits": Case("policy-lab", {}, {"cap": ("cap:per_operator=1",), "face": ("face_match",)}),
}


# ---

_INF = float("inf")
_INPUTS = (
    Target("owners_share", INPUT, "phone-ownership-2023", *about(0.6729, "M"), "quarter", m.owners_share),
    Target("sims_per_resident", INPUT, "sims-2025", *about(1.17, "H"), "country", m.sims_per_resident),
    Target("prepaid", INPUT, "prepaid-2025", 0.963, 0.973, "country", m.prepaid),
    Target(
        "largest_operator", INPUT, "operator-shares-2023", *about(0.45, "M"), "quarter", m.largest_operator
    ),
    Target("turnover", INPUT, "turnover-2025", 0.048, 0.063, "quarter", m.turnover),
    Target(
        "middle_holders",
        INPUT,
        "sims-tail-thailand-2024",
        *about(280_000 / 64_787_664, "H"),
        "country",
        m.holders_between(6, 100),
    ),
    Target(
        "big_holders",
        INPUT,
        "sims-tail-thailand-2024",
        *about(7_664 / 64_787_664, "H"),
        "country",
        m.holders_between(101, _INF),
    ),
    Target("mismatch", INPUT, "dukcapil-checks", *about(1 - 1.9 / 2.6, "M"), "quarter", m.mismatch),
    Target("handling", INPUT, "desk-handling-time", 5.0, 8.0, "quarter", m.handling),
    Target("without_ticket", INPUT, "ebas", 0.03, 0.10, "quarter", m.without_ticket),
    Target("sims_per_identity", INPUT, "bogor-2024", *about(4 / 3, "H"), "quarter", m.sims_per_identity),
    Target("accounts_per_sim", INPUT, "vietnam-otp", *about(2.2, "M"), "quarter", m.accounts_per_sim),
    Target("incomplete", INPUT, "aduannomor-2023", *about(28_459 / 57_459, "H"), "half_year", m.incomplete),
    Target("victims_who_report", INPUT, "gasa-2025", *about(0.013, "L"), "quarter", m.victims_who_report),
    Target("price", INPUT, "palembang-reported", 50_000.0, 200_000.0, "quarter", m.price),
)
_IMPLIED = (
    Target("sims_per_nik", IMPLIED, "sims-per-nik-2018", *about(2.61, "M"), "country", m.sims_per_nik),
    Target(
        "small_holders",
        IMPLIED,
        "sims-tail-thailand-2024",
        *about(85.1 / 64.5, "H"),
        "country",
        m.sims_per_small_holder,
    ),
    Target(
        "sims_of_middle",
        IMPLIED,
        "sims-tail-thailand-2024",
        *about(3.3 / 94.5, "H"),
        "country",
        m.sims_of_holders_between(6, 100),
    ),
    Target(
        "sims_of_big",
        IMPLIED,
        "sims-tail-thailand-2024",
        *about(6.1 / 94.5, "H"),
        "country",
        m.sims_of_holders_between(101, _INF),
    ),
    Target("occupancy", IMPLIED, "desk-handling-time", 0.75, 0.85, "quarter", m.occupancy),
    Target(
        "rejected",
        IMPLIED,
        "aduannomor-2023",
        *about(28_459 / 57_459, "H"),
        "half_year",
        m.outcome("rejected"),
    ),
    Target(
        "pending", IMPLIED, "aduannomor-2023", *about(15_362 / 57_459, "H"), "half_year", m.outcome("pending")
    ),
    Target("moved_by_cap", IMPLIED, "singapore-2023", 0.0, _INF, "limits", m.moved("cap")),
    Target("moved_by_face", IMPLIED, "singapore-2023", 0.0, _INF, "limits", m.moved("face")),
)
_HELD_OUT = (
    Target(
        "blocked",
        HELD_OUT,
        "aduannomor-2023",
        *about(13_638 / 57_459, "H"),
        "half_year",
        m.outcome("blocked"),
    ),
    Target(
        "reached",
        HELD_OUT,
        "scam-calls-2025",
        1.0,
        (27.9 + 46) * 12 / 365.25 * 7,
        "quarter",
        m.reached_per_week,
    ),
    Target(
        "fall",
        HELD_OUT,
        "philippines-2022",
        *about(100 / 1_500, "H"),
        "new_check",
        m.complaints_after("check", DAY_OF_RULE + 60),
    ),
    Target(
        "rebound",
        HELD_OUT,
        "philippines-2022",
        1.0,
        _INF,
        "new_check",
        m.rebound("check", DAY_OF_RULE + 60, DAY_OF_RULE + 210),
    ),
    Target(
        "price_rise",
        HELD_OUT,
        "philippines-sim-price",
        *about(10.0, "L"),
        "new_check",
        m.price_after("check", DAY_OF_RULE),
    ),
    Target("losers", HELD_OUT, "gasa-2025", *about(0.14, "M"), "half_year", m.losers),
    Target(
        "loss_per_loser",
        HELD_OUT,
        "gasa-2025",
        *about(49e12 / (0.14 * 205e6), "L"),
        "half_year",
        m.loss_per_loser,
    ),
    Target(
        "owners_jakarta",
        HELD_OUT,
        "phone-ownership-2023",
        *about(0.8247, "M"),
        "country",
        m.owners_in("Daerah Khusus Ibukota Jakarta"),
    ),
    Target(
        "complaints_jakarta",
        HELD_OUT,
        "iasc-provinces",
        *about(3.6, "M"),
        "half_year",
        m.complaints_per_head("Daerah Khusus Ibukota Jakarta", "Jawa Barat"),
    ),
    Target("unreported", HELD_OUT, "greystar-2013", *about(0.15, "H"), "half_year", m.unreported),
    Target("questionable", HELD_OUT, "minnesota-2012", *about(0.53, "H"), "quarter", m.questionable),
    Target("quiet_shift", HELD_OUT, "desk-handling-time", 0.75, 0.85, "quarter", m.quiet_shift),
    Target("raid_half", HELD_OUT, "booter-takedowns", 0.5, 2.5, "half_year", m.raid_half),
    Target("raid_back", HELD_OUT, "booter-takedowns", 0.5, _INF, "half_year", m.raid_back),
    Target("raid_market", HELD_OUT, "booter-takedowns", 0.6, 0.8, "two_rings", m.raid_market),
)
TARGETS: tuple[Target, ...] = (*_INPUTS, *_IMPLIED, *_HELD_OUT)


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
