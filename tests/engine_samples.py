"""Small models and hand-made batches for the tests of the engine, and whole runs that are made once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from simkit.core.streams import Streams, keys
from simkit.detect.loop import simulate
from simkit.engine import codes
from simkit.engine.actors.identity_broker import Broker
from simkit.engine.actors.industry import Industry
from simkit.engine.actors.ring import Ring
from simkit.engine.background import honest_rows
from simkit.engine.export.result import Run
from simkit.engine.model import Model
from simkit.engine.scenario import Scenario
from simkit.measure.outcomes import Summary, summarise
from simkit.world.build import build_world

Rows = dict[str, np.ndarray]
Settings = Mapping[str, Any]

cached_world = lru_cache(maxsize=16)(
    lambda people, market, seed, start: build_world(people, market, Streams(seed), start)
)


def bare(policies: Any = (), settings: Settings | None = None, seed: int = 1, people: int = 400) -> Model:
    """Give a model with its ledger and no actor at all; time passes with ``model.env.run(until=...)``."""
    said = {"people.n_people": people, "run.tick_h": 24.0, "run.scale": 0.01, **(settings or {})}
    made, chosen = Scenario(policies=()).with_settings(said).with_policies(policies).ready()
    world = cached_world(made.people, made.market, seed, made.start())
    return Model(made, world, Streams(seed), chosen)


NO_BUYERS: Settings = {"buyer.n_wanted": 0, "buyer.n_accounts_wanted": 0}
"""For rings that are watched without a market: nothing that they list is sold."""


def rings_of(model: Model) -> list[Ring]:
    """Give the rings of a model, with broker, market and suppliers."""
    return Industry(model, Broker(model)).rings


def wait(model: Model, days: float) -> Model:
    """Let some days pass."""
    model.env.run(until=model.now + days * 24)
    return model


def registrations(n: int = 1, name: str = "row", **said: Any) -> Rows:
    """Make requests of honest people to register a SIM: one a person, one a phone, one a minute."""
    i = np.arange(n)
    said_of_all = {"operator": 0, "channel": codes.SELF, "outlet": -1}
    rows = honest_rows(at=i / 60, key=keys(name, i), holder=i, user=i, device=i, **said_of_all)
    return filled(rows, said)


def ring_registrations(n: int = 1, name: str = "ring row", **said: Any) -> Rows:
    """Make requests of a ring: strangers' NIKs, one handset, nobody there whose face would match."""
    usual = {"registrant": codes.REGISTRANTS.index("ring"), "ring": 0, "worker": 0, "route": codes.SELF}
    return registrations(n, name, **{**usual, "device": 7, "source": 2, "is_present": False, **said})


def accesses(n: int = 1, name: str = "look", **said: Any) -> Rows:
    """Make look-ups under a ticket that show everything."""
    i, zero = np.arange(n), np.zeros(n, np.int64)
    rows = {"at": i / 60, "key": keys(name, i), "agent": zero, "person": i, "ticket": i, "seconds": zero + 60}
    rows |= {"fields": zero + codes.ALL_FIELDS, "motive": zero, "is_captured": zero > 0}
    return filled(rows, said)


def log_ins(n: int = 1, name: str = "log-in", **said: Any) -> Rows:
    """Make activations of new OTT accounts, one a SIM."""
    i, zero = np.arange(n), np.zeros(n, np.int64)
    rows = {"at": i / 60, "key": keys(name, i), "sim": i, "app": zero, "device": i, "place": zero}
    rows |= {"origin": zero, "ring": zero - 1, "account": zero - 1, "is_owner": zero == 0}
    return filled(rows, said)


def messages(n: int = 1, name: str = "message", **said: Any) -> Rows:
    """Make number-days: 100 SMS to 100 people each."""
    i, zero = np.arange(n), np.zeros(n, np.int64)
    rows = {"at": zero + 24.0, "key": keys(name, i), "item": zero, "sim": i, "account": zero - 1}
    rows |= {"channel": zero + codes.SMS, "n_sent": zero + 100, "n_recipients": zero + 100}
    rows |= {"n_reached": zero + 20, "days": zero + 1.0, "is_abuse": zero == 0}
    return filled(rows, said)


def complaints(n: int = 1, name: str = "complaint", **said: Any) -> Rows:
    """Make complete complaints about SMS."""
    i, zero = np.arange(n), np.zeros(n, np.int64)
    rows = {"at": i / 60, "key": keys(name, i), "person": i, "sim": i, "channel": zero, "loss_rp": zero}
    return filled(rows | {"is_complete": zero == 0}, said)


def filled(rows: Rows, said: Mapping[str, Any]) -> Rows:
    """Lay values over a batch; a single value stands for every row."""
    n = len(rows["at"])
    assert set(said) <= set(rows), set(said) - set(rows)
    return rows | {c: np.broadcast_to(np.asarray(v), n).copy() for c, v in said.items()}


def joined(*parts: Rows) -> Rows:
    """Put batches together."""
    return {c: np.concatenate([p[c] for p in parts]) for c in parts[0]}


BATCHES = {
    "access": accesses,
    "registration": registrations,
    "account": log_ins,
    "message": messages,
    "complaint": complaints,
}

SMALL: Settings = {
    "people.n_people": 1500,
    "run.scale": 0.01,
    "run.days": 45,
    "run.tick_h": 24.0,
    "police.leads_for_raid": 0,
}
"""No raid: one raid more or less would drown what a policy does."""


def run(*policies: str, scenario: str = "baseline", seed: int = 1, **settings: Any) -> Run:
    """Give a small whole run, made once; write settings with two underscores: ``run__days=10``."""
    said = tuple((name.replace("__", ".", 1), value) for name, value in settings.items())
    return _made(policies, scenario, seed, said)[0]


def figures(*policies: str, scenario: str = "baseline", seed: int = 1, **settings: Any) -> Summary:
    """Give the headline figures of a small run."""
    said = tuple((name.replace("__", ".", 1), value) for name, value in settings.items())
    return _made(policies, scenario, seed, said)[1]


@lru_cache(maxsize=96)
def _made(policies: tuple[str, ...], scenario: str, seed: int, said: tuple[Any, ...]) -> tuple[Run, Summary]:
    made = simulate(scenario, seed, policies=policies, settings={**SMALL, **dict(said)})
    return made, summarise(made)
