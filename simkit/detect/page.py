"""What `simkit detect` leaves: a report of one HTML file, and a folder of ranked lists and evidence as CSV."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from ..core import html
from ..core.errors import BadValue, quoted
from ..core.files import FORMAT, MANIFEST, replacing
from ..core.folder import versions
from ..core.formats import file_hash
from ..core.html import asset, listed, safe, table
from ..core.locale import marks, whole
from ..core.parameter import as_whole
from .intake.findings import SEVERITIES, Finding, together
from .long_tables import ends
from .run import (
    DIALECT,
    FINDINGS,
    KEYS,
    LIMITS,
    NAMED,
    NEXT,
    SEPARATOR,
    VERDICT,
    Desk,
    Outcome,
    check_out,
    words,
)
from .views import OBSERVED

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""What a browser may load for this page: nothing but what stands in it."""
SHOWN = 10
MORE = "\n" + asset(__package__, "page.css")


def page(desk: Desk, top: int, lang: str) -> str:
    """Write the report; the same findings give the same text.

    `top`: how long the ranked lists beside the report are. `lang`: one of {"en", "id"}. Returns a whole HTML page;
    everything that came from the folder is escaped.
    """
    said, name = words(lang), desk.intake.path.name
    parts = {
        "rankings": "".join(_ranking(o, desk, top, lang) for o in desk.ran)
        or f"<p>{said['rankings_none']}</p>\n",
        "not_run": _left(desk, lang),
        "read": _tables(desk, lang),
        "said": _findings(desk.findings, lang),
        "limits": listed(LIMITS[lang], "limits"),
        "next": listed((line.format(dialect=DIALECT[lang]) for line in NEXT[lang]), "limits"),
    }
    facts = [
        said["facts"].format(n_tables=len(desk.intake.tables), n_run=len(desk.ran), n_not=len(desk.left))
    ]
    n_refused = sum(f.severity == "refused" for f in desk.findings)
    facts += [said["damaged"].format(n=n_refused)] if n_refused else []
    facts += [said["as_of"].format(day=desk.as_of)] if desk.as_of else []
    head = f'<p class="facts">{safe(". ".join(facts))}.</p>\n<p class="verdict">{VERDICT[lang]}</p>'
    return html.page(lang, said["title"].format(name=name), head, said, parts, POLICY, MORE)


def _ranking(outcome: Outcome, desk: Desk, top: int, lang: str) -> str:
    said, spec, made = words(lang), outcome.spec, outcome.ranking
    assert made is not None
    who = NAMED[lang][spec.entity]
    made_up = f"<h3>{safe(spec.name)}</h3>\n<p>{safe(spec.finds[lang])}</p>\n"
    blind = f'<p class="blind"><strong>{said["blind"]}.</strong> {safe(spec.blind[lang])}</p>\n'
    if outcome.is_flat:
        return f"{made_up}<p>{said['nobody']}</p>\n{blind}"
    first = made.head(min(SHOWN, top))
    counts = bool((first["score"] % 1 == 0).all())
    columns = (first["rank"], first["entity_id"], first["score"], first[f"reason_{lang}"])
    rows = (
        (str(rank), grouped(who_id), score(number, lang, counts), why or said["no_reason"])
        for rank, who_id, number, why in zip(*columns, strict=True)
    )
    heads = (said["rank"], who, said["score"], said["why"])
    counted = said["first"].format(n=whole(len(first), lang), all=whole(len(made.scores), lang))
    notes = [f"{who}: {counted}."]
    same = int(
        (made.scores == first["score"].iloc[-1]).sum() - (first["score"] == first["score"].iloc[-1]).sum()
    )
    notes += [said["ties"].format(n=whole(same, lang))] if same else []
    absent = [t for t in (*spec.helps, *spec.any_of) if t not in desk.intake.tables or t in outcome.without]
    notes += [said["helped"].format(tables=", ".join(absent))] if absent else []
    files = said["files"].format(
        n=whole(min(top, len(made.scores)), lang),
        ranked=_link(f"{spec.name}.csv"),
        evidence=_link(f"{spec.name}-evidence.csv"),
    )
    return (
        made_up
        + table(heads, rows, spec.name, "number who number -")
        + f'<p class="note">{safe(" ".join(notes))} {files}</p>\n{blind}'
    )


def _link(name: str) -> str:
    return f'<a href="{name}">{name}</a>'


def grouped(value: object) -> str:
    """Write an id; long ones in groups of four, which people can compare.

    Examples
    --------
    >>> grouped(12), grouped(3270754101700001), grouped("004285769525038")
    ('12', '3270 7541 0170 0001', '0042 8576 9525 038')
    """
    text = f"{value:.0f}" if isinstance(value, float) and value.is_integer() else str(value)
    if not (text.isdigit() and len(text) > 11):
        return text
    return " ".join(text[i : i + 4] for i in range(0, len(text), 4))


def score(value: float, lang: str, is_count: bool = False) -> str:
    """Write a score with three digits that count, or whole where all of a list are.

    Examples
    --------
    >>> score(12.3456, "id"), score(5.0, "en"), score(1234.0, "id"), score(5.0, "en", is_count=True)
    ('12,3', '5.00', '1.234', '5')
    """
    text = f"{value:,.0f}" if abs(value) >= 100 or is_count else f"{value:#.3g}".rstrip(".")
    return marks(text, lang)


def _left(desk: Desk, lang: str) -> str:
    said = words(lang)
    if not desk.left:
        return f"<p>{said['not_run_none']}</p>\n"
    return listed((f"{o.spec.name}: {o.why[lang]}. {o.spec.finds[lang]}" for o in desk.left), "limits")


def _tables(desk: Desk, lang: str) -> str:
    said, rows = words(lang), []
    for name, frame in desk.intake.tables.items():
        kinds = {c.name: c.kind for c in OBSERVED[name].columns if c.name in frame and c.name != "birth_date"}
        times = [c for c, kind in kinds.items() if kind in ("time", "day")]
        seen = ends(frame, times[0]) if times else (pd.NaT, pd.NaT)
        span = ["" if pd.isna(t) else str(t.date()) for t in seen]
        lost = ", ".join(sorted(desk.intake.lost(name)))
        rows.append([name, desk.intake.files[name], whole(len(frame), lang), *span, lost])
    heads = [said[h] for h in ("table", "file", "rows", "from", "to", "lost")]
    return table(heads, rows, said["read"], "- - number who who -")


def _findings(findings: Iterable[Finding], lang: str) -> str:
    said, made = words(lang), ""
    findings = together(findings)
    for severity in reversed(SEVERITIES):
        rows = [(f.file, f.column, getattr(f, lang)) for f in findings if f.severity == severity]
        if rows:
            made += f"<h3>{said[severity]}</h3>\n"
            made += table((said["file"], said["column"], said["what"]), rows, said[severity], "file - -")
    return made or f"<p>{said['said_none']}</p>\n"


# ---

LONG = r"(\d{12,})"
"""A spreadsheet shows whole numbers of more than 11 digits with an exponent, and saves them so. Source: Microsoft."""


def save(desk: Desk, out: str | Path, top: int = 100, lang: str = "en") -> Path:
    """Write the findings to a folder, all at once: an older folder of findings is replaced, or stays as it was.

    `top`: the length of each ranked list. `lang`: one of {"en", "id"}. Returns the folder. Raises BadFolder where the
    folder may not be used or cannot be written, BadValue where `top` is no whole number from 1.
    """
    if (as_whole(top) or 0) < 1:
        raise BadValue(f"top is {quoted(top)}: it must be a whole number, 1 or more")
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
            "about": {
                "folder": desk.intake.path.name,
                "as_of": desk.as_of,
                "top": as_whole(top),
                "lang": lang,
            },
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
            made[name] = _cell(made[name])
    text = made.to_csv(index=False, sep=mark, decimal=point, float_format="%.6g", lineterminator="\n")
    return text.encode("utf-8-sig")


def _cell(values: pd.Series) -> pd.Series:
    codes, there = pd.factorize(values.astype("object").astype(str).where(values.notna(), ""))
    text = pd.Series(there, dtype="str")
    long = text.str.fullmatch(LONG)
    text = text.where(~long, text.str.replace(r"(\d{4})(?=\d)", r"\1 ", regex=True))
    formula = text.str.match(r"[=@+\-\t]") & ~text.str.fullmatch(r"[+-]?\d+(?:[.,]\d+)?")
    return text.where(~formula, "'" + text).take(codes).set_axis(values.index)
