"""What a student has finished: one small file on the own computer, which may be deleted at any time.

It holds a name of the student's choice, a mark of the lessons' data, and of each exercise whether it is done and how
often it was checked; no answer. A trainer collects the files, or the codes that stand for them.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field, replace
from pathlib import Path

from simkit.core.catalogue import Catalogue, Text
from simkit.core.errors import BadFolder
from simkit.core.files import write_file

from .feedback import NOTE, RIGHT, Feedback
from .texts import find_language

SAID = Catalogue(__package__, "progress_file")

VARIABLE = "SIMKIT_PROGRESS"
LONGEST_NAME = 40
Notes = dict[str, dict[str, int]]


@dataclass(frozen=True)
class Progress:
    """What is noted of one student.

    - ``name`` (str): Of the student's choice; empty until one is chosen.
    - ``data`` (str): The mark of the data sets that the lessons ran on.
    - ``exercises`` (dict): By number: ``done`` (bool) and ``tries``.
    """

    name: str = ""
    data: str = ""
    exercises: Notes = field(default_factory=dict)


def note(number: str, state: str) -> None:
    """Note that an exercise was checked; does nothing unless `simkit lab` said where."""
    where = os.environ.get(VARIABLE)
    if not where:
        return
    noted = read(where)
    before = noted.exercises.get(number, {})
    is_done = state == RIGHT or bool(before.get("done"))
    noted.exercises[number] = {"done": is_done, "tries": int(before.get("tries", 0)) + 1}
    _write(where, noted)


def _write(where: str, noted: Progress) -> None:
    from .datasets import data_mark  # noqa: PLC0415

    try:
        said = {"name": noted.name, "data": data_mark(), "exercises": noted.exercises}
        write_file(where, json.dumps(said, indent=1, sort_keys=True, ensure_ascii=False) + "\n")
    except BadFolder:
        return  # a full or read-only disk must not stop a lesson


def read(where: str | Path) -> Progress:
    """Read the notes; a missing or broken file counts as none."""
    try:
        said = json.loads(Path(where).read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        return Progress()
    if not isinstance(said, dict):
        return Progress()
    noted = said.get("exercises", said)  # an older file has nothing but exercises
    found: Notes = {}
    for number, one in noted.items() if isinstance(noted, dict) else ():
        try:
            found[str(number)] = {"done": bool(one["done"]), "tries": int(one["tries"])}
        except (ValueError, KeyError, TypeError, OverflowError):
            continue  # one broken note must not lose the others
    return Progress(plain_name(str(said.get("name", ""))), str(said.get("data", "")), found)


def plain_name(name: str) -> str:
    """Give a typed name as it is kept: on one line, not too long.

    >>> plain_name("  Sari   Dewi ")
    'Sari Dewi'
    """
    return " ".join("".join(c if c.isprintable() else " " for c in name).split())[:LONGEST_NAME]


def progress(name: str | None = None) -> Feedback:
    """Show which exercises are done, and the code for the trainer (alias: `kemajuan`).

    - ``name`` (str, optional): Under which the trainer shall know it; an empty one deletes the name.
    """
    lang, where = find_language(), os.environ.get(VARIABLE)
    noted = read(where) if where else Progress()
    if name is not None and where:
        noted = replace(noted, name=plain_name(name))
        _write(where, noted)
    lines = [
        SAID["line"]
        .put(n=n, tries=v["tries"], state=SAID["done"] if v["done"] else SAID["not_done_yet"])
        .to(lang)
        for n, v in sorted(noted.exercises.items())
    ]
    lines += [_code(noted).to(lang)] if noted.exercises else []
    title = SAID["progress"].to(lang)
    return Feedback(NOTE, title, "\n".join(lines) or SAID["none"].to(lang), lang=lang)


def _code(noted: Progress) -> Text:
    from .datasets import data_mark  # noqa: PLC0415
    from .paste_code import write  # noqa: PLC0415

    if not noted.name:
        return SAID["no_name"]
    return SAID["code"].put(name=noted.name, code=write(replace(noted, data=data_mark())))


kemajuan = progress
