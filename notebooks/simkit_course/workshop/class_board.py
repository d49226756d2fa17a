"""The board of a class: one HTML file in two languages, with scores, team by question, and how each question went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from simkit.core.catalogue import LANGUAGES, Text, Words
from simkit.core.locale import amount, decimal, percent, whole

from .both_languages import rendered, template
from .bundle import WORTH
from .class_scores import items
from .handin import READ, HandIn
from .key import Key

WORDS = Words(__package__, "board")
SAID = (
    "title", "frozen", "scores", "scores_note", "columns", "matrix", "matrix_note", "questions", "questions_note",
    "item_columns", "messages", "none", "team", "not_scored", *WORTH,
)  # fmt: skip
"""What the page says, by key."""
PAGE = template("board")


def board(
    key: Key, table: pd.DataFrame, told: Sequence[tuple[str, Sequence[Text]]], is_frozen: bool = False
) -> str:
    """Write the board.

    - ``table`` (DataFrame): From `scores`.
    - ``told`` (sequence of (str, messages)): What was wrong with which hand-in.
    - ``is_frozen`` (bool): Hide ranks, scores and messages: for the last minutes, so that the end stays open.
    """
    return rendered(
        PAGE, key.name, key.lang, WORDS, SAID, name=key.name, level=key.level, kinds=WORTH, is_frozen=is_frozen,
        rows={lang: _rows(table, lang, is_frozen) for lang in LANGUAGES},
        matrix={lang: _matrix(table, lang, is_frozen) for lang in LANGUAGES},
        by_item={lang: _items(table, lang) for lang in LANGUAGES},
        messages={lang: [(t, [m.to(lang) for m in said]) for t, said in told if said] for lang in LANGUAGES},
    )  # fmt: skip


def _rows(table: pd.DataFrame, lang: str, is_frozen: bool) -> list[tuple[str, ...]]:
    if is_frozen:
        return [(str(team), *"?????") for team in table.sort_index().index]
    return [
        (
            str(team),
            str(row["rank"]),
            decimal(row["score"], lang),
            percent(row["recall"], lang),
            " / ".join(whole(row[f"{kind}_wrong"], lang) for kind in WORTH),
            amount(row["saved_rp"], lang),
        )
        if pd.notna(row["rank"])
        else (str(team), WORDS[lang]["not_scored"], *"––––")
        for team, row in table.iterrows()
    ]


def _matrix(table: pd.DataFrame, lang: str, is_frozen: bool) -> list[tuple[str, list[tuple[int, str]]]]:
    shown = table.sort_index() if is_frozen else table
    return [
        (str(team), [(0, "?") if is_frozen else _share(row[kind], row[f"{kind}_of"], lang) for kind in WORTH])
        for team, row in shown.iterrows()
    ]


def _share(points: float, of: float, lang: str) -> tuple[int, str]:
    return (0 if pd.isna(points) else max(round(100 * points / of), 0), decimal(points, lang))


def _items(table: pd.DataFrame, lang: str) -> list[tuple[str, ...]]:
    return [
        (
            WORDS[lang][str(kind)],
            decimal(row["mean"], lang),
            percent(row["solved"], lang),
            decimal(row["discrimination"], lang, 2),
        )
        for kind, row in items(table).iterrows()
    ]


def told_of(found: Mapping[str, HandIn], stray: Sequence[HandIn]) -> list[tuple[str, Sequence[Text]]]:
    """Give the messages by team, how many answers were read first, then those of files that belong to no team."""
    return [
        *((team, [READ.put(n=found[team].n_answers), *found[team].messages]) for team in sorted(found)),
        *((one.file, one.messages) for one in stray),
    ]
