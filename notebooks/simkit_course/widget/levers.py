"""What can be moved in the policy lab, and which policies each position stands for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from simkit.core.catalogue import Catalogue
from simkit.core.errors import BadValue, nearest
from simkit.engine.policies import policy_words

from ..texts import Text

SAID = Catalogue(__package__, "levers")


@dataclass(frozen=True)
class Level:
    """One position: its name, and the policies in force there, as one types them; ``-cap`` takes one away."""

    name: Text
    policies: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lever:
    """A slider or a switch.

    - ``levels`` (sequence of Level): From the loosest to the strictest; a switch has two.
    - ``usual`` (int): The position of the scenario as it is.
    """

    name: str
    title: Text
    levels: Sequence[Level]
    usual: int = 0

    @property
    def is_switch(self) -> bool:
        """Whether it is only off or on."""
        return len(self.levels) == 2

    @property
    def policies(self) -> tuple[str, ...]:
        """The names of the policies that it can switch on."""
        typed = (p for level in self.levels for p in level.policies if not p.startswith("-"))
        return tuple(dict.fromkeys(p.partition(":")[0] for p in typed))


def switch(title: Text, *names: str) -> Lever:
    """Make a switch that puts policies in force with the catalogue's own defaults."""
    off, on = SAID["off"], SAID["on"]
    return Lever(names[0], title, (Level(off), Level(on, names)))


def slider(
    name: str, title: Text, parameter: str, values: Mapping[float, Text], off: Text | None = None
) -> Lever:
    """Make a slider over values of one parameter of a policy; with `off`, its first position is without it."""
    levels = [Level(off)] if off else []
    levels += [Level(said, (f"{name}:{parameter}={value}",)) for value, said in values.items()]
    return Lever(name, title, tuple(levels))


LEVERS: tuple[Lever, ...] = (
    slider(
        "forwarding",
        SAID["complaints_passed"],
        "every_days",
        {30: SAID["every_days"], 7: SAID["every_days_2"], 1: SAID["every_day"]},
    ),
    switch(SAID["ott_apps_board"], "ott_cooperation", "ban_on_block"),
    Lever(
        "cap",
        SAID["cap_sims_per_nik"],
        (
            Level(SAID["no_limit"], ("-cap",)),
            Level(SAID["operator"], ("cap:per_operator=3",)),
            Level(SAID["operator_2"], ("cap:per_operator=1",)),
        ),
        usual=1,
    ),
    switch(SAID["face_match"], "face_match"),
    slider(
        "outlet_velocity",
        SAID["cap_sims_per_outlet"],
        "per_day",
        {20: SAID["day"], 5: SAID["day_2"], 2: SAID["day_3"]},
        SAID["no_limit"],
    ),
    switch(SAID["ticket_each_look_up"], "ticket"),
    switch(SAID["nik_kk_masked"], "masking"),
    switch(SAID["explanation_audit"], "explanation_audit"),
    switch(SAID["sender_filter_sms"], "sender_filter"),
    slider(
        "self_check",
        SAID["self_checks_nik"],
        "per_month",
        {0.02: SAID["month"], 0.1: SAID["month_2"], 0.3: SAID["month_3"]},
        SAID["as_usual"],
    ),
)


def find(name: str) -> Lever:
    """Find a lever by its name.

    Raises BadValue: where there is none.
    """
    known = {lever.name: lever for lever in LEVERS}
    if name not in known:
        raise BadValue(f"no control {name!r}: {nearest(name, known)}")
    return known[name]


def policies_at(places: Mapping[str, int]) -> tuple[str, ...]:
    """Give the policies that positions of the levers add to the scenario, as one types them for `simkit compare`.

    Raises BadValue: for an unknown lever or a position that it has not.

    >>> policies_at({"face_match": 1, "cap": 0, "forwarding": 0})
    ('-cap', 'face_match')
    """
    for name, place in places.items():
        n = len(find(name).levels)
        if place not in range(n):
            raise BadValue(f"control {name!r} is at {place!r}: it must be a whole number from 0 to {n - 1}")
    return tuple(p for lever in moved(places) for p in lever.levels[places[lever.name]].policies)


def moved(places: Mapping[str, int]) -> list[Lever]:
    """List the levers that are not at their usual position."""
    return [lever for lever in LEVERS if places.get(lever.name, lever.usual) != lever.usual]


def told(lever: Lever, lang: str) -> dict[str, str]:
    """Say what a lever's policies do, what they cost and what they cannot do: ``doc``, ``cost``, ``cannot``.

    >>> told(find("ticket"), "en")["doc"]
    'A record opens only with the number of a ticket.'
    """
    said = [policy_words(name, lang) for name in lever.policies]
    return {key: " ".join(words[key] for words in said) for key in ("doc", "cost", "cannot")}
