"""What each command does, and what it prints."""

from __future__ import annotations

import argparse
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from tqdm import tqdm

from ..analysis.outcomes import summarise
from ..core.errors import BadValue, printable, quoted
from ..core.folder import check_target
from ..core.knobs import knobs_of, parse
from ..engine.policies import catalogue
from ..engine.run import Run, simulate
from ..engine.scenario import Scenario
from ..engine.stories import load_story, parse_policy, story_names
from .datasets import datasets as do_datasets
from .docs import shown, write_docs
from .texts import NEXT, REPORT, said, scale_line

WIDTH = 96


# Imported when they are asked for: `simkit --help` need not wait for plots, learners or Jupyter.
LATE = {
    "lab": "lessons:lab",
    "notebooks": "lessons:notebooks",
    "compare": "compare:compare_arms",
    "findings": "findings:findings",
    "screen": "sensitivity:screen_guesses",
    "calibrate": "calibrate:calibrate_model",
    "detect": "detect:detect",
    "detectors": "detectors:detectors",
    "audit": "audit:audit",
}
SET = ("compare", "screen")


def run_command(args: argparse.Namespace) -> int:
    """Run the command that was parsed and give its exit code."""
    here = {"run": run, "scenarios": scenarios, "policies": policies, "describe": describe}
    here |= {"datasets": datasets, "docs": docs}
    if args.command in here:
        return here[args.command](args)
    module, _, name = LATE[args.command].partition(":")
    act: Callable[..., int] = getattr(import_module(f".{module}", __package__), name)
    return act(args, read_settings(args.set)) if args.command in SET else act(args)


def run(args: argparse.Namespace) -> int:
    """Simulate a story, save its tables, and say the ten things a newcomer wants to know."""
    seed = read_seed(args.seed)
    story = load_story(args.story).with_settings(read_settings(args.set))
    story = story.with_policies([parse_policy(text) for text in args.policy])
    out = args.out or str(Path("out", story.name))
    check_target(out)
    with _progress(story.name) as progress:
        made = simulate(story, seed=seed, progress=progress)
    extra = {} if args.no_report else {"report.html": report_of(made, story, args.lang)}
    made.save(out, args.format, extra=extra)
    _say(summarise(made).lines(args.lang))
    _say(NEXT[args.lang].format(out=out, fmt=args.format, story=args.story).splitlines())
    if extra:
        _say(["", REPORT[args.lang].format(out=out)])
    return 0


def report_of(made: Run, story: Scenario, lang: str) -> str:
    """Write the report of a run, with the story's own title and text."""
    # Drawing takes half a second to import: the other commands need not wait for it.
    from ..study.report import html  # noqa: PLC0415

    words = {"title": said(story.title, lang), "text": said(story.about, lang)}
    return html(made, made.about | words, lang)


def read_seed(text: str) -> int:
    """Read a seed, a whole number of any size.

    Examples
    --------
    >>> read_seed("340282366920938463463374607431768211456") == 2**128
    True
    """
    try:
        if text.isascii() and text.isdigit():
            return int(text)
    except ValueError:
        pass  # Python reads no number of more than 4300 digits
    raise BadValue(f"--seed is {quoted(text)}: it must be a whole number, 0 or more")


def read_settings(texts: Iterable[str]) -> dict[str, Any]:
    """Read the settings typed on the command line; the last word on a key holds.

    Examples
    --------
    >>> read_settings(["desk.n_agents=3", "ring.adaptive=false"])
    {'desk.n_agents': 3, 'ring.adaptive': False}
    """
    made = {}
    for text in texts:
        key, equals, value = text.partition("=")
        if not (key.strip() and equals):
            raise BadValue(
                f"--set {quoted(text)}: it must read SECTION.KEY=VALUE, for example desk.n_agents=3"
            )
        made[key.strip()] = parse(value.strip())
    return made


@contextmanager
def _progress(name: str) -> Iterator[Callable[[float, float], None]]:
    """Give a callback that moves a bar on the terminal; there is none where nobody looks."""
    with tqdm(desc=name, unit="day", file=sys.stderr, leave=False, disable=not sys.stderr.isatty()) as bar:

        def move(done: float, total: float) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield move


def scenarios(args: argparse.Namespace) -> int:
    """List the stories: name, title, and how large they are."""
    for name in story_names():
        story = load_story(name)
        _say([name, *_indented(said(story.title, args.lang)), *_indented(scale_line(story, args.lang))])
    return 0


def policies(args: argparse.Namespace) -> int:
    """List the policies by decision point: what each changes, costs and cannot do."""
    known = catalogue()
    for decision in dict.fromkeys(cls.decision for cls in known.values()):
        _say([decision.upper()])
        for name, cls in known.items():
            if cls.decision == decision:
                _say([f"  {name} ({cls.kind})"])
                texts = [cls.doc, f"Costs: {cls.cost}", f"Cannot: {cls.cannot}"]
                knobs = [f"{k.name}={shown(k.default)} {k.unit}".strip() for k in knobs_of(name, cls)]
                for text in [*texts, "Knobs: " + ", ".join(knobs)]:
                    _say(_indented(text, 6))
        _say([""])
    return 0


def describe(args: argparse.Namespace) -> int:
    """Tell one story: what happens, what differs from the default, which policies are on."""
    story = load_story(args.story)
    _say([f"{story.name}: {said(story.title, args.lang)}", ""])
    _say(textwrap.wrap(said(story.about, args.lang), WIDTH))
    _say(["", scale_line(story, args.lang), "", "Settings that differ from the default:"])
    _say(_settings(story) or ["  none"])
    _say(["", "Policies:"])
    for name, knobs in story.policies:
        _say(["  " + ":".join([name, *(f"{k}={shown(v)}" for k, v in knobs.items())])])
    if not story.policies:
        _say(["  none"])
    return 0


def _settings(story: Scenario) -> list[str]:
    lines = []
    for knob, value in story.settings():
        unit = f" {knob.unit}" if knob.unit else ""
        lines.append(f"  {knob.section}.{knob.name} = {shown(value)}{unit} (default {shown(knob.default)})")
        lines += _indented(f"{knob.doc.rstrip('.')}. Source: {knob.source}", 6)
    return lines


def datasets(args: argparse.Namespace) -> int:
    """List, build or verify the data sets of the lessons; exit 1 if one differs from what is made now."""
    lines = do_datasets(args)
    _say(line for line in lines if line)
    return 1 if lines[-1] == "" else 0


def docs(args: argparse.Namespace) -> int:
    """Write the generated documents anew, or say which are stale."""
    stale = write_docs(Path("docs"), check=args.check)
    for name in stale:
        _say([f"docs/{name}: stale; run `simkit docs`" if args.check else f"docs/{name}: written"])
    return 1 if args.check and stale else 0


def _indented(text: str, spaces: int = 2) -> list[str]:
    indent = " " * spaces
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent)


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        print(printable(line))  # a story's own title, too
