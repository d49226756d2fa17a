"""What an experiment will do: a story, arms of policies, and the seeds that pair them."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias

from ...core.errors import BadValue, nearest, quoted
from ...core.folder import versions
from ...engine.policies import Policy, catalogue
from ...engine.scenario import Scenario
from ...engine.stories import load_story, parse_policy
from .own import identity, told

Arm: TypeAlias = str | Policy | Sequence[str | Policy]
"""The policies of an arm: typed, or objects of one's own, or both."""
BASELINE = "baseline"
LEVEL = 0.05
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")


@dataclass(frozen=True)
class Plan:
    """An experiment before it runs: every arm meets every seed.

    Attributes
    ----------
    story : str
        The story's name.
    arms : mapping of str to tuple of str
        The policies of each arm as typed, or as one would type them; the arm without policies first.
    scenarios : mapping of str to Scenario
        Each arm's whole scenario.
    seeds : tuple of int
        In rising order.
    base : str
        The arm the others are compared with.
    settings : mapping
        ``{"section.key": value}``, the same in every arm.
    stop : str, optional
        The outcome that may end the experiment early.
    """

    story: str
    arms: Mapping[str, tuple[str, ...]]
    scenarios: Mapping[str, Scenario]
    seeds: tuple[int, ...]
    base: str
    settings: Mapping[str, Any]
    stop: str | None = None

    @property
    def others(self) -> tuple[str, ...]:
        """The arms that are compared with the base."""
        return tuple(name for name in self.arms if name != self.base)

    def about(self) -> dict[str, Any]:
        """Give everything that decides the results except the seeds, as JSON values."""
        own = {name: {p.name: identity(p) for p in s.own} for name, s in self.scenarios.items() if s.own}
        return {
            "story": self.story,
            "arms": {name: list(policies) for name, policies in self.arms.items()},
            "base": self.base,
            "settings": dict(sorted(self.settings.items())),
            "stop": self.stop,
            "scenarios": {name: _digest(_plain(s)) for name, s in self.scenarios.items()},
            "simkit": fingerprint(),
        } | ({"own": own} if own else {})

    def key(self) -> str:
        """Give the hash that every finished run carries: a run of another plan cannot slip in."""
        return _digest(self.about())


def make_plan(
    story: str | Path | Scenario,
    arms: Mapping[str, Arm],
    seeds: int | Iterable[int] = 20,
    *,
    settings: Mapping[str, Any] | None = None,
    base: str = "none",
    stop: str | None = None,
) -> Plan:
    """Check an experiment before anything runs.

    Parameters
    ----------
    story : str, Path or Scenario
    arms : mapping of name to policies
        ``{"daily": ["forwarding:every_days=1"]}``, or with policies of one's own as objects. An arm without
        policies is put first under the name ``baseline`` unless there is one.
    seeds : int or iterable of int
        A number N stands for the seeds 1 to N.
    settings : mapping, optional
        ``{"section.key": value}``, for all arms.
    base : str
        The arm to compare with; ``"none"`` is the arm without policies.
    stop : str, optional
        An outcome by which the experiment may end early.

    Raises
    ------
    BadValue
        For anything unknown, doubled or out of range.

    Examples
    --------
    >>> plan = make_plan("baseline", {"daily": ["forwarding:every_days=1"]}, 3)
    >>> list(plan.arms), plan.seeds, plan.base
    (['baseline', 'daily'], (1, 2, 3), 'baseline')
    """
    scenario = story if isinstance(story, Scenario) else load_story(story)
    scenario = scenario.with_settings(settings or {})
    named = _arms(arms)
    made: dict[str, Scenario] = {}
    for name, policies in named.items():
        try:
            made[name] = scenario.with_policies(
                [parse_policy(p) if isinstance(p, str) else p for p in policies]
            )
            made[name].ready()
        except BadValue as error:
            raise BadValue(f"arm {quoted(name)}: {error}" if policies else str(error)) from None
    _check_different(made)
    free = next(name for name, policies in named.items() if not policies)
    chosen = free if base == "none" else base
    if chosen not in named:
        raise BadValue(f"base is {quoted(base)}: it must be an arm; {nearest(base, named)}")
    typed = {name: tuple(p if isinstance(p, str) else told(p) for p in said) for name, said in named.items()}
    return Plan(scenario.name, typed, made, _seeds(seeds), chosen, dict(settings or {}), stop)


def _arms(arms: Mapping[str, Arm]) -> dict[str, tuple[str | Policy, ...]]:
    if not isinstance(arms, Mapping) or not arms:
        raise BadValue(
            f"arms is {quoted(arms)}: give at least one arm, such as {{'daily': ['forwarding:every_days=1']}}"
        )
    named = {name: _policies(name, said) for name, said in arms.items()}
    for name in named:
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise BadValue(
                f"arm {quoted(name)}: a name is 1 to 40 letters, digits, - and _, since it names a folder"
            )
    free = [name for name, policies in named.items() if not policies]
    if len(free) > 1:
        raise BadValue(f"arms {quoted(free[0])} and {quoted(free[1])} both have no policies: keep one")
    if not free and BASELINE in named:
        raise BadValue(
            f"arm {quoted(BASELINE)} has policies: that name is kept for the arm without; choose another"
        )
    first = free[0] if free else BASELINE
    named = {first: (), **{name: policies for name, policies in named.items() if name != first}}
    lower = [name.lower() for name in named]
    for name in named:
        if lower.count(name.lower()) > 1:
            raise BadValue(
                f"arm {quoted(name)} is there twice: names must differ in more than capital letters"
            )
    if len(named) == 1:
        raise BadValue(f"the only arm is {quoted(first)}: give another one with policies to compare it with")
    return named


def _policies(arm: str, said: Arm) -> tuple[str | Policy, ...]:
    alone = isinstance(said, str | Policy | type) or not isinstance(said, Iterable)
    made: tuple[Any, ...] = (said,) if alone else tuple(said)  # type: ignore[arg-type]
    for policy in made:
        if not isinstance(policy, str | Policy | type):
            raise BadValue(
                f"arm {quoted(arm)}: {quoted(policy)} must be a policy or its name, such as 'cap:per_operator=1'"
            )
    return made


def _check_different(scenarios: Mapping[str, Scenario]) -> None:
    seen: dict[str, str] = {}
    for name, scenario in scenarios.items():
        made, policies = scenario.ready()
        digest = _digest([_plain(dataclasses.replace(made, policies=())), [_rule(p) for p in policies]])
        if digest in seen:
            raise BadValue(
                f"arms {quoted(seen[digest])} and {quoted(name)} are the same: both come to the same rules"
            )
        seen[digest] = name


def _rule(policy: Policy) -> Any:
    return repr(policy) if type(policy) in catalogue().values() else identity(policy)


def _seeds(seeds: int | Iterable[int]) -> tuple[int, ...]:
    if isinstance(seeds, int) and not isinstance(seeds, bool):
        if seeds < 2:
            raise BadValue(f"seeds is {seeds}: an interval needs at least 2, and 20 are usual")
        if seeds > 100_000:
            raise BadValue(f"seeds is {seeds}: at most 100,000 are taken")
        return tuple(range(1, seeds + 1))
    try:
        made = list(seeds)  # type: ignore[arg-type]
    except TypeError:
        raise BadValue(f"seeds is {quoted(seeds)}: it must be a whole number or a list of them") from None
    for seed in made:
        if isinstance(seed, bool) or not isinstance(seed, int) or seed < 0:
            raise BadValue(f"seed is {quoted(seed)}: it must be a whole number, 0 or more")
        if made.count(seed) > 1:
            raise BadValue(f"seed {seed} is there twice: each seed is one pair of runs")
    if len(made) < 2:
        raise BadValue(f"seeds is {quoted(made)}: an interval needs at least 2, and 20 are usual")
    return tuple(sorted(made))


def _plain(scenario: Scenario) -> Any:
    return dataclasses.asdict(dataclasses.replace(scenario, name="", title={}, about={}, own=()))


def _digest(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


@lru_cache(maxsize=1)
def fingerprint() -> dict[str, str]:
    """Name the versions and the very source that decide a run's figures: mixed sources make no experiment."""
    home = Path(__file__).resolve().parents[2]
    made = hashlib.sha256()
    files = [path for room in ("core", "world", "engine") for path in (home / room).rglob("*.py")]
    for path in sorted([*files, *(home / "analysis").glob("*.py")]):
        made.update(path.relative_to(home).as_posix().encode() + b"\0" + path.read_bytes())
    return versions() | {"source": made.hexdigest()[:32]}
