"""How to make a run again: the exact command line, from what a saved folder says of itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from ..core.errors import SimkitError
from ..engine.policies import catalogue
from ..engine.scenario import Scenario
from ..engine.stories import load_story, story_names

PLAIN = re.compile(r"[\w.,:=+@%/-]+", re.ASCII)


def value(said: Any) -> str:
    """Write a value as the command line reads it, without spaces.

    Examples
    --------
    >>> value(True), value([0.5, 1.0]), value(24.0), value("2024-08-05")
    ('true', '[0.5,1]', '24', '2024-08-05')
    """
    if isinstance(said, bool):
        return str(said).lower()
    if isinstance(said, float) and said.is_integer() and abs(said) < 1e15:
        return str(int(said))
    if isinstance(said, list | tuple):
        return "[" + ",".join(value(v) for v in said) + "]"
    return str(said)


def command(about: Mapping[str, Any]) -> str:
    """Give the command that makes a run again.

    It starts from the shipped story of that name and says only what differs; a story of one's own is written out in
    full on top of ``baseline``, so that its file is not needed.

    Parameters
    ----------
    about : mapping
        ``story``, ``seed``, ``settings`` and ``policies``, as ``Run.about`` gives them.

    Examples
    --------
    >>> command({"story": "mine", "seed": 7, "settings": {"run.days": 9}, "policies": {}})
    'simkit run baseline --seed 7 --set run.days=9 --policy -kk_match --policy -cap'
    """
    story = str(about.get("story", ""))
    base = _base(story)
    words = ["simkit", "run", base.name, "--seed", str(about.get("seed", 1))]
    words += [w for pair in _settings(base, about.get("settings", {})) for w in ("--set", pair)]
    words += [w for said in _policies(base, about.get("policies", {})) for w in ("--policy", said)]
    return " ".join(map(quoted, words))


def quoted(word: str) -> str:
    """Put a word in quotes where a shell would read it otherwise; double ones do in every shell.

    Examples
    --------
    >>> print(quoted("ring.shares=[1,0]"))
    "ring.shares=[1,0]"
    """
    return word if PLAIN.fullmatch(word) else '"' + re.sub(r'(["\\$`])', r"\\\1", word) + '"'


def _base(story: str) -> Scenario:
    return load_story(story if story in story_names() else "baseline")


def _settings(base: Scenario, said: Mapping[str, Any]) -> Iterator[str]:
    """Say every setting that differs from the story's; one the story changes and the run does not goes back."""
    usual = {f"{k.section}.{k.name}": v for k, v in base.settings()}
    default = {f"{k.section}.{k.name}": k.default for k, _ in base.settings()}
    for name, now in said.items():
        if name not in usual or value(usual[name]) != value(now):
            yield f"{name}={value(now)}"
    yield from (f"{name}={value(default[name])}" for name in usual if name not in said)


def _policies(base: Scenario, said: Mapping[str, Any]) -> Iterator[str]:
    """Say every policy that differs from the story's, with the knobs that differ from their defaults."""
    usual = {p.name: asdict(p) for p in base.made_policies()}
    for name, knobs in said.items():
        known = catalogue().get(name)
        try:
            default = asdict(known()) if known else {}
        except (TypeError, SimkitError):
            default = {}
        same = {k: value(v) for k, v in usual.get(name, {}).items()} == {
            k: value(v) for k, v in knobs.items()
        }
        if name in usual and same:
            continue
        yield ":".join(
            [name, *(f"{k}={value(v)}" for k, v in knobs.items() if value(default.get(k)) != value(v))]
        )
    yield from (f"-{name}" for name in usual if name not in said)
