"""Which detectors there are, in the order of the chain: desk, registration, resale, use; none is imported here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module

from ...core.catalogue import read_section
from .base import ENTITIES, Observed, Ranking

Words = Mapping[str, str]
"""A text by language: ``id`` and ``en``."""


@dataclass(frozen=True)
class Spec:
    """One detector as the command line offers it.

    `name`: also the name of the files that are written. `where`: module and function,
    ``"registration:bulk_registration"``, in this package. `entity`: what is ranked; one of ``base.ENTITIES``.
    `needs`: tables without which it says nothing. `any_of`: tables of which at least one must be there; empty where
    there is no such rule. `helps`: tables that make it better where they are there.
    """

    name: str
    where: str
    entity: str
    needs: tuple[str, ...]
    any_of: tuple[str, ...] = ()
    helps: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.entity not in ENTITIES:
            raise ValueError(f"detector {self.name}: entity {self.entity!r} is none of {', '.join(ENTITIES)}")

    @property
    def finds(self) -> Words:
        """What it looks for, by language."""
        return self._said("finds")

    @property
    def blind(self) -> Words:
        """What it cannot see, by language."""
        return self._said("blind")

    def _said(self, what: str) -> Words:
        found: Words = read_section(__package__, f"registry.{self.name}")[what]
        return found

    def function(self) -> Callable[[Observed], Ranking]:
        """Import the detector and give it."""
        module, _, name = self.where.partition(":")
        found: Callable[[Observed], Ranking] = getattr(import_module(f".{module}", __package__), name)
        return found

    def lacking(self, tables: Mapping[str, object]) -> list[str]:
        """Give the tables that are needed and absent; of a group, all if none is there.

        Examples
        --------
        >>> Spec("bulk", "registration:bulk", "sim", ("registrations",)).lacking({"sims": None})
        ['registrations']
        """
        none = self.any_of if self.any_of and not any(t in tables for t in self.any_of) else ()
        return [t for t in self.needs if t not in tables] + list(none)


# ---

_DESK = (
    Spec("insider-audit", "insider:unexplained", "agent", ("accesses", "tickets", "agents")),
    Spec(
        "insider-posts",
        "insider:by_posts",
        "agent",
        ("accesses", "tickets", "agents", "people", "sims", "posts", "post_records"),
    ),
    Spec(
        "insider-misused",
        "insider:by_leaked_set",
        "agent",
        ("accesses", "tickets", "agents", "people", "sims", "blocks"),
    ),
)
_REGISTRATION = (
    Spec(
        "bulk-registration",
        "registration:bulk_registration",
        "sim",
        ("registrations",),
        helps=("sims", "outlets", "people"),
    ),
    Spec(
        "registration-devices",
        "registration:by_device",
        "device",
        ("registrations",),
        helps=("outlets", "people"),
    ),
    Spec(
        "registration-outlets",
        "registration:by_outlet",
        "outlet",
        ("registrations",),
        helps=("outlets", "people"),
    ),
)
_RESALE = (
    Spec(
        "resale",
        "resale:resale",
        "sim",
        ("accounts", "logins", "sims"),
        helps=("registrations", "traffic_daily"),
    ),
    Spec("resale-ready-made", "resale:ready_made", "account", ("accounts", "logins", "sims")),
    Spec("resale-lots", "resale:lots", "device", ("accounts", "logins", "sims")),
)
_USE = (
    Spec("abuse", "abuse:abuse", "sim", (), any_of=("traffic_daily", "complaints"), helps=("contacts",)),
    Spec(
        "takeover",
        "takeover:takeover",
        "account",
        ("accounts", "logins"),
        helps=("notices", "complaints", "traffic_daily"),
    ),
    Spec(
        "chain",
        "chain:joined",
        "sim",
        ("sims",),
        helps=("registrations", "accounts", "logins", "traffic_daily", "complaints", "people", "outlets"),
    ),
    Spec(
        "unusual",
        "baselines:isolation_forest",
        "sim",
        ("sims",),
        helps=("registrations", "accounts", "logins", "notices", "traffic_daily", "complaints", "contacts"),
    ),
)
SPECS: Mapping[str, Spec] = {s.name: s for s in (*_DESK, *_REGISTRATION, *_RESALE, *_USE)}
"""Every detector by name, in the order of the chain."""
