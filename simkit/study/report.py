"""The report: one HTML file with summary, figures, limits and recipe, that needs no network and no other file."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from typing import Any

from ..analysis.outcomes import Result, summarise
from ..core.folder import versions
from ..core.knobs import Knob
from ..engine.policies import catalogue
from ..engine.scenario import all_knobs
from ..engine.stories import load_story, story_names
from . import again
from .limits import LEFT_OUT
from .plots import FIGURES, draw, png
from .report_words import CSS, WORDS

POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
"""What a browser may load for this page: nothing but what stands in it."""
PARTS = ("summary", "figures", "left_out", "settings", "policies", "again")


def html(tables: Result, about: Mapping[str, Any], lang: str = "en") -> str:
    """Write the report of a run; the same run gives the same text.

    Parameters
    ----------
    tables : Run or Saved
    about : mapping
        ``story``, ``seed``, ``settings`` and ``policies``, as ``Run.about`` gives them, and, if there are any,
        ``title`` and ``text`` of the story. All of it is escaped.
    lang : {"en", "id"}

    Returns
    -------
    str
        A whole HTML page.
    """
    words, (title, text) = WORDS[lang], _story(about, lang)
    parts = (
        _list(summarise(tables).lines(lang), "ol", "summary"),
        "".join(_figure(name, tables, lang) for name in FIGURES),
        _list(LEFT_OUT[lang], "ul", "limits"),
        _settings(about.get("settings", {}), words),
        _policies(about.get("policies", {}), words),
        _again(about, words),
    )
    links = "".join(f'<li><a href="#{part}">{words[part]}</a></li>' for part in PARTS)
    sections = "".join(
        f'<section aria-labelledby="{part}"><h2 id="{part}">{words[part]}</h2>\n{body}</section>\n'
        for part, body in zip(PARTS, parts, strict=True)
    )
    facts = (
        f"{words['story']}: {_safe(about.get('story', ''))}; {words['seed']}: {_safe(about.get('seed', ''))}"
    )
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_safe(title)} - simkit</title>\n<style>{CSS}</style>\n</head>\n<body>\n"
        f'<header><p class="kicker">{words["kicker"]}</p>\n<h1>{_safe(title)}</h1>\n<p>{_safe(text)}</p>\n'
        f'<p class="facts">{facts}</p>\n<nav aria-label="{words["contents"]}"><ul>{links}</ul></nav></header>\n'
        f"<main>\n{sections}</main>\n</body>\n</html>\n"
    )


def write(tables: Result, path: str | Path, about: Mapping[str, Any], lang: str = "en") -> Path:
    """Write the report of a run to a file and give its path."""
    made = Path(path)
    made.write_bytes(html(tables, about, lang).encode())
    return made


def _safe(value: Any) -> str:
    """Escape whatever a user may have written."""
    return escape(str(value), quote=True)


def _story(about: Mapping[str, Any], lang: str) -> tuple[str, str]:
    """Give the story's title and text: those given, else those of the shipped story of that name."""
    name = str(about.get("story", ""))
    if "title" in about:
        return str(about["title"]) or name, str(about.get("text", ""))
    if name in story_names():
        story = load_story(name)
        return story.title.get(lang, name), story.about.get(lang, "")
    return name or "simkit", ""


def _list(lines: Iterable[str], tag: str, name: str) -> str:
    return f'<{tag} class="{name}">' + "".join(f"<li>{_safe(line)}</li>\n" for line in lines) + f"</{tag}>\n"


def _figure(name: str, tables: Result, lang: str) -> str:
    """Draw a figure into the page; its caption is its alternative text, so a screen reader reads it once."""
    kind, words = FIGURES[name], WORDS[lang]
    fig, caption = draw(name, tables, lang)
    picture = base64.b64encode(png(fig)).decode()
    wide, high = (round(float(inches) * fig.dpi) for inches in fig.get_size_inches())
    note = words["truth" if kind.is_truth else "observed"]
    return (
        f"<h3>{_safe(kind.title[lang])}</h3>\n<figure>\n"
        f'<div class="picture"><img src="data:image/png;base64,{picture}" width="{wide}" height="{high}" '
        f'alt="{_safe(caption)}"></div>\n'
        f'<figcaption aria-hidden="true">{_safe(caption)}</figcaption>\n</figure>\n<p class="note">{note}</p>\n'
    )


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]], label: str) -> str:
    """Write a table of cells that are already safe."""
    head = "".join(f'<th scope="col">{h}</th>' for h in heads)
    body = "".join("<tr>" + "".join(f"<td{_lang(c)}>{c}</td>" for c in row) + "</tr>\n" for row in rows)
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="{label}"><table>\n<thead><tr>{head}</tr></thead>\n'
        f"<tbody>{body}</tbody></table></div>\n"
    )


class _English(str):
    """A cell whose text is English in every report: the docs of knobs and policies."""

    __slots__ = ()


def _lang(cell: str) -> str:
    return ' lang="en"' if isinstance(cell, _English) else ""


def _settings(said: Mapping[str, Any], words: Mapping[str, str]) -> str:
    if not said:
        return f"<p>{words['settings_none']}</p>\n"
    known = {f"{k.section}.{k.name}": k for k in all_knobs()}
    rows = [_setting(name, value, known.get(name)) for name, value in said.items()]
    heads = [words[h] for h in ("setting", "value", "default", "meaning", "source")]
    return f"<p>{words['settings_lead']}</p>\n" + _table(heads, rows, words["settings"])


def _setting(name: str, value: Any, k: Knob | None) -> list[str]:
    cells = [f"<code>{_safe(name)}</code>", _safe(again.value(value))]
    if k is None:
        return [*cells, "", "", ""]
    unit = f" {k.unit}" if k.unit and not isinstance(k.default, str) else ""
    cells[1] += _safe(unit)
    return [*cells, _safe(again.value(k.default) + unit), _English(_safe(k.doc)), _English(_safe(k.source))]


def _policies(said: Mapping[str, Any], words: Mapping[str, str]) -> str:
    if not said:
        return f"<p>{words['policies_none']}</p>\n"
    known, rows = catalogue(), []
    for name, knobs in said.items():
        text = ", ".join(f"{k}={again.value(v)}" for k, v in knobs.items())
        doc = known[name].doc if name in known else ""
        rows.append([f"<code>{_safe(name)}</code>", _safe(text), _English(_safe(doc))])
    return _table([words[h] for h in ("policy", "knobs", "meaning")], rows, words["policies"])


def _again(about: Mapping[str, Any], words: Mapping[str, str]) -> str:
    own = about.get("story") not in story_names()
    made = ", ".join(f"{name} {v}" for name, v in versions().items())
    read = 'import simkit\nrun = simkit.load(".")\nrun.observed["registrations"]'
    return (
        f'<p>{words["again_lead"]}</p>\n<pre tabindex="0"><code>{_safe(again.command(about))}</code></pre>\n'
        + (f"<p>{words['again_own']}</p>\n" if own else "")
        + f"<p>{words['again_python']}</p>\n<pre><code>{_safe(read)}</code></pre>\n<p>{words['again_plain']}</p>\n"
        f'<p class="note">{words["versions"]}: {_safe(made)}.</p>\n'
    )
