"""Exercises of lesson 08: intervals and who pays; pairs, displacement and the memo have modules of their own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from ..checks import NotYet, meant, same_number, take_mapping, take_number
from ..slips import Slip, named, refuse
from ..texts import Text
from ..trial import ARMS, try_policies
from .base import Judge
from .l08_memo import memo
from .l08_pairs import pairs, wide_table
from .l08_share import displaced_share, untouched_share

if TYPE_CHECKING:
    from ...study.experiment import Experiment

VERDICTS = {
    "less": ("fewer", "lower", "berkurang", "kurang", "lebih sedikit", "turun"),
    "more": ("higher", "bertambah", "lebih banyak", "naik"),
    "cannot tell": ("can not tell", "cannot say", "unclear", "belum jelas", "belum dapat dikatakan",
                    "tidak dapat dikatakan", "tidak jelas"),
    "same": ("equal", "no effect", "nothing", "sama", "tidak ada pengaruh", "tidak berpengaruh", "tetap"),
}  # fmt: skip
ROUNDED = 0.02
"""Exercise 8.4 may be worked out from the rounded table."""
READ = ("n_victims", "n_turned_away")


def verdict(row: Any) -> str:
    """Read one interval: ``less``, ``more`` or ``cannot tell``; ``same`` where no run changed at all."""
    if row["n_changed"] == 0:
        return "same"
    return "less" if row["high"] < 0 else "more" if row["low"] > 0 else "cannot tell"


def read_intervals(answer: Any, made: Experiment) -> None:
    """Judge what a student reads from the intervals of two outcomes under each arm."""
    table = made.differences[made.differences["outcome"].isin(READ)]
    rows = {f"{row['arm']} {row['outcome']}": row for row in table.to_dict("records")}
    given = take_mapping(answer, _asked(rows, answer))
    for name, row in ((name, rows[name]) for name in given):
        true, mine = verdict(row), meant(given[name], VERDICTS)
        where = {"name": name}
        if mine is None:
            raise NotYet(
                Text(
                    id='`{name}`: pakai salah satu dari "berkurang", "bertambah", atau "belum jelas".',
                    en='`{name}`: use one of "less", "more" or "cannot tell".',
                ).put(**where)
            )
        if mine == true or (true == "same" and mine == "cannot tell"):
            continue
        raise NotYet(_misread(mine, true).put(**where))


def _asked(rows: dict[str, Any], answer: Any) -> list[str]:
    """Ask for the lesson's arms; an arm of one's own may be read, too, but need not."""
    named_too = {str(key).strip() for key in answer} if isinstance(answer, (Mapping, pd.Series)) else set()
    asked = [name for name in rows if name.split()[0] in ARMS or name in named_too]
    return asked or list(rows)


def _misread(mine: str, true: str) -> Text:
    if mine == "same":
        return Text(
            id="`{name}`: “sama” tidak pernah dapat dibaca dari sebuah rentang. Kalau rentang memuat 0, "
            "berkurang dan bertambah masih sama-sama mungkin; kalau tidak, ada bedanya.",
            en="`{name}`: an interval never says “the same”. If it holds 0, less and more are both still "
            "possible; if not, there is a difference.",
        )
    if true in ("cannot tell", "same"):
        return Text(
            id="`{name}`: kamu membaca rata-ratanya saja. Lihat `low` dan `high`: apakah keduanya di sisi yang "
            "sama dari 0?",
            en="`{name}`: you read the mean only. Look at `low` and `high`: are both on the same side of 0?",
        )
    if mine == "cannot tell":
        return Text(
            id="`{name}`: rentang ini tidak memuat 0, jadi arahnya dapat dikatakan.",
            en="`{name}`: this interval leaves out 0, so the direction can be told.",
        )
    return Text(
        id="`{name}`: arahnya terbalik. Selisihnya lengan dikurangi `baseline`: negatif berarti lengan itu "
        "mengurangi.",
        en="`{name}`: the wrong way round. The difference is arm less `baseline`: negative means that the arm has "
        "fewer.",
    )


def who_pays(answer: Any, made: Experiment) -> None:
    """Judge which arm turns more honest people away than it spares victims, and how many for each."""
    given = take_mapping(answer, ["arm", "turned_away_for_each"])
    table = _prices(made)
    arm = str(given["arm"]).strip()
    if arm not in table.index:
        raise NotYet(
            Text(
                id="`arm`: tidak ada lengan {arm}. Yang ada: {known}.",
                en="`arm`: there is no arm {arm}. There are: {known}.",
            ).put(arm=repr(arm), known=", ".join(table.index))
        )
    row = table.to_dict("index")[arm]
    if not row["turned_away"] > max(row["spared"], 0.0):
        raise NotYet(
            Text(
                id="`arm`: lengan ini menyelamatkan lebih banyak orang daripada yang ditolaknya. Cari yang sebaliknya.",
                en="`arm`: this arm spares more people than it turns away. Look for the one that does the opposite.",
            )
        )
    mine = {"turned_away_for_each": take_number(given["turned_away_for_each"], named("turned_away_for_each"))}
    true = float(row["turned_away"] / row["spared"])
    if np.isclose(mine["turned_away_for_each"], true, rtol=ROUNDED):
        return
    refuse(mine, {"turned_away_for_each": true}, _price_slips(table, arm), ROUNDED)
    same_number(mine["turned_away_for_each"], true, named("turned_away_for_each"))


def _price_slips(table: pd.DataFrame, arm: str) -> list[Slip]:
    row = table.loc[arm]
    slips = [
        (-row["turned_away"] / row["spared"],
         ": tandanya terbalik. Korban yang terhindar adalah minus selisih `n_victims`.",
         ": the sign is turned. Victims spared are minus the difference of `n_victims`."),
        (row["spared"] / row["turned_away"],
         " terbalik: orang yang ditolak dibagi korban yang terhindar.",
         " is upside down: people turned away, divided by victims spared."),
        (row["refused"] / row["spared"],
         ": ini memakai permohonan (`n_honest_refused`). Satu orang dapat memohon berkali-kali; pakai `n_turned_away`.",
         ": this uses requests (`n_honest_refused`). One person may ask again and again; use `n_turned_away`."),
        (row["turned_away"] - row["spared"],
         ": ini selisihnya. Soal menanyakan berapa untuk setiap korban: bagilah.",
         ": this is their difference. The task asks how many for each victim: divide."),
        (row["turned_away"], ": ini banyaknya yang ditolak. Bagi dengan korban yang terhindar.",
         ": this is how many are turned away. Divide by the victims spared."),
        *((abs(table.loc[other, "turned_away"] / table.loc[other, "spared"]),
           ": ini angka lengan lain, bukan lengan yang kamu tulis di `arm`.",
           ": this is the number of another arm, not of the one you wrote in `arm`.")
          for other in table.index if other != arm),
    ]  # fmt: skip
    name = "turned_away_for_each"
    return [(name, float(wrong), Text(id=f"`{name}`{a}", en=f"`{name}`{b}")) for wrong, a, b in slips]


def _prices(made: Experiment) -> pd.DataFrame:
    wide = made.differences.pivot_table(index="arm", columns="outcome", values="difference")
    return pd.DataFrame(
        {
            "spared": -wide["n_victims"],
            "turned_away": wide["n_turned_away"],
            "refused": wide["n_honest_refused"],
        }
    )


JUDGES = {
    "8.1": Judge(pairs, wide_table),
    "8.2": Judge(read_intervals, lambda: (try_policies(),)),
    "8.3": Judge(displaced_share, untouched=untouched_share),
    "8.4": Judge(who_pays, lambda: (try_policies(),)),
    "8.5": Judge(memo, lambda: (try_policies(),)),
}
