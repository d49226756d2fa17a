"""The judge of exercise 9.3: a block list, each number with a row that speaks against it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
import pandas as pd

from ..checks import NotYet
from ..game.budget import Investigation
from ..game.leads import most_reported
from ..texts import Text


def entities(answer: Any, what: Text) -> list[int]:
    """Take whole numbers from a list, set, Series, array or index, each once, in their order."""
    if isinstance(answer, (list, tuple, set, frozenset, np.ndarray, pd.Series, pd.Index, range)):
        try:
            return list(dict.fromkeys(int(v) for v in answer))
        except (TypeError, ValueError):
            pass
    raise NotYet(
        Text(
            id="{what}: diperlukan daftar `sim_id`, misalnya `[12, 345]`.",
            en="{what}: a list of `sim_id` is needed, such as `[12, 345]`.",
        ).put(what=what)
    )


def block_list(answer: Any, inquiry: Investigation, devices: Collection[object]) -> None:
    """Judge a block list by what was uncovered: how many, none blocked already, and a row that carries each.

    A row carries a number if it is a complaint about it and another person complained too, or if it puts the number
    on one of the named devices.
    """
    if not isinstance(answer, (Mapping, pd.Series)):
        raise NotYet(_form(answer))
    numbers = entities(list(answer.keys()), Text(id="Daftarmu", en="Your list"))
    rows = {int(str(n)): str(row) for n, row in answer.items()}
    seen, case = inquiry.seen, inquiry.case
    dead = [n for n in numbers if n in case.blocked]
    if dead:
        raise NotYet(
            Text(
                id="{n} nomor di daftarmu sudah diblokir atau dilepas. Tempat di daftar terbatas.",
                en="{n} numbers on your list are blocked or given up already. Places on the list are few.",
            ).put(n=len(dead))
        )
    known = seen.set_index("row")
    strange = [n for n in numbers if rows[n] not in known.index]
    if strange:
        raise NotYet(
            Text(
                id="{n} nomor bersandar pada baris yang belum kamu ungkap. Baris ditulis seperti `registrations/504`.",
                en="{n} numbers rest on rows that you have not uncovered. Rows are written like `registrations/504`.",
            ).put(n=len(strange))
        )
    _carried(numbers, rows, inquiry, devices)
    people = most_reported(case.complaints)
    there = set(seen.loc[seen["imei"].isin(set(devices)), "sim_id"].dropna()) | set(people.index[people > 1])
    most = min(case.k, len(there - case.blocked))
    if len(numbers) != most:
        side = (
            Text(id="terlalu banyak", en="too many")
            if len(numbers) > most
            else Text(id="terlalu sedikit", en="too few")
        )
        raise NotYet(
            Text(
                id="Daftarmu berisi {n} nomor: {side}. Paling banyak {k}; selama masih ada tempat, setiap nomor yang "
                "beralasan masuk.",
                en="Your list holds {n} numbers: {side}. At most {k}; as long as there is room, every number with a "
                "reason belongs on it.",
            ).put(n=len(numbers), side=side, k=case.k)
        )


def _form(answer: Any) -> Text:
    """Say what is missing from an answer that is not a Series or a mapping."""
    if isinstance(answer, pd.DataFrame):
        return Text(
            id='Ini sebuah tabel. Ambil satu kolomnya saja: `["row"]`, dengan satu pasang kurung siku.',
            en='This is a table. Take one of its columns: `["row"]`, with one pair of square brackets.',
        )
    if isinstance(answer, (list, tuple, set, np.ndarray, pd.Index)):
        return Text(
            id="Setiap nomor harus datang bersama barisnya. Di kolom `row`, nomornya ada di indeks: berikan kolom itu "
            "seperti adanya, tanpa `.tolist()` dan tanpa `.index`.",
            en="Each number must come together with its row. In the column `row` the numbers are the index: hand "
            "that column over as it is, without `.tolist()` and without `.index`.",
        )
    return Text(
        id="Diperlukan kolom `row` dari nomor yang kamu pilih di `table`.",
        en="Needed is the column `row` of the numbers that you chose in `table`.",
    )


def _carried(
    numbers: list[int], rows: Mapping[int, str], inquiry: Investigation, devices: Collection[object]
) -> None:
    """Judge whether each number's row is about it and speaks against it."""
    seen, case = inquiry.seen, inquiry.case
    known = seen.set_index("row")
    cited = known.loc[[rows[n] for n in numbers]].assign(sim=numbers)
    other = cited["sim_id"].ne(cited["sim"]).fillna(True).to_numpy(bool)
    if other.any():
        raise NotYet(
            Text(
                id="{n} nomor bersandar pada baris tentang nomor lain.",
                en="{n} numbers rest on a row about another number.",
            ).put(n=int(other.sum()))
        )
    people = most_reported(case.complaints)
    reports = people.reindex(numbers, fill_value=0).to_numpy()
    filed = cited["kind"].eq("complaint").to_numpy()
    on = cited["imei"].isin(set(devices)).to_numpy()
    lone = filed & (reports < 2) & ~_on_device(seen, numbers, devices)
    if lone.any():
        raise NotYet(
            Text(
                id="{n} nomor hanya diadukan oleh satu orang, dan tidak ada di gawai yang kamu tunjuk. Satu orang "
                "dapat salah.",
                en="{n} numbers have one single person complaining, and are on no device that you named. One "
                "person can be mistaken.",
            ).put(n=int(lone.sum()))
        )
    weak = ~filed & ~on
    if weak.any():
        raise NotYet(
            Text(
                id="{n} nomor bersandar pada baris yang bukan aduan dan bukan di gawai yang kamu tunjuk: baris "
                "itu hanya menunjukkan bahwa nomornya ada.",
                en="{n} numbers rest on a row that is no complaint and on no device that you named: it only says "
                "that the number exists.",
            ).put(n=int(weak.sum()))
        )


def _on_device(seen: pd.DataFrame, numbers: list[int], devices: Collection[object]) -> np.ndarray:
    there = seen.loc[seen["imei"].isin(set(devices)), "sim_id"].dropna()
    return np.isin(np.array(numbers), there.astype(int).to_numpy())
