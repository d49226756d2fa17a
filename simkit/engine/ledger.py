"""The ledger: the only shared mutable state. Requests go in, verdicts come out, whoever listens is told.

``submit`` never alters the caller's rows and takes an empty batch. What an accepted row does (make a SIM,
an account, a block) is the ledger's business, because a row that is held finishes later.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .codes import ALLOW, HOLD, REFUSE
from .events import DECISIONS, Rows, known_event
from .policy import Policy, Quota


@dataclass(frozen=True)
class Verdict:
    """What a decision point answered to a batch.

    Parameters
    ----------
    code : ndarray of int8, shape (n,)
        0 allow, 1 refuse, 2 hold.
    reason : ndarray of int16, shape (n,)
        Index into ``Ledger.reasons``; -1 for an allowed row.
    rows : mapping of column to array
        The rows as altered (masked fields, capped counts); the caller's own are untouched.
    made : ndarray of int64, shape (n,)
        The number of what the row made (a SIM, an account, a log row); -1 where it made nothing.
    """

    code: np.ndarray
    reason: np.ndarray
    rows: Rows
    made: np.ndarray

    @property
    def allowed(self) -> np.ndarray:
        """Which rows were allowed at once."""
        return self.code == ALLOW


class Ledger:
    """Answers requests at the five decision points, writes the log and tells who listens.

    Parameters
    ----------
    policies : sequence of Policy
        In declared order: the first reason wins.
    effects : mapping of decision to function
        What accepted rows do: ``effect(rows, allowed) -> numbers of what was made``.
    """

    def __init__(
        self, model: Any, policies: tuple[Policy, ...], effects: Mapping[str, Callable[..., np.ndarray]]
    ) -> None:
        self.model = model
        self.effects = effects
        self.rules = {d: [p for p in policies if p.decision == d and p.kind == "rule"] for d in DECISIONS}
        self.reasons: list[str] = []
        self._listeners: dict[str, list[Callable[..., object]]] = {}
        self.counters: dict[str, list[tuple[Policy, Counter]]] = {
            d: [(p, Counter(q, model.sizes)) for p in self.rules[d] for q in p.quotas()] for d in DECISIONS
        }
        for d in DECISIONS:
            for p, c in self.counters[d]:
                held = p.held_at_start(model)
                if held is not None:
                    c.count(held, 1)
                if c.quota.release:
                    self.on(c.quota.release, c.give_back)
                    self.on("sim_restored", c.take_again)

    def on(self, event: str, listener: Callable[..., object]) -> None:
        """Ask to be told of an event: ``listener(**what)``; raises BadValue for one that is not declared."""
        self._listeners.setdefault(known_event(event), []).append(listener)

    def tell(self, event: str, **what: Any) -> None:
        """Tell whoever listens, in the order they asked; raises BadValue for an event that is not declared."""
        for listener in self._listeners.get(known_event(event), ()):
            listener(**what)

    def reason(self, name: str) -> int:
        """Give the number of a reason, making it if it is new."""
        if name not in self.reasons:
            self.reasons.append(name)
        return self.reasons.index(name)

    def because(self, verdict: Verdict, name: str) -> np.ndarray:
        """Say which rows were refused or held for this reason (bool, shape (n,))."""
        return (
            verdict.reason == self.reasons.index(name)
            if name in self.reasons
            else np.zeros(len(verdict.reason), bool)
        )

    def seconds(self, decision: str) -> float:
        """Give the handling time [s] that the policies now in force add to one request."""
        return sum(p.handling_s for p in self.in_force(decision, self.model.now))

    def in_force(self, decision: str, now: float) -> list[Policy]:
        """List the rules in force at a decision point at `now` [h]."""
        return [p for p in self.rules[decision] if p.in_force(now)]

    def submit(self, decision: str, rows: Rows) -> Verdict:
        """Answer a batch of requests: denials first, then quotas, then holds; then do what the allowed ones do.

        ``events.REQUESTS`` lists the columns of the rows at each decision point.
        """
        n = len(rows["at"])
        code, reason = np.zeros(n, np.int8), np.full(n, -1, np.int16)
        if n == 0:
            return Verdict(code, reason, rows, np.empty(0, np.int64))
        live = self.in_force(decision, self.model.now)
        self._deny(live, rows, code, reason)
        self._admit(decision, rows, code, reason)
        self._hold(decision, live, rows, code, reason)
        for p in live:
            rows = p.alter(rows, self.model)
        made = self.effects[decision](rows, code, reason)
        return Verdict(code, reason, rows, made)

    def _deny(self, live: list[Policy], rows: Rows, code: np.ndarray, reason: np.ndarray) -> None:
        for p in live:
            denied = p.deny(rows, self.model)
            if denied is not None:
                new = denied & (code == ALLOW)
                code[new], reason[new] = REFUSE, self.reason(p.reason)

    def _admit(self, decision: str, rows: Rows, code: np.ndarray, reason: np.ndarray) -> None:
        pairs = self.counters[decision]
        if not pairs:
            return
        now = self.model.now
        for _, c in pairs:
            c.turn(now)
        subject = [p.subject(rows, self.model) for p, _ in pairs]
        if any(s is not None for s in subject):
            rows = dict(rows)
            for i, s in enumerate(subject):
                if s is not None:
                    column = pairs[i][1].quota.columns[0]
                    rows[column] = np.where(s, rows[column], -1)
        refused = admit(
            [c for _, c in pairs], rows, rows["at"], code == ALLOW, [p.in_force(now) for p, _ in pairs]
        )
        for i in np.unique(refused[refused >= 0]).tolist():
            hit = refused == i
            code[hit], reason[hit] = REFUSE, self.reason(pairs[i][0].reason)

    def _hold(
        self, decision: str, live: list[Policy], rows: Rows, code: np.ndarray, reason: np.ndarray
    ) -> None:
        for p in live:
            until = p.hold(rows, self.model)
            if until is None:
                continue
            held = (code == ALLOW) & np.isfinite(until)
            if held.any():
                code[held], reason[held] = HOLD, self.reason(p.reason)
                kept = {c: np.asarray(v)[held].copy() for c, v in rows.items()}
                self.model.env.process(self._finish(decision, p, kept, until[held]))

    def _finish(self, decision: str, policy: Policy, rows: dict[str, np.ndarray], until: np.ndarray) -> Any:
        """Answer held rows when their time has come; a review writes a second row into the log."""
        for end in np.unique(until).tolist():
            yield self.model.env.timeout(max(end - self.model.now, 0.0))
            due = until == end
            part = {c: v[due] for c, v in rows.items()} | {"at": np.full(int(due.sum()), end)}
            good = policy.review(part, self.model)
            code = np.where(good, ALLOW, REFUSE).astype(np.int8)
            reason = np.where(good, -1, self.reason(policy.reason + "_review")).astype(np.int16)
            self._give_back(decision, part, ~good)
            self.effects[decision](part, code, reason)

    def _give_back(self, decision: str, rows: Rows, lost: np.ndarray) -> None:
        """Free the places of held rows that the review refused, where a quota gives places back at all."""
        for p, c in self.counters[decision]:
            if c.quota.release and lost.any():
                mine = p.subject(rows, self.model)
                back = lost if mine is None else lost & mine
                c.count({column: rows[column][back] for column in c.quota.columns}, -1)


# ---
# Quotas: a batch is answered as if its rows had come one by one in order of time. Rows whose every key stays
# under its cap even if the whole batch were accepted are accepted at once; only the rest are walked.


class Counter:
    """How many places of a quota are taken, by packed key.

    Examples
    --------
    >>> c = Counter(Quota(("holder",), 2), {"holder": 5})
    >>> c.count({"holder": np.array([1, 1, 3])}, 1)
    >>> c.taken(c.codes({"holder": np.array([1, 2, 3])})).tolist()
    [2, 0, 1]
    """

    def __init__(self, quota: Quota, sizes: Mapping[str, int]) -> None:
        self.quota = quota
        self.sizes = [sizes[c] for c in quota.columns]
        self.taken_by_code = np.zeros(1024, np.int32)
        self._window = 0

    def codes(self, rows: Rows) -> np.ndarray:
        """Pack the key columns of each row into one number; -1 where the row is not counted."""
        code = np.zeros(np.size(rows[self.quota.columns[0]]), np.int64)
        free = np.zeros(code.shape, bool)
        for column, size in zip(self.quota.columns, self.sizes, strict=True):
            value = np.asarray(rows[column], dtype=np.int64)
            free |= value < 0
            code = code * size + value
        code[free] = -1
        top = int(code.max(initial=-1))
        if top >= len(self.taken_by_code):
            bigger = np.zeros(max(top + 1, 2 * len(self.taken_by_code)), np.int32)
            bigger[: len(self.taken_by_code)] = self.taken_by_code
            self.taken_by_code = bigger
        return code

    def taken(self, codes: np.ndarray) -> np.ndarray:
        """Give the places taken for each code (0 where not counted)."""
        return np.where(codes < 0, 0, self.taken_by_code[codes])

    def count(self, rows: Rows, by: int) -> None:
        """Count rows that were accepted (`by` = 1) or given back (-1)."""
        codes = self.codes(rows)
        np.add.at(self.taken_by_code, codes[codes >= 0], by)

    def give_back(self, rows: Rows, **_: Any) -> None:
        """Listen to an event that gives the places of rows back."""
        self.count(rows, -1)

    def take_again(self, rows: Rows, **_: Any) -> None:
        """Listen to an event that takes given places again."""
        self.count(rows, 1)

    def turn(self, now: float) -> None:
        """Start a new window if `now` lies in one; a batch that ends on a boundary belongs to the old one."""
        if self.quota.window_h:
            window = int((now - 1e-9) // self.quota.window_h)
            if window != self._window:
                self._window = window
                self.taken_by_code[:] = 0


def admit(
    counters: Sequence[Counter], rows: Rows, at: np.ndarray, open_: np.ndarray, binding: Sequence[bool]
) -> np.ndarray:
    """Give the number of the counter that refuses each row, or -1, and count the accepted.

    As if the rows had come one by one at their times, ties in row order; the first counter that is full refuses.

    Parameters
    ----------
    open_ : ndarray of bool, shape (n,)
        Rows that no denial has refused; the others are not counted.
    binding : sequence of bool
        Whether each quota refuses already, or only counts (it starts later).
    """
    refused = np.full(len(at), -1, np.int16)
    if not counters or not open_.any():
        return refused
    codes = [np.where(open_, c.codes(rows), -1) for c in counters]
    contested = np.zeros(len(at), bool)
    for counter, code, binds in zip(counters, codes, binding, strict=True):
        inside = code >= 0
        np.add.at(counter.taken_by_code, code[inside], 1)
        if binds:
            contested |= inside & (counter.taken_by_code[code] > counter.quota.cap)
    if contested.any():
        for counter, code in zip(counters, codes, strict=True):
            np.subtract.at(counter.taken_by_code, code[contested & (code >= 0)], 1)
        _walk(counters, codes, np.flatnonzero(contested), at, binding, refused)
    return refused


def _walk(
    counters: Sequence[Counter],
    codes: list[np.ndarray],
    rows: np.ndarray,
    at: np.ndarray,
    binding: Sequence[bool],
    refused: np.ndarray,
) -> None:
    """Answer contested rows one by one in order of time."""
    order = rows[np.argsort(at[rows], kind="stable")]
    lists = [code[order].tolist() for code in codes]
    caps = [c.quota.cap for c in counters]
    numbers = range(len(counters))
    taken = [
        {k: int(c.taken_by_code[k]) for k in set(keys) if k >= 0}
        for c, keys in zip(counters, lists, strict=True)
    ]
    for i, row in enumerate(order.tolist()):
        for q in numbers:
            key = lists[q][i]
            if binding[q] and key >= 0 and taken[q][key] >= caps[q]:
                refused[row] = q
                break
        else:
            for q in numbers:
                key = lists[q][i]
                if key >= 0:
                    taken[q][key] += 1
    for counter, now in zip(counters, taken, strict=True):
        if now:
            counter.taken_by_code[np.fromiter(now.keys(), np.int64)] = np.fromiter(now.values(), np.int64)
