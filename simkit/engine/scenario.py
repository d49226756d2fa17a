"""Scenarios: the knobs that stand beside each actor and world module, composed; a story says only what differs."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np

from ..core.errors import BadValue, nearest, quoted
from ..core.parameters import Knob, knob, knobs_of, overlay, scaled
from ..world.outlets import MarketKnobs
from ..world.people import PeopleKnobs
from .actors.abuser import AbuseKnobs
from .actors.broker import BrokerKnobs
from .actors.buyer import BuyerKnobs
from .actors.citizen import CitizenKnobs
from .actors.desk import DeskKnobs
from .actors.insider import InsiderKnobs
from .actors.leaks import BreachKnobs, PostKnobs
from .actors.owner import OwnerKnobs
from .actors.police import PoliceKnobs
from .actors.response import OperatorKnobs, OttKnobs, RegulatorKnobs
from .actors.routes import AdaptKnobs, RingKnobs
from .background import BackgroundKnobs
from .policies import catalogue, make_policy, own_policy
from .policy import Policy

PolicyList = tuple[tuple[str, Mapping[str, Any]], ...]
DEFAULT_POLICIES: PolicyList = (("kk_match", {}), ("cap", {}))


@dataclass(frozen=True)
class RunKnobs:
    """How long the run is, in which steps, and how large the crime is."""

    start: str = knob("2024-08-05", "First day; a Monday keeps weekdays right.", "date", source="assumption")
    days: int = knob(90, "Length of the run.", "days", low=1, high=3660, source="assumption")
    tick_h: float = knob(
        6.0, "Length of a batch of honest traffic; it must divide a day.", "h", low=0.25, high=24,
        source="assumption"
    )  # fmt: skip
    scale: float = knob(
        0.02, "Size of the ring against the reported 50,000 numbers; multiplies the knobs that say so.",
        "relative", "palembang-reported", low=0, high=20,
    )  # fmt: skip


@dataclass(frozen=True)
class Scenario:
    """A whole scenario: one frozen section of knobs for each part of the model, and the policies in force.

    Examples
    --------
    >>> s = Scenario().with_settings({"run.days": 10})
    >>> s.run.days, s.ring.n_workers
    (10, 7)
    """

    name: str = "custom"
    title: Mapping[str, str] = field(default_factory=dict)
    about: Mapping[str, str] = field(default_factory=dict)
    policies: PolicyList = DEFAULT_POLICIES
    own: tuple[Policy, ...] = ()
    run: RunKnobs = RunKnobs()
    people: PeopleKnobs = PeopleKnobs()
    market: MarketKnobs = MarketKnobs()
    background: BackgroundKnobs = BackgroundKnobs()
    desk: DeskKnobs = DeskKnobs()
    insider: InsiderKnobs = InsiderKnobs()
    breach: BreachKnobs = BreachKnobs()
    post: PostKnobs = PostKnobs()
    broker: BrokerKnobs = BrokerKnobs()
    ring: RingKnobs = RingKnobs()
    adapt: AdaptKnobs = AdaptKnobs()
    buyer: BuyerKnobs = BuyerKnobs()
    abuse: AbuseKnobs = AbuseKnobs()
    citizen: CitizenKnobs = CitizenKnobs()
    regulator: RegulatorKnobs = RegulatorKnobs()
    operator: OperatorKnobs = OperatorKnobs()
    ott: OttKnobs = OttKnobs()
    owner: OwnerKnobs = OwnerKnobs()
    police: PoliceKnobs = PoliceKnobs()

    def with_settings(self, said: Mapping[str, Any]) -> Scenario:
        """Change settings named ``"section.key"``; raises BadValue for what is unknown or not allowed."""
        by_section: dict[str, dict[str, Any]] = {}
        for name, value in said.items():
            section, dot, key = name.partition(".")
            if section in SECTIONS and not dot:
                raise BadValue(f"unknown setting {quoted(name)}: write section.key, such as {name}.KEY")
            if section not in SECTIONS:
                raise BadValue(
                    f"unknown setting {quoted(name)}: write section.key; {nearest(section, SECTIONS)}"
                )
            by_section.setdefault(section, {})[key] = value
        changed = {s: overlay(s, getattr(self, s), v) for s, v in by_section.items()}
        return dataclasses.replace(self, **changed)

    def with_policies(self, said: Iterable[tuple[str, Mapping[str, Any] | None] | Policy]) -> Scenario:
        """Add or replace policies by name; None removes one, if it is there. One's own are given as they are."""
        now, own = dict(self.policies), {p.name: p for p in self.own}
        for one in said:
            if isinstance(one, Policy) and type(one) is catalogue().get(one.name):  # one of the kit's, made
                turned = ((k, getattr(one, k.name)) for k in knobs_of(one.name, type(one)))
                one = (one.name, {k.name: value for k, value in turned if value != k.default})
            if isinstance(one, Policy | type):
                own[one.name] = own_policy(one)
                continue
            name, settings = one
            make_policy(name, settings or {})
            if settings is None:
                now.pop(name, None)
            else:
                now[name] = dict(settings)
        return dataclasses.replace(self, policies=tuple(now.items()), own=tuple(own.values()))

    def settings(self) -> list[tuple[Knob, Any]]:
        """List the settings that differ from the default, with the knob each belongs to."""
        now = ((k, getattr(getattr(self, k.section), k.name)) for k in all_knobs())
        return [(k, value) for k, value in now if value != k.default]

    def made_policies(self) -> tuple[Policy, ...]:
        """Make the policies, in the order in which their reasons win."""
        order = [*catalogue(), *(p.name for p in self.own)]
        made = [*(make_policy(name, said) for name, said in self.policies), *self.own]
        for p in made:
            if p.kind == "setting" and p.start_day:
                raise BadValue(
                    f"{p.name}.start_day is {p.start_day}: this policy is a setting and holds for the whole run"
                )
            if p.start_day % 1:
                raise BadValue(
                    f"{p.name}.start_day is {p.start_day}: a policy starts at midnight, on a whole day"
                )
        return tuple(sorted(made, key=lambda p: order.index(p.name)))

    def ready(self) -> tuple[Scenario, tuple[Policy, ...]]:
        """Lay the policies' settings over the knobs and multiply what scales; check what must fit together."""
        policies = self.made_policies()
        said: dict[str, Any] = {}
        for p in policies:
            said |= p.settings()
        laid = self.with_settings(said)
        grown = {s: scaled(s, getattr(laid, s), laid.run.scale) for s in SECTIONS}
        made = dataclasses.replace(laid, **grown)
        made.check()
        return made, policies

    def check(self) -> None:
        """Refuse what no single range can refuse: ticks that do not divide a day, a date that is none."""
        if (24 / self.run.tick_h) % 1 > 1e-9:
            raise BadValue(
                f"run.tick_h is {quoted(self.run.tick_h)}: it must divide 24 hours, such as 1, 6 or 24"
            )
        self.start()
        for name in ("operator_shares", "channel_shares", "outlet_shares", "shift_shares"):
            shares = getattr(self.market, name)
            if sum(shares) <= 0:
                raise BadValue(f"market.{name} is {quoted(shares)}: at least one must be above 0")
        if self.ring.n_numbers and sum(self.ring.shares) <= 0:
            raise BadValue(f"ring.shares is {quoted(self.ring.shares)}: at least one must be above 0")

    def start(self) -> np.datetime64:
        """Give the first moment of the run."""
        try:
            if len(self.run.start) != 10 or not "1900" <= self.run.start[:4] <= "2199":
                raise ValueError
            return np.datetime64(self.run.start, "s")
        except ValueError:
            raise BadValue(
                f"run.start is {quoted(self.run.start)}: it must be a date from 1900 to 2199, such as 2024-08-05"
            ) from None


SECTIONS: dict[str, type] = {
    f.name: type(f.default) for f in dataclasses.fields(Scenario) if dataclasses.is_dataclass(f.default)
}


@lru_cache(maxsize=1)
def all_knobs() -> tuple[Knob, ...]:
    """List every knob of every section."""
    return tuple(k for section, cls in SECTIONS.items() for k in knobs_of(section, cls))
