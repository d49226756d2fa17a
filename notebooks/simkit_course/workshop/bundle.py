"""What a team gets: a ZIP file with the observed tables, the brief as a page to print, an answer form and hashes.

Nothing else gets in: the list of files is fixed, times in the file are fixed, and neither seed, secret nor truth is
known to what writes it.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import pandas as pd

from simkit.core.catalogue import Catalogue
from simkit.core.html import asset
from simkit.detect.sim_features import Observed

from ..game.case import KINDS, TABLES
from .both_languages import PAGES
from .levels import Level

SAID = Catalogue(__package__, "bundle")
BRIEF, ANSWERS, HASHES = "brief.html", "answers.csv", "sha256.json"
TABLE_FILES = tuple(f"tables/{name}.csv" for name in TABLES)
ALLOWED = (BRIEF, ANSWERS, *TABLE_FILES, HASHES)
MOMENT = (1980, 1, 1, 0, 0, 0)
HEADER = ("question", "answer")
WORTH: Mapping[str, int] = {"number": 55, "device": 15, "outlet": 15, "agent": 15}
"""Points of a question. Assumption: the list of numbers is the work of the day and weighs more than all names beside
it; where there is nothing to find of a kind, its points go to the numbers.

A right answer brings its part of them, somebody honest named takes the same part, and no question more than it is
worth: of two names one wrong undoes one right, and one careless name cannot undo a list."""


def team_zip(
    name: str, team: str, code: str, at: pd.Timestamp, tables: Observed, level: Level, lang: str
) -> bytes:
    """Write a team's ZIP file; the same tables give the same bytes.

    - ``code`` (str): Of the answer form, by which the scorer knows the game.
    - ``at`` (Timestamp): The day of the case.
    - ``tables`` (mapping of str to DataFrame): Observed tables as of that day.
    """
    files = {f"tables/{table}.csv": _csv(tables[table], level.is_spreadsheet) for table in TABLES}
    files[BRIEF] = brief(name, team, at, level, lang).encode()
    files[ANSWERS] = form(team, code).encode()
    files[HASHES] = _json({path: sha256(files[path]).hexdigest() for path in sorted(files)})
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as bundle:
        for path in ALLOWED:
            entry = zipfile.ZipInfo(f"{team}/{path}", MOMENT)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            bundle.writestr(entry, files[path])
    return made.getvalue()


def form(team: str, code: str) -> str:
    """Write the empty answer form: one line an answer, as many lines a question as there are answers.

    >>> form("team-01", "RPNGHDMQ").splitlines()[:3]
    ['question,answer', 'team,team-01', 'game,RPNGHDMQ']
    """
    return "\n".join([",".join(HEADER), f"team,{team}", f"game,{code}", *(f"{kind}," for kind in KINDS), ""])


def brief(name: str, team: str, at: pd.Timestamp, level: Level, lang: str) -> str:
    """Write the case's page: who asks, what is known, what is wanted, how it is scored."""
    fill: dict[str, Any] = {"name": name, "team": team, "day": at.strftime("%Y-%m-%d"), "k": level.k, **WORTH}
    said = {key: SAID[key].put(**fill).to(lang) for key in ("title", "blank", "sheet", *SECTIONS)}
    said |= {f"{part}_text": SAID[f"{part}_text"].put(**fill).to(lang) for part in SECTIONS}
    more = [key for key, there in (("blank", level.no_device), ("sheet", level.is_spreadsheet)) if there]
    return PAGE.render(lang=lang, said=said, parts=SECTIONS, more=more)


SECTIONS = ("asked", "given", "tables", "answer", "hand_in", "scored", "careful")
PAGE = PAGES.from_string(asset("simkit_course", "data/team.html.jinja") + "\n")


def _csv(table: pd.DataFrame, is_spreadsheet: bool) -> bytes:
    if not is_spreadsheet:
        return table.to_csv(index=False, lineterminator="\n").encode()
    times: dict[str, Any] = {
        str(c): table[c].dt.strftime("%d/%m/%Y %H:%M:%S") for c in table.select_dtypes("datetime")
    }
    return table.assign(**times).to_csv(index=False, sep=";", lineterminator="\r\n").encode("utf-8-sig")


def _json(said: object) -> bytes:
    return json.dumps(said, indent=1, sort_keys=True, ensure_ascii=False).encode() + b"\n"
