"""The ledger: the only shared mutable state. Requests go in, verdicts come out, whoever listens is told.

``submit`` never alters the caller's rows and takes an empty batch. What an accepted row does (make a SIM,
an account, a block) is the ledger's business, because a row that is held finishes later.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from .codes import ALLOW, HOLD, REFUSE
from .events import DECISIONS, Rows, known_event
from .policy import Policy
from .quotas import Counter, admit


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
        for i in sorted(set(refused[refused >= 0].tolist())):
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
