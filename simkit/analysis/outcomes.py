"""Outcomes of a run, one definition a figure, computed from its tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .wording import ten_lines


class TableSet(Protocol):
    """Whatever holds Arrow tables by name: a run's or a saved folder's."""

    def arrow(self, name: str) -> pa.Table:
        """Give one table."""


class Result(Protocol):
    """Whatever has observed tables and truth: a run, or a saved folder."""

    @property
    def observed(self) -> TableSet:
        """What an investigator sees."""

    @property
    def truth(self) -> TableSet:
        """What only the simulator knows."""


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
    for part in (_country, _desk, _registrations, _market, _harm, _answer):
        parts |= part(run)
    return Summary(parts)


def _column(table: pa.Table, name: str) -> Any:
    return table.column(name).combine_chunks().to_numpy(zero_copy_only=False)


def _is(table: pa.Table, name: str, *words: str) -> np.ndarray:
    made = pc.is_in(table.column(name).cast(pa.string()), value_set=pa.array(words))
    return made.combine_chunks().to_numpy(zero_copy_only=False)


def _country(run: Result) -> dict[str, float]:
    people, sims = run.truth.arrow("people"), run.truth.arrow("sims")
    panel = _column(people, "is_panel")
    ring = _is(sims, "registrant", "ring", "mule")
    return {
        "n_people": float(panel.sum()),
        "n_sims": float(sims.num_rows),
        "n_ring_sims": float(ring.sum()),
        "ring_share": float(ring.mean()) if len(ring) else np.nan,
    }


def _desk(run: Result) -> dict[str, float]:
    accesses, truth = run.observed.arrow("accesses"), run.truth.arrow("accesses")
    sold = _is(truth, "motive", "sale")
    misuse = _is(truth, "motive", "sale", "grudge", "known_person")
    return {
        "n_accesses": float(accesses.num_rows),
        "n_misused": float(misuse.sum()),
        "n_captured": float((misuse & _column(truth, "is_captured")).sum()),
        "n_for_sale": float(sold.sum()),
        "n_posts": float(run.observed.arrow("posts").num_rows),
    }


def _registrations(run: Result) -> dict[str, float]:
    seen, ours = run.observed.arrow("registrations"), run.truth.arrow("registrations")
    ring = np.isin(_column(seen, "registration_id"), _column(ours, "registration_id"))
    refused = _is(seen, "verdict", "refuse")
    return {
        "n_registrations": float(seen.num_rows),
        "n_ring_tries": float(ring.sum()),
        "n_ring_refused": float((ring & refused).sum()),
        "n_honest_refused": float((~ring & refused & ~_is(seen, "reason", "nik_kk_mismatch")).sum()),
    }


def _market(run: Result) -> dict[str, float]:
    sales, payments = run.truth.arrow("sales"), run.truth.arrow("payments")
    single = _column(sales, "n_items") == 1
    price = _column(sales, "price_rp")
    paid = {
        p: _column(payments.filter(pa.array(_is(payments, "purpose", p))), "amount_rp").sum()
        for p in ("wage",)
    }
    return {
        "n_sold": float(_column(sales, "n_items").sum()),
        "revenue_rp": float(price.sum()),
        "wages_rp": float(paid["wage"]),
        "median_price_rp": float(np.median(price[single])) if single.any() else np.nan,
        "share_abroad": float(_column(sales, "is_abroad").mean()) if len(price) else np.nan,
    }


def _harm(run: Result) -> dict[str, float]:
    messages, losses = run.truth.arrow("messages"), run.truth.arrow("losses")
    return {
        "n_messages": float(_column(messages, "n_sent").sum()),
        "n_reached": float(_column(messages, "n_reached").sum()),
        "n_victims": float(losses.num_rows),
        "loss_rp": float(_column(losses, "amount_rp").sum()),
        "active_days": float(_pairs(_column(messages, "day").astype("int64"), _column(messages, "sim_id"))),
    }


def _pairs(a: np.ndarray, b: np.ndarray) -> int:
    """Count the different pairs; fast where the rows are sorted, as the table of messages is."""
    made = np.sort(a * (1 << 32) + b, kind="stable")
    return int((made[1:] != made[:-1]).sum()) + bool(len(made))


def _answer(run: Result) -> dict[str, float]:
    complaints, blocks = run.observed.arrow("complaints"), run.observed.arrow("blocks")
    blocked = blocks.filter(pa.array(_is(blocks, "target", "sim") & ~_is(blocks, "reason", "replaced")))
    truth = run.truth.arrow("sims")
    ring = _column(truth, "sim_id")[_is(truth, "registrant", "ring", "mule")]
    is_ring = np.isin(_column(blocked, "sim_id"), ring)
    n = complaints.num_rows
    outcome = {w: float(_is(complaints, "outcome", w).sum()) for w in ("blocked", "rejected", "pending")}
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
    last = max(
        (_column(t, "at").max() for t in (blocks, run.observed.arrow("registrations")) if t.num_rows),
        default=None,
    )
    sold = _column(run.truth.arrow("sales"), "sim_id")
    main = _is(truth, "origin", "ring_sim") & _is(listed, "app", *_first_app(listed))
    end = dict(zip(_column(listed, "sim_id")[main].tolist(), _column(truth, "ended_at")[main], strict=True))
    stop = blocks.filter(pa.array(_is(blocks, "target", "sim")))
    gaps = []
    known = set(sold[np.isfinite(sold.astype(float))].astype(np.int64).tolist())
    for sim, at in zip(_column(stop, "sim_id").tolist(), _column(stop, "at"), strict=True):
        if sim in end and sim in known:
            until = last if np.isnat(end[sim]) else end[sim]
            if until > at:
                gaps.append((until - at) / np.timedelta64(1, "D"))
    return np.array(gaps)


def _first_app(listed: pa.Table) -> tuple[str, ...]:
    """Give the app that most accounts use: the main one."""
    counts = listed.column("app").cast(pa.string()).value_counts().to_pylist()
    return (max(counts, key=lambda c: (c["counts"], c["values"]))["values"],) if counts else ("none",)
