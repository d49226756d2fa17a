"""How a run is asked for a published fact: each measure counts in tables that every run has."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pyarrow as pa

from simkit.measure.outcomes import Result, column, displaced, ring_sims, says, summarise

Runs = Mapping[str, Result]
Measure = Callable[[Runs], float]
BASE, CHECK = "base", "check"
"""The arm of the scenario as it is, and the one with a new check of identities."""
SHIFT_H = 8.0
WINDOW_D = 30


def held(run: Result) -> np.ndarray:
    """Give how many SIMs each NIK of the register holds at the start, organisations included (int, zeros left out)."""
    return np.unique(_at_start(run, "nik"), return_counts=True)[1]


def _at_start(run: Result, name: str) -> np.ndarray:
    """Give a column of the SIMs that are there before the first day."""
    sims = run.observed.arrow("sims")
    is_old = column(sims, "registered_at").astype("datetime64[s]") < start(run)
    return np.asarray(column(sims, name)[is_old])


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
    people, truth = run.truth.arrow("people"), run.truth.arrow("sims")
    inside = column(people, "person_id")[column(people, "is_panel")]
    owner = column(truth, "person_id")[np.isin(column(truth, "sim_id"), _at_start(run, "sim_id"))]
    return inside, owner[np.isin(owner, inside)]


def prepaid(runs: Runs) -> float:
    """Share of SIMs that are prepaid, at the start."""
    return float(_at_start(runs[BASE], "is_prepaid").mean())


def largest_operator(runs: Runs) -> float:
    """Share of SIMs at the largest operator, at the start."""
    _, counts = np.unique(_at_start(runs[BASE], "operator_id"), return_counts=True)
    return float(counts.max() / counts.sum())


def turnover(runs: Runs) -> float:
    """Honest new SIMs in thirty days, as a share of those at the start."""
    run = runs[BASE]
    sims = run.observed.arrow("sims")
    honest = ~np.isin(column(sims, "sim_id"), ring_sims(run))
    new = column(sims, "registered_at").astype("datetime64[s]") >= start(run)
    return float((honest & new).sum() / (~new).sum() / days(run) * 30)


def holders_between(runs: Runs, low: int, high: float) -> float:
    """Share of holders with `low` to `high` SIMs."""
    n = held(runs[BASE])
    return float(((n >= low) & (n <= high)).mean())


def sims_of_holders_between(runs: Runs, low: int, high: float) -> float:
    """Share of all SIMs that are held by those with `low` to `high`."""
    n = held(runs[BASE])
    return float(n[(n >= low) & (n <= high)].sum() / n.sum())


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
    agent, turn, took = _shifts(runs[BASE])
    return float(took.sum() / (len(np.unique(np.column_stack([agent, turn]), axis=0)) * SHIFT_H))


def quiet_shift(runs: Runs) -> float:
    """The same in the least busy of the three shifts of a day."""
    agent, turn, took = _shifts(runs[BASE])
    shares = []
    for shift in range(3):
        mine = turn % 3 == shift
        n = len(np.unique(np.column_stack([agent[mine], turn[mine]]), axis=0))
        shares.append(took[mine].sum() / (n * SHIFT_H) if n else np.nan)
    return float(np.nanmin(shares))


def _shifts(run: Result) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give agent, number of the eight-hour shift and time [h] of each ticket that is done; a day begins at six."""
    tickets = run.observed.arrow("tickets")
    begun, done = column(tickets, "started_at"), column(tickets, "closed_at")
    is_done = ~np.isnat(done)
    hours = (begun[is_done].astype("datetime64[s]") - start(run)) / np.timedelta64(1, "h") - 6.0
    took = (done - begun)[is_done] / np.timedelta64(1, "h")
    agent = column(tickets, "agent_id")[is_done].astype(np.int64)
    return agent, np.floor(hours / SHIFT_H).astype(np.int64), np.asarray(took)


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


def outcome(runs: Runs, word: str) -> float:
    """Share of complaints with this outcome at the end of the run."""
    return float(says(runs[BASE].observed.arrow("complaints"), "outcome", word).mean())


def reached_per_week(runs: Runs) -> float:
    """Unwanted messages and calls that reach a person in a week."""
    run = runs[BASE]
    messages = run.truth.arrow("messages").filter(
        pa.array(says(run.truth.arrow("messages"), "channel", "sms", "call"))
    )
    people = column(run.truth.arrow("people"), "is_panel").sum()
    return float(column(messages, "n_reached").sum() / people / days(run) * 7)


def complaints_after(runs: Runs, since: int, arm: str = CHECK) -> float:
    """Complaints of an arm in the 30 days from day `since` on, over those of the base then."""
    one, other = _complaints(runs[arm], since), _complaints(runs[BASE], since)
    return one / other if other else float("nan")


def rebound(runs: Runs, first: int, later: int, arm: str = CHECK) -> float:
    """How many times larger the share of complaints left is from day `later` on than at `first`."""
    before = complaints_after(runs, first, arm)
    return complaints_after(runs, later, arm) / before if before else float("nan")


def _complaints(run: Result, since: int) -> float:
    day = (column(run.observed.arrow("complaints"), "at") - start(run)) / np.timedelta64(1, "D")
    return float(((day >= since) & (day < since + WINDOW_D)).sum())


def moved(runs: Runs, arm: str) -> float:
    """Share of what an arm takes from some ways that turns up on others."""
    return displaced(summarise(runs[BASE]).figures, summarise(runs[arm]).figures)


def owners_in(runs: Runs, province: str) -> float:
    """Share of simulated people of a province who own a SIM at the start."""
    inside, owner = _panel(runs[BASE])
    there = inside[np.isin(inside, _residents(runs[BASE], province))]
    return float(np.isin(there, owner).mean()) if len(there) else float("nan")


def complaints_per_head(runs: Runs, province: str, other: str) -> float:
    """Complaints for each resident of a province, over those of another."""
    run = runs[BASE]
    inside, _ = _panel(run)
    who = column(run.observed.arrow("complaints"), "person_id")
    here, there = (
        np.isin(who, mine).sum() / max(len(mine), 1)
        for mine in (np.intersect1d(inside, _residents(run, p)) for p in (province, other))
    )
    return float(here / there) if there else float("nan")


def _residents(run: Result, province: str) -> np.ndarray:
    people = run.observed.arrow("people")
    return np.asarray(column(people, "person_id")[says(people, "province", province)])


def losers(runs: Runs) -> float:
    """Share of simulated adults who lose money in a year, at the pace of the run."""
    run = runs[BASE]
    inside, _ = _panel(run)
    people = run.observed.arrow("people")
    is_adult = column(people, "birth_date").astype("datetime64[D]") <= start(run) - np.timedelta64(6574, "D")
    adults = np.intersect1d(inside, column(people, "person_id")[is_adult])
    lost = np.isin(adults, column(run.truth.arrow("losses"), "person_id"))
    return float(lost.mean() / days(run) * 365.25)


def loss_per_loser(runs: Runs) -> float:
    """What a person who lost money lost in all [Rp]."""
    losses = runs[BASE].truth.arrow("losses")
    n = len(np.unique(column(losses, "person_id")))
    return float(column(losses, "amount_rp").sum() / n) if n else float("nan")


def unreported(runs: Runs) -> float:
    """Share of numbers that reached anybody by SMS or call and that nobody complained about."""
    run = runs[BASE]
    messages = run.truth.arrow("messages")
    reached = says(messages, "channel", "sms", "call") & (column(messages, "n_reached") > 0)
    senders = np.unique(column(messages, "sim_id")[reached])
    heard = np.isin(senders, column(run.observed.arrow("complaints"), "sim_id"))
    return float(1 - heard.mean()) if len(senders) else float("nan")


def questionable(runs: Runs) -> float:
    """Share of agents with any look-up that names no ticket, or one about somebody else."""
    seen = runs[BASE].observed.arrow("accesses")
    tickets = runs[BASE].observed.arrow("tickets")
    order = np.argsort(column(tickets, "ticket_id"))
    ids, about = column(tickets, "ticket_id")[order], column(tickets, "person_id")[order]
    named = column(seen, "ticket_id").astype(float)
    place = np.searchsorted(ids, np.nan_to_num(named)).clip(max=len(ids) - 1)
    odd = np.isnan(named) | (about[place] != column(seen, "person_id"))
    agent = column(seen, "agent_id")
    return float(len(np.unique(agent[odd])) / len(np.unique(agent)))


def price_after(runs: Runs, since: int, arm: str = CHECK) -> float:
    """Median price of a number in an arm from day `since` on, over that of the base then."""
    one, other = _prices(runs[arm], since), _prices(runs[BASE], since)
    return float(np.median(one) / np.median(other)) if len(one) and len(other) else float("nan")


def _prices(run: Result, since: int) -> np.ndarray:
    sales = run.truth.arrow("sales")
    late = (column(sales, "at") - start(run)) / np.timedelta64(1, "D") >= since
    return np.asarray(column(sales, "price_rp")[late & says(sales, "item_kind", "number")])


FORMER_D, AFTER_D, WEEK_D = 30, 70, 7


def raid_half(runs: Runs) -> float:
    """Days from the first raid to a sale that begins a week of half the former sales; at least the rest of the run."""
    sold, raid = _sold_by_day(runs[BASE])
    if raid < 0 or not (usual := sold[max(raid - FORMER_D, 0) : raid].sum() / min(FORMER_D, max(raid, 1))):
        return float("nan")
    later = range(raid + 1, len(sold) - WEEK_D + 1)
    enough = np.flatnonzero([bool(sold[d]) and sold[d : d + WEEK_D].mean() >= usual / 2 for d in later])
    return float(1 + enough[0] if len(enough) else len(sold) - raid)


def raid_back(runs: Runs) -> float:
    """Whether anything is sold again within ten weeks of a raid in a country with one ring; 1 or 0."""
    sold, raid = _sold_by_day(runs[BASE])
    return float("nan") if raid < 0 else float(sold[raid + 1 : raid + 1 + AFTER_D].sum() > 0)


def raid_market(runs: Runs) -> float:
    """Sales a day in the ten weeks after the first raid, over those in the month before."""
    sold, raid = _sold_by_day(runs[BASE])
    before = sold[max(raid - FORMER_D, 0) : max(raid, 0)]
    after = sold[raid + 1 : raid + 1 + AFTER_D]
    return float(after.mean() / before.mean()) if raid > 0 and before.any() and len(after) else float("nan")


def _sold_by_day(run: Result) -> tuple[np.ndarray, int]:
    """Give the numbers and accounts that all rings sold each day, and the day of the first raid (-1 for none)."""
    sales = run.truth.arrow("sales")
    day = ((column(sales, "at") - start(run)) / np.timedelta64(1, "D")).astype(np.int64)
    return np.bincount(day, weights=column(sales, "n_items"), minlength=int(days(run))), first_raid(run)


def first_raid(run: Result) -> int:
    """Give the day of the first raid of a run; -1 for none."""
    found = run.observed.arrow("seizures")
    if not found.num_rows:
        return -1
    return int((column(found, "at").min() - start(run)) / np.timedelta64(1, "D"))
