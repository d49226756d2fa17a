"""Outputs made comparable: no paths, no addresses, no style; renames undone; numbers fingerprinted."""

from __future__ import annotations

import csv
import hashlib
import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pandas as pd

HERE = Path(__file__).resolve().parent
RENAMES = HERE / "renames.csv"
NUMBER = re.compile(r"\d+(?:[.,]\d+)*(?:e[+-]?\d+)?")
LONG = re.compile(r"(?<![\w.])-?\d+\.\d{8,}(?:e[+-]?\d+)?(?![\w.])")
VOLATILE = (
    (re.compile(r"0x[0-9a-f]{6,16}"), "ADDRESS"),
    (re.compile(r"ipykernel_\d+/\d+\.py"), "CELL_FILE"),
    (re.compile(r"<ipython-input-\d+-[0-9a-f]+>"), "CELL_FILE"),
    (re.compile(r"T_[0-9a-f]{5}"), "STYLER"),
    (re.compile(r"\bsimkit \d+\.\d+\.\d+\S*"), "simkit VERSION"),
    (re.compile(r"\bpython \d+\.\d+\.\d+\S*"), "python VERSION"),
    (re.compile(r"[ \t]+$", re.M), ""),
)
BLOCKS = {
    "p", "div", "h1", "h2", "h3", "h4", "h5", "li", "tr", "table", "section", "figure", "figcaption", "pre", "summary",
    "details", "ul", "ol", "nav", "header", "footer", "main", "article", "title", "dt", "dd", "blockquote", "br", "img",
    "button", "aside", "caption", "option", "label", "input", "thead", "tbody",
}  # fmt: skip
SAID = ("alt", "aria-label", "title", "placeholder", "lang", "href", "content")


def digest(data: bytes | str) -> str:
    """Give a short fingerprint."""
    raw = data.encode() if isinstance(data, str) else data
    return hashlib.sha256(raw).hexdigest()[:16]


def clean(text: str, paths: dict[str, str]) -> str:
    """Take out what differs from run to run without meaning anything."""
    for path, word in paths.items():
        text = text.replace(path, word)
    text = re.sub(r"\x1b\[[0-9;]*m", "", text.replace("\r\n", "\n"))
    for pattern, word in VOLATILE:
        text = pattern.sub(word, text)
    return text.rstrip("\n") + "\n"


def rounded(text: str) -> str:
    """Cut long decimal fractions to ten significant digits: the last ones differ between processors.

    Examples
    --------
    >>> rounded("a,0.30000000000000004,2026-01-02,1.5")
    'a,0.3,2026-01-02,1.5'
    """
    return LONG.sub(lambda m: f"{float(m[0]) + 0.0:.10g}", text)


class _Lines(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = [""]
        self.hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("style", "script", "svg"):
            self.hidden.append(tag)
        if tag in BLOCKS:
            self.lines.append(
                f"<{tag}> " if tag in ("h1", "h2", "h3", "li", "figcaption", "img", "pre", "summary") else ""
            )
        if tag in ("td", "th"):
            self.lines[-1] += " | "
        for name, value in attrs:
            if name in SAID and value and not value.startswith("data:"):
                self.lines[-1] += f"[{name}={value}] "

    def handle_endtag(self, tag: str) -> None:
        if self.hidden and tag == self.hidden[-1]:
            self.hidden.pop()
        if tag in BLOCKS:
            self.lines.append("")

    def handle_data(self, data: str) -> None:
        if self.hidden:
            return
        first, *rest = data.split("\n")
        self.lines[-1] += first
        self.lines += rest


def html_text(text: str) -> str:
    """Give the words of a page line by line, without style, scripts and pictures.

    Examples
    --------
    >>> html_text('<p style="color:red">One <b>two</b></p><img alt="a ring" src="data:x">')
    'One two\\n<img> [alt=a ring]\\n'
    """
    parser = _Lines()
    parser.feed(text)
    lines = (re.sub(r"\s+", " ", line).strip() for line in parser.lines)
    return "\n".join(line for line in lines if line) + "\n"


def figures_in(text: str) -> dict[str, object]:
    """Give how many numbers a text holds, and their fingerprint.

    Examples
    --------
    >>> figures_in("12 people lost Rp74.3 million")["n"]
    2
    """
    found = NUMBER.findall(text)
    return {"n": len(found), "sha": digest("\n".join(found))}


# --- renames ------------------------------------------------------------------


@cache
def renames() -> tuple[tuple[str, str], ...]:
    """Read the map: old to new, and `lama>baru` in the third column for the Indonesian word; longest first."""
    pairs = []
    with RENAMES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            pairs.append((row["old"], row["new"]))
            old, arrow, new = (row.get("indonesian") or "").partition(">")
            if arrow:
                pairs.append((old.strip(), new.strip()))
    both = [*pairs, *((old.capitalize(), new.capitalize()) for old, new in pairs)]
    both += [(old.upper(), new.upper()) for old, new in pairs]
    return tuple(sorted(dict.fromkeys(both), key=lambda pair: -len(pair[0])))


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(r"(?<![A-Za-z0-9_])(?:" + "|".join(map(re.escape, words)) + r")(?![A-Za-z0-9_])")


def forget_renames() -> None:
    """Read the map anew next time."""
    renames.cache_clear()


def renamed(text: str) -> str:
    """Put every old word's new one in its place."""
    pairs = renames()
    return _pattern(tuple(old for old, _ in pairs)).sub(lambda m: dict(pairs)[m[0]], text) if pairs else text


def as_before(text: str) -> str:
    """Put the old words back, so that a fingerprint taken before a rename still holds."""
    back = {new: old for old, new in reversed(renames())}
    if not back:
        return text
    words = tuple(sorted(back, key=lambda word: -len(word)))
    return _pattern(words).sub(lambda m: back[m[0]], text)


# --- numbers ------------------------------------------------------------------


def array_print(values: object) -> str:
    """Give the fingerprint of an array's numbers, to ten significant digits."""
    made = np.ma.filled(np.ma.asarray(values), np.nan) if np.ma.isMaskedArray(values) else np.asarray(values)
    if made.dtype.kind in "iub":
        return digest(f"{made.shape}" + ",".join(map(str, made.ravel().tolist())))
    if made.dtype.kind == "f":
        return digest(f"{made.shape}" + ",".join(f"{v + 0.0:.10g}" for v in made.ravel().tolist()))
    return digest(f"{made.shape}" + "\n".join(as_before(str(v)) for v in made.ravel().tolist()))


def column_print(column: pd.Series) -> str:
    """Give the fingerprint of one column; its words are taken as they were before any rename."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype(object)
    if pd.api.types.is_datetime64_any_dtype(column):
        column = column.astype("string")
    elif pd.api.types.is_float_dtype(column):
        return array_print(column.to_numpy(dtype=float, na_value=np.nan))
    words = pd.Series(column.astype(object)).where(column.notna(), "-").astype(str)
    known = {word: as_before(word) for word in words.unique()} if renames() else {}
    return digest("\n".join(words.map(known) if known else words))
