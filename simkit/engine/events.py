"""What can happen: the events that the ledger tells of, what is asked at each decision point, and the calendar.

``make docs`` writes both lists into docs/events.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..core.errors import BadValue, nearest, quoted

Rows = Mapping[str, np.ndarray]


@dataclass(frozen=True)
class Event:
    """Something that listeners are told of: ``ledger.on(name, listener)`` calls ``listener(**told)``."""

    name: str
    doc: str
    told: Mapping[str, str]


def _event(name: str, doc: str, **told: str) -> Event:
    return Event(name, doc, told)


EVENTS: Mapping[str, Event] = {
    e.name: e
    for e in (
        _event(
            "sim_registered", "SIMs were registered.", sims="their numbers",
            rows="the accepted rows of the decision point registration",
        ),
        _event(
            "logged_in", "Somebody asked to activate OTT accounts or to log in to them.",
            accounts="the account of each row, -1 where refused",
            rows="the rows of the decision point account", good="which were allowed",
        ),
        _event("complained", "Complaints were filed.", complaints="their numbers"),
        _event(
            "forwarded", "The regulator passed complaints on to the operators.", complaints="their numbers",
        ),
        _event(
            "forwarded_to_ott", "The regulator passed complaints on to OTT apps.", complaints="their numbers",
        ),
        _event(
            "sim_ended", "SIMs stopped living: blocked, or given up by their owners.", sims="their numbers",
            at="when [h]", by="one of `codes.BLOCKERS`",
            rows="holder and operator, whose places in quotas become free",
        ),
        _event("sim_blocked", "SIMs were blocked: all that ended but those replaced.", sims="their numbers"),
        _event(
            "sim_restored", "Blocked SIMs were given back to owners who were heard.", sims="their numbers",
            rows="holder and operator, whose places in quotas are taken again",
        ),
        _event(
            "screened", "Investigators closed a week's list.", sims="what they blocked, perhaps nothing",
        ),
        _event(
            "posted", "Records became public.", post="the post", people="whose records",
            source="a code of `codes.SOURCES`",
        ),
        _event(
            "agent_suspended", "Agents of the desk were suspended after a review.", agents="their numbers",
        ),
        _event("sold", "Buyers took over numbers or accounts.", items="their numbers"),
        _event("lot_sold", "A ring sold a lot of accounts.", items="those simulated one by one"),
        _event(
            "expected_life", "Buyers judged, once a day, how long numbers live.",
            share="against the life at which they pay the usual price",
        ),
        _event(
            "reached", "Messages reached people.", rows="the rows of the decision point message",
            begin="from when [h]", stop="until when [h]", reached="how many people each reached",
        ),
        _event(
            "lost", "Victims lost money.", rows="at, key, mode, sim, channel, person, amount_rp: a row each",
        ),
    )
}  # fmt: skip


def known_event(name: str) -> str:
    """Give the name back if such an event is declared.

    Raises
    ------
    BadValue
        Naming the nearest event.

    Examples
    --------
    >>> known_event("sim_blocked")
    'sim_blocked'
    """
    if name not in EVENTS:
        raise BadValue(f"unknown event {quoted(name)}: {nearest(name, EVENTS)}")
    return name


def _request(**columns: str) -> Mapping[str, str]:
    """Give the columns of a request: those that every decision point has, then its own."""
    return {
        "at": "when it is asked [h since the start]",
        "key": "what all random numbers of the row hang on (uint64)",
    } | columns


_RING = "the ring behind it, -1 for the honest; policies do not look at it"
REQUESTS: Mapping[str, Mapping[str, str]] = {
    "access": _request(
        agent="who looks", person="whose record", ticket="the ticket named as the reason, -1 for none",
        seconds="how long it stands on the screen [s]",
        fields="which fields it shows (bit mask, `codes.FIELDS`)", motive="why (`codes.MOTIVES`, truth)",
        is_captured="whether the screen is copied or photographed (truth)",
    ),
    "registration": _request(
        holder="whose NIK", user="who uses the SIM", kk_slip="0 where the KK number matches the NIK",
        operator="the operator", channel="self, outlet or dealer (`codes.CHANNELS`)",
        outlet="where, -1 for self-registration", device="on which device",
        registrant="who really stands behind it (`codes.REGISTRANTS`, truth)", ring=_RING,
        worker="the ring's worker, -1 for the honest",
        route="the ring's route (`codes.CHANNELS`), -1 for the honest",
        source="where the ring had the NIK from (`codes.SOURCES`), -1 for the honest",
        is_present="whether the owner of the NIK is there in person",
        nth="how many tries for the same SIM were refused before",
    ),
    "account": _request(
        sim="the SIM", app="the OTT app, 0 for the largest", device="on which device",
        place="the country, 0 for home", origin="how whoever uses it comes by it (`codes.ORIGINS`, truth)",
        ring=_RING, account="the account to log in to, -1 to activate a new one",
        is_owner="whether the owner asks (truth)",
    ),
    "message": _request(
        sim="the sender's SIM", channel="sms, call or ott (`codes.MESSAGE_CHANNELS`)", n_sent="messages",
        n_recipients="recipients", days="over how many days",
        item="the sold number; not there for honest traffic",
        n_reached="messages that reach people of the simulation; not there for honest traffic",
    ),
    "complaint": _request(
        person="who complains", sim="about which SIM", channel="sms, call or ott (`codes.MESSAGE_CHANNELS`)",
        loss_rp="the loss claimed [Rp]", is_complete="whether the evidence is complete",
    ),
}  # fmt: skip
"""The columns of a request, by decision point."""
DECISIONS = tuple(REQUESTS)


def batch(**columns: Any) -> dict[str, np.ndarray]:
    """Make rows of columns, as many as ``key`` has; a single value stands in every row.

    Examples
    --------
    >>> batch(key=np.arange(2), ring=-1)["ring"].tolist()
    [-1, -1]
    """
    n = len(columns["key"])
    return {c: v if isinstance(v, np.ndarray) and v.ndim else np.full(n, v) for c, v in columns.items()}


def copies(n: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give, for `n` copies of each row, which row every copy is of, and which copy of it, from 0.

    Examples
    --------
    >>> [x.tolist() for x in copies(np.array([2, 0, 1]))]
    [[0, 0, 2], [0, 1, 0]]
    """
    each = np.arange(len(n)).repeat(n)
    return each, np.arange(len(each)) - (n.cumsum() - n)[each]


class Calendar:
    """Keeps rows until the end of the tick in which they happen, so that none is submitted before its time.

    Parameters
    ----------
    tick_h : float
        Length of a tick [h].

    Examples
    --------
    >>> got = []
    >>> c = Calendar(24.0)
    >>> c.handle("letter", lambda rows: got.append(rows["at"].tolist()))
    >>> c.put("letter", {"at": np.array([30.0, 3.0, 26.0])})
    >>> c.deliver(24.0); c.deliver(48.0); got
    [[3.0], [26.0, 30.0]]
    """

    def __init__(self, tick_h: float) -> None:
        self.tick_h = tick_h
        self._handlers: dict[str, Callable[[Rows], object]] = {}
        self._new: dict[str, list[Rows]] = {}
        self._waiting: dict[int, dict[str, list[Rows]]] = {}
        self._done = 0

    def handle(self, kind: str, handler: Callable[[Rows], object]) -> None:
        """Say who takes the rows of a kind; kinds are delivered in the order they were declared."""
        self._handlers[kind] = handler

    def put(self, kind: str, rows: Rows) -> None:
        """Keep rows (column -> array, with ``at`` [h]) until their tick ends; late ones join the next delivery."""
        if kind not in self._handlers:
            raise KeyError(f"nobody handles {kind!r}; handled: {sorted(self._handlers)}")
        if len(rows["at"]):
            # a copy: the caller may change its rows afterwards
            self._new.setdefault(kind, []).append({c: v.copy() for c, v in rows.items()})

    def deliver(self, now: float) -> None:
        """Hand out all rows up to the tick that ends now, until nothing new comes."""
        tick = round(now / self.tick_h)
        while self._sort_in() or tick in self._waiting:
            waiting = self._waiting.pop(tick, {})
            for kind in self._handlers:
                if parts := waiting.get(kind):
                    rows = parts[0] if len(parts) == 1 else _in_order(_joined(parts))
                    self._handlers[kind](rows)
        self._done = tick

    def _sort_in(self) -> bool:
        """Sort what was put since the last time into the ticks; tell whether there was anything."""
        new, self._new = self._new, {}
        for kind, parts in new.items():
            rows = _joined(parts)
            tick = np.maximum(np.ceil(rows["at"] / self.tick_h - 1e-9).astype(np.int64), self._done + 1)
            rows = _in_order({**rows, "tick": tick})
            tick = rows.pop("tick")
            cuts = ((tick[1:] != tick[:-1]).nonzero()[0] + 1).tolist()
            for first, last in zip([0, *cuts], [*cuts, len(tick)], strict=True):
                part = {c: v[first:last] for c, v in rows.items()} if cuts else rows
                self._waiting.setdefault(int(tick[first]), {}).setdefault(kind, []).append(part)
        return bool(new)


def _joined(parts: list[Rows]) -> Rows:
    """Put batches of the same columns behind each other."""
    return {c: np.concatenate([p[c] for p in parts]) for c in parts[0]} if len(parts) > 1 else parts[0]


def _in_order(rows: Rows) -> dict[str, np.ndarray]:
    """Sort rows by tick, time and key, of what they have of these."""
    if len(rows["at"]) == 1:
        return dict(rows)
    order = np.lexsort([rows[c] for c in ("key", "at", "tick") if c in rows])
    return {c: v[order] for c, v in rows.items()}
