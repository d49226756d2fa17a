"""``simkit scenarios``, ``policies`` and ``describe``: what can be simulated, and what each story says."""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Any

from ..core.catalogue import Words
from ..core.locale import decimal, whole
from .command import WIDTH, Command, indented, say, shown

if TYPE_CHECKING:
    from ..core.parameters import Knob
    from ..engine.scenario import Scenario

SCALE = Words(__package__, "stories.scale")
TOLD = Words(__package__, "stories.told")


def add_describe(parser: argparse.ArgumentParser) -> None:
    """Add the options of ``simkit describe``."""
    parser.add_argument("story", metavar="STORY", help="a story's name, or a TOML file")


def scenarios(args: argparse.Namespace) -> int:
    """List the stories: name, title, and how large they are."""
    from ..engine.stories import load_story, story_names  # noqa: PLC0415

    for name in story_names():
        story = load_story(name)
        say([name, *indented(said(story.title, args.lang)), *indented(scale_line(story, args.lang))])
    return 0


def policies(args: argparse.Namespace) -> int:
    """List the policies by decision point: what each changes, costs and cannot do."""
    from ..core.parameters import knobs_of  # noqa: PLC0415
    from ..engine.policies import catalogue, policy_words  # noqa: PLC0415

    words = TOLD[args.lang]
    for decision, group in groupby(catalogue().items(), key=lambda named: named[1].decision):
        say([words["decisions"][decision].upper()])
        for name, cls in group:
            told = policy_words(name, args.lang)
            knobs = [f"{k.name}={_with_unit(k, k.default, args.lang)}" for k in knobs_of(name, cls)]
            say([f"  {name} ({words['kinds'][cls.kind]})"])
            for text in (
                told["doc"],
                f"{words['costs']}: {told['cost']}",
                f"{words['cannot']}: {told['cannot']}",
            ):
                say(indented(text, 6))
            say(indented(f"{words['knobs']}: " + ", ".join(knobs), 6))
        say([""])
    return 0


def describe(args: argparse.Namespace) -> int:
    """Tell one story: what happens, what differs from the default, which policies are on."""
    from ..engine.stories import load_story  # noqa: PLC0415

    story, words = load_story(args.story), TOLD[args.lang]
    none = f"  {words['none']}"
    say([f"{story.name}: {said(story.title, args.lang)}", ""])
    say(textwrap.wrap(said(story.about, args.lang), WIDTH))
    say(["", scale_line(story, args.lang), "", words["settings"]])
    say(_settings(story, args.lang) or [none])
    say(["", words["policies"]])
    say(
        "  " + ":".join([name, *(f"{k}={shown(v)}" for k, v in knobs.items())])
        for name, knobs in story.policies
    )
    say([] if story.policies else [none])
    return 0


def _settings(story: Scenario, lang: str) -> list[str]:
    """List every setting that differs from its default, with its source."""
    words, lines = TOLD[lang], []
    for knob, value in story.settings():
        name, default = f"{knob.section}.{knob.name}", f"({words['default']} {shown(knob.default)})"
        lines.append(f"  {name} = {_with_unit(knob, value, lang)} {default}")
        doc, source = words["docs"].get(name, knob.doc), words["sources"].get(knob.source, knob.source)
        lines += indented(f"{doc.rstrip('.')}. {words['source']}: {source}", 6)
    return lines


def _with_unit(knob: Knob, value: Any, lang: str) -> str:
    return f"{shown(value)} {TOLD[lang]['units'].get(knob.unit, knob.unit)}".strip()


def said(texts: Mapping[str, str], lang: str) -> str:
    """Give a story's text in a language, or in the other one, or say that there is none.

    Examples
    --------
    >>> said({"id": "Data bocor"}, "en")
    'Data bocor'
    """
    return texts.get(lang) or next(iter(texts.values()), "(no text)")


def scale_line(story: Scenario, lang: str) -> str:
    """Say how large a story is: people, days, the ring, and the share of SIMs that the ring plans to hold.

    Examples
    --------
    >>> from simkit.engine.scenario import Scenario
    >>> small = Scenario().with_settings({"people.n_people": 10_000, "run.scale": 0.01, "run.days": 30})
    >>> scale_line(small, "en")
    '10,000 people for 30 days; rings: 1, of 7 people, planning 500 numbers each, about 3.44 % of all SIMs'
    """
    made, _ = story.ready()
    people, ring = made.people, made.ring
    numbers = ring.n_rings * ring.n_numbers
    honest = people.n_people * (1 + people.outside_share) * people.p_phone * people.mean_sims_per_owner
    share = decimal(100 * numbers / max(numbers + honest, 1), lang, 2)
    figures = (people.n_people, made.run.days, ring.n_rings, ring.n_workers, ring.n_numbers)
    return SCALE[lang].format(*(whole(n, lang) for n in figures), share)


SCENARIOS = Command(
    help="List the stories.",
    example="simkit scenarios --lang id",
    work="simkit.cli.stories:scenarios",
)
POLICIES = Command(
    help="List the policies: what each changes, costs and cannot do.",
    example="simkit policies --lang id",
    work="simkit.cli.stories:policies",
)
DESCRIBE = Command(
    help="Tell a story: what happens, and every setting that differs from the default.",
    example="simkit describe palembang-reported",
    add=add_describe,
    work="simkit.cli.stories:describe",
)
