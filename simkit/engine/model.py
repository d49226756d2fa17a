"""The run's state that actors share: the clock, the world, the ledger, the stores and logs."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import simpy

from ..core.formats import give_back
from ..core.streams import Streams, keys
from ..world.build import World
from .codes import ALLOW, BLOCK_REASONS, BLOCKERS, PURPOSES
from .events import Calendar, Rows
from .ledger import Ledger
from .logs import WINDOW, Chunks, Store, account_store, complaint_store, item_store, logs, sim_store
from .policy import Policy

INF = math.inf
Effect = Callable[[Rows, np.ndarray, np.ndarray], np.ndarray]


class Model:
    """Everything one run needs; actors are handed this and nothing else.

    Attributes
    ----------
    now : float
        Hours since the start.
    tick_h, days : float, int
        The length of a batch of honest traffic [h], and of the run [days].
    sims, accounts, items, complaints, devices : Store
    log : dict of str to Chunks
    detectors : callable or None
        Gives a detector by its name, to the policy ``screening``; the engine has none of its own.
    """

    def __init__(
        self, scenario: Any, world: World, streams: Streams, policies: tuple[Policy, ...],
        detectors: Callable[[str], Any] | None = None,
    ) -> None:  # fmt: skip
        self.detectors = detectors
        self.scenario, self.world, self.streams, self.crn = scenario, world, streams, streams.crn
        self.policies = policies
        self.env = simpy.Environment()
        self.days, self.tick_h = scenario.run.days, float(scenario.run.tick_h)
        self.sims, self.accounts = sim_store(), account_store()
        self.items, self.complaints = item_store(), complaint_store()
        self.devices = Store(key=("u8", 0))
        self.log: dict[str, Chunks] = logs()
        self.parties: list[str] = ["outside"]
        self.cash: list[int] = [0]
        self._party = {"outside": 0}
        self._device: dict[tuple[Any, ...], int] = {}
        self._begin()
        self.calendar = Calendar(self.tick_h)
        self.ledger = Ledger(self, policies, effects(self))

    @property
    def now(self) -> float:
        """Hours since the start."""
        return float(self.env.now)

    @property
    def first_day(self) -> int:
        """The day of the start, in days since 1970-01-01."""
        return int(self.world.start.astype("datetime64[D]").astype(int))

    @property
    def sizes(self) -> Mapping[str, int]:
        """How many different values the columns of a quota can take."""
        w = self.world
        return {
            "holder": w.n_identities, "operator": len(w.operators.names), "outlet": len(w.outlets.kind),
            "agent": len(w.agents.site), "device": 1 << 30, "sim": 1 << 31, "account": 1 << 31,
        }  # fmt: skip

    def _begin(self) -> None:
        s = self.world.sims
        self.devices.add({"key": self.world.device_key})
        self.sims.add(
            {
                "owner": s.owner, "user": s.owner, "operator": s.operator, "channel": s.channel,
                "outlet": s.outlet, "device": s.device, "t": s.registered_t, "key": s.key,
                "is_prepaid": s.is_prepaid,
            },
        )  # fmt: skip
        self.n_old_sims = len(s.owner)
        # what the stores hold now need not stand in the world as well
        gone = dict.fromkeys(
            ("registered_t", "channel", "outlet", "device", "key", "is_prepaid"), np.empty(0)
        )
        self.world = replace(self.world, sims=replace(s, **gone))
        give_back()
        people = self.world.people
        self.customers = np.flatnonzero(people.n_sims[: self.world.n_people] > 0)
        self.adults = self.customers[people.birth_day[self.customers] < self.first_day - 17 * 365]

    def device(self, *name: Any) -> int:
        """Give the number of a device by its name, making it when it is first asked for."""
        found = self._device.get(name)
        if found is None:
            key = keys("device " + str(name[0]), *name[1:])
            found = self._device[name] = int(self.new_devices(key.reshape(1))[0])
        return found

    def new_devices(self, key: np.ndarray) -> np.ndarray:
        """Make devices from keys; give their numbers."""
        return self.devices.add({"key": self.crn.bits(key, "device")}) if len(key) else np.empty(0, np.int64)

    def party(self, name: str) -> int:
        """Give the number of whoever pays or is paid."""
        found = self._party.get(name)
        if found is None:
            found = self._party[name] = len(self.parties)
            self.parties.append(name)
            self.cash.append(0)
        return found

    def someone(self, key: np.ndarray, decision: str) -> np.ndarray:
        """Give a customer of the simulated population for each key: whoever holds a SIM at the start."""
        return self.customers[self.crn.integers(key, decision, len(self.customers))]

    def pay(self, payer: int, payee: int, purpose: str, amount_rp: int, at: float | None = None) -> None:
        """Book money that changes hands [Rp]; nothing is made or lost, and only "outside" (party 0) may owe."""
        self.pay_all([(payer, payee, purpose, amount_rp)], at)

    def pay_all(self, payments: Iterable[tuple[int, int, str, int]], at: float | None = None) -> None:
        """Book payments of the same moment, one after the other: (payer, payee, purpose, amount [Rp]) each."""
        made, when = [], self.now if at is None else at
        for payer, payee, purpose, amount_rp in payments:
            if amount_rp < 0 or (payer and amount_rp > self.cash[payer]):
                name, cash = self.parties[payer], self.cash[payer]
                raise ValueError(f"{name} cannot pay {amount_rp} rupiah out of {cash}")
            if amount_rp:
                self.cash[payer] -= amount_rp
                self.cash[payee] += amount_rp
                made.append((when, payer, payee, PURPOSES.index(purpose), amount_rp))
        self.log["payments"].note(made)

    def old_accounts(self, sims: np.ndarray) -> np.ndarray:
        """Give the main OTT accounts of SIMs, listing those that are older than the run."""
        new = sims[self.sims["account"][sims] < 0]
        if len(new):
            new = np.unique(new)
            key = keys("old account", self.sims["key"][new])
            self.sims["account"][new] = self.accounts.add({"sim": new, "key": key})
        return self.sims["account"][sims].astype(np.int64)

    def account_end(self, accounts: np.ndarray) -> np.ndarray:
        """Give when each account ended [h]: infinity while it lives, minus infinity where there is none (-1)."""
        if not len(self.accounts):
            return np.full(np.shape(accounts), -INF)
        return np.where(accounts >= 0, self.accounts["ended_t"][accounts], -INF)

    def rest(self) -> None:
        """Lay large stores aside once nothing changes any more, so that tables are made with the memory they took."""
        for store in (self.sims, self.accounts, self.items, self.complaints, self.devices):
            if len(store) >= WINDOW:
                store.lay_aside()

    def each(self, period_h: float, act: Callable[[], None], first_h: float | None = None) -> None:
        """Start a process that acts every so often, for the first time at `first_h` (default: one period)."""

        def run() -> Any:
            yield self.env.timeout(period_h if first_h is None else first_h)
            while True:
                act()
                yield self.env.timeout(period_h)

        self.env.process(run())


# ---
# What accepted rows do: each decision has one effect; blocking has two.

SIM_COLUMNS = (
    "operator", "channel", "outlet", "device", "key", "registrant", "ring", "worker", "source", "user",
)  # fmt: skip
"""What a SIM keeps of the request that made it, under the same names."""


def effects(model: Model) -> dict[str, Effect]:
    """Give the effect of each decision, bound to this model."""
    hands = {
        "access": look_up, "registration": register, "account": log_in, "message": send, "complaint": file,
    }  # fmt: skip
    return {decision: partial(effect, model) for decision, effect in hands.items()}


def look_up(model: Model, rows: Rows, code: np.ndarray, reason: np.ndarray) -> np.ndarray:
    """Write look-ups into the log; give the log row of each."""
    shown = np.where(code == ALLOW, rows["fields"], 0)
    first = model.log["accesses"].add({**rows, "fields": shown, "code": code, "reason": reason})
    return np.arange(first, first + len(code))


def register(model: Model, rows: Rows, code: np.ndarray, reason: np.ndarray) -> np.ndarray:
    """Write registrations into the log and make the SIMs of the accepted; give the SIM of each or -1."""
    good = code == ALLOW
    sims = np.full(len(code), -1, np.int64)
    log = model.log["registrations"]
    numbers = np.arange(len(log), len(log) + len(code))
    accepted = rows if good.all() else {c: v[good] for c, v in rows.items()} if good.any() else {}
    if accepted:
        take = {c: accepted[c] for c in SIM_COLUMNS}
        of = {"owner": accepted["holder"], "t": accepted["at"], "registration": numbers[good]}
        sims[good] = model.sims.add(take | of)
    log.add({**rows, "code": code, "reason": reason, "sim": sims})
    if accepted:
        model.ledger.tell("sim_registered", sims=sims[good], rows=accepted)
    return sims


def log_in(model: Model, rows: Rows, code: np.ndarray, reason: np.ndarray) -> np.ndarray:
    """Activate new accounts (``account`` is -1) and log in to older ones; give the account of each or -1."""
    good = code == ALLOW
    made = np.where(good, rows["account"], -1).astype(np.int64)
    new = good & (rows["account"] < 0)
    if new.any():
        take = {c: rows[c][new] for c in ("sim", "app", "device", "place", "origin", "ring", "key")}
        made[new] = model.accounts.add(take | {"t": rows["at"][new]})
        main = new & (rows["app"] == 0)
        model.sims["account"][rows["sim"][main]] = made[main]
    old = rows["account"] >= 0
    if old.any():
        kept = {c: rows[c][old] for c in ("at", "key", "account", "device", "place")}
        model.log["logins"].add({**kept, "code": code[old], "reason": reason[old]})
    model.ledger.tell("logged_in", accounts=made, rows=rows, good=good)
    return made


def send(model: Model, rows: Rows, code: np.ndarray, reason: np.ndarray) -> np.ndarray:
    """Messages do their harm where the abuser's process says; here nothing is made."""
    return np.full(len(code), -1, np.int64)


def file(model: Model, rows: Rows, code: np.ndarray, reason: np.ndarray) -> np.ndarray:
    """File the accepted complaints; give the complaint of each or -1."""
    good = code == ALLOW
    made = np.full(len(code), -1, np.int64)
    if good.any():
        made[good] = model.complaints.add(
            {c: rows[c][good] for c in ("at", "key", "person", "sim", "channel", "is_complete", "loss_rp")}
        )
        model.ledger.tell("complained", complaints=made[good])
    return made


def end_sims(model: Model, sims: np.ndarray, at: Any, by: str, reason: str) -> None:
    """Stop SIMs that still live, at moments [h] not later than now.

    Parameters
    ----------
    by, reason : str
        One of ``codes.BLOCKERS`` and ``codes.BLOCK_REASONS``.
    """
    at = np.broadcast_to(np.asarray(at, dtype=float), np.shape(sims))
    sims, first = np.unique(sims, return_index=True)
    at = at[first]
    live = model.sims["ended_t"][sims] > at
    sims, at = sims[live], at[live]
    if len(sims):
        at = np.maximum(at, model.sims["t"][sims])
        model.sims["ended_t"][sims] = at
        _stopped(model, at, by, reason, sim=sims)
        holders = {"holder": model.sims["owner"][sims], "operator": model.sims["operator"][sims]}
        model.ledger.tell("sim_ended", sims=sims, at=at, by=by, rows=holders)
        if reason != "replaced":
            model.ledger.tell("sim_blocked", sims=sims)


def restore_sims(model: Model, sims: np.ndarray) -> None:
    """Give SIMs back to their owners, who were heard: they live again, and take their places in quotas again."""
    model.sims["ended_t"][sims] = INF
    rows = {"holder": model.sims["owner"][sims], "operator": model.sims["operator"][sims]}
    model.ledger.tell("sim_restored", sims=sims, rows=rows)


def end_accounts(model: Model, accounts: np.ndarray, reason: str) -> None:
    """Let OTT apps stop accounts that still live, now; -1 is none."""
    accounts = np.unique(accounts[accounts >= 0])
    accounts = accounts[model.accounts["ended_t"][accounts] > model.now]
    if len(accounts):
        model.accounts["ended_t"][accounts] = model.now
        at = np.full(len(accounts), model.now)
        _stopped(model, at, "ott", reason, sim=model.accounts["sim"][accounts], account=accounts)


def _stopped(model: Model, at: np.ndarray, by: str, reason: str, **what: np.ndarray) -> None:
    said = {"at": at, "by": BLOCKERS.index(by), "reason": BLOCK_REASONS.index(reason)}
    model.log["blocks"].add(said | what)
