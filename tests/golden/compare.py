"""Two outcomes of a case held against each other: what differs, by name and kind."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from golden.normal import renamed, renames

SPACES = re.compile(r"[\s|:=+-]+")
SAME_PICTURES = ("python", "machine", "matplotlib", "pillow", "numpy")


@dataclass(frozen=True)
class Difference:
    """What differs: its kind (numbers, text, pictures), the file or figure, and how."""

    kind: str
    name: str
    how: str

    def shown(self, case: str, most: int) -> str:
        """Give it as lines, the longest ones cut."""
        lines = [line[:200] for line in self.how.splitlines()]
        more = [f"... and {len(lines) - most} lines more"] if len(lines) > most else []
        return "\n".join(
            f"    {x}" for x in [f"[{self.kind}] {case}: {self.name}".rstrip(": "), *lines[:most], *more]
        )


def compare_case(
    stored: Mapping[str, Any], made: Mapping[str, Any], now: Mapping[str, str], is_of_python: bool
) -> tuple[list[Difference], str]:
    """Give all differences of a case, and a word on what was not compared."""
    then, skipped = stored["versions"], []
    old, new = _renamed_keys(stored["numbers"]), _renamed_keys(made["numbers"])
    python_moved = is_of_python and then["python"] != now["python"]
    if python_moved:
        old.pop("figures in texts", None)
        new.pop("figures in texts", None)
        skipped.append(f"texts not compared: stored by Python {then['python']}")
    found = list(_numbers(old, new))
    found += _files("numbers", stored["results"], made["results"])
    if not python_moved:
        found += _files("text", stored["text"], made["text"])
    if all(then.get(name) == now.get(name) for name in SAME_PICTURES):
        found += _pictures(stored["pictures"], made["pictures"])
    elif stored["pictures"]:
        skipped.append("pictures not compared: stored with other versions")
    return found, ", ".join(skipped)


def _renamed_keys(said: Any) -> Any:
    if isinstance(said, Mapping):
        return {renamed(key): _renamed_keys(value) for key, value in said.items()}
    return said


def _leaves(said: Any, at: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    if isinstance(said, Mapping):
        for key, value in said.items():
            yield from _leaves(value, (*at, key))
    else:
        yield at, said


def _numbers(old: dict[str, Any], new: dict[str, Any]) -> Iterator[Difference]:
    """Name what differs: of a table its columns, of a figure its parts, of a text how many numbers it holds."""
    for kind in dict.fromkeys([*old, *new]):
        before, after = old.get(kind, {}), new.get(kind, {})
        for name in dict.fromkeys([*before, *after]):
            if name not in before or name not in after:
                yield Difference("numbers", f"{kind}: {name}", "is new" if name in after else "is gone")
                continue
            one, two = dict(_leaves(before[name])), dict(_leaves(after[name]))
            if kind == "tables" and renames() and one.get(("rows",)) is not None:
                # The tables' own content hash holds names too; the columns' fingerprints do not.
                one.pop(("content",), None)
                two.pop(("content",), None)
            how = list(_how(one, two))
            if how:
                yield Difference("numbers", f"{kind}: {name}", "\n".join(how))


def _how(one: dict[tuple[str, ...], Any], two: dict[tuple[str, ...], Any]) -> Iterator[str]:
    for leaf in dict.fromkeys([*one, *two]):
        if leaf not in one or leaf not in two:
            yield f"{' '.join(leaf)}: {'is new' if leaf in two else 'is gone'}"
        elif one[leaf] != two[leaf]:
            yield f"{' '.join(leaf)}: {one[leaf]} -> {two[leaf]}"


def _files(kind: str, stored: Mapping[str, str], made: Mapping[str, str]) -> Iterator[Difference]:
    old = {renamed(name): text for name, text in stored.items()}
    new = {renamed(name): text for name, text in made.items()}
    for name in dict.fromkeys([*old, *new]):
        if name not in old or name not in new:
            yield Difference(kind, name, "is new" if name in new else "is gone")
            continue
        before, after = renamed(old[name]), renamed(new[name])
        if before == after or (renames() and SPACES.sub(" ", before) == SPACES.sub(" ", after)):
            continue  # a longer word wraps a paragraph anew and widens a column
        lines = difflib.unified_diff(
            before.splitlines(), after.splitlines(), "stored", "now", lineterm="", n=1
        )
        yield Difference(kind, name, "\n".join(lines))


def _pictures(stored: Mapping[str, str], made: Mapping[str, str]) -> Iterator[Difference]:
    old = {renamed(name): sha for name, sha in stored.items()}
    new = {renamed(name): sha for name, sha in made.items()}
    for name in dict.fromkeys([*old, *new]):
        if old.get(name) != new.get(name):
            how = "is new" if name not in old else "is gone" if name not in new else "looks different"
            yield Difference("pictures", name, how)
