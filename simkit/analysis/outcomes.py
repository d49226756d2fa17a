"""Outcomes of a run, one definition a figure, computed from its tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..engine.codes import CHANNELS
from .costs import costs
from .honest import honest
from .reads import Result, column, ring_sims, says
from .wording import ten_lines

__all__ = ["Result", "Summary", "account_gap_days", "summarise"]


@dataclass(frozen=True)
class Summary:
    """The figures a newcomer wants to know of a run.

    Attributes
    ----------
    figures : mapping of str to number
        Counts, rupiah, days and shares; NaN where there was nothing to count.
    """

    figures: Mapping[str, float]

    def __getitem__(self, name: str) -> float:
        return self.figures[name]

    def lines(self, lang: str = "en") -> list[str]:
        """Say the figures in ten lines, in Indonesian (``id``) or English (``en``)."""
        return ten_lines(self.figures, lang)


def summarise(run: Result) -> Summary:
    """Compute the headline figures of a run or of a saved folder.

    Parameters
    ----------
    run : Run or Saved

    Returns
    -------
    Summary

    Examples
    --------
    >>> from ..engine.run import simulate
    >>> run = simulate("baseline", settings={"people.n_people": 500, "run.days": 2, "run.scale": 0.0})
    >>> summarise(run)["n_sold"]
    0.0
    """
    parts: dict[str, float] = {}
    for part in (_country, _desk, _registrations, _market, _ways, _harm, _answer, honest, costs):
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


def _ways(run: Result) -> dict[str, float]:
    """Count the numbers and accounts that rings came by, by way: only shares and shifts of them are ever shown."""
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
    n = complaints.num_rows
    outcome = {w: float(says(complaints, "outcome", w).sum()) for w in ("blocked", "rejected", "pending")}
    gap = account_gap_days(run)
    return {
        "n_complaints": float(n),
        "n_blocked_ring": float(is_ring.sum()),
        "n_blocked_honest": float((~is_ring).sum()),
        "median_gap_days": float(np.median(gap)) if len(gap) else np.nan,
        **{f"n_{k}": x for k, x in outcome.items()},
    }


def account_gap_days(run: Result) -> np.ndarray:
    """Give, for each ring SIM blocked after it was sold, the days until its account's abuse ended.

    Accounts still at work at the end of the run count until then, so the figure is a lower bound.

    Returns
    -------
    ndarray of float, days
    """
    blocks, truth = run.observed.arrow("blocks"), run.truth.arrow("accounts")
    listed = run.observed.arrow("accounts")
    main = says(truth, "origin", "ring_sim") & says(listed, "app", *_first_app(listed))
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


def _first_app(listed: pa.Table) -> tuple[str, ...]:
    """Give the app that most accounts use: the main one."""
    counts = listed.column("app").cast(pa.string()).value_counts().to_pylist()
    return (max(counts, key=lambda c: (c["counts"], c["values"]))["values"],) if counts else ("none",)
