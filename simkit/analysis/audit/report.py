"""What an audit found: every look with its verdict, in a table and in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

PASSED, FAILED, UNJUDGED = "passed", "failed", "not judged"
WORDS = {
    "en": {
        PASSED: "passed",
        FAILED: "FAILED",
        UNJUDGED: "not judged",
        "head": "{n} looks at {runs} folder(s): {passed} passed, {failed} failed, {unjudged} not judged.",
        "ok": "No column gives the truth away.",
        "bad": "These columns give the truth away; a model trained here would learn the "
        "simulator, not the crime:",
        "few": "{bad} positive and {good} honest rows; at least {least} and {least_good} are "
        "needed: add folders of other seeds",
        "chance": "{share_bad:.1%} of the positive and {share_good:.1%} of the honest rows at "
        "{where}; p = {p:.2g}, corrected {p_corrected:.2g}",
        "rule": "the rule '{where}' finds {share_bad:.0%} at capacity, the detector "
        "{share_good:.0%}; at most half of that is allowed",
        "common": "{share:.0%} of the entities are positive; signals are judged where at most "
        "{common:.0%} are",
        "reference": "no reference detector for this entity was given",
        "subject": "the truth names no bad rows here, or no honest ones",
    },
    "id": {
        PASSED: "lolos",
        FAILED: "GAGAL",
        UNJUDGED: "tidak dinilai",
        "head": "{n} pemeriksaan pada {runs} folder: {passed} lolos, {failed} gagal, {unjudged} "
        "tidak dinilai.",
        "ok": "Tidak ada kolom yang membocorkan kebenaran.",
        "bad": "Kolom berikut membocorkan kebenaran; model yang dilatih di sini akan "
        "mempelajari simulatornya, bukan kejahatannya:",
        "few": "{bad} baris positif dan {good} baris jujur; paling sedikit {least} dan "
        "{least_good}: tambahkan folder dengan seed lain",
        "chance": "{share_bad:.1%} baris positif dan {share_good:.1%} baris jujur ada di {where}; "
        "p = {p:.2g}, terkoreksi {p_corrected:.2g}",
        "rule": "aturan '{where}' tepat {share_bad:.0%} pada kapasitas, detektor "
        "{share_good:.0%}; batasnya separuh dari itu",
        "common": "{share:.0%} entitas positif; sinyal dinilai bila paling banyak {common:.0%}",
        "reference": "tidak ada detektor pembanding untuk entitas ini",
        "subject": "kebenaran tidak menyebut baris positif di sini, atau tidak ada baris jujur",
    },
}
ID_WORDS = {
    " up to ": " sampai ",
    "of the ranks": "dari urutan",
    " to ": " sampai ",
    "other seconds": "detik lain",
    "second 0": "detik 0",
    "bad beside bad": "sebelah-menyebelah",
    "missing": "kosong",
    "there": "terisi",
    "highest": "tertinggi",
    "lowest": "terendah",
    "hour": "jam",
    "rule on": "aturan untuk",
    "first digits": "angka awal",
    "later digits": "angka belakang",
    "last digit": "angka terakhir",
    "first letter": "huruf pertama",
    "last letter": "huruf terakhir",
    "length": "panjang",
    "serial": "nomor urut",
    "district": "kecamatan",
    "full minute": "menit genap",
    "order of rows": "urutan baris",
    "neighbours": "tetangga",
    "second": "detik",
    "rank": "urutan",
}
"""Views and places in Indonesian; longer phrases stand before their parts."""
COLUMNS = [
    "table", "column", "role", "view", "test", "n_bad", "n_good", "where", "share_bad", "share_good", "p",
    "p_corrected", "verdict", "why",
]  # fmt: skip


@dataclass(frozen=True)
class Report:
    """The result of an audit.

    Attributes
    ----------
    table : DataFrame
        One row a test: ``table``, ``column``, ``role``, ``view``, ``test``, ``n_bad``, ``n_good``, ``where``,
        ``share_bad``, ``share_good``, ``p``, ``p_corrected``, ``verdict`` (passed, failed or not judged) and
        ``why`` (which sentence explains it). For a signal the shares are the precision of the best single-column
        rule and of the reference detector.
    n_runs : int
    alpha : float
        The chance that an honest data set fails any look at an artefact.
    least : (int, int)
        Positive and honest rows without which nothing is judged.
    common : float
        The share of positive entities beyond which signals are not judged.
    """

    table: pd.DataFrame
    n_runs: int
    alpha: float
    least: tuple[int, int]
    common: float

    @property
    def ok(self) -> bool:
        """Whether nothing failed."""
        return not (self.table["verdict"] == FAILED).any()

    @property
    def failed(self) -> pd.DataFrame:
        """The tests that failed."""
        return self.table[self.table["verdict"] == FAILED].reset_index(drop=True)

    def lines(self, lang: str = "en") -> list[str]:
        """Say the whole report: failures with their reasons, then what passed and what was not judged, by column."""
        said, counts = WORDS[lang], self.table["verdict"].value_counts()
        names = (("passed", PASSED), ("failed", FAILED), ("unjudged", UNJUDGED))
        numbers = {name: int(counts.get(verdict, 0)) for name, verdict in names}
        head = said["head"].format(n=len(self.table), runs=self.n_runs, **numbers)
        made = [head, said["ok"] if self.ok else said["bad"]]
        failed = self.failed.sort_values(["role", "p", "table", "column"], kind="stable")
        for row in failed.to_dict("records"):
            made.append(self._line(row, row["column"], f"{row['view']} {row['test']}".strip(), lang))
        made.append("")
        rest = self.table[self.table["verdict"] != FAILED]
        for _, part in rest.groupby(["table", "verdict", "column", "role"], sort=True):
            worst = part.sort_values("p", kind="stable").iloc[0].to_dict()
            if worst["verdict"] == PASSED:
                views = ", ".join(sorted(set(part["view"])))
                made.append(self._line(worst, worst["column"], views, lang))
        for _, part in rest[rest["verdict"] == UNJUDGED].groupby(
            ["table", "why", "n_bad", "n_good"], sort=True
        ):
            columns = ", ".join(sorted(set(part["column"]) - {""}))
            made.append(self._line(part.iloc[0].to_dict(), columns, "", lang))
        return made

    def _line(self, row: Mapping[Any, Any], columns: str, views: str, lang: str) -> str:
        said = WORDS[lang]
        few = {
            "bad": row["n_bad"],
            "good": row["n_good"],
            "least": self.least[0],
            "least_good": self.least[1],
        }
        share = row["n_bad"] / max(row["n_bad"] + row["n_good"], 1)
        told = dict(row) | {"where": _translated(row["where"], lang)}
        why = said[row["why"]].format(**few, share=share, common=self.common, **told)
        what = f"{row['table']}.{columns}" if columns and "," not in columns else row["table"]
        what += f" ({columns})" if "," in columns else ""
        shown = f": {_translated(views, lang)}" if views else ""
        return f"{said[row['verdict']]:<12} {what}{shown}: {_decimals(why, lang)}"


def _translated(text: str, lang: str) -> str:
    if lang == "id":
        for en, id_ in ID_WORDS.items():
            text = text.replace(en, id_)
    return text


def _decimals(text: str, lang: str) -> str:
    """Write decimals and shares as the language does."""
    if lang != "id":
        return text
    return re.sub(r"(?<=\d)%", " persen", re.sub(r"(?<=\d)\.(?=\d)", ",", text))


def holm(p: np.ndarray) -> np.ndarray:
    """Correct p-values for the number of looks (Holm's step-down of Bonferroni's rule).

    Source: Holm (1979), "A simple sequentially rejective multiple test procedure".

    Examples
    --------
    >>> holm(np.array([0.01, 0.04, 0.03])).tolist()
    [0.03, 0.06, 0.06]
    """
    order = np.argsort(p, kind="stable")
    made = np.empty(len(p))
    made[order] = np.minimum(np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1)), 1.0)
    return made
