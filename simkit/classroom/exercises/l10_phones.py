"""The judge of exercise 10.4: a detector, by what it finds, whether it says why, and whether order matters to it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from ...analysis.detectors.base import Ranking
from ..asked import is_function
from ..blank import Blank
from ..building_phones import among_first, market, numbers_on_a_phone, ring_phones, shuffled
from ..checks import NotYet
from ..texts import Text
from .base import Judge

CAPACITY = 30
"""Phones that investigators can look at."""


class _NoTruth(dict[str, pd.DataFrame]):
    """The observed tables, each handed out as a fresh copy."""

    def __getitem__(self, name: str) -> pd.DataFrame:
        return super().__getitem__(name).copy()


def _tried(answer: Any, run: Any) -> Ranking:
    try:
        made = answer(_NoTruth({n: run.observed[n] for n in ("accounts", "sims")}))
    except KeyError as error:
        raise NotYet(
            Text(
                id="Detektormu mencari `{e}`, yang tidak ada. Ia mendapat tabel `accounts` dan `sims`; lihat kolom "
                "masing-masing dengan `.columns`. Sesudah `rename`, sebuah kolom hanya punya nama barunya.",
                en="Your detector looks for `{e}`, which is not there. It gets the tables `accounts` and `sims`; see "
                "the columns of each with `.columns`. After `rename` a column has its new name only.",
            ).put(e=str(error.args[0] if error.args else "").removeprefix("Column not found: "))
        ) from error
    except Exception as error:  # the student's own code
        raise NotYet(
            Text(id="Detektormu berhenti dengan {e}.", en="Your detector stopped with {e}.").put(
                e=f"{type(error).__name__}: {error}"
            )
        ) from error
    if made is None:
        raise NotYet(
            Text(
                id="Detektormu tidak mengembalikan apa-apa: tulis `return` di depan `ranking(...)`.",
                en="Your detector gives nothing back: write `return` before `ranking(...)`.",
            )
        )
    if not isinstance(made, Ranking):
        raise NotYet(
            Text(
                id="Detektor harus mengembalikan hasil `ranking(...)`; yang ini mengembalikan {kind}.",
                en="A detector must give back what `ranking(...)` makes; this one gives {kind}.",
            ).put(kind=type(made).__name__)
        )
    return made


def detector(answer: Any, run: Any) -> None:
    """Judge a detector of phones: against the obvious rule, with its reasons, and with rows in another order."""
    is_function(answer)
    found = _tried(answer, run)
    is_ring = ring_phones(run)
    if not len(found.table) or not found.table["entity_id"].isin(is_ring.index).all():
        raise NotYet(
            Text(
                id="`score` harus memuat satu angka untuk setiap `imei`. Yang kamu urutkan bukan ponsel.",
                en="`score` must hold one number for each `imei`. What you ranked are not phones.",
            )
        )
    usual = among_first(numbers_on_a_phone(run.observed), is_ring, CAPACITY)
    mine = among_first(found, is_ring, CAPACITY)
    if mine < usual - 1e-9:
        raise NotYet(
            Text(
                id="Di antara {k} ponsel pertama, detektormu menemukan lebih sedikit daripada aturan sederhana. Apakah "
                "urutannya terbalik, atau ponsel dengan sedikit nomor yang terdepan?",
                en="Among the first {k} phones your detector finds fewer than the obvious rule. Is the order turned "
                "round, or do phones with few numbers come first?",
            ).put(k=CAPACITY)
        )
    if mine <= usual + 1e-9 and mine < 1:
        raise NotYet(
            Text(
                id="Detektormu menemukan sama banyak dengan aturan sederhana. Ponsel armada punya banyak nomor atas "
                "**satu** NIK: apa yang berbeda pada komplotan?",
                en="Your detector finds as many as the obvious rule. A fleet's phone has many numbers on **one** NIK: "
                "what differs with the ring?",
            )
        )
    _says_why(found, run)
    _same_when_shuffled(answer, found, run)


def _says_why(found: Ranking, run: Any) -> None:
    first, evidence = found.head(CAPACITY), found.evidence
    if not len(evidence) or (first["reason_en"] == "").any():
        raise NotYet(
            Text(
                id="Ponsel-ponsel pertama belum punya alasan: beri `ranking` sebuah `Cited(why, rows)`.",
                en="The first phones have no reason: give `ranking` a `Cited(why, rows)`.",
            )
        )
    sims = run.observed["sims"].set_index("sim_id")["nik"]
    accounts = run.observed["accounts"].dropna(subset=["imei"])
    true = accounts["sim_id"].map(sims).groupby(accounts["imei"]).nunique()
    rows = evidence[evidence["entity_id"].isin(first["entity_id"])]
    key = {"accounts": accounts.set_index("account_id")["sim_id"], "sims": pd.Series(sims.index, sims.index)}
    where = rows["table"].iloc[0]
    if where not in key or not rows["row_id"].isin(key[where].index).all():
        raise NotYet(
            Text(
                id="Alasanmu menunjuk baris yang tidak ada di tabel `{t}`. `row_id` adalah kunci baris di tabel yang "
                "disebut `Reason`.",
                en="Your reason cites rows that table `{t}` does not have. `row_id` is the key of a row in the table "
                "that `Reason` names.",
            ).put(t=where)
        )
    niks = rows["row_id"].map(key[where]).map(sims)
    cited = niks.groupby(rows["entity_id"]).nunique()
    said = (
        first.set_index("entity_id")["reason_en"]
        .str.extract(r"([\d,.]+)")[0]
        .str.replace(",", "")
        .astype(float)
    )
    wrong = ~(np.isclose(said, cited.reindex(said.index)) & np.isclose(said, true.reindex(said.index)))
    if wrong.any():
        raise NotYet(
            Text(
                id="Pada {n} dari {k} ponsel pertama, angka di alasan bukan banyaknya NIK pada baris yang dikutip. "
                'Kolom mana yang dihitung `Reason`, dan dengan cara apa (`"nunique"`)?',
                en="For {n} of the first {k} phones the number in the reason is not how many NIKs the cited rows hold. "
                'Which column does `Reason` count, and how (`"nunique"`)?',
            ).put(n=int(wrong.sum()), k=len(said))
        )


def _same_when_shuffled(answer: Any, found: Ranking, run: Any) -> None:
    again = _tried(answer, SimpleNamespace(observed=shuffled(run).observed))
    one, two = (r.table.set_index("entity_id")["score"].sort_index() for r in (found, again))
    if not (one.index.equals(two.index) and np.allclose(one, two)):
        raise NotYet(
            Text(
                id="Dengan baris yang dikocok, skornya lain. Urutan baris bukan bukti: pakai `groupby` dan `merge`, "
                "bukan letak baris.",
                en="With the rows shuffled the scores differ. The order of rows is no evidence: use `groupby` and "
                "`merge`, not where a row stands.",
            )
        )


def as_shipped(answer: Any) -> bool:
    """Tell a detector whose blank nobody has touched: it gives the blank back, or ranks it."""
    accounts = pd.DataFrame({"account_id": [1], "sim_id": [1], "imei": ["a"]})
    sims = pd.DataFrame({"sim_id": [1], "nik": pd.array([5], "Int64")})
    try:
        return isinstance(answer({"accounts": accounts, "sims": sims}), Blank)
    except Exception:  # the student's own code: then it was touched
        return False


PHONES = Judge(detector, lambda: (market(),), untouched=as_shipped)
