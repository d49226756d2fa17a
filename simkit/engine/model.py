"""The run's state that actors share: the clock, the world, the ledger, the stores and logs."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import simpy

from ..core.columns import Chunks, Store
from ..core.streams import Streams, keys
from .calendar import Calendar
from .effects import effects
from .ledger import Ledger
from .logs import account_store, complaint_store, item_store, logs, sim_store

if TYPE_CHECKING:
    from ..world.build import World
    from .policies.base import Policy
    from .scenario import Scenario

INF = math.inf


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
    """

    def __init__(
        self, scenario: Scenario, world: World, streams: Streams, policies: tuple[Policy, ...]
    ) -> None:
        self.scenario, self.world, self.streams, self.luck = scenario, world, streams, streams.luck
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
    def sizes(self) -> Mapping[str, int]:
        """How many different values the columns of a quota can take."""
        w = self.world
        return {
            "holder": w.n_identities,
            "operator": len(w.operators.names),
            "outlet": len(w.outlets.kind),
            "agent": len(w.agents.site),
            "device": 1 << 30,
            "sim": 1 << 31,
            "account": 1 << 31,
        }

    def _begin(self) -> None:
        s = self.world.sims
        self.devices.add({"key": self.world.device_key})
        self.sims.add(
            {
                "owner": s.owner,
                "user": s.owner,
                "operator": s.operator,
                "channel": s.channel,
                "outlet": s.outlet,
                "device": s.device,
                "t": s.registered_t,
                "key": s.key,
                "is_prepaid": s.is_prepaid,
            }
        )
        self.n_old_sims = len(s.owner)
        people, seventeen = (
            self.world.people,
            int(self.world.start.astype("datetime64[D]").astype(int)) - 17 * 365,
        )
        holders = np.flatnonzero(people.n_sims[: self.world.n_people] > 0)
        self.customers, self.adults = holders, holders[people.birth_day[holders] < seventeen]

    def device(self, *name: Any) -> int:
        """Give the number of a device by its name, making it when it is first asked for."""
        found = self._device.get(name)
        if found is None:
            key = (
                keys("device " + str(name[0]), *name[1:])
                if len(name) > 1
                else keys("device " + str(name[0]), 0)
            )
            found = self._device[name] = int(self.new_devices(key.reshape(1))[0])
        return found

    def new_devices(self, key: np.ndarray) -> np.ndarray:
        """Make devices from keys; give their numbers."""
        return self.devices.add({"key": self.luck.bits(key, "device")}) if len(key) else np.empty(0, np.int64)

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
        return self.customers[self.luck.integers(key, decision, len(self.customers))]

    def pay(self, payer: int, payee: int, purpose: int, amount_rp: int, at: float | None = None) -> None:
        """Book money that changes hands [Rp]; nothing is made or lost, and only "outside" (party 0) may owe."""
        self.pay_all([(payer, payee, purpose, amount_rp)], at)

    def pay_all(self, payments: Iterable[tuple[int, int, int, int]], at: float | None = None) -> None:
        """Book payments of the same moment, one after the other: (payer, payee, purpose, amount [Rp]) each."""
        made = []
        for payment in payments:
            payer, payee, _, amount_rp = payment
            if amount_rp < 0 or (payer and amount_rp > self.cash[payer]):
                name, cash = self.parties[payer], self.cash[payer]
                raise ValueError(f"{name} cannot pay {amount_rp} rupiah out of {cash}")
            if amount_rp:
                self.cash[payer] -= amount_rp
                self.cash[payee] += amount_rp
                made.append(payment)
        if made:
            columns = np.array(made, np.int64).T
            rows = dict(zip(("payer", "payee", "purpose", "amount_rp"), columns, strict=True))
            self.log["payments"].add(rows | {"at": self.now if at is None else at})

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

    def each(self, period_h: float, act: Callable[[], None], first_h: float | None = None) -> None:
        """Start a process that acts every so often, for the first time at `first_h` (default: one period)."""

        def run() -> Any:
            yield self.env.timeout(period_h if first_h is None else first_h)
            while True:
                act()
                yield self.env.timeout(period_h)

        self.env.process(run())
