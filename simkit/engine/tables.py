"""Every table of a run, in the order of the chain."""

from __future__ import annotations

from ..core.tables import Table
from ..world import schema as world
from .schema import observed, response
from .schema.truth import TRUTH


def declared() -> tuple[Table, ...]:
    """Give the declarations of all tables, observed first.

    Examples
    --------
    >>> [t.name for t in declared()][:3]
    ['people', 'operators', 'outlets']
    """
    chain = (
        observed.TICKETS,
        observed.ACCESSES,
        observed.POSTS,
        observed.POST_RECORDS,
        observed.REGISTRATIONS,
    )
    use = (observed.ACCOUNTS_TABLE, observed.LOGINS, observed.TRAFFIC_DAILY, observed.CONTACTS)
    answer = (response.COMPLAINTS, response.BLOCKS, response.NOTICES, response.REVIEWS, response.SEIZURES)
    there = (world.PEOPLE, world.OPERATORS, world.OUTLETS, world.AGENTS, world.SIMS)
    return (*there, *chain, *use, *answer, *TRUTH)
