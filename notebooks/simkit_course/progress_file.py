"""What a student has finished: one small file on the own computer, which may be deleted at any time."""

from __future__ import annotations

import json
import os
from pathlib import Path

from simkit.core.catalogue import Catalogue
from simkit.core.errors import BadFolder
from simkit.core.files import write_file

from .feedback import NOTE, RIGHT, Feedback
from .texts import find_language

SAID = Catalogue(__package__, "progress_file")

VARIABLE = "SIMKIT_PROGRESS"


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
        SAID["line"]
        .put(n=n, tries=v["tries"], state=SAID["done"] if v["done"] else SAID["not_done_yet"])
        .to(lang)
        for n, v in sorted(noted.items())
    ]
    title = SAID["progress"].to(lang)
    return Feedback(NOTE, title, "\n".join(lines) or SAID["none"].to(lang), lang=lang)


kemajuan = progress
