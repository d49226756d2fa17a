"""``simkit scenarios``, ``policies`` and ``describe``: what can be simulated, and what each story says."""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..core.catalogue import Words
from ..core.locale import decimal, whole
from .command import WIDTH, Command, indented, say, shown

if TYPE_CHECKING:
    from ..engine.scenario import Scenario

SCALE = Words(__package__, "stories.scale")


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

    known = catalogue()
    for decision in dict.fromkeys(cls.decision for cls in known.values()):
        say([decision.upper()])
        for name, cls in known.items():
            if cls.decision == decision:
                say([f"  {name} ({cls.kind})"])
                told = policy_words(name, "en")
                texts = [told["doc"], f"Costs: {told['cost']}", f"Cannot: {told['cannot']}"]
                knobs = [f"{k.name}={shown(k.default)} {k.unit}".strip() for k in knobs_of(name, cls)]
                for text in [*texts, "Knobs: " + ", ".join(knobs)]:
                    say(indented(text, 6))
        say([""])
    return 0


def describe(args: argparse.Namespace) -> int:
    """Tell one story: what happens, what differs from the default, which policies are on."""
    from ..engine.stories import load_story  # noqa: PLC0415

    story = load_story(args.story)
    say([f"{story.name}: {said(story.title, args.lang)}", ""])
    say(textwrap.wrap(said(story.about, args.lang), WIDTH))
    say(["", scale_line(story, args.lang), "", "Settings that differ from the default:"])
    say(_settings(story) or ["  none"])
    say(["", "Policies:"])
    for name, knobs in story.policies:
        say(["  " + ":".join([name, *(f"{k}={shown(v)}" for k, v in knobs.items())])])
    if not story.policies:
        say(["  none"])
    return 0


def _settings(story: Scenario) -> list[str]:
    """List every setting that differs from its default, with its source."""
    lines = []
    for knob, value in story.settings():
        unit = f" {knob.unit}" if knob.unit else ""
        lines.append(f"  {knob.section}.{knob.name} = {shown(value)}{unit} (default {shown(knob.default)})")
        lines += indented(f"{knob.doc.rstrip('.')}. Source: {knob.source}", 6)
    return lines


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
    example="simkit policies",
    work="simkit.cli.stories:policies",
    has_lang=False,
)
DESCRIBE = Command(
    help="Tell a story: what happens, and every setting that differs from the default.",
    example="simkit describe palembang-reported",
    add=add_describe,
    work="simkit.cli.stories:describe",
)
