"""What can be moved in the policy lab, and which policies each position stands for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...core.errors import BadValue, nearest
from ...engine.policies import catalogue
from ..texts import Text

PolicyList = tuple[tuple[str, Mapping[str, Any] | None], ...]
FREE, AS_USUAL = Text(id="tanpa batas", en="no limit"), Text(id="seperti biasa", en="as usual")


@dataclass(frozen=True)
class Level:
    """One position: its name, and the policies in force there (None takes one of the story's away)."""

    name: Text
    policies: PolicyList = ()


@dataclass(frozen=True)
class Lever:
    """A slider or a switch.

    Attributes
    ----------
    name : str
    title : Text
    levels : sequence of Level
        From the loosest to the strictest; a switch has two.
    usual : int
        The position of the story as it is.
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
        named = [name for level in self.levels for name, said in level.policies if said is not None]
        return tuple(dict.fromkeys(named))


def switch(title: Text, *names: str) -> Lever:
    """Make a switch that puts policies in force with the catalogue's own defaults."""
    off, on = Text(id="tidak", en="off"), Text(id="ya", en="on")
    return Lever(names[0], title, (Level(off), Level(on, tuple((name, {}) for name in names))))


def slider(name: str, title: Text, knob: str, values: Mapping[float, Text], off: Text | None = None) -> Lever:
    """Make a slider over values of one knob of a policy; with `off`, its first position is without it."""
    levels = [Level(off)] if off else []
    levels += [Level(said, ((name, {knob: value}),)) for value, said in values.items()]
    return Lever(name, title, tuple(levels))


LEVERS: tuple[Lever, ...] = (
    slider(
        "forwarding",
        Text(id="Aduan diteruskan", en="Complaints passed on"),
        "every_days",
        {
            30: Text(id="tiap 30 hari", en="every 30 days"),
            7: Text(id="tiap 7 hari", en="every 7 days"),
            1: Text(id="tiap hari", en="every day"),
        },
    ),
    switch(Text(id="Aplikasi OTT ikut serta", en="OTT apps on board"), "ott_cooperation", "ban_on_block"),
    Lever(
        "cap",
        Text(id="Batas SIM per NIK", en="Cap: SIMs per NIK"),
        (
            Level(FREE, (("cap", None),)),
            Level(Text(id="3 per operator", en="3 an operator"), (("cap", {"per_operator": 3}),)),
            Level(Text(id="1 per operator", en="1 an operator"), (("cap", {"per_operator": 1}),)),
        ),
        usual=1,
    ),
    switch(Text(id="Pencocokan wajah", en="Face match"), "face_match"),
    slider(
        "outlet_velocity",
        Text(id="Batas SIM per gerai", en="Cap: SIMs per outlet"),
        "per_day",
        {
            20: Text(id="20 sehari", en="20 a day"),
            5: Text(id="5 sehari", en="5 a day"),
            2: Text(id="2 sehari", en="2 a day"),
        },
        FREE,
    ),
    switch(Text(id="Tiket untuk membuka data", en="Ticket for each look-up"), "ticket"),
    switch(Text(id="NIK dan KK disamarkan", en="NIK and KK masked"), "masking"),
    switch(Text(id="Audit penjelasan", en="Explanation audit"), "explanation_audit"),
    switch(Text(id="Saringan pengirim SMS", en="Sender filter for SMS"), "sender_filter"),
    slider(
        "self_check",
        Text(id="Pemilik memeriksa NIK", en="Self-checks of NIK"),
        "per_month",
        {
            0.02: Text(id="2% sebulan", en="2 % a month"),
            0.1: Text(id="10% sebulan", en="10 % a month"),
            0.3: Text(id="30% sebulan", en="30 % a month"),
        },
        AS_USUAL,
    ),
)


def find(name: str) -> Lever:
    """Find a lever by its name.

    Raises
    ------
    BadValue
        Where there is none.
    """
    known = {lever.name: lever for lever in LEVERS}
    if name not in known:
        raise BadValue(f"no control {name!r}: {nearest(name, known)}")
    return known[name]


def policies_at(places: Mapping[str, int]) -> PolicyList:
    """Give the policies that stand for positions of the levers; those not named are at their usual one.

    Parameters
    ----------
    places : mapping of lever to position

    Raises
    ------
    BadValue
        For an unknown lever or a position that it has not.

    Examples
    --------
    >>> policies_at({"face_match": 1})
    (('forwarding', {'every_days': 30}), ('cap', {'per_operator': 3}), ('face_match', {}))
    """
    for name, place in places.items():
        n = len(find(name).levels)
        if place not in range(n):
            raise BadValue(f"control {name!r} is at {place!r}: it must be a whole number from 0 to {n - 1}")
    return tuple(p for v in LEVERS for p in v.levels[places.get(v.name, v.usual)].policies)


def moved(places: Mapping[str, int]) -> list[Lever]:
    """List the levers that are not at their usual position."""
    return [lever for lever in LEVERS if places.get(lever.name, lever.usual) != lever.usual]


def told(lever: Lever, lang: str) -> dict[str, str]:
    """Say what a lever's policies do, what they cost and what they cannot do: ``doc``, ``cost``, ``cannot``.

    In English these are the catalogue's own words.

    Examples
    --------
    >>> told(find("ticket"), "en")["doc"]
    'A record opens only with the number of a ticket.'
    """
    from .words import POLICIES  # noqa: PLC0415

    known = catalogue()
    said = {name: POLICIES[name] for name in lever.policies}
    return {
        key: " ".join(getattr(said[n], key) if lang == "id" else getattr(known[n], key) for n in said)
        for key in ("doc", "cost", "cannot")
    }
