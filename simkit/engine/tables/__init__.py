"""Every table of a run, in the order of the chain."""

from __future__ import annotations

from ...core.tables import Table
from ...world import tables as world
from . import observed
from .truth import TRUTH


def declared() -> tuple[Table, ...]:
    """Give the declarations of all tables, observed first.

    Examples
    --------
    >>> [t.name for t in declared()][:3]
    ['people', 'operators', 'outlets']
    """
    chain = (
        observed.TICKETS, observed.ACCESSES, observed.POSTS, observed.POST_RECORDS, observed.REGISTRATIONS,
    )  # fmt: skip
    use = (observed.ACCOUNTS_TABLE, observed.LOGINS, observed.TRAFFIC_DAILY, observed.CONTACTS)
    answer = (
        observed.COMPLAINTS, observed.BLOCKS, observed.NOTICES, observed.REVIEWS, observed.CASES, observed.SEIZURES,
    )  # fmt: skip
    there = (world.PEOPLE, world.OPERATORS, world.OUTLETS, world.AGENTS, world.SIMS)
    return (*there, *chain, *use, *answer, *TRUTH)
