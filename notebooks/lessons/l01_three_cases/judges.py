"""Exercises of lesson 01: claim, evidence, unknown; two versions of one case; the chain."""

from __future__ import annotations

from typing import Any

import pandas as pd

from simkit.core.catalogue import Catalogue
from simkit_course.checks import (
    NotYet,
    meant,
    named,
    same_number,
    take_mapping,
    take_number,
    take_numbers,
    take_words,
)
from simkit_course.exercises import Judge
from simkit_course.news_cases import case_facts, read_data
from simkit_course.texts import Text

SAID = Catalogue(__package__, "judges")

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
            raise NotYet(SAID["no_label_use_or"].put(name=name, value=value))
        if label not in claims[name]["accepted"]:
            why = claims[name]["wrong"][label]
            faults.append((name, Text(id=why["id"], en=why["en"])))
    if faults:
        text = SAID["head"].put(ok=len(claims) - len(faults), n=len(claims))
        for name, why in faults[:2]:
            text = Text(id=f"{text.id}\n{name}: {why.id}", en=f"{text.en}\n{name}: {why.en}")
        raise NotYet(text)


def contradictions(answer: Any) -> None:
    """Judge the rows in which both versions cannot be true."""
    sides = {s["row"]: s["sides"] for s in read_data("news_case")["statement"]}
    rows = [word.casefold() for word in take_words(answer)]
    for row in rows:
        if row not in sides:
            raise NotYet(SAID["there_no_row"].put(row=row))
        if sides[row] == "agree":
            raise NotYet(SAID["row_two_say_same_thing"].put(row=row))
        if sides[row] == "open":
            raise NotYet(SAID["row_number_same_only_some"].put(row=row))
    if len(set(rows)) < 2:
        raise NotYet(SAID["right_so_far_but_find"])


def revenue(answer: Any, facts: pd.DataFrame) -> None:
    """Judge the interval of what the article's sales brought in."""
    ends = (SAID["lower_end"], SAID["upper_end"])
    low, high = take_numbers(answer, ends)
    value = facts["value"]
    names = ("price_low_rp", "price_high_rp")
    reference = [float(value["n_numbers"] * value[name]) for name in names]
    if [low, high] == [float(value[name]) for name in names]:
        raise NotYet(SAID["price_one_number_what_do"])
    if low > high:
        raise NotYet(SAID["write_lowest_first_then_highest"])
    if {low, high} & {float(value["n_numbers"] * value[name]) for name in ("bought_rp", "sold_rp")}:
        raise NotYet(SAID["one_version_at_a_time"])
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
        raise NotYet(SAID["two_swapped_profit_divided_by"])
    if abs(mine["sales"] - v["daily_rp"] / v["bought_rp"]) < 1:
        raise NotYet(SAID["sales_go_by_selling_price"])
    if v["daily_rp"] in mine.values():
        raise NotYet(SAID["money_of_the_day"])
    if abs(mine["profit"] - (v["daily_rp"] / v["sold_rp"] - v["bought_rp"])) < 1:
        raise NotYet(SAID["python_divides_first_put_brackets"])
    for name, value in mine.items():
        if abs(value - reference[name]) >= 1:
            same_number(value, reference[name], named(name))
    wages = v["n_workers"] * v["wage_rp"] / DAYS_A_MONTH
    can = {name for name, accounts in reference.items() if accounts * margin >= wages}
    true = "both" if len(can) == 2 else can.pop() if can else "none"
    if meant(given["pays"], WHO_PAYS) != true:
        raise NotYet(SAID["compare_all_wages_day_profit"])


def chain_order(answer: Any) -> None:
    """Judge the order of the actors along the chain."""
    aliases = {a["name"]: tuple(a["also"]) for a in read_data("news_case")["actor"]}
    words = list(answer.replace("->", ",").split(",")) if isinstance(answer, str) else take_words(answer)
    mine = [meant(word, aliases) for word in words]
    if None in mine:
        raise NotYet(SAID["not_one_seven"].put(word=words[mine.index(None)]))
    missing = sorted(set(ORDER) - set(mine))
    if missing or len(mine) != len(ORDER):
        raise NotYet(SAID["each_actor_stands_chain_exactly"].put(missing=", ".join(missing) or "-"))
    first = next((i for i, (a, b) in enumerate(zip(mine, ORDER, strict=True)) if a != b), None)
    if first is not None:
        in_place = sum(a == b for a, b in zip(mine, ORDER, strict=True))
        raise NotYet(SAID["place_first_not_stands_at"].put(n=in_place, at=first + 1))


def _facts() -> tuple[pd.DataFrame]:
    return (case_facts(),)


def _dearer(data: tuple[Any, ...], time: int) -> tuple[Any, ...]:
    """Raise every value by a share of its own, the larger the more, so that their order stays and no two agree."""
    value = data[0]["value"].astype(float)
    return (data[0].assign(value=value * (1 + 0.01 * (time + 1) * value.rank(method="first"))),)


JUDGES = {
    "1.1": Judge(labels),
    "1.2": Judge(contradictions),
    "1.3": Judge(revenue, _facts, alter=_dearer),
    "1.4": Judge(two_readings, _facts, alter=_dearer),
    "1.5": Judge(chain_order),
}
