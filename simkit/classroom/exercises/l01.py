"""Exercises of lesson 01: claim, evidence, unknown; two versions of one case; the chain."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ..cases import case_facts, read_data
from ..checks import NotYet, meant, same_number, take_mapping, take_number, take_numbers, take_words
from ..slips import named
from ..texts import Text
from .base import Judge

LABELS = {
    "claim": ("klaim", "pernyataan"),
    "evidence": ("bukti",),
    "unknown": ("belum diketahui", "tidak diketahui", "entah"),
}
WHO_PAYS = {
    "profit": ("laba", "untung", "keuntungan"),
    "sales": ("penjualan", "omzet"),
    "both": ("keduanya", "dua duanya"),
    "none": ("tidak ada", "neither"),
}
ORDER = ["insider", "broker", "ring", "buyer", "citizen", "regulator", "operator"]
DAYS_A_MONTH = 30


def labels(answer: Any) -> None:
    """Judge the labels of the twelve statements."""
    claims = {c["name"]: c for c in read_data("claims")["claim"]}
    given = take_mapping(answer, list(claims))
    faults = []
    for name, value in given.items():
        label = meant(value, LABELS)
        if label is None:
            raise NotYet(
                Text(
                    id="{name}: label `{value}` tidak dikenal. Pakai `klaim`, `bukti`, atau `belum diketahui`.",
                    en="{name}: `{value}` is no label. Use `claim`, `evidence` or `unknown`.",
                ).put(name=name, value=value)
            )
        if label not in claims[name]["accepted"]:
            why = claims[name]["wrong"][label]
            faults.append((name, Text(id=why["id"], en=why["en"])))
    if faults:
        head = Text(id="{ok} dari {n} label dapat dipertahankan.", en="{ok} of {n} labels can be defended.")
        text = head.put(ok=len(claims) - len(faults), n=len(claims))
        for name, why in faults[:2]:
            text = Text(id=f"{text.id}\n{name}: {why.id}", en=f"{text.en}\n{name}: {why.en}")
        raise NotYet(text)


def contradictions(answer: Any) -> None:
    """Judge the rows in which both versions cannot be true."""
    sides = {s["row"]: s["sides"] for s in read_data("case")["statement"]}
    rows = [word.casefold() for word in take_words(answer)]
    for row in rows:
        if row not in sides:
            raise NotYet(Text(id="Tidak ada baris `{row}`.", en="There is no row `{row}`.").put(row=row))
        if sides[row] == "agree":
            raise NotYet(
                Text(
                    id="Baris {row}: keduanya mengatakan hal yang sama dengan kata yang berbeda.",
                    en="Row {row}: the two say the same thing in different words.",
                ).put(row=row)
            )
        if sides[row] == "open":
            raise NotYet(
                Text(
                    id="Baris {row}: angkanya sama. “Per hari” hanya disebut sebagian laporan: ini belum diketahui, "
                    "bukan pertentangan.",
                    en="Row {row}: the number is the same. Only some reports add “a day”: that is unknown, "
                    "not a contradiction.",
                ).put(row=row)
            )
    if len(set(rows)) < 2:
        raise NotYet(
            Text(id="Benar sejauh ini, tetapi carilah satu lagi.", en="Right so far, but find one more.")
        )


def revenue(answer: Any, facts: pd.DataFrame) -> None:
    """Judge the interval of what the article's sales brought in."""
    ends = (Text(id="Batas bawah", en="The lower end"), Text(id="Batas atas", en="The upper end"))
    low, high = take_numbers(answer, ends)
    value = facts["value"]
    names = ("price_low_rp", "price_high_rp")
    reference = [float(value["n_numbers"] * value[name]) for name in names]
    if [low, high] == [float(value[name]) for name in names]:
        raise NotYet(
            Text(
                id="Itu harga satu nomor. Berapa pemasukan dari semua nomor?",
                en="That is the price of one number. What do all the numbers bring in?",
            )
        )
    if low > high:
        raise NotYet(
            Text(
                id="Tulis yang terendah dahulu, lalu yang tertinggi.",
                en="Write the lowest first, then the highest.",
            )
        )
    same_number(low, reference[0], ends[0])
    same_number(high, reference[1], ends[1])


def two_readings(answer: Any, facts: pd.DataFrame) -> None:
    """Judge the police arithmetic: accounts a day in two readings, and which of them can pay the workers."""
    given = take_mapping(answer, ["profit", "sales", "pays"])
    v = facts["value"].astype(float)
    margin = v["sold_rp"] - v["bought_rp"]
    reference = {"profit": v["daily_rp"] / margin, "sales": v["daily_rp"] / v["sold_rp"]}
    mine = {k: take_number(given[k], named(k)) for k in reference}
    if abs(mine["profit"] - reference["sales"]) < 1 and abs(mine["sales"] - reference["profit"]) < 1:
        raise NotYet(
            Text(
                id="Kedua angka tertukar. Laba dibagi laba per akun; penjualan dibagi harga jual per akun.",
                en="The two are swapped. Profit is divided by the profit on an account; sales by its price.",
            )
        )
    if abs(mine["sales"] - v["daily_rp"] / v["bought_rp"]) < 1:
        raise NotYet(
            Text(
                id="`sales`: penjualan memakai harga jual, bukan harga beli.",
                en="`sales`: sales go by the selling price, not by the price paid.",
            )
        )
    if abs(mine["profit"] - (v["daily_rp"] / v["sold_rp"] - v["bought_rp"])) < 1:
        raise NotYet(
            Text(
                id="`profit`: Python membagi lebih dulu. Beri tanda kurung pada pengurangannya.",
                en="`profit`: Python divides first. Put brackets around the subtraction.",
            )
        )
    for name, value in mine.items():
        if abs(value - reference[name]) >= 1:
            same_number(value, reference[name], named(name))
    wages = v["n_workers"] * v["wage_rp"] / DAYS_A_MONTH
    can = {name for name, accounts in reference.items() if accounts * margin >= wages}
    true = "both" if len(can) == 2 else can.pop() if can else "none"
    if meant(given["pays"], WHO_PAYS) != true:
        raise NotYet(
            Text(
                id="`pays`: bandingkan upah semua pekerja per hari dengan laba per hari pada setiap tafsiran "
                "(jawab `profit`, `sales`, `both`, atau `none`).",
                en="`pays`: compare all wages of a day with the profit of a day in each reading "
                "(answer `profit`, `sales`, `both` or `none`).",
            )
        )


def chain_order(answer: Any) -> None:
    """Judge the order of the actors along the chain."""
    aliases = {a["name"]: tuple(a["also"]) for a in read_data("case")["actor"]}
    words = list(answer.replace("->", ",").split(",")) if isinstance(answer, str) else take_words(answer)
    mine = [meant(word, aliases) for word in words]
    if None in mine:
        raise NotYet(
            Text(
                id="`{word}` bukan salah satu dari ketujuh pelaku.", en="`{word}` is not one of the seven."
            ).put(word=words[mine.index(None)])
        )
    missing = sorted(set(ORDER) - set(mine))
    if missing or len(mine) != len(ORDER):
        raise NotYet(
            Text(
                id="Setiap pelaku muncul tepat satu kali. Kurang: {missing}.",
                en="Each actor stands in the chain exactly once. Missing: {missing}.",
            ).put(missing=", ".join(missing) or "-")
        )
    first = next((i for i, (a, b) in enumerate(zip(mine, ORDER, strict=True)) if a != b), None)
    if first is not None:
        in_place = sum(a == b for a, b in zip(mine, ORDER, strict=True))
        raise NotYet(
            Text(
                id="{n} dari 7 sudah di tempatnya. Yang pertama keliru ada di urutan ke-{at}: dari siapa pelaku itu "
                "menerima sesuatu?",
                en="{n} of 7 are in place. The first that is not stands at place {at}: from whom does that actor "
                "receive something?",
            ).put(n=in_place, at=first + 1)
        )


def _facts() -> tuple[pd.DataFrame]:
    return (case_facts(),)


JUDGES = {
    "1.1": Judge(labels),
    "1.2": Judge(contradictions),
    "1.3": Judge(revenue, _facts),
    "1.4": Judge(two_readings, _facts),
    "1.5": Judge(chain_order),
}
