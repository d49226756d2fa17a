"""The report of `simkit detect`: one HTML file that needs no network and no other file."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import pandas as pd

from ..analysis.wording import whole
from .desk import Desk, Outcome
from .desk_words import DIALECT, ENTITIES, LIMITS, NEXT, VERDICT, words
from .intake.findings import SEVERITIES, Finding, together
from .report_words import CSS

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""What a browser may load for this page: nothing but what stands in it."""
SHOWN = 10
PARTS = ("rankings", "not_run", "read", "said", "limits", "next")
MORE = """
.verdict { border: 2px solid #b34700; border-left-width: .6rem; padding: .7rem 1rem; margin: 1.2rem 0; max-width: 46rem;
  font-weight: 600; }
.mark { display: inline-block; padding: 0 .45rem; border: 1px solid; border-radius: .2rem; font-size: .9rem; }
.number, .who { width: 1%; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; min-width: 0; }
.who { white-space: nowrap; font-variant-numeric: tabular-nums; min-width: 0; }
.file { min-width: 9rem; width: 14rem; }
.blind { max-width: 46rem; }
@media screen and (prefers-color-scheme: dark) {
  :root { color-scheme: dark; }
  body { background: #161616; color: #ececec; }
  a { color: #7cc4f0; }
  .kicker, .note, .facts { color: #bdbdbd; }
  th { border-bottom-color: #ececec; }
  th, td { border-color: #454545; }
  .verdict { border-color: #f0a35e; }
  pre { background: #222; border-color: #454545; }
}
@media print { .verdict { break-inside: avoid; } }
"""


def page(desk: Desk, top: int, lang: str) -> str:
    """Write the report; the same findings give the same text.

    Parameters
    ----------
    desk : Desk
    top : int
        How long the ranked lists beside the report are.
    lang : {"en", "id"}

    Returns
    -------
    str
        A whole HTML page; everything that came from the folder is escaped.
    """
    said, name = words(lang), desk.intake.path.name
    bodies = (
        "".join(_ranking(o, desk, top, lang) for o in desk.ran) or f"<p>{said['rankings_none']}</p>\n",
        _left(desk, lang),
        _tables(desk, lang),
        _findings(desk.findings, lang),
        _list(LIMITS[lang]),
        _list(line.format(dialect=DIALECT[lang]) for line in NEXT[lang]),
    )
    links = "".join(f'<li><a href="#{part}">{said[part]}</a></li>' for part in PARTS)
    sections = "".join(
        f'<section aria-labelledby="{part}"><h2 id="{part}">{said[part]}</h2>\n{body}</section>\n'
        for part, body in zip(PARTS, bodies, strict=True)
    )
    title = _safe(said["title"].format(name=name))
    facts = [
        said["facts"].format(n_tables=len(desk.intake.tables), n_run=len(desk.ran), n_not=len(desk.left))
    ]
    n_refused = sum(f.severity == "refused" for f in desk.findings)
    facts += [said["damaged"].format(n=n_refused)] if n_refused else []
    facts += [said["as_of"].format(day=desk.as_of)] if desk.as_of else []
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title} - simkit</title>\n<style>{CSS}{MORE}</style>\n</head>\n<body>\n"
        f'<header><p class="kicker">{said["kicker"]}</p>\n<h1>{title}</h1>\n'
        f'<p class="facts">{_safe(". ".join(facts))}.</p>\n<p class="verdict">{VERDICT[lang]}</p>\n'
        f'<nav aria-label="{said["contents"]}"><ul>{links}</ul></nav></header>\n'
        f"<main>\n{sections}</main>\n</body>\n</html>\n"
    )


def _safe(value: object) -> str:
    return escape(str(value), quote=True)


def _list(lines: Iterable[str]) -> str:
    return '<ul class="limits">' + "".join(f"<li>{_safe(line)}</li>\n" for line in lines) + "</ul>\n"


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]], label: str, classes: str = "") -> str:
    """Write a table of texts; `classes` names the class of each column, - for none."""
    names = [f' class="{c}"' if c != "-" else "" for c in classes.split()] or [""] * 20
    head = "".join(f'<th scope="col"{c}>{_safe(h)}</th>' for h, c in zip(heads, names, strict=False))
    body = "".join(
        "<tr>" + "".join(f"<td{c}>{_safe(v)}</td>" for v, c in zip(row, names, strict=False)) + "</tr>\n"
        for row in rows
    )
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="{_safe(label)}"><table>\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table></div>\n"
    )


def _ranking(outcome: Outcome, desk: Desk, top: int, lang: str) -> str:
    said, spec, made = words(lang), outcome.spec, outcome.ranking
    assert made is not None
    who = ENTITIES[spec.entity][lang]
    made_up = f"<h3>{_safe(spec.name)}</h3>\n<p>{_safe(spec.finds[lang])}</p>\n"
    blind = f'<p class="blind"><strong>{said["blind"]}.</strong> {_safe(spec.blind[lang])}</p>\n'
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
    counted = said["first"].format(n=whole(len(first), lang), all=whole(len(made.table), lang))
    notes = [f"{who}: {counted}."]
    same = int(
        (made.table["score"] == first["score"].iloc[-1]).sum()
        - (first["score"] == first["score"].iloc[-1]).sum()
    )
    notes += [said["ties"].format(n=whole(same, lang))] if same else []
    absent = [t for t in (*spec.helps, *spec.any_of) if t not in desk.intake.tables or t in outcome.without]
    notes += [said["helped"].format(tables=", ".join(absent))] if absent else []
    files = said["files"].format(
        n=whole(min(top, len(made.table)), lang),
        ranked=_link(f"{spec.name}.csv"),
        evidence=_link(f"{spec.name}-evidence.csv"),
    )
    return (
        made_up
        + _table(heads, rows, spec.name, "number who number -")
        + f'<p class="note">{_safe(" ".join(notes))} {files}</p>\n{blind}'
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
    return text.translate(str.maketrans(",.", ".,")) if lang == "id" else text


def _left(desk: Desk, lang: str) -> str:
    said = words(lang)
    if not desk.left:
        return f"<p>{said['not_run_none']}</p>\n"
    return _list(f"{o.spec.name}: {o.why[lang]}. {o.spec.finds[lang]}" for o in desk.left)


def _tables(desk: Desk, lang: str) -> str:
    said, rows = words(lang), []
    for name, frame in desk.intake.tables.items():
        times = [
            c for c in frame.columns if pd.api.types.is_datetime64_any_dtype(frame[c]) and c != "birth_date"
        ]
        seen = frame[times[0]].dropna() if times else pd.Series(dtype="datetime64[s]")
        span = [str(t.date()) for t in (seen.min(), seen.max())] if len(seen) else ["", ""]
        lost = ", ".join(sorted(desk.intake.lost(name)))
        rows.append([name, desk.intake.files[name], whole(len(frame), lang), *span, lost])
    heads = [said[h] for h in ("table", "file", "rows", "from", "to", "lost")]
    return _table(heads, rows, said["read"], "- - number who who -")


def _findings(findings: Iterable[Finding], lang: str) -> str:
    said, made = words(lang), ""
    findings = together(findings)
    for severity in reversed(SEVERITIES):
        rows = [(f.file, f.column, getattr(f, lang)) for f in findings if f.severity == severity]
        if rows:
            made += f"<h3>{said[severity]}</h3>\n"
            made += _table((said["file"], said["column"], said["what"]), rows, said[severity], "file - -")
    return made or f"<p>{said['said_none']}</p>\n"
