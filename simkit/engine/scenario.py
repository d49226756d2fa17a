"""Scenarios: the parameters beside each actor and world module, composed; a scenario says only what differs."""

from __future__ import annotations

import dataclasses
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

from ..core.errors import BadFolder, BadValue, nearest, quoted
from ..core.parameter import Parameter, overlay, parameter, parameters_of, parse, plain, scaled
from ..world.operators import MarketParameters
from ..world.people import PeopleParameters
from .actors.abuser import AbuseParameters
from .actors.citizen import CitizenParameters
from .actors.desk import DeskParameters
from .actors.identity_broker import BrokerParameters
from .actors.insider import InsiderParameters
from .actors.leaks import BreachParameters, PostParameters
from .actors.market import BuyerParameters
from .actors.operator import OperatorParameters
from .actors.ott import OttParameters
from .actors.owner import OwnerParameters
from .actors.police import PoliceParameters
from .actors.regulator import RegulatorParameters
from .actors.ring_parameters import AdaptParameters, RingParameters
from .actors.screening_answers import EvasionParameters
from .background import BackgroundParameters
from .lookalikes import LookalikeParameters
from .policies import catalogue, make_policy, own_policy
from .policy import Policy
from .reissued_numbers import RegisterParameters

PolicyList = tuple[tuple[str, Mapping[str, Any]], ...]
DEFAULT_POLICIES: PolicyList = (("kk_match", {}), ("cap", {}))

GONE = {
    "run.edition": "there is one model",
    "run.edition = 1": "the first model, whose market kept filled orders, is no more; there is one model",
    "run.edition = 2": "what it switched on is in every run; leave it out",
    "adapt.sharpness": "a ring takes the route that pays most, see adapt.inertia",
    "background.p_mistyped": "it is register.p_mistyped now",
    "background.p_second_app": "it is lookalikes.p_apps now",
    "buyer.ask_rp": "a seller asks the cost and ring.margin",
    "buyer.ceiling_rp": "scarcity alone limits a price, see buyer.elasticity",
    "market.shift_shares": "the roster follows the tickets, see desk.contacts_per_agent",
}
"""Parameters that were there once, some with a value, and what stands for them."""


def refuse_gone(settings: Mapping[str, Any]) -> None:
    """Refuse settings ``"section.key"`` that were there once, wherever they are said, and say what stands for them.

    Examples
    --------
    >>> refuse_gone({"buyer.ask_rp": 9_000})
    Traceback (most recent call last):
    simkit.core.errors.BadValue: setting buyer.ask_rp is gone: a seller asks the cost and ring.margin
    """
    for name in sorted(GONE.keys() & settings.keys()):
        said = f"{name} = {quoted(settings[name])}"
        raise BadValue(f"setting {said if said in GONE else name} is gone: {GONE.get(said, GONE[name])}")


def laid_over(section: str, base: Any, said: Any) -> Any:
    """Lay what is said of a section over it; raises BadValue for what is gone, unknown or not allowed."""
    if isinstance(said, Mapping):
        refuse_gone({f"{section}.{key}": value for key, value in said.items()})
    return overlay(section, base, said)


@dataclass(frozen=True)
class RunParameters:
    """How long the run is, in which steps, and how large the crime is."""

    start: str = parameter("2024-08-05", "First day; a Monday keeps weekdays right.", "date")
    days: int = parameter(90, "Length of the run.", "days", low=1, high=3660)
    tick_h: float = parameter(
        6.0, "Length of a batch of honest traffic; it must divide a day.", "h", low=0.25, high=24
    )
    scale: float = parameter(
        0.02, "Size of the ring against the reported 50,000 numbers; multiplies the parameters that say so.",
        "relative", "assumption: 1,000 numbers by default; palembang-reported tells of 50,000", low=0, high=20,
    )  # fmt: skip


@dataclass(frozen=True)
class Scenario:
    """A whole scenario: one frozen section of parameters for each part of the model, and the policies in force.

    Examples
    --------
    >>> s = Scenario().with_settings({"run.days": 10})
    >>> s.run.days, s.ring.n_workers
    (10, 7)
    """

    name: str = "custom"
    title: Mapping[str, str] = field(default_factory=dict)
    about: Mapping[str, str] = field(default_factory=dict)
    policies: PolicyList = DEFAULT_POLICIES
    own: tuple[Policy, ...] = ()
    run: RunParameters = RunParameters()
    people: PeopleParameters = PeopleParameters()
    market: MarketParameters = MarketParameters()
    background: BackgroundParameters = BackgroundParameters()
    register: RegisterParameters = RegisterParameters()
    lookalikes: LookalikeParameters = LookalikeParameters()
    desk: DeskParameters = DeskParameters()
    insider: InsiderParameters = InsiderParameters()
    breach: BreachParameters = BreachParameters()
    post: PostParameters = PostParameters()
    broker: BrokerParameters = BrokerParameters()
    ring: RingParameters = RingParameters()
    adapt: AdaptParameters = AdaptParameters()
    evasion: EvasionParameters = EvasionParameters()
    buyer: BuyerParameters = BuyerParameters()
    abuse: AbuseParameters = AbuseParameters()
    citizen: CitizenParameters = CitizenParameters()
    regulator: RegulatorParameters = RegulatorParameters()
    operator: OperatorParameters = OperatorParameters()
    ott: OttParameters = OttParameters()
    owner: OwnerParameters = OwnerParameters()
    police: PoliceParameters = PoliceParameters()

    def with_settings(self, said: Mapping[str, Any]) -> Scenario:
        """Change settings named ``"section.key"``; raises BadValue for what is unknown or not allowed."""
        by_section: dict[str, dict[str, Any]] = {}
        for name, value in said.items():
            section, dot, key = name.partition(".")
            if section in SECTIONS and not dot:
                raise BadValue(f"unknown setting {quoted(name)}: write section.key, such as {name}.KEY")
            if section not in SECTIONS:
                raise BadValue(
                    f"unknown setting {quoted(name)}: write section.key; {nearest(section, SECTIONS)}"
                )
            by_section.setdefault(section, {})[key] = value
        changed = {s: laid_over(s, getattr(self, s), v) for s, v in by_section.items()}
        return dataclasses.replace(self, **changed)

    def with_policies(self, said: Iterable[tuple[str, Mapping[str, Any] | None] | Policy]) -> Scenario:
        """Add or replace policies by name; None removes one, if it is there. One's own are given as they are."""
        now, own = dict(self.policies), {p.name: p for p in self.own}
        for one in said:
            if isinstance(one, Policy) and type(one) is catalogue().get(one.name):  # one of the kit's, made
                turned = ((k, getattr(one, k.name)) for k in parameters_of(one.name, type(one)))
                one = (one.name, {k.name: value for k, value in turned if value != k.default})
            if isinstance(one, Policy | type):
                own[one.name] = own_policy(one)
                continue
            name, settings = one
            make_policy(name, settings or {})
            if settings is None:
                now.pop(name, None)
            else:
                now[name] = {key: plain(value) for key, value in settings.items()}
        return dataclasses.replace(self, policies=tuple(now.items()), own=tuple(own.values()))

    def settings(self) -> list[tuple[Parameter, Any]]:
        """List the settings that differ from the default, with the parameter each belongs to."""
        now = ((k, getattr(getattr(self, k.section), k.name)) for k in all_parameters())
        return [(k, value) for k, value in now if value != k.default]

    def made_policies(self) -> tuple[Policy, ...]:
        """Make the policies, in the order in which their reasons win."""
        order = [*catalogue(), *(p.name for p in self.own)]
        made = [*(make_policy(name, said) for name, said in self.policies), *self.own]
        for p in made:
            if p.kind == "setting" and p.start_day:
                raise BadValue(
                    f"{p.name}.start_day is {p.start_day}: this policy is a setting and holds for the whole run"
                )
            if p.start_day % 1:
                raise BadValue(
                    f"{p.name}.start_day is {p.start_day}: a policy starts at midnight, on a whole day"
                )
        return tuple(sorted(made, key=lambda p: order.index(p.name)))

    def ready(self) -> tuple[Scenario, tuple[Policy, ...]]:
        """Lay the policies' settings over the parameters and multiply what scales; check what must fit together."""
        policies = self.made_policies()
        said: dict[str, Any] = {}
        for p in policies:
            said |= p.settings()
        laid = self.with_settings(said)
        grown = {s: scaled(s, getattr(laid, s), laid.run.scale) for s in SECTIONS}
        made = dataclasses.replace(laid, **grown)
        made.check()
        return made, policies

    def check(self) -> None:
        """Refuse what no single range can refuse: ticks that do not divide a day, a date that is none."""
        if (24 / self.run.tick_h) % 1 > 1e-9:
            raise BadValue(
                f"run.tick_h is {quoted(self.run.tick_h)}: it must divide 24 hours, such as 1, 6 or 24"
            )
        self.start()
        for name in ("operator_shares", "channel_shares", "outlet_shares"):
            shares = getattr(self.market, name)
            if sum(shares) <= 0:
                raise BadValue(f"market.{name} is {quoted(shares)}: at least one must be above 0")
        if self.ring.n_numbers and sum(self.ring.shares) <= 0:
            raise BadValue(f"ring.shares is {quoted(self.ring.shares)}: at least one must be above 0")

    def start(self) -> np.datetime64:
        """Give the first moment of the run."""
        try:
            if len(self.run.start) != 10 or not "1900" <= self.run.start[:4] <= "2199":
                raise ValueError
            return np.datetime64(self.run.start, "s")
        except ValueError:
            raise BadValue(
                f"run.start is {quoted(self.run.start)}: it must be a date from 1900 to 2199, such as 2024-08-05"
            ) from None


SECTIONS: dict[str, type] = {
    f.name: type(f.default) for f in dataclasses.fields(Scenario) if dataclasses.is_dataclass(f.default)
}


@lru_cache(maxsize=1)
def all_parameters() -> tuple[Parameter, ...]:
    """List every parameter of every section."""
    return tuple(k for section, cls in SECTIONS.items() for k in parameters_of(section, cls))


# ---
# Scenarios as TOML files that say only what differs: shipped ones, and a trainer's own.

LONGEST = 100_000
"""Characters of a scenario; the longest shipped one has 1,400."""
DEEPEST = 500
"""Dots in one line of a scenario."""


def scenario_names() -> list[str]:
    """List the shipped scenarios.

    Examples
    --------
    >>> "palembang-reported" in scenario_names()
    True
    """
    folder = resources.files(__package__.rpartition(".")[0]) / "scenarios"
    return sorted(p.name.removesuffix(".toml") for p in folder.iterdir() if p.name.endswith(".toml"))


Between = Callable[[Scenario], Scenario]
"""Given the scenario that a file starts from, gives the one over which the file's own lines are laid."""


def load_scenario(name: str | Path, between: Between | None = None) -> Scenario:
    """Load a shipped scenario by name, or a TOML file of one's own.

    A file may say ``base = "NAME"`` to start from another scenario; below that it says only what differs. Title and
    text are its own: those of the base tell of another country. `between` changes what it starts from: so a class's
    story reaches a country that was made for a lesson.

    Raises
    ------
    BadValue, BadFolder
        With the value, the key, what is allowed and the nearest name.
    """
    text, name_ = read_scenario(name)
    return scenario_of(text, name_, str(name), between)


def scenario_of(text: str, name: str, shown: str, between: Between | None = None) -> Scenario:
    r"""Make a scenario of a TOML text; messages begin with `shown`, where it came from.

    Examples
    --------
    >>> scenario_of("[run]\ndays = 10", "short", "short.toml").run.days
    10
    """
    # Python's reader takes minutes over a key of many parts: so deep a scenario is refused before it is read.
    if len(text) > LONGEST or any(line.count(".") > DEEPEST for line in text.splitlines()):
        raise BadValue(
            f"{shown} is too large or nested too deeply for a scenario: {LONGEST:,} characters are plenty"
        )
    try:
        said = tomllib.loads(text)
    except RecursionError:
        raise BadValue(
            f"{shown} is nested too deeply for a scenario: a table of settings holds no deeper ones"
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise BadValue(f"{shown} is no valid TOML: {error}") from None
    except ValueError:  # of Python itself: a number with more digits than it reads, or a day that is none
        raise BadValue(
            f"{shown} is no valid TOML: it holds a number or a date that is out of range"
        ) from None
    try:
        made = _compose(name, said, between)
        made.check()
    except BadValue as error:
        at = _line(text, str(error))
        raise BadValue(f"{shown}:{at}: {error}" if at else f"{shown}: {error}") from None
    return made


SPOKEN_OF = re.compile(r"(?:unknown (?:section|setting) |setting )?\[?(\w+)\]?(?:\.(\w+))?(?= |:)")
HEADER = re.compile(r"\s*\[+\s*([\w.]+)")
ENTRY = re.compile(r"\s*([\w.]+)\s*=")


def _line(text: str, message: str) -> int:
    r"""Find the line of a file that a message speaks of: its key's, else its section's; 0 where there is none.

    Examples
    --------
    >>> _line('[ring]\nn_rings = "x"', "ring.n_rings is 'x'"), _line("[rin]", "unknown section [rin]: which")
    (2, 1)
    """
    found = SPOKEN_OF.match(message)
    if not found:
        return 0
    wanted, section = ".".join(filter(None, found.groups())), ""
    known: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if head := HEADER.match(line):
            section = head[1]
            known.setdefault(section, number)
        elif entry := ENTRY.match(line):
            known.setdefault(f"{section}.{entry[1]}".lstrip("."), number)
    return known.get(wanted, known.get(found[1], 0))


def read_scenario(name: str | Path) -> tuple[str, str]:
    """Read the text of a scenario, and its name; raises BadValue or BadFolder where there is none."""
    text = str(name)
    if text in scenario_names():
        found = resources.files(__package__.rpartition(".")[0]) / "scenarios" / f"{text}.toml"
        return found.read_text(encoding="utf-8"), text
    path = Path(name)
    try:
        if path.is_dir():
            raise BadFolder(f"{text} is a folder: name a scenario or a TOML file")
        if not path.exists():
            raise BadValue(f"no scenario or file {quoted(text)}: {nearest(text, scenario_names())}")
        with path.open(encoding="utf-8-sig") as file:  # which reads the line ends of any system
            return file.read(LONGEST + 1), path.stem
    except UnicodeDecodeError:
        raise BadValue(f"{text} is no text file: a scenario is TOML in UTF-8") from None
    except (OSError, ValueError) as error:
        if isinstance(error, BadValue | BadFolder):
            raise
        raise BadFolder(
            f"{quoted(text)} cannot be read: {getattr(error, 'strerror', None) or error}"
        ) from None


def _compose(name: str, said: dict[str, Any], between: Between | None) -> Scenario:
    base = said.pop("base", None)
    if base is not None and (not isinstance(base, str) or base not in scenario_names() or base == name):
        raise BadValue(
            f"base is {quoted(base)}: it must be a shipped scenario; {nearest(base, scenario_names())}"
        )
    scenario = load_scenario(base) if base else Scenario()
    scenario = between(scenario) if between else scenario
    words = {key: _words(key, said.pop(key, {})) for key in ("title", "about")}
    policies = said.pop("policies", None)
    for section in said:
        if section not in SECTIONS:
            raise BadValue(
                f"unknown section [{section}]: {nearest(section, [*SECTIONS, 'policies', 'title', 'about'])}"
            )
    changed: dict[str, Any] = {s: laid_over(s, getattr(scenario, s), v) for s, v in said.items()}
    # What is told of the base may not hold for another country, so it is not told of it.
    changed |= words
    scenario = dataclasses.replace(scenario, name=name, **changed)
    return scenario.with_policies(_policies(policies)) if policies is not None else scenario


def _words(key: str, said: Any) -> Mapping[str, str]:
    if (
        not isinstance(said, dict)
        or set(said) - {"id", "en"}
        or not all(isinstance(v, str) for v in said.values())
    ):
        raise BadValue(f"[{key}] is {quoted(said)}: it must hold texts named id and en")
    return said


def _policies(said: Any) -> list[tuple[str, Mapping[str, Any] | None]]:
    if not isinstance(said, dict):
        raise BadValue(
            f"[policies] is {quoted(said)}: write one line a policy, such as cap = {{per_operator = 3}} or cap = false"
        )
    made: list[tuple[str, Mapping[str, Any] | None]] = []
    for name, settings in said.items():
        if settings is not False and settings is not True and not isinstance(settings, dict):
            raise BadValue(
                f"policies.{name} is {quoted(settings)}: it must be true, false or a table of settings"
            )
        made.append((name, None if settings is False else {} if settings is True else settings))
    return made


def parse_policy(text: str) -> tuple[str, dict[str, Any] | None]:
    """Read a policy typed on the command line: ``NAME``, ``NAME:key=value:key=value`` or ``-NAME``.

    Examples
    --------
    >>> parse_policy("cap:per_operator=5"), parse_policy("-cap")
    (('cap', {'per_operator': 5}), ('cap', None))
    """
    name, *parts = text.split(":")
    if name.startswith("-"):
        if parts:
            raise BadValue(f"policy {quoted(text)}: a policy that is removed takes no settings")
        return name[1:], None
    said = {}
    for part in parts:
        key, equals, value = part.partition("=")
        if not (key and equals and value):
            raise BadValue(f"policy {quoted(text)}: {quoted(part)} must be key=value")
        said[key] = parse(value)
    return name, said
