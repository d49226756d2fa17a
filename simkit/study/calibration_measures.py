"""What a calibration measures in a run's tables: one function a figure, told the runs of a case by arm."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pyarrow as pa

from ..analysis.meaning import displaced
from ..analysis.outcomes import summarise
from ..analysis.reads import Result, column, ring_sims, says

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
