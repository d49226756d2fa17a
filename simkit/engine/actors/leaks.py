"""Records made public: a photo typed again with slips, a screenshot, or the raw columns of a server."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...core.parameter import fraction, parameter
from ...core.streams import keys
from .. import codes
from ..model import Model
from .identity_broker import Broker

SAMPLE = 100


@dataclass(frozen=True)
class BreachParameters:
    """A server breach from outside: the contrast to the desk. Many records at once, in raw columns."""

    n_records: int = parameter(
        0, "Records taken from a server; 0 for none.", "records",
        "assumption: none by default; leak-sim-2022 is a seller's claim", high=10_000_000,
    )  # fmt: skip
    day: float = parameter(10.0, "The day on which they are posted.", "days")
    share_to_broker: float = fraction(0.02, "Share of the records that reaches the rings' broker.")


@dataclass(frozen=True)
class PostParameters:
    """How a photographed record is typed again."""

    p_slip: float = fraction(0.06, "Chance that a typed field holds a slip.")
    p_field: float = fraction(0.75, "Share of the seen fields that are typed again.")


def post(
    model: Model, person: np.ndarray, access: np.ndarray, fields: np.ndarray, formatting: int, source: int
) -> int:
    """Make records public in one post and tell whoever listens; give the number of the post.

    Parameters
    ----------
    person, access, fields : ndarray of int, shape (n,)
        Whose records, from which look-ups (-1 for none), showing which fields (bit mask).
    formatting, source : int
        Codes of ``codes.FORMATS`` and ``codes.SOURCES``.
    """
    m, n = model, len(person)
    key = keys("posted record", person, int(m.now * 60))
    kept, slips = np.asarray(fields, dtype=np.int64), np.zeros(n, np.int64)
    if formatting == codes.RETYPED:
        kept, slips = _retype(m, key, kept)
    number = len(m.log["posts"])
    one = key[:1]
    m.log["posts"].add(
        {
            "at": m.now, "key": one,
            "platform": m.crn.integers(one, "platform", len(codes.PLATFORMS)),
            "n_records": n, "formatting": formatting, "fields": np.bitwise_or.reduce(kept), "source": source,
        },
    )  # fmt: skip
    shown = np.sort(np.argsort(m.crn.bits(key, "sample"), kind="stable")[:SAMPLE])
    sims = sim_of(m, person[shown])
    m.log["post_records"].add(
        {
            "at": m.now, "key": key[shown], "post": number, "person": person[shown], "sim": sims,
            "fields": kept[shown], "n_slips": slips[shown], "access": access[shown], "source": source,
        },
    )  # fmt: skip
    m.ledger.tell("posted", post=number, people=person, source=source)
    return number


def _retype(m: Model, key: np.ndarray, fields: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Leave some of the seen fields out and make slips; name and NIK are always typed."""
    k = m.scenario.post
    for i, name in enumerate(codes.FIELDS):
        drop = (m.crn(key, "typed " + name) >= k.p_field) & (name not in ("name", "nik"))
        fields = np.where(drop, fields & ~(1 << i), fields)
    return fields, m.crn.binomial(key, "slips", [bin(int(f)).count("1") for f in fields], k.p_slip)


def sim_of(model: Model, person: np.ndarray) -> np.ndarray:
    """Give one SIM that each person held at the start, or -1."""
    owner = model.world.sims.owner
    first = np.searchsorted(owner, person)
    there = (first < len(owner)) & (owner[np.minimum(first, len(owner) - 1)] == person)
    return np.where(there, first, -1)


class Breach:
    """Posts a dump of raw records on its day and lets a share reach the broker."""

    def __init__(self, model: Model, broker: Broker) -> None:
        self.model, self.broker = model, broker
        self.params: BreachParameters = model.scenario.breach
        if self.params.n_records:
            model.env.process(self.happen())

    def happen(self):  # type: ignore[no-untyped-def]
        """Wait for the day, take the records, post them."""
        m, k = self.model, self.params
        yield m.env.timeout(k.day * 24 + 3)
        holders = np.unique(m.world.sims.owner)
        key = keys("breached", holders)
        n = min(k.n_records, len(holders))
        people = np.sort(holders[np.argsort(m.crn.bits(key, "taken"), kind="stable")[:n]])
        fields = np.full(n, codes.mask("name", "nik", "kk", "msisdn", "address", "birth_date", "imei"))
        source = codes.SOURCES.index("breach")
        post(m, people, np.full(n, -1), fields, codes.RAW, source)
        to_broker = people[m.crn(keys("breached", people), "to the broker") < k.share_to_broker]
        self.broker.take_dump(to_broker, source)
