"""Reading what teams hand in: nothing is run, unpacked or believed; each fault is told in the team's own words.

A file is opened only if it is a plain, small file of a known kind. Whatever one file holds, it stops no other.
"""

from __future__ import annotations

import csv
import io
import re
import stat
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from simkit.core.catalogue import Catalogue, Text

from ..game.case import KINDS
from .bundle import ANSWERS, HEADER
from .secret import plain
from .sheet import rows_of

SAID = Catalogue(__package__, "handin")
WANTED = Catalogue(__package__, "handin.wanted")
READ, ABSENT, NO_COUNT = SAID["read"], SAID["absent"], SAID["no_count"]
LARGEST = 1_000_000
"""Bytes of a hand-in, packed and unpacked; a form with every answer has some 2,000."""
MOST_ROWS = 1_000
MOST: Mapping[str, int] = {"device": 5, "outlet": 3, "agent": 2}
"""Answers that count, but for numbers, of which a level allows its `k`."""
SHOWN = 5
"""Rows that a message names."""
SUFFIXES = (".csv", ".txt", ".tsv", ".xlsx", ".zip")
ROUNDED = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d+")
ZEROS = "00000"
"""So ends an IMEI that a spreadsheet kept as a number of fewer digits; a true one does by a chance of 1 in 100,000."""
MARKS = ",;\t|"
"""Between the cells of a line: the first of them in it."""
FORMULA = ("=", "+", "-", "@")
Rows = list[list[str]]


@dataclass(frozen=True)
class HandIn:
    """One file as it was read.

    - ``file`` (str): Its name, with nothing in it that a terminal or page could take for more.
    - ``team`` (str): As the file says, made plain; empty where it says none.
    - ``answers`` (mapping of str to tuple): By question, in the order given: whole numbers, and IMEIs as text.
    - ``messages`` (list of Text): What was wrong, and what to do.
    - ``folder`` (str): Of the team, in which the file lay.
    - ``saved`` (int): When it was last changed [ns].
    - ``code`` (str): Of the form's game; empty where it says none.
    """

    file: str
    team: str
    answers: Mapping[str, tuple[Any, ...]]
    messages: list[Text] = field(default_factory=list)
    folder: str = ""
    saved: int = 0
    code: str = ""

    @property
    def n_answers(self) -> int:
        """How many answers count."""
        return sum(map(len, self.answers.values()))


class _Refused(Exception):
    """A file that is not read, with the reason."""

    def __init__(self, said: Text) -> None:
        super().__init__(said.en)
        self.said = said


def read_all(folder: Path, k: int) -> list[HandIn]:
    """Read what teams handed in: files of a folder, and of a folder for each team inside it."""
    made = []
    for path in _seen(folder):
        inside = _seen(path) if path.is_dir() and not path.is_symlink() else []
        inside = [p for p in inside if p.suffix.lower() in SUFFIXES]
        forms = [p for p in inside if p.stem.lower().startswith(Path(ANSWERS).stem)] or inside
        made += [replace(read(p, k), folder=_name(path)) for p in forms] if forms else [read(path, k)]
    return made


def _seen(folder: Path) -> list[Path]:
    try:
        return sorted(p for p in folder.iterdir() if not p.name.startswith("."))
    except OSError:  # a folder that nobody may open stops no other
        return []


def _name(path: Path) -> str:
    return "".join(c if c.isprintable() else "?" for c in path.name)[:80]


def read(path: Path, k: int) -> HandIn:
    """Read one file, whatever it is.

    - ``k`` (int): Numbers that count.
    """
    name = _name(path)
    try:
        saved = path.lstat().st_mtime_ns
        made = _read(name, _rows(path.name, _content(path)), k)
    except _Refused as refusal:
        return HandIn(name, "", {}, [refusal.said], saved=saved)
    except Exception:  # a library met a file made to break it: the other teams go on
        return HandIn(name, "", {}, [SAID["broken"]])
    return replace(made, saved=saved)


def _content(path: Path) -> bytes:
    """Read a plain file that is not too big; nothing else is opened."""
    try:
        seen = path.lstat()
        if not stat.S_ISREG(seen.st_mode):
            raise _Refused(SAID["no_file"])
        if path.suffix.lower() not in SUFFIXES:
            raise _Refused(SAID["kind"].put(suffix=_shown(path.suffix or "?")))
        if seen.st_size > LARGEST:
            raise _Refused(SAID["too_big"].put(size=f"{seen.st_size / 1e6:,.0f}"))
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError:
        raise _Refused(SAID["broken"]) from None


def _rows(name: str, raw: bytes) -> Rows:
    suffix = Path(name).suffix.lower()
    if suffix == ".zip":
        return _rows(ANSWERS, _unzipped(raw))
    return rows_of(raw, MOST_ROWS + 2) if suffix == ".xlsx" else _text(raw)


def _unzipped(raw: bytes) -> bytes:
    """Give the one answer form inside a ZIP file; nothing is written anywhere."""
    with zipfile.ZipFile(io.BytesIO(raw)) as bundle:
        inside = [e for e in bundle.infolist() if not e.is_dir()]
        forms = [e for e in inside if e.filename.rsplit("/", 1)[-1].lower() == ANSWERS]
        if len(forms) != 1 or forms[0].file_size > LARGEST:
            raise _Refused(SAID["zip"])
        with bundle.open(forms[0]) as file:
            return file.read(LARGEST + 1)


def _text(raw: bytes) -> Rows:
    """Give the lines of a text, whatever its encoding."""
    for encoding in ("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", "cp1252", "latin-1"):
        try:
            text = raw.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    lines = io.StringIO(text.replace("\0", ""), newline=None)
    return [[line] for line, _ in zip(lines, range(MOST_ROWS + 2), strict=False)]


def _cells(line: str) -> list[str]:
    """Give the cells of a line; spreadsheets may leave marks at its end, or hold all of it in one cell."""
    line = line.rstrip(MARKS + " \n")
    mark = min(MARKS, key=lambda m: line.find(m) % (len(line) + 1))
    row = next(csv.reader(line.splitlines(), delimiter=mark), [])
    return _cells(row[0]) if len(row) == 1 and mark in row[0] else row


def _read(name: str, rows: Rows, k: int) -> HandIn:
    """Make answers of rows: where the columns are, which words are no answers, what counts."""
    told: list[Text] = []
    cells = [[_bare(c) for c in (row if any(row[1:]) else _cells("".join(row)))] for row in rows]
    at = next((i for i, row in enumerate(cells) if {c.lower() for c in row} >= set(HEADER)), None)
    if at is None:
        return HandIn(name, "", {}, [SAID["no_columns"]])
    place = [[c.lower() for c in cells[at]].index(word) for word in HEADER]
    wide = [[row[p] if p < len(row) else "" for p in place] for row in cells[at + 1 :]]
    if len(wide) > MOST_ROWS:
        told.append(SAID["many"].put(n=MOST_ROWS))
    team = code = ""
    answers: dict[str, list[Any]] = {kind: [] for kind in KINDS}
    faults: dict[tuple[str, str, str], list[int]] = {}
    for number, (question, answer) in enumerate(wide[:MOST_ROWS], at + 2):
        kind = question.lower()
        if kind == "team":
            team = plain(answer) or team
        elif kind == "game":
            code = plain(answer).upper()
        elif answer and kind not in KINDS:
            faults.setdefault(("question", question, ""), []).append(number)
        elif answer:
            value, fault = _value(kind, answer)
            fault = "twice" if not fault and value in answers[kind] else fault
            if fault:
                faults.setdefault((fault, answer, kind), []).append(number)
            else:
                answers[kind].append(value)
    told += [_fault(key, numbers) for key, numbers in list(faults.items())[:SHOWN]]
    for kind, given in answers.items():
        most = MOST.get(kind, k)
        if len(given) > most:
            told.append(SAID["surplus"].put(question=kind, n=most, more=len(given) - most))
            del given[most:]
    if not any(answers.values()):
        told.append(SAID["empty"])
    return HandIn(name, team, {kind: tuple(given) for kind, given in answers.items()}, told, code=code)


def _value(kind: str, text: str) -> tuple[Any, str]:
    """Give an answer as what it is, or the fault of it."""
    digits = re.sub(r"[.,]0+$", "", text)
    if ROUNDED.fullmatch(text):
        return None, "rounded"
    if kind == "device":
        digits = re.sub(r"[\s-]", "", digits)
        if re.fullmatch(r"[0-9]{8,15}", digits):  # a spreadsheet takes the zeros off the front
            return (None, "rounded") if digits.endswith(ZEROS) else (digits.zfill(15), "")
        return None, _why(text)
    return (int(digits), "") if re.fullmatch(r"[0-9]{1,12}", digits) else (None, _why(text))


def _why(text: str) -> str:
    # A telephone number as people write it is a wrong answer, not a formula.
    return "formula" if text.startswith(FORMULA) and not re.fullmatch(r"\+[\d\s.-]+", text) else "value"


def _fault(key: tuple[str, str, str], numbers: Iterable[int]) -> Text:
    fault, word, kind = key
    rows = ", ".join(map(str, list(numbers)[:SHOWN]))
    wanted = WANTED[kind] if kind else ""
    return SAID[fault].put(rows=rows, word=_shown(word), question=kind, wanted=wanted, known=", ".join(KINDS))


def _bare(text: str) -> str:
    """Take off what spreadsheets wrap values in: blanks, an apostrophe, ``="..."``."""
    text = text.strip().strip("\u200b\ufeff\u00a0 ")
    held = re.fullmatch(r'="([^"]*)"', text)
    return (held[1] if held else text.removeprefix("'")).strip()


def _shown(text: str) -> str:
    """Show a word of a team: short, and with nothing in it that could act."""
    return '"' + "".join(c if c.isprintable() else "?" for c in text)[:30] + '"'


def assign(found: Iterable[HandIn], forms: Mapping[str, str]) -> tuple[dict[str, HandIn], list[HandIn]]:
    """Give each team's hand-in, and those that belong to no team of this game; of several the one saved last counts.

    Of equal times the last by name does, and one without answers only where there is no other. The row ``team`` says
    whose a file is; where it is missing, the name of the file or of its folder may.

    - ``forms`` (mapping of str to str): By team the code of its form; a file that says none may be of this game.
    """
    by_name = {team.lower(): team for team in forms}
    made: dict[str, HandIn] = {}
    stray = []
    for one in sorted(found, key=lambda h: (h.n_answers > 0, h.saved, Path(h.file).stem, h.folder)):
        in_name = _named(Path(one.file).stem, by_name) or _named(one.folder, by_name)
        said = one.team.lower()
        team = by_name.get(said or in_name, "")
        if said and in_name and said != in_name:
            stray.append(_with(one, SAID["other_team"].put(name=_shown(in_name), word=_shown(one.team))))
        elif team and one.code not in ("", forms[team]):
            stray.append(_with(one, SAID["other_game"].put(team=team, word=_shown(one.code))))
        elif team:
            older = made.get(team)
            if older and not older.n_answers:
                stray.append(older)  # what was wrong with it must be told, too
            made[team] = _with(one, SAID["newer"].put(name=_place(one))) if older else one
        else:
            stray.append(_with(one, SAID["no_team"].put(word=_shown(one.team or _place(one)))))
    return made, stray


def _named(text: str, known: Iterable[str]) -> str:
    stem = plain(text).lower()
    return max((t for t in known if stem == t or stem.startswith(t + "-")), key=len, default="")


def _place(one: HandIn) -> str:
    return "/".join(part for part in (one.folder, one.file) if part)


def _with(one: HandIn, *more: Text) -> HandIn:
    return replace(one, messages=[*one.messages, *more])
