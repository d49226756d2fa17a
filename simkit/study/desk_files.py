"""The folder of findings: ranked lists and evidence as CSV for a spreadsheet, the report, and a manifest."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from ..core.folder import versions
from ..core.hashes import file_hash
from ..core.swap import FORMAT, MANIFEST, replacing
from .desk import FINDINGS, Desk, Outcome, check_out
from .desk_html import page
from .desk_words import KEYS, SEPARATOR

LONG = r"(\d{12,})"
"""A spreadsheet shows whole numbers of more than 11 digits with an exponent, and saves them so. Source: Microsoft."""


def save(desk: Desk, out: str | Path, top: int = 100, lang: str = "en") -> Path:
    """Write the findings to a folder, all at once: an older folder of findings is replaced, or stays as it was.

    Parameters
    ----------
    desk : Desk
    out : str or Path
    top : int
        The length of each ranked list.
    lang : {"en", "id"}

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    BadFolder
        Where the folder may not be used or cannot be written.
    """
    target = check_out(out, desk.intake.path)
    files = {"report.html": page(desk, top, lang).encode()}
    for o in desk.ran:
        files[f"{o.spec.name}.csv"] = sheet(ranked(o, top, lang), lang)
        files[f"{o.spec.name}-evidence.csv"] = sheet(evidence(o, top), lang)
    files["reading.csv"] = sheet(reading(desk, lang), lang)
    with replacing(target) as fresh:
        for name, content in files.items():
            (fresh / name).write_bytes(content)
        said = {
            "format": FORMAT,
            "format_version": 1,
            "table_format": FINDINGS,
            "about": {"folder": desk.intake.path.name, "as_of": desk.as_of, "top": top, "lang": lang},
            "versions": versions(),
            "tables": {},
            "files": {name: file_hash(fresh / name) for name in sorted(files)},
        }
        (fresh / MANIFEST).write_text(json.dumps(said, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return target


def ranked(outcome: Outcome, top: int, lang: str) -> pd.DataFrame:
    """Give the first rows of a ranking as they are written: rank, who, score, why."""
    assert outcome.ranking is not None
    first = outcome.ranking.head(top)
    made = {"rank": first["rank"], KEYS[outcome.spec.entity]: first["entity_id"], "score": first["score"]}
    return pd.DataFrame(made | {"reason": first[f"reason_{lang}"]})


def evidence(outcome: Outcome, top: int) -> pd.DataFrame:
    """Give the rows behind the reasons of the first: who, which reason, table, and the row's key in it."""
    assert outcome.ranking is not None
    rows, first = outcome.ranking.evidence, outcome.ranking.head(top)["entity_id"]
    place = pd.Series(range(len(first)), index=first.to_numpy(object))
    rows = rows[rows["entity_id"].isin(first)]
    order = rows["entity_id"].map(place).to_numpy(float).argsort(kind="stable")
    return rows.iloc[order].rename(columns={"entity_id": KEYS[outcome.spec.entity]})


def reading(desk: Desk, lang: str) -> pd.DataFrame:
    """Give what was said of the files as a table, to be worked off by whoever exports them."""
    columns = ["severity", "file", "table", "column", "n_rows", "first_rows", "text"]
    rows = [
        (f.severity, f.file, f.table, f.column, f.n, " ".join(map(str, f.rows)), getattr(f, lang))
        for f in desk.findings
    ]
    return pd.DataFrame(rows, columns=columns)


def sheet(frame: pd.DataFrame, lang: str) -> bytes:
    r"""Write a table so that a spreadsheet of that language opens it by a double click and damages nothing.

    UTF-8 with a mark at the start; the separator and the decimal mark of the region; digits in groups of four where
    there are more than eleven, which every spreadsheet takes for text; a text that begins like a formula stays text.

    Examples
    --------
    >>> sheet(pd.DataFrame({"nik": [3270754101700001], "score": [0.5]}), "id").decode("utf-8-sig")
    'nik;score\n3270 7541 0170 0001;0,5\n'
    """
    mark, point = SEPARATOR[lang]
    made = frame.copy()
    for name in made.columns:
        if not pd.api.types.is_float_dtype(made[name]):
            made[name] = _safe(made[name])
    text = made.to_csv(index=False, sep=mark, decimal=point, float_format="%.6g", lineterminator="\n")
    return text.encode("utf-8-sig")


def _safe(values: pd.Series) -> pd.Series:
    text = values.astype("object").astype(str).where(values.notna(), "")
    long = text.str.fullmatch(LONG)
    text = text.where(~long, text.str.replace(r"(\d{4})(?=\d)", r"\1 ", regex=True))
    formula = text.str.match(r"[=@+\-\t]") & ~text.str.fullmatch(r"[+-]?\d+(?:[.,]\d+)?")
    return text.where(~formula, "'" + text)
