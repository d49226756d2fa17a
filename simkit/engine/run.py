"""A run: build the world, let the actors act, keep the tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..core.errors import BadValue, quoted
from ..core.streams import Streams
from ..core.usual import SEED
from ..world.build import build_world
from . import trying_again
from .actors.abuser import Abuser
from .actors.citizen import Citizens
from .actors.desk import Desk, roster
from .actors.identity_broker import Broker
from .actors.industry import Industry
from .actors.insider import Insiders
from .actors.leaks import Breach
from .actors.operator import Operators
from .actors.ott import Ott
from .actors.owner import Owners
from .actors.police import Police
from .actors.regulator import Regulator
from .actors.ring import Ring, listen
from .background import Background
from .export.result import Run
from .model import Model
from .policies.screening import Detector
from .policy import Policy
from .reissued_numbers import ReissuedNumbers
from .scenario import Scenario, load_scenario, parse_policy

Progress = Callable[[int, int], None]
Detectors = Callable[[str], Detector]


def simulate(
    scenario: str | Path | Scenario = "baseline",
    seed: int = SEED,
    *,
    policies: Policy | Iterable[Policy | str | tuple[str, Mapping[str, Any] | None]] = (),
    settings: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
    detectors: Detectors | None = None,
) -> Run:
    """Simulate a scenario: from a leaked record to a blocked number.

    Parameters
    ----------
    scenario : str, Path or Scenario
        A shipped scenario, a TOML file, or a scenario of one's own.
    seed : int
        Any whole number from 0; the same seed gives the same run.
    policies : iterable of str, (name, settings) or Policy
        Policies to add or replace, as on the command line: ``"forwarding:every_days=1"``, ``"-cap"``; or a policy
        of one's own, made: ``CoolingOff()``.
    settings : mapping, optional
        ``{"section.key": value}``.
    progress : callable, optional
        Told ``(days done, days in all)`` after every day.
    detectors : callable, optional
        Gives the policy ``screening`` its detector by name; ``simkit.simulate`` hands in those of the kit.

    Returns
    -------
    Run
        ``Run.observed[...]`` and ``Run.truth[...]`` are DataFrames.

    Raises
    ------
    BadValue
        For anything unknown or out of range.

    Examples
    --------
    >>> run = simulate("baseline", seed=1, settings={"people.n_people": 500, "run.days": 3, "run.scale": 0.001})
    >>> run.observed["people"].shape[0]
    600
    """
    scenario = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
    scenario = scenario.with_settings(settings or {})
    policies = [policies] if isinstance(policies, str | Policy) else policies
    scenario = scenario.with_policies([parse_policy(p) if isinstance(p, str) else p for p in policies])
    try:
        streams = Streams(seed)
    except ValueError as error:
        raise BadValue(str(error)) from None
    made, chosen = scenario.ready()
    model = Model(
        made, build_world(made.people, made.market, streams, made.start(), roster(made, chosen)), streams, chosen,
        detectors,
    )  # fmt: skip
    if not len(model.customers):
        raise BadValue(
            f"people.p_phone is {quoted(made.people.p_phone)}: of {made.people.n_people} people nobody owns a phone; "
            "make it or people.n_people larger"
        )
    rings, insiders = populate(model, progress)
    model.env.run(until=made.run.days * 24 + 1e-6)
    model.rest()
    return Run(model, scenario, rings, insiders)


def populate(model: Model, progress: Progress | None = None) -> tuple[Sequence[Ring], Insiders]:
    """Put the actors and the clock into the model."""
    Owners(model)
    desk, background = Desk(model), Background(model)
    trying_again.listen(model)
    ReissuedNumbers(model)
    Regulator(model)
    Operators(model)
    Ott(model)
    citizens, abuser = Citizens(model), Abuser(model)
    broker = Broker(model)
    insiders = Insiders(model, broker)
    Breach(model, broker)
    rings = Industry(model, broker).rings
    listen(model, rings)
    Police(model, rings)
    for policy in model.policies:
        policy.start(model)
    model.env.process(clock(model, (desk.tick, background.tick, abuser.tick, citizens.tick), progress))
    return rings, insiders


def clock(model: Model, batches: Iterable[Callable[[float, float], None]], progress: Progress | None) -> Any:
    """Close each tick: honest batches first, then what the calendar holds for it."""
    batches, days = tuple(batches), model.days
    while True:
        yield model.env.timeout(model.tick_h)
        start, end = model.now - model.tick_h, model.now
        for batch in batches:
            batch(start, end)
        model.calendar.deliver(end)
        if progress and round(end * 60) % 1440 == 0:
            progress(round(end / 24), days)
