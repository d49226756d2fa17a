"""How a detector is offered: what it needs, what it finds, what it cannot see, and where its function is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module

from .base import ENTITIES, Observed, Ranking

Words = Mapping[str, str]
"""A text by language: ``id`` and ``en``."""


@dataclass(frozen=True)
class Spec:
    """One detector as the command line offers it.

    Parameters
    ----------
    name : str
        Also the name of the files that are written.
    where : str
        Module and function, ``"registration:bulk_registration"``, in this package.
    entity : str
        What is ranked; one of ``base.ENTITIES``.
    needs : tuple of str
        Tables without which it says nothing.
    any_of : tuple of str
        Tables of which at least one must be there; empty where there is no such rule.
    helps : tuple of str
        Tables that make it better where they are there.
    finds, blind : mapping of language to text
        What it looks for, and what it cannot see.
    """

    name: str
    where: str
    entity: str
    needs: tuple[str, ...]
    finds: Words
    blind: Words
    any_of: tuple[str, ...] = ()
    helps: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.entity not in ENTITIES:
            raise ValueError(f"detector {self.name}: entity {self.entity!r} is none of {', '.join(ENTITIES)}")

    @property
    def reads(self) -> tuple[str, ...]:
        """Every table that it may read."""
        return (*self.needs, *self.any_of, *self.helps)

    def function(self) -> Callable[[Observed], Ranking]:
        """Import the detector and give it."""
        module, _, name = self.where.partition(":")
        found: Callable[[Observed], Ranking] = getattr(import_module(f".{module}", __package__), name)
        return found

    def lacking(self, tables: Mapping[str, object]) -> list[str]:
        """Give the tables that are needed and absent; of a group, all if none is there.

        Examples
        --------
        >>> words = {"id": "", "en": ""}
        >>> Spec("bulk", "registration:bulk", "sim", ("registrations",), words, words).lacking({"sims": None})
        ['registrations']
        """
        none = self.any_of if self.any_of and not any(t in tables for t in self.any_of) else ()
        return [t for t in self.needs if t not in tables] + list(none)
