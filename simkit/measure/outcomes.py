"""Outcomes of a run, one definition a figure, computed from its tables."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from ..core.catalogue import Words
from ..core.locale import amount, decimal, percent, whole
from ..engine.codes import CHANNELS
from ..engine.policies import Policy, catalogue, make_policy
from ..engine.scenario import all_parameters, refuse_gone

LINES = Words(__package__, "outcomes.lines")
NAMES = Words(__package__, "outcomes.names")
ROUTE_NAMES = Words(__package__, "outcomes.routes")


@dataclass(frozen=True)
class Outcome:
    """An outcome that arms of an experiment are compared by.

    `kind`: {"crime", "harm", "answer", "honest", "cost"}; whose business it is. `better`: {"less", "more", ""}; which
    way is better for the public; empty where that depends.
    """

    name: str
    unit: str
    kind: str
    better: str = "less"

    def words(self, lang: str) -> str:
        """Say what it is."""
        return str(NAMES[lang][self.name])


_OUTCOMES = (
    Outcome("n_sold", "items", "crime"),
    Outcome("revenue_rp", "Rp", "crime"),
    Outcome("profit_rp", "Rp", "crime"),
    Outcome("median_price_rp", "Rp", "crime", ""),
    Outcome("active_days", "number-days", "harm"),
    Outcome("n_reached", "messages", "harm"),
    Outcome("n_victims", "people", "harm"),
    Outcome("loss_rp", "Rp", "harm"),
    Outcome("mean_days_to_block", "days", "answer"),
    Outcome("n_complaints", "complaints", "answer", ""),
    Outcome("n_blocked_ring", "SIMs", "answer", ""),
    Outcome("median_gap_days", "days", "answer"),
    Outcome("n_honest_refused", "requests", "honest"),
    Outcome("n_turned_away", "people", "honest"),
    Outcome("n_delayed", "requests", "honest"),
    Outcome("n_looks_refused", "look-ups", "honest"),
    Outcome("n_blocked_honest", "SIMs", "honest"),
    Outcome("n_accounts_wronged", "accounts", "honest"),
    Outcome("n_agents_wronged", "agents", "honest"),
    Outcome("wait_min", "min", "honest"),
    Outcome("desk_hours", "h", "cost"),
    Outcome("cost_rp", "Rp", "cost"),
)
OUTCOMES: Mapping[str, Outcome] = {o.name: o for o in _OUTCOMES}

ROUTES = ("self", "outlet", "dealer", "mule", "ready_made", "takeover")
"""How numbers and accounts are come by; figures ``n_made_<route>`` count them, and `ROUTE_NAMES` has the words."""


def displaced(base: Mapping[str, float], arm: Mapping[str, float]) -> float:
    """Give the share of what an arm takes from some routes that turns up on others.

    `base` and `arm`: figures of two runs with the same seed. Returns 0 where nothing moved, 1 where all of it did;
    NaN where no route lost anything.

    Examples
    --------
    >>> nothing = dict.fromkeys([f"n_made_{w}" for w in ROUTES], 0.0)
    >>> displaced(nothing | {"n_made_self": 100.0}, nothing | {"n_made_mule": 25.0})
    0.25
    """
    moved = [arm[f"n_made_{w}"] - base[f"n_made_{w}"] for w in ROUTES]
    lost = -sum(m for m in moved if m < 0)
    return sum(m for m in moved if m > 0) / lost if lost else float("nan")


# ---
# What a run's tables are asked for: columns as arrays, and which rows say a word.


class TableSet(Protocol):
    """Whatever holds Arrow tables by name: a run's or a saved folder's."""

    def arrow(self, name: str) -> pa.Table:
        """Give one table."""

    def __contains__(self, name: object) -> bool:
        """Tell whether there is such a table."""


class Result(Protocol):
    """Whatever has observed tables and truth: a run, or a saved folder."""

    @property
    def observed(self) -> TableSet:
        """What an investigator sees."""

    @property
    def truth(self) -> TableSet:
        """What only the simulator knows."""

    @property
    def about(self) -> Mapping[str, Any]:
        """How to make it again: scenario, seed, settings and policies."""


class Told(Protocol):
    """Whatever gives observed tables and truth as DataFrames: a run, or a saved folder."""

    @property
    def observed(self) -> Mapping[str, pd.DataFrame]:
        """What an investigator sees."""

    @property
    def truth(self) -> Mapping[str, pd.DataFrame]:
        """What only the simulator knows."""


def column(table: pa.Table, name: str) -> Any:
    """Give a column as an array."""
    return table.column(name).combine_chunks().to_numpy(zero_copy_only=False)


def says(table: pa.Table, name: str, *words: str) -> np.ndarray:
    """Tell which rows hold one of some words (bool, shape (n,))."""
    made = pc.is_in(table.column(name).cast(pa.string()), value_set=pa.array(words))
    return made.combine_chunks().to_numpy(zero_copy_only=False)


def ring_sims(run: Result) -> np.ndarray:
    """Give the ids of the SIMs that rings or their mules registered."""
    sims = run.truth.arrow("sims")
    return column(sims, "sim_id")[says(sims, "registrant", "ring", "mule")]


# ---
# What policies and mistakes cost honest people: refusals, waiting, numbers blocked, agents under suspicion.


def honest(run: Result) -> dict[str, float]:
    """Count what honest people bear: refusals, delays, mistakes and waiting, as ``OUTCOMES`` describes them."""
    return _honest_registrations(run) | _honest_desk(run) | _accounts(run)


def _honest_registrations(run: Result) -> dict[str, float]:
    seen, ours = run.observed.arrow("registrations"), run.truth.arrow("registrations")
    own = ~np.isin(column(seen, "registration_id"), column(ours, "registration_id"))
    turned = _left_without(column(seen, "nik")[own], says(seen, "verdict", "refuse")[own])
    return {"n_turned_away": float(turned), "n_delayed": float((own & says(seen, "verdict", "hold")).sum())}


def _left_without(nik: np.ndarray, is_refused: np.ndarray) -> int:
    """Count the people whose last try in the run was refused; rows are in the order of time."""
    order = np.argsort(nik, kind="stable")
    is_last = np.append(nik[order][1:] != nik[order][:-1], True)[: len(nik)]
    return int(is_refused[order][is_last].sum())


def _honest_desk(run: Result) -> dict[str, float]:
    accesses, tickets = run.observed.arrow("accesses"), run.observed.arrow("tickets")
    truth = run.truth.arrow("accesses")
    misuse = column(truth, "access_id")[says(truth, "motive", "sale", "grudge", "known_person")]
    refused = column(accesses, "access_id")[says(accesses, "verdict", "refuse")]
    wait = (column(tickets, "started_at") - column(tickets, "at")) / np.timedelta64(60, "s")
    agents = run.truth.arrow("agents")
    wronged = 0
    if "reviews" in run.observed:
        reviews = run.observed.arrow("reviews")
        out = column(reviews, "agent_id")[says(reviews, "outcome", "suspended")]
        honest_ones = column(agents, "agent_id")[says(agents, "role", "honest")]
        wronged = np.isin(np.unique(out), honest_ones).sum()
    return {
        "n_looks_refused": float((~np.isin(refused, misuse)).sum()),
        "n_agents_wronged": float(wronged),
        "wait_min": float(np.nanmean(wait)) if np.isfinite(wait).any() else np.nan,
    }


def _accounts(run: Result) -> dict[str, float]:
    blocks, accounts = run.observed.arrow("blocks"), run.truth.arrow("accounts")
    own = column(accounts, "account_id")[says(accounts, "origin", "own")]
    ended = blocks.column("account_id").drop_null().to_numpy()
    return {"n_accounts_wronged": float((np.isin(ended, own)).sum())}


# ---
# What policies cost whoever runs them: handling seconds at the desk, fees, clerks, campaigns.


def costs(run: Result) -> dict[str, float]:
    """Give the working hours that policies add at the desk, and what all of them cost.

    ``desk_hours`` [h] and ``cost_rp`` [Rp], over the run; prices are parameters of the policies.
    """
    about = run.about
    seconds, rupiah, days = 0.0, 0.0, _setting(about, "run.days")
    for policy in _policies(run):
        if policy.handling_s:
            seconds += policy.handling_s * _rows(run, "accesses", policy.start_day)
        rupiah += policy.cost_rp(days, lambda table, day: _rows(run, table, day))
    hours = seconds / 3600
    return {"desk_hours": hours, "cost_rp": rupiah + hours * _setting(about, "desk.rp_per_hour")}


def _policies(run: Result) -> Iterator[Policy]:
    """Give the policies of a run; one of the user's own is known while its run is in memory, not from a folder."""
    alive = {p.name: p for p in getattr(getattr(run, "model", None), "policies", ())}
    for name, settings in run.about.get("policies", {}).items():
        if name in alive:
            yield alive[name]
        elif name in catalogue():
            yield make_policy(name, settings)


def _setting(about: Mapping[str, Any], name: str) -> float:
    """Give a parameter of the run: as it was set, else its default."""
    defaults = {f"{k.section}.{k.name}": k.default for k in all_parameters()}
    return float(about.get("settings", {}).get(name, defaults[name]))


def _rows(run: Result, table: str, day: float) -> int:
    """Count the rows of an observed table from a day of the run on."""
    if table not in run.observed:
        return 0
    made: pa.Table = run.observed.arrow(table)
    if not day:
        return made.num_rows
    at = column(made, "at")
    tickets = run.observed.arrow("tickets")
    start = column(tickets, "at").min().astype("datetime64[D]") if tickets.num_rows else at.min()
    return int((at >= start + np.timedelta64(round(day * 86400), "s")).sum())


# ---


@dataclass(frozen=True)
class Summary:
    """The figures a newcomer wants to know of a run.

    `figures`: counts, rupiah, days and shares; NaN where there was nothing to count.
    """

    figures: Mapping[str, float]

    def __getitem__(self, name: str) -> float:
        return self.figures[name]

    def lines(self, lang: str = "en") -> list[str]:
        """Say the figures in ten lines, in Indonesian (``id``) or English (``en``)."""
        said = {}
        for name, value in self.figures.items():
            if math.isnan(value):
                said[name] = "-"
            elif name.endswith("_rp"):
                said[name] = amount(value, lang)
            elif name.endswith("_share") or name.startswith("share_"):
                said[name] = percent(value, lang, 1)
            elif name.endswith("_days") and name.startswith("median"):
                said[name] = decimal(value, lang)
            else:
                said[name] = whole(value, lang)
        return [line.format(**said) for line in LINES[lang]]


def summarise(run: Result) -> Summary:
    """Compute the headline figures of a run or of a saved folder; raises BadValue for a folder of an older model.

    Examples
    --------
    >>> from ..engine.run import simulate
    >>> run = simulate("baseline", settings={"people.n_people": 500, "run.days": 2, "run.scale": 0.0})
    >>> summarise(run)["n_sold"]
    0.0
    """
    refuse_gone(run.about.get("settings", {}))
    parts: dict[str, float] = {}
    for part in (_country, _desk, _registrations, _market, _routes, _harm, _answer, honest, costs):
        parts |= part(run)
    return Summary(parts)


def _country(run: Result) -> dict[str, float]:
    people, sims = run.truth.arrow("people"), run.truth.arrow("sims")
    panel = column(people, "is_panel")
    ring = says(sims, "registrant", "ring", "mule")
    return {
        "n_people": float(panel.sum()),
        "n_sims": float(sims.num_rows),
        "n_ring_sims": float(ring.sum()),
        "ring_share": float(ring.mean()) if len(ring) else np.nan,
    }


def _desk(run: Result) -> dict[str, float]:
    accesses, truth = run.observed.arrow("accesses"), run.truth.arrow("accesses")
    sold = says(truth, "motive", "sale")
    misuse = says(truth, "motive", "sale", "grudge", "known_person")
    return {
        "n_accesses": float(accesses.num_rows),
        "n_misused": float(misuse.sum()),
        "n_captured": float((misuse & column(truth, "is_captured")).sum()),
        "n_for_sale": float(sold.sum()),
        "n_posts": float(run.observed.arrow("posts").num_rows),
    }


def _registrations(run: Result) -> dict[str, float]:
    seen, ours = run.observed.arrow("registrations"), run.truth.arrow("registrations")
    ring = np.isin(column(seen, "registration_id"), column(ours, "registration_id"))
    refused = says(seen, "verdict", "refuse")
    return {
        "n_registrations": float(seen.num_rows),
        "n_ring_tries": float(ring.sum()),
        "n_ring_refused": float((ring & refused).sum()),
        "n_honest_refused": float((~ring & refused & ~says(seen, "reason", "nik_kk_mismatch")).sum()),
    }


def _market(run: Result) -> dict[str, float]:
    sales, payments = run.truth.arrow("sales"), run.truth.arrow("payments")
    single = column(sales, "n_items") == 1
    price, amount = column(sales, "price_rp"), column(payments, "amount_rp")
    payer = payments.column("payer").cast(pa.string())
    spent = pc.starts_with(payer, "ring-").combine_chunks().to_numpy(zero_copy_only=False)
    return {
        "n_sold": float(column(sales, "n_items").sum()),
        "revenue_rp": float(price.sum()),
        "wages_rp": float(amount[says(payments, "purpose", "wage")].sum()),
        "profit_rp": float(price.sum() - amount[spent].sum()),
        "median_price_rp": float(np.median(price[single])) if single.any() else np.nan,
        "share_abroad": float(column(sales, "is_abroad").mean()) if len(price) else np.nan,
    }


def _routes(run: Result) -> dict[str, float]:
    """Count the numbers and accounts that rings came by, by route: only shares and shifts of them are ever shown."""
    ours, seen = run.truth.arrow("registrations"), run.observed.arrow("registrations")
    good = column(seen, "registration_id")[seen.column("sim_id").is_valid().combine_chunks().to_numpy(False)]
    made = np.isin(column(ours, "registration_id"), good)
    accounts = run.truth.arrow("accounts")
    found = {f"n_made_{w}": float((made & says(ours, "ring_channel", w)).sum()) for w in CHANNELS[:4]}
    found["n_made_ready_made"] = float(says(accounts, "origin", "ready_made").sum())
    found["n_made_takeover"] = float(says(accounts, "origin", "taken_over").sum())
    return found


def _harm(run: Result) -> dict[str, float]:
    messages, losses = run.truth.arrow("messages"), run.truth.arrow("losses")
    return {
        "n_messages": float(column(messages, "n_sent").sum()),
        "n_reached": float(column(messages, "n_reached").sum()),
        "n_victims": float(losses.num_rows),
        "loss_rp": float(column(losses, "amount_rp").sum()),
        "active_days": float(_pairs(column(messages, "day").astype("int64"), column(messages, "sim_id"))),
        "mean_days_to_block": _days_to_block(run),
    }


def _days_to_block(run: Result) -> float:
    """Give the mean time from a number's first abuse to its block, at most to the end of the run [days].

    A mean up to a fixed end counts the never blocked too; a median of the blocked alone would fall when a
    policy adds late blocks.
    """
    messages, blocks = run.truth.arrow("messages"), run.observed.arrow("blocks")
    if not messages.num_rows:
        return np.nan
    day = column(messages, "day").astype("datetime64[D]")
    order = np.argsort(day, kind="stable")
    sim, first = np.unique(column(messages, "sim_id")[order], return_index=True)
    begin, last = day[order][first], day.max() + np.timedelta64(1, "D")
    at = column(blocks, "at").astype("datetime64[D]")
    stop = np.full(len(sim), last)
    for target in ("sim", "account"):
        mine = np.flatnonzero(says(blocks, "target", target) & np.isin(column(blocks, "sim_id"), sim))
        place = np.searchsorted(sim, column(blocks, "sim_id")[mine])
        np.minimum.at(stop, place, at[mine])
    return float((np.maximum(stop, begin) - begin).astype(float).mean())


def _pairs(a: np.ndarray, b: np.ndarray) -> int:
    """Count the different pairs; fast where the rows are sorted, as the table of messages is."""
    made = np.sort(a * (1 << 32) + b, kind="stable")
    return int((made[1:] != made[:-1]).sum()) + bool(len(made))


def _answer(run: Result) -> dict[str, float]:
    complaints, blocks = run.observed.arrow("complaints"), run.observed.arrow("blocks")
    blocked = blocks.filter(pa.array(says(blocks, "target", "sim") & ~says(blocks, "reason", "replaced")))
    is_ring = np.isin(column(blocked, "sim_id"), ring_sims(run))
    outcome = {w: float(says(complaints, "outcome", w).sum()) for w in ("blocked", "rejected", "pending")}
    gap = account_gap_days(run)
    return {
        "n_complaints": float(complaints.num_rows),
        "n_blocked_ring": float(is_ring.sum()),
        "n_blocked_honest": float((~is_ring).sum()),
        "median_gap_days": float(np.median(gap)) if len(gap) else np.nan,
        **{f"n_{k}": x for k, x in outcome.items()},
    }


def account_gap_days(run: Result) -> np.ndarray:
    """Give, for each ring SIM blocked after it was sold, the days until its account's abuse ended.

    Accounts still at work at the end of the run count until then, so the figure is a lower bound.
    """
    blocks, truth = run.observed.arrow("blocks"), run.truth.arrow("accounts")
    listed = run.observed.arrow("accounts")
    main = says(truth, "origin", "ring_sim") & says(listed, "app", _first_app(listed))
    owner, ended = column(listed, "sim_id")[main], column(truth, "ended_at")[main]
    order = np.argsort(owner, kind="stable")
    owner, ended = owner[order], ended[order]
    stop = blocks.filter(pa.array(says(blocks, "target", "sim")))
    sim, at = column(stop, "sim_id"), column(stop, "at")
    stopped = np.isin(sim, column(run.truth.arrow("sales"), "sim_id")) & np.isin(sim, owner)
    if not stopped.any():
        return np.empty(0)
    sim, at = sim[stopped], at[stopped]
    # where a SIM has several main accounts the last one counts
    until = ended[np.searchsorted(owner, sim, side="right") - 1]
    last = max(column(t, "at").max() for t in (blocks, run.observed.arrow("registrations")) if t.num_rows)
    until = np.where(np.isnat(until), last, until)
    later = until > at
    return np.asarray((until[later] - at[later]) / np.timedelta64(1, "D"), float)


def _first_app(listed: pa.Table) -> str:
    """Give the app that most accounts use: the main one."""
    counts = listed.column("app").cast(pa.string()).value_counts().to_pylist()
    return str(max(counts, key=lambda c: (c["counts"], c["values"]))["values"]) if counts else ""
