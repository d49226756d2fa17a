"""Stories: scenarios as TOML files that say only what differs, shipped ones and a trainer's own."""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from ..core.errors import BadFolder, BadValue, nearest, quoted
from ..core.parameters import overlay, parse
from .scenario import SECTIONS, Scenario

LONGEST = 100_000
"""Characters of a story; the longest shipped one has 1,400."""
DEEPEST = 500
"""Dots in one line of a story."""


def story_names() -> list[str]:
    """List the shipped stories.

    Examples
    --------
    >>> "palembang-reported" in story_names()
    True
    """
    folder = resources.files(__package__.rpartition(".")[0]) / "scenarios"
    return sorted(p.name.removesuffix(".toml") for p in folder.iterdir() if p.name.endswith(".toml"))


def load_story(name: str | Path) -> Scenario:
    """Load a shipped story by name, or a TOML file of one's own.

    A file may say ``base = "NAME"`` to start from another story; below that it says only what differs.

    Raises
    ------
    BadValue, BadFolder
        With the value, the key, what is allowed and the nearest name.
    """
    text, name_ = _read(name)
    # Python's reader takes minutes over a key of many parts: so deep a story is refused before it is read.
    if len(text) > LONGEST or any(line.count(".") > DEEPEST for line in text.splitlines()):
        raise BadValue(
            f"{name} is too large or nested too deeply for a story: {LONGEST:,} characters are plenty"
        )
    try:
        said = tomllib.loads(text)
    except RecursionError:
        raise BadValue(
            f"{name} is nested too deeply for a story: a table of settings holds no deeper ones"
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise BadValue(f"{name} is no valid TOML: {error}") from None
    except ValueError:  # of Python itself: a number with more digits than it reads, or a day that is none
        raise BadValue(f"{name} is no valid TOML: it holds a number or a date that is out of range") from None
    return _compose(name_, said)


def _read(name: str | Path) -> tuple[str, str]:
    text = str(name)
    if text in story_names():
        found = resources.files(__package__.rpartition(".")[0]) / "scenarios" / f"{text}.toml"
        return found.read_text(encoding="utf-8"), text
    path = Path(name)
    try:
        if path.is_dir():
            raise BadFolder(f"{text} is a folder: name a story or a TOML file")
        if not path.exists():
            raise BadValue(f"no story or file {quoted(text)}: {nearest(text, story_names())}")
        with path.open(encoding="utf-8-sig") as file:  # which reads the line ends of any system
            return file.read(LONGEST + 1), path.stem
    except UnicodeDecodeError:
        raise BadValue(f"{text} is no text file: a story is TOML in UTF-8") from None
    except (OSError, ValueError) as error:
        if isinstance(error, BadValue | BadFolder):
            raise
        raise BadFolder(
            f"{quoted(text)} cannot be read: {getattr(error, 'strerror', None) or error}"
        ) from None


def _compose(name: str, said: dict[str, Any]) -> Scenario:
    base = said.pop("base", None)
    if base is not None and (not isinstance(base, str) or base not in story_names() or base == name):
        raise BadValue(f"base is {quoted(base)}: it must be a shipped story; {nearest(base, story_names())}")
    scenario = load_story(base) if base else Scenario()
    words = {key: _words(key, said.pop(key, {})) for key in ("title", "about")}
    policies = said.pop("policies", None)
    for section in said:
        if section not in SECTIONS:
            raise BadValue(
                f"unknown section [{section}]: {nearest(section, [*SECTIONS, 'policies', 'title', 'about'])}"
            )
    changed: dict[str, Any] = {s: overlay(s, getattr(scenario, s), v) for s, v in said.items()}
    changed |= {k: v for k, v in words.items() if v}
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
