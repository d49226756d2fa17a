"""Players to measure oneself against: the biggest of everything, all detectors, one in a hurry, one who is careful."""

from __future__ import annotations

from typing import Any

from simkit.detect.detectors import chain, registration
from simkit.detect.detectors.insider import by_leaked_set

from .case import Case
from .costs import HOURS, Investigation
from .leads import (
    against_chance,
    block_list,
    looked_up_before,
    most_reported,
    people_behind,
    registered_at,
    rows_of,
    shared_devices,
)
from .scoring import LEAST, Accusation, carried

N_DEVICES = 3
"""Devices that the bot and the detectors name. Assumption."""

N_HURRIED = 8
"""Numbers that the player in a hurry looks at. Assumption."""

ENOUGH = 0.01
"""So unlikely must chance be before the careful player accuses a person. Assumption."""


def biggest(case: Case) -> list[Accusation]:
    """Name the biggest of everything: the busiest outlet, devices, numbers and agent. It costs no hour and no thought.

    >>> from simkit_course.game import open_case
    >>> len(biggest(open_case(seed=1)))
    25
    """
    wanted = {"outlet": 1, "device": N_DEVICES, "number": case.k, "agent": 1}
    return [Accusation(kind, e) for kind, n in wanted.items() for e in case.totals(kind).index[:n].tolist()]


def by_detectors(case: Case) -> list[Accusation]:
    """Name what the kit's detectors put first, with all tables before them: the yardstick, not an opponent.

    The numbers are those of the joined chain (`simkit.detect.detectors.chain.joined`) that are not blocked.
    """
    tables = case.tables
    numbers = chain.joined(tables).table["entity_id"].astype(int)
    found = {
        "outlet": registration.by_outlet(tables).table["entity_id"].head(1),
        "device": registration.by_device(tables).table["entity_id"].head(N_DEVICES),
        "number": numbers[~numbers.isin(case.blocked)].head(case.k),
        "agent": by_leaked_set(tables).table["entity_id"].head(1),
    }
    return [Accusation(kind, e) for kind, entities in found.items() for e in entities.tolist()]


def hurried(case: Case) -> tuple[Investigation, list[Accusation]]:
    """Play a rival worth beating: half the numbers, their devices, a block list, and home before any door is opened.

    Whoever names no more than this player has left the outlet and the agent where they were.
    """
    inquiry = Investigation(case)
    suspects = _devices(inquiry, N_HURRIED, N_DEVICES)
    return inquiry, _block(inquiry, suspects)


def _devices(inquiry: Investigation, n_numbers: int, n_devices: int) -> list[Any]:
    """Look at the most reported numbers and at the devices behind them; give those that are no terminal nor a helper's.

    Many NIKs alone are no reason: neighbours and shops set up other people's phones.
    """
    inquiry.look("number", most_reported(inquiry.case.complaints).index[:n_numbers])
    devices = shared_devices(inquiry.seen)
    suspects: list[Any] = devices[devices["n_at_outlets"] == 0].index[:n_devices].tolist()
    inquiry.look("device", suspects)
    full = shared_devices(inquiry.seen).loc[suspects]
    return full.index[(full["n_niks"] >= LEAST) & (full["n_reported"] > 1)].tolist()


def _block(inquiry: Investigation, suspects: list[Any]) -> list[Accusation]:
    """Name devices, and the numbers on them that are to be blocked."""
    named = [Accusation("device", e, rows_of(inquiry.seen, "device", e)) for e in suspects]
    numbers = block_list(inquiry, suspects).index.tolist()
    return [*named, *(Accusation("number", e, rows_of(inquiry.seen, "number", e)) for e in numbers)]


def careful(
    case: Case, n_numbers: int = 12, n_devices: int = N_DEVICES
) -> tuple[Investigation, list[Accusation]]:
    """Play the case as the lesson does: complaints, numbers, devices, outlet, people, agent.

    Returns an Investigation, list of Accusation: With what it saw and paid, and what it names, each with its rows.
    """
    inquiry = Investigation(case)
    suspects = _devices(inquiry, n_numbers, n_devices)
    where = registered_at(inquiry)
    outlet = int(against_chance(where, case.totals("outlet")).index[0])
    inquiry.look("outlet", outlet)
    named = _block(inquiry, suspects)
    numbers = [a.entity for a in named if a.kind == "number"]
    one = Accusation("outlet", outlet, rows_of(inquiry.seen, "outlet", outlet))
    if carried(one, inquiry.seen, named):
        named.append(one)
    inquiry.look("person", people_behind(inquiry, numbers, inquiry.left // HOURS["person"]))
    looks = looked_up_before(inquiry.seen)
    if len(looks):
        table = against_chance(looks["agent_id"].astype(int), case.totals("agent"))
        agent = int(table.index[0])
        mine = looks[looks["agent_id"] == agent]
        if len(mine) >= LEAST and float(table["p_any"].iloc[0]) < ENOUGH:
            named.append(Accusation("agent", agent, tuple(mine["row"])))
    return inquiry, named
