"""What a student has finished: one small file on the own computer, which may be deleted at any time."""

from __future__ import annotations

import json
import os
from pathlib import Path

from ..core.aside import write_file
from ..core.errors import BadFolder
from .feedback import NOTE, RIGHT, Feedback
from .texts import Text, find_language

VARIABLE = "SIMKIT_PROGRESS"
NONE = Text(
    id="Belum ada yang dicatat. Catatan hanya ditulis kalau pelajaran dibuka dengan `simkit lab`.",
    en="Nothing is noted yet. Progress is only noted when the lessons are opened with `simkit lab`.",
)
LINE = Text(
    id="Soal {n}: {state}; diperiksa {tries} kali", en="Exercise {n}: {state}; times checked: {tries}"
)
DONE, OPEN = Text(id="selesai", en="done"), Text(id="belum selesai", en="not done yet")


def note(number: str, state: str) -> None:
    """Note that an exercise was checked; does nothing unless `simkit lab` said where."""
    where = os.environ.get(VARIABLE)
    if not where:
        return
    noted = read(where)
    before = noted.get(number, {})
    is_done = state == RIGHT or bool(before.get("done"))
    noted[number] = {"done": is_done, "tries": int(before.get("tries", 0)) + 1}
    try:
        write_file(where, json.dumps(noted, indent=1, sort_keys=True) + "\n")
    except BadFolder:
        return  # a full or read-only disk must not stop a lesson


def read(where: str | Path) -> dict[str, dict[str, int]]:
    """Read the notes; a missing or broken file counts as none."""
    try:
        noted = json.loads(Path(where).read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        return {}
    found = {}
    for name, said in noted.items() if isinstance(noted, dict) else ():
        try:
            found[str(name)] = {"done": bool(said["done"]), "tries": int(said["tries"])}
        except (ValueError, KeyError, TypeError, OverflowError):
            continue  # one broken note must not lose the others
    return found


def progress() -> Feedback:
    """Show which exercises are done (alias: `kemajuan`)."""
    lang = find_language()
    noted = read(os.environ[VARIABLE]) if os.environ.get(VARIABLE) else {}
    lines = [
        LINE.put(n=n, tries=v["tries"], state=DONE if v["done"] else OPEN).to(lang)
        for n, v in sorted(noted.items())
    ]
    title = Text(id="Kemajuan", en="Progress").to(lang)
    return Feedback(NOTE, title, "\n".join(lines) or NONE.to(lang), lang=lang)


kemajuan = progress
