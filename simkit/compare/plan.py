"""What an experiment will do: a scenario, arms of policies, and the seeds that pair them."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any, TypeAlias

import numpy as np

from ..core.errors import BadValue, nearest, quoted
from ..core.folder import versions
from ..core.parameter import as_whole, parameters_of, plain
from ..core.usual import SEEDS
from ..engine.policies import Policy, catalogue
from ..engine.scenario import Scenario, load_scenario, parse_policy

Arm: TypeAlias = str | Policy | Sequence[str | Policy]
"""The policies of an arm: typed, or objects of one's own, or both."""
BASELINE = "baseline"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")


@dataclass(frozen=True)
class Plan:
    """An experiment before it runs: every arm meets every seed.

    `arms` holds the policies of each arm as one would type them, the arm without policies first, and `scenarios` each
    arm's whole scenario. `base` is the arm the others are compared with, `settings` are the same in every arm, and
    `stop` is the outcome that may end the experiment early.
    """

    scenario: str
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
            "scenario": self.scenario,
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
    scenario: str | Path | Scenario,
    arms: Mapping[str, Arm],
    seeds: int | Iterable[int] = SEEDS,
    *,
    settings: Mapping[str, Any] | None = None,
    base: str = "none",
    stop: str | None = None,
) -> Plan:
    """Check an experiment before anything runs; anything unknown, doubled or out of range is a BadValue.

    The parameters are those of `simkit.compare.experiment.compare`.

    Examples
    --------
    >>> plan = make_plan("baseline", {"daily": ["forwarding:every_days=1"]}, 3)
    >>> list(plan.arms), plan.seeds, plan.base
    (['baseline', 'daily'], (1, 2, 3), 'baseline')
    """
    scenario = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
    settings = {name: plain(value) for name, value in (settings or {}).items()}
    scenario = scenario.with_settings(settings)
    named = _arms(arms)
    made: dict[str, Scenario] = {}
    for name, policies in named.items():
        try:
            parsed = [parse_policy(p) if isinstance(p, str) else p for p in policies]
            made[name] = scenario.with_policies(parsed)
            made[name].ready()
        except BadValue as error:
            raise BadValue(f"arm {quoted(name)}: {error}" if policies else str(error)) from None
    _check_different(made)
    free = next(name for name, policies in named.items() if not policies)
    chosen = free if base == "none" else base
    if chosen not in named:
        raise BadValue(f"base is {quoted(base)}: it must be an arm; {nearest(base, named)}")
    typed = {name: tuple(p if isinstance(p, str) else told(p) for p in said) for name, said in named.items()}
    return Plan(scenario.name, typed, made, _seeds(seeds), chosen, settings, stop)


def _arms(arms: Mapping[str, Arm]) -> dict[str, tuple[str | Policy, ...]]:
    if not isinstance(arms, Mapping) or not arms:
        raise BadValue(
            f"arms is {quoted(arms)}: give at least one arm, such as {{'daily': ['forwarding:every_days=1']}}"
        )
    named = {name: _policies(name, said) for name, said in arms.items()}
    for name in named:
        if not (isinstance(name, str) and NAME.fullmatch(name)):
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
    named = {first: (), **named}
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
    n = as_whole(seeds)
    if n is not None:
        if n > 100_000:
            raise BadValue(f"seeds is {n}: at most 100,000 are taken")
        if n < 2:
            raise BadValue(f"seeds is {n}: an interval needs at least 2, and 20 are usual")
        return tuple(range(1, n + 1))
    if not isinstance(seeds, Iterable):
        raise BadValue(f"seeds is {quoted(seeds)}: it must be a whole number or a list of them")
    made: list[int] = []
    for said in seeds:
        seed = as_whole(said)
        if seed is None or seed < 0:
            raise BadValue(f"seed is {quoted(said)}: it must be a whole number, 0 or more")
        made.append(seed)
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
    home = Path(__file__).resolve().parents[1]
    made = hashlib.sha256()
    files = [path for room in ("core", "world", "engine") for path in (home / room).rglob("*.py")]
    for path in sorted([*files, *(home / "measure").glob("*.py")]):
        made.update(path.relative_to(home).as_posix().encode() + b"\0" + path.read_bytes())
    return versions() | {"source": made.hexdigest()[:32]}


# ---
# What a policy of one's own is, as a hash: a resumed experiment must not mix the runs of two versions of it.


KIT = __name__.partition(".")[0]
MADE = {
    "__dict__", "__weakref__", "__module__", "__doc__", "__qualname__", "__annotations__", "__annotate_func__",
    "__annotations_cache__", "__dataclass_fields__", "__dataclass_params__", "__match_args__", "__init__",
    "__static_attributes__", "__firstlineno__", "__repr__", "__eq__", "__hash__", "__setattr__", "__delattr__",
    "__replace__", "__abstractmethods__", "_abc_impl",
}  # fmt: skip
"""Written by Python or `dataclass`: they follow from the rest and decide no run."""


def told(policy: Policy) -> str:
    """Write a policy as it would be typed: its name and its settings.

    Examples
    --------
    >>> from simkit.engine.policies import make_policy
    >>> told(make_policy("cap", {"per_operator": 1}))
    'cap:per_operator=1'
    """
    params = ((k, getattr(policy, k.name)) for k in parameters_of(policy.name, type(policy)))
    return ":".join([policy.name, *(f"{k.name}={value}" for k, value in params if value != k.default)])


def identity(policy: Policy) -> dict[str, str]:
    """Give the class, the parameters and the code of a policy of one's own, as JSON values.

    The code is what Python runs (bytecode with its constants), and that of every function and class of one's own
    that it calls, so a class typed in a notebook counts, and a changed comment does not. The kit's own code is
    hashed elsewhere, and a library counts by its name.
    """
    cls = type(policy)
    return {
        "class": f"{cls.__module__}.{cls.__qualname__}",
        "parameters": _hash(_Reader().read(vars(policy))),
        "code": _hash(_Reader().read(cls)),
    }


def _hash(read: Any) -> str:
    return hashlib.sha256(repr(read).encode("utf-8", "surrogatepass")).hexdigest()[:32]


class _Reader:
    """Turns values and code into tuples that are the same in every process; each thing is read once."""

    def __init__(self) -> None:
        self.known: dict[int, int] = {}
        self.kept: list[Any] = []  # an id is given again once its thing is gone

    def read(self, thing: Any) -> Any:
        if thing is None or isinstance(thing, bool | int | float | complex | str | bytes):
            return type(thing).__name__, repr(thing)
        if isinstance(thing, tuple):  # shared or not as Python likes, so these are never "again"
            return "tuple", *map(self.read, thing)
        if isinstance(thing, CodeType):
            return "code", thing.co_code.hex(), thing.co_names, thing.co_varnames, self.read(thing.co_consts)
        if id(thing) in self.known:
            return "again", self.known[id(thing)]
        self.known[id(thing)] = len(self.kept)
        self.kept.append(thing)
        return self._values(thing) or self._parts(thing)

    def _values(self, thing: Any) -> Any:
        if isinstance(thing, np.ndarray | np.generic):
            return "array", str(thing.dtype), np.shape(thing), self.read(np.asarray(thing).tolist())
        if isinstance(thing, set | frozenset):
            # each by a reader of its own: numbers given on the way would depend on Python's order
            return "set", *sorted(repr(_Reader().read(v)) for v in thing)
        if isinstance(thing, Mapping):
            return "map", *((self.read(k), self.read(v)) for k, v in thing.items())
        return ("list", *map(self.read, thing)) if isinstance(thing, list) else None

    def _parts(self, thing: Any) -> Any:
        own_name = getattr(thing, "__qualname__", type(thing).__qualname__)
        name = f"{getattr(thing, '__module__', '')}.{own_name}"
        if isinstance(thing, ModuleType):
            made: Any = thing.__name__, _text(thing)
        elif isinstance(thing, type):
            made = name, *(self._members(c) for c in thing.__mro__ if _is_own(c.__module__))
        elif isinstance(thing, FunctionType):
            made = name, *(self._function(thing) if _is_own(thing.__module__) else ())
        elif isinstance(thing, property):
            made = self.read(thing.fget)
        elif hasattr(thing, "__wrapped__"):  # functools.cache, staticmethod and their like
            made = name, self.read(thing.__wrapped__)
        else:
            made = name, self.read(_stored(thing))
        return type(thing).__name__, made

    def _members(self, cls: type) -> Any:
        made = MADE - {"__init__"} if "__dataclass_params__" not in vars(cls) else MADE
        return cls.__qualname__, *((k, self.read(v)) for k, v in sorted(vars(cls).items()) if k not in made)

    def _function(self, thing: FunctionType) -> Iterable[Any]:
        yield self.read(thing.__code__)
        yield self.read(thing.__defaults__)
        yield self.read(thing.__kwdefaults__)
        yield tuple(self.read(_content(cell)) for cell in thing.__closure__ or ())
        for name in sorted(_names(thing.__code__)):
            if name in thing.__globals__:
                yield name, self.read(thing.__globals__[name])


def _names(code: CodeType) -> set[str]:
    inner = (_names(c) for c in code.co_consts if isinstance(c, CodeType))
    return set(code.co_names).union(*inner)


def _content(cell: Any) -> Any:
    try:
        return cell.cell_contents
    except ValueError:  # not filled yet
        return None


def _stored(thing: Any) -> Any:
    """Give what a copy of a thing is made of, or nothing where none can be made."""
    try:
        return thing.__reduce_ex__(4)
    except Exception:  # a lock, a file: whatever its class says
        return None


def _is_own(module: str | None) -> bool:
    root = str(module).partition(".")[0]
    if root == "__main__":  # a script or a notebook, whatever started it
        return True
    if root == KIT or root in sys.stdlib_module_names:
        return False
    file = getattr(sys.modules.get(root), "__file__", None) or ""
    return not {"site-packages", "dist-packages"} & set(Path(file).parts)


def _text(module: ModuleType) -> str:
    file = getattr(module, "__file__", None)
    if not _is_own(module.__name__) or not file or not Path(file).is_file():
        return ""
    return hashlib.sha256(Path(file).read_bytes()).hexdigest()
