"""A folder of CSV files as an office's tools leave it, to be read by `simkit detect`: the part on one's own CSV."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from simkit.core.files import write_file
from simkit_course.texts import find_language

if TYPE_CHECKING:
    from simkit.detect.detectors.base import Observed
    from simkit.detect.run import Desk

UNTIL = "2024-08-20"
"""The files hold what was registered before this day: two weeks, small enough to be read at once."""
_kept: list[tempfile.TemporaryDirectory[str]] = []


def first_weeks(tables: Observed) -> dict[str, pd.DataFrame]:
    """Give the registrations of the first two weeks, with their SIMs and the outlets: what the office sends."""
    rows = tables["registrations"]
    rows = rows[rows["at"] < UNTIL]
    sims = tables["sims"]
    return {
        "registrations": rows.reset_index(drop=True),
        "sims": sims[sims["sim_id"].isin(rows["sim_id"])].reset_index(drop=True),
        "outlets": tables["outlets"],
    }


def sent_by_office(tables: Mapping[str, pd.DataFrame], as_text: bool = False) -> Path:
    """Write tables the way an office's tools leave them, into a folder that goes when the notebook ends.

    The registrations stand under a title, with semicolons, other heads and the day first; the SIMs went through a
    spreadsheet that kept fifteen digits of each NIK; the outlets were printed with a total.

    - ``as_text`` (bool): Whether the office imported the NIKs as text, as it was asked to.
    """
    _kept.append(tempfile.TemporaryDirectory())
    folder = Path(_kept[-1].name)
    rows = tables["registrations"]
    rows = rows.assign(at=rows["at"].dt.strftime("%d/%m/%Y %H.%M.%S")).rename(columns=str.upper)
    write_file(
        folder / "registrations final.csv", "LAPORAN REGISTRASI\n\n" + rows.to_csv(index=False, sep=";")
    )
    sims = tables["sims"]
    if not as_text:
        sims = sims.assign(nik=[f"{nik:.14e}" for nik in sims["nik"].astype(float)])
    write_file(folder / "sims.csv", sims.to_csv(index=False))
    outlets = tables["outlets"]
    foot = f"Total,{len(outlets)}" + "," * (outlets.shape[1] - 2)
    write_file(folder / "outlets.csv", outlets.to_csv(index=False) + foot + "\nDicetak oleh: admin\n")
    return folder


def first_lines(folder: Path, n: int = 4, width: int = 96) -> str:
    """Give the first lines of each file, cut to a width.

    >>> first_lines(Path("no such folder"))
    ''
    """
    said = []
    for file in sorted(folder.glob("*.csv")):
        lines = file.read_text(encoding="utf-8").splitlines()[:n]
        said += [file.name, *(f"    {line[:width]}" for line in lines)]
    return "\n".join(said)


def what_was_said(desk: Desk) -> pd.DataFrame:
    """Give each finding of an intake in the lesson's language: how grave, which file and column, and the sentence."""
    lang = find_language()
    rows = [(f.severity, f.file, f.column, f.say(lang)) for f in desk.findings]
    return pd.DataFrame(rows, columns=["severity", "file", "column", "said"])


def rankings(desk: Desk, clean: Observed) -> pd.DataFrame:
    """Give for each detector that ran how many it ranked, and how many of its first twenty are as in clean tables."""
    rows = []
    for outcome in desk.outcomes:
        made = outcome.ranking
        if made is None:
            continue
        mine = made.table["entity_id"].head(20).astype(str)
        true = outcome.spec.function()(clean).table["entity_id"].head(20).astype(str)
        rows.append((outcome.spec.name, made.entity, len(made.table), int(mine.isin(true).sum())))
    return pd.DataFrame(rows, columns=["detector", "entity", "n_ranked", "same_of_first_20"]).set_index(
        "detector"
    )
