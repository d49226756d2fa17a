"""Answers taken in any form: numbers by name, and outlets, judged by where they stand in a ranking."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import numpy as np
import pandas as pd

from ..blank import Blank
from ..checks import NotYet
from ..texts import Text


def take_outlets(answer: Any, known: pd.Index, n: int, what: Text) -> list[int]:
    """Take `n` different outlets: numbers in any collection, or a table or column that has them as its index.

    Raises
    ------
    NotYet
        Says what is wrong: not a list, too many or too few, twice the same, none of the outlets.

    Examples
    --------
    >>> two = pd.Series([9.5, 8.0], index=pd.Index([7, 4], name="outlet_id"))
    >>> take_outlets(two, pd.Index([4, 7, 9]), 2, Text(id="`x`", en="`x`"))
    [7, 4]
    """
    if isinstance(answer, (pd.Series, pd.DataFrame)) and answer.index.name == "outlet_id":
        answer = answer.index
    if isinstance(answer, pd.DataFrame) and "outlet_id" in answer:
        answer = answer["outlet_id"]
    if isinstance(answer, (str, bytes, dict, pd.DataFrame)) or not isinstance(
        answer, (Collection, np.ndarray, pd.Series)
    ):
        raise NotYet(
            Text(
                id="{what}: tulis sebagai daftar nomor gerai, misalnya `[3, 8]`; `.index` memberi nomor dari tabel.",
                en="{what}: write a list of outlet numbers, such as `[3, 8]`; `.index` gives those of a table.",
            ).put(what=what)
        )
    items = list(answer)
    if any(isinstance(i, Blank) or i is None for i in items):
        raise NotYet(
            Text(id="{what}: masih ada yang kosong.", en="{what}: something is still blank.").put(what=what)
        )
    try:
        mine = [int(i) for i in items]
    except (TypeError, ValueError):
        mine = []
    if not set(mine) <= set(known.tolist()) or not mine or any(float(i) != int(i) for i in items):
        raise NotYet(
            Text(
                id="{what}: ada yang bukan nomor gerai. Mungkin ini nilainya; nomor gerai ada di `.index`.",
                en="{what}: something here is no outlet's number. These may be values; the numbers stand in `.index`.",
            ).put(what=what)
        )
    if len(set(mine)) < len(mine):
        raise NotYet(
            Text(
                id="{what}: ada nomor yang muncul dua kali. Mungkin ini nilainya; nomor gerai ada di `.index`.",
                en="{what}: a number stands here twice. These may be values; the outlets' numbers stand in `.index`.",
            ).put(what=what)
        )
    if len(mine) != n:
        raise NotYet(
            Text(
                id="{what}: diperlukan {n} gerai, tetapi ini berisi {m}.",
                en="{what}: {n} outlets are needed, but this holds {m}.",
            ).put(what=what, n=n, m=len(mine))
        )
    return mine


def is_first(mine: Iterable[int], score: pd.Series, n: int) -> bool:
    """Tell whether these are the first by a score; where scores are equal at the end, any of them will do.

    Examples
    --------
    >>> score = pd.Series({1: 9.0, 2: 5.0, 3: 5.0, 4: 1.0})
    >>> is_first([1, 3], score, 2), is_first([1, 4], score, 2)
    (True, False)
    """
    best = np.sort(score.to_numpy(float))[::-1][:n]
    return bool(np.allclose(np.sort(score.loc[list(mine)].to_numpy(float))[::-1], best))


def first_ones(
    mine: list[int], score: pd.Series, n: int, what: Text, slips: Iterable[tuple[pd.Series, Text]]
) -> None:
    """Raise `NotYet` unless these are the first by the score; a usual slip gets its own message."""
    if is_first(mine, score, n):
        return
    for wrong, said in slips:
        if is_first(mine, wrong, n):
            raise NotYet(said)
    least = np.sort(score.to_numpy(float))[::-1][n - 1]
    right = int((score.loc[mine].to_numpy(float) >= least - 1e-9).sum())
    raise NotYet(
        Text(
            id="{what}: {right} dari {n} gerai sudah tepat.",
            en="{what}: so far right: {right} of the {n} outlets.",
        ).put(what=what, right=right, n=n)
    )
