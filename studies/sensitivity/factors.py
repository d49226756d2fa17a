"""Which guesses a screening turns, and between which ends: from half to double, as one stated rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from simkit.core.catalogue import Words
from simkit.core.errors import BadValue, nearest, quoted
from simkit.core.parameter import ASSUMPTION, Parameter, parameters_of
from simkit.engine.policies import catalogue
from simkit.engine.scenario import Scenario, all_parameters

PolicyChoice = tuple[str, Mapping[str, Any]]

RULE = Words(__package__, "factors.rule")
FRAME = "frames the run and says nothing of the world"
ZERO = "is 0 in this scenario: half and double of nothing are nothing"
TEXT = "is a text"
NO_ROOM = "has no room between half and double within what is allowed"
_FRAME = ("run.start", "run.days", "run.tick_h", "run.scale", "people.n_people")
_NOT_GUESSED = ("start_day",)
EVERY = -2
"""Place of a factor that multiplies every number of a list."""


@dataclass(frozen=True)
class Factor:
    """One guess and the ends between which it is turned.

    Attributes
    ----------
    name : str
        ``section.key``, with the place in brackets for one number of a list: ``ring.capacity[2]``.
    section, key : str
        Where the parameter stands; for a policy of the arm, its name is the section.
    place : int
        The place in a list; -1 for a parameter that is none, `EVERY` for all places at once.
    kind : {"number", "whole", "flag"}
    low, high : float
        In the parameter's unit; 0 and 1 for a flag.
    is_log : bool
        Whether equal steps multiply instead of add.
    is_policy : bool
        Whether it is a number of a policy and not of the scenario.
    """

    name: str
    section: str
    key: str
    place: int
    kind: str
    low: float
    high: float
    is_log: bool
    is_policy: bool = False

    def at(self, u: float) -> float | int | bool:
        """Give the value at a share of the way from the low end (0) to the high one (1).

        Examples
        --------
        >>> factor = Factor("abuse.life_d", "abuse", "life_d", -1, "number", 20.0, 80.0, True)
        >>> factor.at(0), round(factor.at(0.5), 6), factor.at(1)
        (20.0, 40.0, 80.0)
        """
        if self.kind == "flag":
            return u >= 0.5
        made = (
            self.low * (self.high / self.low) ** u if self.is_log else self.low + (self.high - self.low) * u
        )
        # powers may end a hair beyond what the parameter allows
        made = min(max(made, self.low), self.high)
        return round(made) if self.kind == "whole" else float(made)


def factors_of(
    scenario: Scenario, arm: Sequence[PolicyChoice] = (), among: Iterable[str] = ()
) -> tuple[list[Factor], dict[str, str]]:
    """List the guesses of a scenario, and of the policies of an arm, that a screening can turn.

    A guess is a parameter whose source is the word "assumption". What the arm sets itself is a choice, not a guess.

    Parameters
    ----------
    scenario : Scenario
    arm : sequence of (policy, settings)
    among : iterable of str
        Sections, policies or parameters to which the list is limited; empty for all.

    Returns
    -------
    factors : list of Factor
    left_out : mapping of parameter to the reason

    Raises
    ------
    BadValue
        For a name that no guess bears.

    Examples
    --------
    >>> factors, left_out = factors_of(Scenario(), among=["citizen", "run.days"])
    >>> [d.name for d in factors][:2], left_out
    (['citizen.p_complain', 'citizen.ott_factor'], {'run.days': 'frames the run and says nothing of the world'})
    """
    wanted, found, left_out = list(among), [], {}
    known: set[str] = set()
    for k, value, is_policy in _guesses(scenario, arm):
        name = f"{k.section}.{k.name}"
        known |= {k.section, name}
        if wanted and not {k.section, name} & set(wanted):
            continue
        made, why = _turned(k, value, is_policy)
        found += made
        if why:
            left_out[name] = why
    for name in wanted:
        if name not in known:
            raise BadValue(f"no guess {quoted(name)}: name a section or section.key; {nearest(name, known)}")
    return found, left_out


def _guesses(scenario: Scenario, arm: Sequence[PolicyChoice]) -> Iterator[tuple[Parameter, Any, bool]]:
    for k in all_parameters():
        if k.source.startswith(ASSUMPTION):
            yield k, getattr(getattr(scenario, k.section), k.name), False
    for name, said in arm:
        for k in parameters_of(name, catalogue()[name]):
            if k.source.startswith(ASSUMPTION) and k.name not in (*said, *_NOT_GUESSED):
                yield k, k.default, True


def _turned(k: Parameter, value: Any, is_policy: bool) -> tuple[list[Factor], str]:
    """Give the factors of one parameter, or the reason why there is none."""
    name = f"{k.section}.{k.name}"
    if name in _FRAME:
        return [], FRAME
    if isinstance(value, str):
        return [], TEXT
    if isinstance(value, bool):
        return [Factor(name, k.section, k.name, -1, "flag", 0.0, 1.0, False, is_policy)], ""
    if isinstance(value, tuple):
        parts = [_number(k, f"{name}[{i}]", i, v, "number", is_policy) for i, v in enumerate(value) if v]
        return [d for d in parts if d is not None], ""
    if not value:
        return [], ZERO
    made = _number(k, name, -1, value, "whole" if isinstance(value, int) else "number", is_policy)
    return ([made], "") if made else ([], NO_ROOM)


def _number(k: Parameter, name: str, place: int, value: float, kind: str, is_policy: bool) -> Factor | None:
    low, high = max(value / 2, k.low), min(value * 2, k.high)
    if kind == "whole":
        low, high = float(max(int(low), 1)), float(int(high))
    is_log = k.unit != "share" and low > 0
    return Factor(name, k.section, k.name, place, kind, low, high, is_log, is_policy) if low < high else None


def turned(
    scenario: Scenario, arm: Sequence[PolicyChoice], factors: Sequence[Factor], row: Sequence[float]
) -> tuple[dict[str, Any], list[tuple[str, dict[str, Any]]]]:
    """Turn every factor to its place.

    Parameters
    ----------
    scenario : Scenario
    arm : sequence of (policy, settings)
    factors : sequence of Factor
    row : sequence of float, from 0 to 1, one a factor

    Returns
    -------
    settings : mapping of ``section.key`` to value
    arm : list of (policy, settings)
    """
    settings: dict[str, Any] = {}
    policies: dict[str, dict[str, Any]] = {name: dict(said) for name, said in arm}
    for factor, u in zip(factors, row, strict=True):
        value: Any = factor.at(float(u))
        if factor.is_policy:
            policies[factor.section][factor.key] = value
            continue
        key = f"{factor.section}.{factor.key}"
        if factor.place >= 0:
            now = list(settings.get(key, getattr(getattr(scenario, factor.section), factor.key)))
            now[factor.place] = value
            value = tuple(now)
        elif factor.place == EVERY:
            value = tuple(v * value for v in getattr(getattr(scenario, factor.section), factor.key))
        settings[key] = value
    return settings, list(policies.items())
