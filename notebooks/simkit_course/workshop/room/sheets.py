"""Worksheets for a room without laptops: each has its table on the sheet, computed from the lessons' data."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from simkit.core.catalogue import Catalogue
from simkit.core.files import write_file
from simkit.core.folder import load
from simkit.core.html import safe
from simkit.core.locale import amount

from ...datasets import home
from ...exercises import exercise
from ...lab import find_originals
from ...lessons.l02_synthetic_country.material import ring_flags
from ...lessons.l04_below_the_cap.material import on_tour, terminal_imeis
from ...pages import key_of, read_built
from ...pages_html import document, outputs, prose
from ...source_notes import sources
from ...texts import LANGUAGES
from ..answers import expected
from .guide import SAID as GUIDE
from .guide import day_questions
from .timing import NAMES

SAID = Catalogue(__package__, "sheets")

MANY = 3
"""A rule for paper: low enough that it accuses somebody honest, too."""
RANKS = {"terminal": range(4), "tour": range(3), "other": (0, 6, 12, 18, 24)}
"""Which of the busiest devices of each kind are shown; the last go down to where families begin."""
EVERY = (30, 7, 1)
"""Days between batches of complaints, as in lesson 07."""
ON_PAPER = ("1.1", "1.3", "1.5")
"""Exercises of lesson 01 that need no computer."""
RARER = 10


@dataclass(frozen=True)
class Sheet:
    """A worksheet: the name of its texts, its table, and the figures that its answers name."""

    name: str
    table: pd.DataFrame
    answers: Mapping[str, Any]


def devices() -> Sheet:
    """Twelve busy devices: outlets' terminals, sellers on tour and others, as an investigator sees them."""
    data = load(home() / "registrations")
    rows = data.observed["registrations"].query("verdict == 'allow'")  # as 4.3 counts
    made = rows.groupby("imei", observed=True).agg(
        niks=("nik", "nunique"), families=("kk", "nunique"), outlets=("outlet_id", "nunique"),
        days=("at", lambda at: at.dt.normalize().nunique()),
    )  # fmt: skip
    ring = rows["registration_id"].isin(
        data.truth["registrations"].query("ring_id.notna()")["registration_id"]
    )
    made["ring"] = ring.groupby(rows["imei"], observed=True).mean()
    terminal, tour = made.index.isin(terminal_imeis(data.observed)), made.index.isin(on_tour(data.observed))
    kinds = {"terminal": terminal, "tour": tour & ~terminal, "other": ~terminal & ~tour}
    busy = made.sort_values(["niks", "days"], ascending=False, kind="stable")
    chosen = pd.concat(
        [busy[busy.index.isin(made.index[mine])].iloc[[*RANKS[k]]] for k, mine in kinds.items()]
    )
    chosen["is_terminal"] = chosen.index.isin(made.index[terminal])
    chosen = chosen.sort_values(["niks", "days"], ascending=False, kind="stable").reset_index(drop=True)
    names = pd.Index([chr(ord("A") + n) for n in range(len(chosen))], name="device")
    chosen.index = names
    guilty, work = chosen["ring"] > 0.5, chosen["is_terminal"]
    told = {"ring": names[guilty], "terminal": names[work], "other": names[~guilty & ~work]}
    shown = chosen[["niks", "families", "outlets", "days", "is_terminal"]]
    return Sheet("devices", shown, {k: ", ".join(v) or "-" for k, v in told.items()})


def flags() -> Sheet:
    """A rule's hits and false accusations, and the same rule where the ring is rarer."""
    data = load(home() / "registrations")
    rows = data.observed["registrations"]
    niks = rows.groupby("imei", observed=True)["nik"].nunique()
    public = terminal_imeis(data.observed).union(on_tour(data.observed))
    busy = niks.index[(niks > MANY) & ~niks.index.isin(public)]
    flagged = data.observed["sims"]["sim_id"].isin(rows.loc[rows["imei"].isin(busy), "sim_id"])
    ring = ring_flags(data)
    n, hits, of_ring = int(flagged.sum()), int((flagged & ring).sum()), int(ring.sum())
    said = {"sims": len(ring), "ring": of_ring, "flagged": n, "hits": hits}
    wrong = n - hits
    told = {
        "precision": f"{hits / n:.2f}",
        "recall": f"{hits / of_ring:.2f}",
        "wrong": wrong,
        "rarer": f"{hits / RARER / (hits / RARER + wrong):.2f}",
    }
    return Sheet("flags", pd.DataFrame({"n": said}), told)


def batches() -> Sheet:
    """Ten complaints and the days that they wait until they are passed on."""
    at = load(home() / "resale").observed["complaints"]["at"].sort_values()
    days = (at - at.iloc[0].normalize()).dt.days.iloc[[len(at) * k // 10 for k in range(10)]] + 1
    table = pd.DataFrame({"day": days.to_numpy()}, index=pd.Index(range(1, 11), name="complaint"))
    for every in EVERY:
        table[f"every_{every}"] = ""
    waits = {every: sum(math.ceil(d / every) * every - d for d in days) / len(days) for every in EVERY}
    return Sheet("batches", table, {f"wait_{every}": f"{wait:.1f}" for every, wait in waits.items()})


SHEETS: tuple[Callable[[], Sheet], ...] = (devices, flags, batches)


def story(lang: str) -> str:
    """Give lesson 01's exercises for paper, each with the tables before it, and lines to write on."""
    parts: list[str] = []
    shown: list[str] = []
    for cell in read_built("01", lang, find_originals(lang)).notebook.cells:
        key = key_of(cell)
        if key == "story":
            told = cell.source.rpartition("\n\n")[0]  # its end points to a file, which paper does not have
            notes = [f"\n- `{s['name']}`: {s[lang]}" for s in sources() if f"`{s['name']}`" in told]
            parts.append(f"<section>{prose(told)}{prose(''.join(notes))}</section>")
        elif key.startswith("ex-") and f"1.{key[3:]}" in ON_PAPER:
            parts.append(f"<section>{prose(cell.source)}</section>")
            shown = []
        elif cell.cell_type == "code" and not key.startswith(("do-", "help-")):
            shown += [o for o in outputs(cell, lang) if "<table" in o]
        elif key.startswith("do-") and f"1.{key[3:]}" in ON_PAPER:
            parts += [*shown, LINES]
            shown = []
        elif key.startswith(("ex-", "do-")):
            shown = []
    return "\n".join(parts)


LINES = "<p>" + "<br>".join(["_" * 70] * 4) + "</p>"


def table_of(sheet: Sheet, lang: str) -> str:
    """Write a sheet's table with headings in words."""
    table = sheet.table.reset_index()
    head = "".join(f"<th>{safe(_said(name, lang))}</th>" for name in table)
    rows = "".join(
        "<tr>" + "".join(f"<td>{safe(_said(value, lang))}</td>" for value in row) + "</tr>\n"
        for row in table.itertuples(index=False)
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _said(value: Any, lang: str) -> str:
    if isinstance(value, bool):
        return SAID["yes" if value else "no"].to(lang)
    known = isinstance(value, str) and value in WORDS
    return SAID[value].to(lang) if known else str(value)


WORDS = (
    "device", "niks", "families", "outlets", "days", "is_terminal", "complaint", "day", "every_30", "every_7",
    "every_1", "index", "n", "sims", "ring", "flagged", "hits",
)  # fmt: skip


def pages(lang: str, made: Sequence[Sheet]) -> tuple[str, str]:
    """Make the worksheets and the trainer's answers, a page each, to print."""
    papers = [
        f'<section style="break-after:page"><h1>{safe(SAID["story"].to(lang))}</h1>{story(lang)}</section>'
    ]
    told = [f"<h1>{safe(SAID['answers'].to(lang))}</h1>"]
    tasks = {number: exercise(number, lang).task for number in ON_PAPER}
    found = expected(read_built("01", lang, find_originals(lang)).notebook.cells, tasks)
    for number, task in tasks.items():
        answer = task.solution.rpartition("\n")[0].strip()  # the last line only asks for a check
        parts = [f"## {number} {task.title.to(lang)}", task.explained.to(lang), f"```\n{answer}\n```"]
        if isinstance(found[number], tuple):  # what code computes must be said where there is no computer
            parts.append(" / ".join(amount(n, lang) for n in found[number]))
        told.append(prose("\n\n".join(parts)))
    for sheet in made:
        head = f"## {SAID[f'{sheet.name}_title'].to(lang)}\n\n"
        asked = prose(head + SAID[f"{sheet.name}_task"].put(many=MANY, rarer=RARER).to(lang))
        questions = prose(SAID[f"{sheet.name}_asked"].put(rarer=RARER).to(lang))
        paper = f"{asked}{table_of(sheet, lang)}{questions}{LINES}"
        papers.append(f'<section style="break-after:page">{paper}</section>')
        told.append(prose(head + SAID[f"{sheet.name}_answer"].put(**sheet.answers).to(lang)))
    for name in NAMES:
        for question, answer in day_questions(name, lang):
            head = f"## {SAID['closing'].to(lang)} {GUIDE[f'format_{name}'].to(lang)}\n\n"
            papers.append(f'<section style="break-after:page">{prose(head + question)}{LINES}</section>')
            told.append(prose(head + answer))
    return tuple(
        document(lang, SAID[title].to(lang), f"<main>{''.join(body)}</main>", "pages.css")
        for title, body in (("papers", papers), ("answers", told))
    )  # type: ignore[return-value]


def write_sheets(out: Path) -> Iterator[Path]:
    """Write worksheets and answers in both languages; yield what was written."""
    made = [sheet() for sheet in SHEETS]
    for lang in LANGUAGES:
        for kind, text in zip(("worksheets", "answers"), pages(lang, made), strict=True):
            yield write_file(out / f"{kind}.{lang}.html", text)
