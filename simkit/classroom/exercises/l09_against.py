"""What exercises 9.2 and 9.4 share: somebody found more often than size alone explains."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ..checks import NotYet, same_number, take_number
from ..game.leads import against_chance
from ..slips import named
from ..texts import Text


@dataclass(frozen=True)
class Kind:
    """How the answer and the lesson name what is compared.

    Attributes
    ----------
    key, totals : str
        The part of the answer, and the lesson's variable with everybody's size.
    what, size : Text
        One of them, and what its size is counted in.
    """

    key: str
    totals: str
    what: Text
    size: Text


PLACES = Kind("outlet", "totals", Text(id="gerai", en="outlet"), Text(id="pendaftaran", en="registrations"))
STAFF = Kind(
    "agent", "staff_totals", Text(id="petugas", en="agent"), Text(id="pembukaan data", en="look-ups")
)


def against(
    given: Mapping[str, Any], kind: Kind, found: pd.Series, totals: pd.Series, every: pd.Series | None = None
) -> Any:
    """Judge who was found more often than size explains, how often, and what size alone would bring.

    Parameters
    ----------
    given : mapping
        With ``kind.key``, ``n_found`` and ``expected``.
    found, totals : Series
        As for `against_chance`.
    every : Series, optional
        All look-ups, where counting every one of them is a likely slip.

    Returns
    -------
    Series
        The row of `against_chance` that was named.
    """
    table = against_chance(found, totals)
    mine = _named_first(given, kind, table, totals, every)
    row: Any = table.loc[mine]
    expected = take_number(given["expected"], named("expected"))
    n_found = take_number(given["n_found"], named("n_found"))
    right = math.isclose(expected, row["expected"], rel_tol=1e-6)
    for wrong, text in _slips(kind, len(found), totals, mine):
        if not right and math.isclose(expected, wrong, rel_tol=1e-6):
            raise NotYet(text)
    if n_found == totals[mine] != row["n_found"]:
        raise NotYet(
            Text(
                id="`n_found`: ini semua {size} pada {what} itu. Hitung hanya yang kamu temukan.",
                en="`n_found`: these are all {size} of that {what}. Count only those that you found.",
            ).put(size=kind.size, what=kind.what)
        )
    same_number(n_found, float(row["n_found"]), named("n_found"))
    if not math.isclose(expected, row["expected"], rel_tol=0.01):
        same_number(expected, float(row["expected"]), named("expected"))
    return row


def _slips(kind: Kind, n: int, totals: pd.Series, mine: int) -> tuple[tuple[float, Text], ...]:
    """Give what people compute in place of the expected count, and what to say to it."""
    return (
        (totals[mine] / totals.sum(), Text(
            id="`expected`: ini bagiannya saja. Kalikan dengan banyaknya yang ditemukan seluruhnya.",
            en="`expected`: this is the share alone. Multiply by how many were found in all.")),
        (n / len(totals), Text(
            id="`expected`: ini mengandaikan semuanya sama besar. Pakai bagian dari `{totals}`.",
            en="`expected`: this takes them all to be of one size. Use the share of `{totals}`.",
        ).put(totals=kind.totals)),
    )  # fmt: skip


def _named_first(
    given: Mapping[str, Any], kind: Kind, table: pd.DataFrame, totals: pd.Series, every: pd.Series | None
) -> int:
    """Give who was named; only who lies furthest above what size would bring, or as far, will do."""
    above = table["n_found"] - table["expected"]
    mine = take_number(given[kind.key], named(kind.key))
    if mine in table.index[above.ge(above.iloc[0] - 1e-9)]:
        return int(mine)
    if mine == totals.index[0]:
        text = Text(
            id="`{key}`: ini {what} yang terbesar dari semuanya. Besar bukan bukti: bandingkan dengan yang "
            "diharapkan dari besarnya.",
            en="`{key}`: this is the biggest {what} of all. Size is no evidence: compare with what size would bring.",
        )
    elif every is not None and mine == every.value_counts().index[0]:
        text = Text(
            id="`{key}`: ini yang paling sering muncul, kalau semua pembukaan data dihitung. Hitung setiap orang "
            "sekali, dan hanya **sebelum** nomor didaftarkan.",
            en="`{key}`: this one appears most if every look-up counts. Count each person once, and only **before** "
            "the number was registered.",
        )
    else:
        text = Text(
            id="`{key}`: ada {what} lain yang lebih jauh di atas harapannya.",
            en="`{key}`: another {what} lies further above what its size would bring.",
        )
    raise NotYet(text.put(key=kind.key, what=kind.what))
