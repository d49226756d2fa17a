"""The facts that the model is held to, each with its source, and how a run is asked for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from simkit.core.catalogue import Words
from simkit.core.errors import BadValue, quoted
from simkit.measure.outcomes import Result, column, displaced, ring_sims, says, summarise

Runs = Mapping[str, Result]
Measure = Callable[[Runs], float]
BASE = "base"
STEALING = ("self", "outlet", "dealer")
SHIFT_H = 8.0
WINDOW_D = 30


def held(run: Result) -> np.ndarray:
    """Give how many SIMs each NIK of the register holds at the start, organisations included (int, zeros left out)."""
    sims = run.observed.arrow("sims")
    at = column(sims, "registered_at").astype("datetime64[s]")
    _, counts = np.unique(column(sims, "nik")[at < start(run)], return_counts=True)
    return counts


def start(run: Result) -> np.datetime64:
    """Give the first moment of a run: the midnight of its first look-up or ticket."""
    first = min(column(run.observed.arrow(t), "at").min() for t in ("tickets", "registrations"))
    return first.astype("datetime64[D]").astype("datetime64[s]")


def days(run: Result) -> float:
    """Give the length of a run [days]."""
    last = max(column(run.observed.arrow(t), "at").max() for t in ("tickets", "registrations"))
    return float(np.ceil((last - start(run)) / np.timedelta64(1, "D")))


def owners_share(runs: Runs) -> float:
    """Share of simulated people who own a SIM at the start."""
    inside, owner = _panel(runs[BASE])
    return float(np.isin(inside, owner).mean())


def sims_per_resident(runs: Runs) -> float:
    """SIMs at the start for each simulated person."""
    inside, owner = _panel(runs[BASE])
    return float(len(owner) / len(inside))


def _panel(run: Result) -> tuple[np.ndarray, np.ndarray]:
    """Give the simulated people, and the owner of each of their SIMs at the start."""
    people, truth, sims = run.truth.arrow("people"), run.truth.arrow("sims"), run.observed.arrow("sims")
    inside = column(people, "person_id")[column(people, "is_panel")]
    old = column(sims, "sim_id")[column(sims, "registered_at").astype("datetime64[s]") < start(run)]
    owner = column(truth, "person_id")[np.isin(column(truth, "sim_id"), old)]
    return inside, owner[np.isin(owner, inside)]


def prepaid(runs: Runs) -> float:
    """Share of SIMs that are prepaid, at the start."""
    sims = runs[BASE].observed.arrow("sims")
    old = column(sims, "registered_at").astype("datetime64[s]") < start(runs[BASE])
    return float(column(sims, "is_prepaid")[old].mean())


def largest_operator(runs: Runs) -> float:
    """Share of SIMs at the largest operator, at the start."""
    sims = runs[BASE].observed.arrow("sims")
    old = column(sims, "registered_at").astype("datetime64[s]") < start(runs[BASE])
    _, counts = np.unique(column(sims, "operator_id")[old], return_counts=True)
    return float(counts.max() / counts.sum())


def turnover(runs: Runs) -> float:
    """Honest new SIMs in thirty days, as a share of those at the start."""
    run = runs[BASE]
    sims = run.observed.arrow("sims")
    honest = ~np.isin(column(sims, "sim_id"), ring_sims(run))
    new = column(sims, "registered_at").astype("datetime64[s]") >= start(run)
    return float((honest & new).sum() / (~new).sum() / days(run) * 30)


def holders_between(low: int, high: float) -> Measure:
    """Make the measure: share of holders with `low` to `high` SIMs."""

    def share(runs: Runs) -> float:
        n = held(runs[BASE])
        return float(((n >= low) & (n <= high)).mean())

    return share


def sims_of_holders_between(low: int, high: float) -> Measure:
    """Make the measure: share of all SIMs that are held by those with `low` to `high`."""

    def share(runs: Runs) -> float:
        n = held(runs[BASE])
        return float(n[(n >= low) & (n <= high)].sum() / n.sum())

    return share


def sims_per_nik(runs: Runs) -> float:
    """SIMs for each NIK that holds any."""
    return float(held(runs[BASE]).mean())


def sims_per_small_holder(runs: Runs) -> float:
    """SIMs for each NIK that holds 1 to 5."""
    n = held(runs[BASE])
    return float(n[n <= 5].mean())


def mismatch(runs: Runs) -> float:
    """Share of identity checks that fail because NIK and KK do not match."""
    seen = runs[BASE].observed.arrow("registrations")
    return float(says(seen, "reason", "nik_kk_mismatch").mean())


def handling(runs: Runs) -> float:
    """Mean handling time of a ticket [min]."""
    return float(_busy_h(runs[BASE]).mean() * 60)


def occupancy(runs: Runs) -> float:
    """Share of the shift that agents who took any ticket that day spend on tickets."""
    tickets = runs[BASE].observed.arrow("tickets")
    done = column(tickets, "closed_at")
    is_done = ~np.isnat(done)
    agent = column(tickets, "agent_id")[is_done].astype(np.int64)
    # a night shift ends in the morning: the day begins at six
    day = (
        (column(tickets, "started_at")[is_done] - np.timedelta64(6, "h"))
        .astype("datetime64[D]")
        .astype(np.int64)
    )
    n_shifts = len(np.unique(np.column_stack([agent, day]), axis=0))
    return float(_busy_h(runs[BASE]).sum() / (n_shifts * SHIFT_H))


def _busy_h(run: Result) -> np.ndarray:
    tickets = run.observed.arrow("tickets")
    took = (column(tickets, "closed_at") - column(tickets, "started_at")) / np.timedelta64(1, "h")
    return np.asarray(took[np.isfinite(took)])


def without_ticket(runs: Runs) -> float:
    """Share of look-ups, misuse left out, that name no ticket."""
    run = runs[BASE]
    seen, truth = run.observed.arrow("accesses"), run.truth.arrow("accesses")
    bad = column(truth, "access_id")[says(truth, "motive", "sale", "grudge", "known_person")]
    honest = ~np.isin(column(seen, "access_id"), bad)
    return float(np.isnan(column(seen, "ticket_id").astype(float))[honest].mean())


def sims_per_identity(runs: Runs) -> float:
    """SIMs that a ring registered on each stolen identity."""
    truth = runs[BASE].truth.arrow("sims")
    owner = column(truth, "person_id")[says(truth, "registrant", "ring")]
    return float(len(owner) / max(len(np.unique(owner)), 1))


def accounts_per_sim(runs: Runs) -> float:
    """OTT accounts activated on each of a ring's SIMs that got any."""
    run = runs[BASE]
    mine = says(run.truth.arrow("accounts"), "origin", "ring_sim")
    sims = column(run.observed.arrow("accounts"), "sim_id")[mine]
    return float(len(sims) / max(len(np.unique(sims)), 1))


def incomplete(runs: Runs) -> float:
    """Share of complaints whose evidence is not complete."""
    return float(1 - column(runs[BASE].observed.arrow("complaints"), "is_complete").mean())


def victims_who_report(runs: Runs) -> float:
    """Share of victims who complain."""
    return float(column(runs[BASE].truth.arrow("losses"), "is_reported").mean())


def price(runs: Runs) -> float:
    """Median price of a number [Rp]."""
    return summarise(runs[BASE])["median_price_rp"]


def outcome(*words: str) -> Measure:
    """Make the measure: share of complaints with one of these outcomes at the end of the run."""

    def share(runs: Runs) -> float:
        return float(says(runs[BASE].observed.arrow("complaints"), "outcome", *words).mean())

    return share


def reached_per_week(runs: Runs) -> float:
    """Unwanted messages and calls that reach a person in a week."""
    run = runs[BASE]
    messages = run.truth.arrow("messages").filter(
        pa.array(says(run.truth.arrow("messages"), "channel", "sms", "call"))
    )
    people = column(run.truth.arrow("people"), "is_panel").sum()
    return float(column(messages, "n_reached").sum() / people / days(run) * 7)


def complaints_after(arm: str, since: int) -> Measure:
    """Make the measure: complaints of an arm in the 30 days from day `since` on, over those of the base then."""

    def ratio(runs: Runs) -> float:
        one, other = _complaints(runs[arm], since), _complaints(runs[BASE], since)
        return one / other if other else float("nan")

    return ratio


def rebound(arm: str, first: int, later: int) -> Measure:
    """Make the measure: how many times larger the share of complaints left is from day `later` on than at `first`."""

    def ratio(runs: Runs) -> float:
        before = complaints_after(arm, first)(runs)
        return complaints_after(arm, later)(runs) / before if before else float("nan")

    return ratio


def _complaints(run: Result, since: int) -> float:
    day = (column(run.observed.arrow("complaints"), "at") - start(run)) / np.timedelta64(1, "D")
    return float(((day >= since) & (day < since + WINDOW_D)).sum())


def moved(arm: str) -> Measure:
    """Make the measure: share of what an arm takes from some ways that turns up on others."""

    def share(runs: Runs) -> float:
        return displaced(summarise(runs[BASE]).figures, summarise(runs[arm]).figures)

    return share


# ---
# The facts that the model is held to, each with its source: what was put in, and what was not.


# ---
# What a fact is that the model is held to, and the runs in which facts are measured.

TOLERANCE = {"H": 0.05, "M": 0.10, "L": 0.20}
"""Where a source gives one number: how far the model may be off, by the confidence of the entry."""
INPUT, HELD_OUT = "input", "held_out"
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
    kind : {"input", "held_out"}
        Whether a parameter was set from this fact, so that the model cannot but show it unless it is broken; or
        whether nothing was set from it.
    source : str
        An entry of ``docs/sources.md``.
    low, high : float
        The range that agrees with the source; infinite where it names only a direction.
    case : str
        A key of `CASES`.
    measure : callable

    What is measured, and what a reader must know to judge the verdict, stand in ``said.toml``.
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
    "limits": Case("policy-lab", {}, {"cap": ("cap:per_operator=1",), "face": ("face_match",)}),
}


# ---

_INF = float("inf")
_INPUTS = (
    Target("owners_share", INPUT, "phone-ownership-2023", *about(0.6729, "M"), "quarter", owners_share),
    Target("sims_per_resident", INPUT, "sims-2025", *about(1.17, "H"), "country", sims_per_resident),
    Target("prepaid", INPUT, "prepaid-2025", 0.963, 0.973, "country", prepaid),
    Target("largest_operator", INPUT, "operator-shares-2023", *about(0.45, "M"), "quarter", largest_operator),
    Target("turnover", INPUT, "turnover-2025", 0.048, 0.063, "quarter", turnover),
    Target(
        "middle_holders",
        INPUT,
        "sims-tail-thailand-2024",
        *about(280_000 / 64_787_664, "H"),
        "country",
        holders_between(6, 100),
    ),
    Target(
        "big_holders",
        INPUT,
        "sims-tail-thailand-2024",
        *about(7_664 / 64_787_664, "H"),
        "country",
        holders_between(101, _INF),
    ),
    Target("mismatch", INPUT, "dukcapil-checks", *about(1 - 1.9 / 2.6, "M"), "quarter", mismatch),
    Target("handling", INPUT, "desk-handling-time", 5.0, 8.0, "quarter", handling),
    Target("without_ticket", INPUT, "ebas", 0.03, 0.10, "quarter", without_ticket),
    Target("sims_per_identity", INPUT, "bogor-2024", *about(4 / 3, "H"), "quarter", sims_per_identity),
    Target("accounts_per_sim", INPUT, "vietnam-otp", *about(2.2, "M"), "quarter", accounts_per_sim),
    Target("incomplete", INPUT, "aduannomor-2023", *about(28_459 / 57_459, "H"), "half_year", incomplete),
    Target("victims_who_report", INPUT, "gasa-2025", *about(0.16, "L"), "quarter", victims_who_report),
    Target("price", INPUT, "palembang-reported", 50_000.0, 200_000.0, "quarter", price),
)
_HELD_OUT = (
    Target("sims_per_nik", HELD_OUT, "sims-per-nik-2018", *about(2.61, "M"), "country", sims_per_nik),
    Target(
        "small_holders",
        HELD_OUT,
        "sims-tail-thailand-2024",
        *about(85.1 / 64.5, "H"),
        "country",
        sims_per_small_holder,
    ),
    Target(
        "sims_of_middle",
        HELD_OUT,
        "sims-tail-thailand-2024",
        *about(3.3 / 94.5, "H"),
        "country",
        sims_of_holders_between(6, 100),
    ),
    Target(
        "sims_of_big",
        HELD_OUT,
        "sims-tail-thailand-2024",
        *about(6.1 / 94.5, "H"),
        "country",
        sims_of_holders_between(101, _INF),
    ),
    Target("occupancy", HELD_OUT, "desk-handling-time", 0.75, 0.85, "quarter", occupancy),
    Target(
        "blocked", HELD_OUT, "aduannomor-2023", *about(13_638 / 57_459, "H"), "half_year", outcome("blocked")
    ),
    Target(
        "rejected",
        HELD_OUT,
        "aduannomor-2023",
        *about(28_459 / 57_459, "H"),
        "half_year",
        outcome("rejected"),
    ),
    Target(
        "pending", HELD_OUT, "aduannomor-2023", *about(15_362 / 57_459, "H"), "half_year", outcome("pending")
    ),
    Target(
        "reached",
        HELD_OUT,
        "scam-calls-2025",
        1.0,
        (27.9 + 46) * 12 / 365.25 * 7,
        "quarter",
        reached_per_week,
    ),
    Target(
        "fall",
        HELD_OUT,
        "philippines-2022",
        *about(100 / 1_500, "H"),
        "new_check",
        complaints_after("check", DAY_OF_RULE + 60),
    ),
    Target(
        "rebound",
        HELD_OUT,
        "philippines-2022",
        1.0,
        _INF,
        "new_check",
        rebound("check", DAY_OF_RULE + 60, DAY_OF_RULE + 210),
    ),
    Target("moved_by_cap", HELD_OUT, "singapore-2023", 0.0, _INF, "limits", moved("cap")),
    Target("moved_by_face", HELD_OUT, "singapore-2023", 0.0, _INF, "limits", moved("face")),
)
TARGETS: tuple[Target, ...] = (*_INPUTS, *_HELD_OUT)

NOT_TESTED = Words(__package__, "not_tested")
"""Published facts with no verdict, and why."""
