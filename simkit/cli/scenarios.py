"""``simkit scenarios``, ``policies`` and ``describe``: what can be simulated, and what each scenario says."""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Any

from ..core.catalogue import Words
from ..core.locale import decimal, whole
from ..core.parameter import Parameter, parameters_of, typed
from .command import WIDTH, Command, indented, say

if TYPE_CHECKING:
    from ..engine.scenario import Scenario

SCALE = Words(__package__, "scenarios.scale")
SCENARIOS_HELP = Words(__package__, "help.scenarios")
POLICIES_HELP = Words(__package__, "help.policies")
DESCRIBE_HELP = Words(__package__, "help.describe")
TOLD = Words(__package__, "scenarios.told")


def add_describe(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``simkit describe``."""
    parser.add_argument("scenario", metavar="SCENARIO")


def scenarios(args: argparse.Namespace) -> int:
    """List the scenarios: name, title, and how large they are."""
    from ..engine.scenario import load_scenario, scenario_names  # noqa: PLC0415

    for name in scenario_names():
        scenario = load_scenario(name)
        say([name, *indented(said(scenario, "title", args.lang)), *indented(scale_line(scenario, args.lang))])
    return 0


def policies(args: argparse.Namespace) -> int:
    """List the policies by decision point: what each changes, costs and cannot do."""
    from ..engine.policies import catalogue, policy_words  # noqa: PLC0415

    words = TOLD[args.lang]
    for decision, group in groupby(catalogue().items(), key=lambda named: named[1].decision):
        say([words["decisions"][decision].upper()])
        for name, cls in group:
            told = policy_words(name, args.lang)
            params = [f"{k.name}={_with_unit(k, k.default, args.lang)}" for k in parameters_of(name, cls)]
            say([f"  {name} ({words['kinds'][cls.kind]})"])
            say(indented(told["doc"], 6))
            say(indented(f"{words['costs']}: {told['cost']}", 6))
            say(indented(f"{words['cannot']}: {told['cannot']}", 6))
            say(indented(f"{words['parameters']}: " + ", ".join(params), 6))
        say([""])
    return 0


def describe(args: argparse.Namespace) -> int:
    """Describe one scenario: what happens, what differs from the default, which policies are on."""
    from ..engine.scenario import load_scenario  # noqa: PLC0415

    scenario, words = load_scenario(args.scenario), TOLD[args.lang]
    none = f"  {words['none']}"
    say([f"{scenario.name}: {said(scenario, 'title', args.lang)}", ""])
    say(textwrap.wrap(said(scenario, "about", args.lang), WIDTH))
    say(["", scale_line(scenario, args.lang), "", words["settings"]])
    say(_settings(scenario, args.lang) or [none])
    say(["", words["policies"]])
    say(
        "  " + ":".join([name, *(f"{k}={typed(v, ', ')}" for k, v in params.items())])
        for name, params in scenario.policies
    )
    say([] if scenario.policies else [none])
    return 0


def _settings(scenario: Scenario, lang: str) -> list[str]:
    """List every setting that differs from its default, with its source."""
    words, lines = TOLD[lang], []
    for parameter, value in scenario.settings():
        name, default = f"{parameter.section}.{parameter.name}", typed(parameter.default, ", ")
        lines.append(f"  {name} = {_with_unit(parameter, value, lang)} ({words['default']} {default})")
        doc = words["docs"].get(name, parameter.doc)
        source = words["sources"].get(parameter.source, parameter.source)
        lines += indented(f"{doc.rstrip('.')}. {words['source']}: {source}", 6)
    return lines


def _with_unit(parameter: Parameter, value: Any, lang: str) -> str:
    return f"{typed(value, ', ')} {TOLD[lang]['units'].get(parameter.unit, parameter.unit)}".strip()


def said(scenario: Scenario, key: str, lang: str) -> str:
    """Give a scenario's title or text in a language, or in the other one, or say that its file has none.

    Examples
    --------
    >>> from simkit.engine.scenario import Scenario
    >>> said(Scenario(title={"id": "Data bocor"}), "title", "en")
    'Data bocor'
    """
    texts: Mapping[str, str] = getattr(scenario, key)
    return texts.get(lang) or next(iter(texts.values()), TOLD[lang]["no_text"].format(key=key))


def scale_line(scenario: Scenario, lang: str) -> str:
    """Say how large a scenario is: people, days, the ring, and the share of SIMs that the ring plans to hold.

    Examples
    --------
    >>> from simkit.engine.scenario import Scenario
    >>> small = Scenario().with_settings({"people.n_people": 10_000, "run.scale": 0.01, "run.days": 30})
    >>> scale_line(small, "en")
    '10,000 people for 30 days; rings: 1, of 7 people, planning 500 numbers each, about 3.44 % of all SIMs'
    """
    made, _ = scenario.ready()
    people, ring = made.people, made.ring
    numbers = ring.n_rings * ring.n_numbers
    honest = people.n_people * (1 + people.outside_share) * people.p_phone * people.mean_sims_per_owner
    share = decimal(100 * numbers / max(numbers + honest, 1), lang, 2)
    figures = (people.n_people, made.run.days, ring.n_rings, ring.n_workers, ring.n_numbers)
    return SCALE[lang].format(*(whole(n, lang) for n in figures), share)


SCENARIOS = Command(
    words=SCENARIOS_HELP, example="simkit scenarios --lang id", work="simkit.cli.scenarios:scenarios"
)
POLICIES = Command(
    words=POLICIES_HELP, example="simkit policies --lang id", work="simkit.cli.scenarios:policies"
)
DESCRIBE = Command(
    words=DESCRIBE_HELP,
    example="simkit describe palembang-reported",
    add=add_describe,
    work="simkit.cli.scenarios:describe",
)
