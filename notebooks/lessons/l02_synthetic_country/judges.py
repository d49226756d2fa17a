"""Exercises of lesson 02: read a NIK, join without losing anybody, count SIMs per NIK, and a base rate."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from simkit.core.catalogue import Catalogue
from simkit.engine.run import simulate
from simkit.world import nik as niks
from simkit_course.blank import blanks
from simkit_course.checks import (
    NO_PARTS,
    PER_CENT,
    NotYet,
    Slip,
    ask,
    compare,
    is_function,
    is_rounded,
    named,
    numbers,
    refuse,
    same_number,
    stopped,
    take_mapping,
    take_number,
)
from simkit_course.exercises import Judge
from simkit_course.texts import Text

from .material import heavy_holders, province_of, ring_flags

SAID = Catalogue(__package__, "judges")

# ---
# The judges of exercises 2.3 and 2.4: SIMs per NIK, and honest reasons for many of them.

CAP = 3


def take_counts(answer: Any, reference: Mapping[str, float], whole: float) -> dict[str, float]:
    """Take counts by name; tell shares and percentages of the whole from counts."""
    mine = numbers(answer, reference)
    for name, true in reference.items():
        if true and (abs(mine[name] * whole - true) < 0.5 or abs(mine[name] * whole / 100 - true) < 0.005):
            raise NotYet(SAID["share_task_asks_how_many"].put(k=name))
    return mine


def sims_per_nik(answer: Any, sims: pd.DataFrame) -> None:
    """Judge the mean of SIMs per NIK, the share beyond three, and the pairs of NIK and operator beyond three."""
    per_nik = sims.groupby("nik").size()
    per_operator = sims.groupby(["nik", "operator_id"]).size()
    reference = {
        "mean": float(per_nik.mean()),
        "share_over_3": float((per_nik > CAP).mean()),
        "n_over_cap": float((per_operator > CAP).sum()),
    }
    mine = numbers(answer, reference)
    refuse(mine, reference, _cap_slips(per_nik, per_operator, len(sims)))
    for name, top in (("mean", len(sims)), ("share_over_3", int((per_nik > CAP).sum()))):
        true = reference[name]
        # `1 - (per_nik <= 3).mean()` lies a last digit below `(per_nik > 3).mean()`
        is_below = 0 < mine[name] < true * (1 - 1e-9)
        if is_below and _is_whole(top / mine[name]) and not is_rounded(mine[name], true):
            raise NotYet(SAID["too_many_niks"].put(k=name))
    compare(mine, reference)


def _is_whole(number: float) -> bool:
    return bool(np.isclose(number, round(number), rtol=1e-9, atol=0))


def _cap_slips(per_nik: pd.Series, per_operator: pd.Series, n_sims: int) -> Iterator[Slip]:
    """Yield the usual slips: which answer, its value, and what to say."""
    over = per_nik > CAP
    yield "share_over_3", float((per_nik >= CAP).mean()), SAID["at_least"]
    yield "share_over_3", float(over.sum()), SAID["how_many"]
    yield "share_over_3", 100 * float(over.mean()), PER_CENT
    yield "share_over_3", float(per_nik[over].sum() / n_sims), SAID["of_sims"]
    yield "share_over_3", float((per_operator > CAP).mean()), SAID["of_pairs"]
    yield "mean", float(per_operator.mean()), SAID["of_each_pair"]
    yield "mean", float(per_nik.median()), SAID["median"]
    yield "n_over_cap", float((per_operator >= CAP).sum()), SAID["at_least"]
    yield "n_over_cap", float((per_nik > CAP).sum()), SAID["mixed"]
    yield "n_over_cap", float(len(per_operator)), SAID["all_pairs"]
    yield "n_over_cap", float(per_operator[per_operator > CAP].sum()), SAID["their_sims"]


def honest_reasons(answer: Any, sims: pd.DataFrame, people: pd.DataFrame) -> None:
    """Judge why NIKs hold more than three SIMs: by trade, at several operators, or neither."""
    heavy = heavy_holders(sims, people, CAP)
    is_trade = heavy["kind"] != "individual"
    within = heavy["most_at_one_operator"] <= CAP
    reference = {
        "by_trade": float(is_trade.sum()),
        "several_operators": float((~is_trade & within).sum()),
        "left_over": float((~is_trade & ~within).sum()),
    }
    mine = take_counts(answer, reference, len(heavy))
    below = heavy["most_at_one_operator"] < CAP
    refuse(mine, reference, [
        ("several_operators", float(within.sum()), SAID["resellers_organisations_counted_again_they"]),
        ("several_operators", float((~is_trade & below).sum()), SAID["three_at_one_operator_is_allowed"]),
        ("left_over", float((~within).sum()), SAID["resellers_organisations_counted_again_they_2"]),
        ("by_trade", float((heavy["kind"] == "reseller").sum()), SAID["these_resellers_only_organisations_order"]),
        ("by_trade", 0.0, SAID["no_row_fits_see_how"]),
        ("by_trade", float(heavy.loc[is_trade, "n_sims"].sum()), SAID["how_many_sims_task_asks"]),
    ])  # fmt: skip
    if sum(mine.values()) != len(heavy):
        side = SAID["too_many"] if sum(mine.values()) > len(heavy) else SAID["too_few"]
        raise NotYet(SAID["three_numbers_must_use_up"].put(side=side))
    compare(mine, reference)


# ---
# The judge of exercise 2.1: a function that takes a NIK apart.

PARTS = ("province", "is_female", "day", "month", "year2")
DIGITS = {"province": "1–2", "day": "7–8", "month": "9–10", "year2": "11–12"}
EDGES = np.array(
    [[11, 0, 0], [96, 30, 1], [32, 334, 0], [95, 10_957, 1], [31, 19_723, 1], [94, 39, 0]], np.int64
)
"""Province, days since 1970-01-01, is a woman: the first and the last day of a month, of a year, of a century."""


def _cases(people: pd.DataFrame) -> np.ndarray:
    """Give the NIKs a function is tried on: the edges, and a hundred of the table."""
    edges = niks.encode(EDGES[:, 0], 70, EDGES[:, 1], EDGES[:, 2], 1)
    table = people["nik"].dropna().astype("int64").to_numpy()
    return np.concatenate([edges, table[:: max(len(table) // 100, 1)][:100]])


def read_nik(answer: Any, people: pd.DataFrame) -> None:
    """Judge a function that takes a NIK apart."""
    is_function(answer)
    cases = _cases(people)
    parts = niks.decode(cases)
    for i, number in enumerate(cases.tolist()):
        wanted = {name: getattr(parts, name)[i].item() for name in PARTS}
        _same_parts(_tried(answer, number), wanted)


def _tried(answer: Callable[[int], Any], number: int) -> dict[str, Any]:
    given = take_mapping(ask(answer, number, nothing=NO_PARTS, why=_reason), PARTS)
    empty, n = blanks(given)
    if empty:
        raise NotYet(SAID["parts_written_still_blank"].put(done=n - len(empty), n=n, names=", ".join(empty)))
    return given


def _reason(error: BaseException) -> Text:
    """Say in plain words why the student's function stopped, where the reason is a usual one."""
    kind, said = type(error), str(error)
    if kind is TypeError and "subscriptable" in said:
        return SAID["nik_number_number_cannot_be"]
    if kind is TypeError and "'str' and 'int'" in said:
        return SAID["inside_your_function_text_compared"]
    if kind is TypeError and "string indices" in said:
        return SAID["cut_text_colon_between_two"]
    return stopped(error)


def _same_parts(mine: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    who = SAID["woman"] if wanted["is_female"] else SAID["man"]
    for name in PARTS:
        value, true = mine[name], wanted[name]
        if isinstance(value, str):
            raise NotYet(SAID["still_text_put_into_write"].put(name=name))
        if name == "is_female":
            if not isinstance(value, (bool, np.bool_, int, np.integer)) or value != true:
                raise NotYet(SAID["does_not_fit_which_day"].put(who=who))
            continue
        number = take_number(value, named(name))
        if number != true:
            raise NotYet(_part_fault(name, number, true, who))


def _part_fault(name: str, mine: float, true: int, who: Text) -> Text:
    if name == "day" and mine == true + 40:
        return SAID["woman_s_nik_has_been"]
    if name == "day" and mine == true - 40:
        return SAID["added_women_only_take_nothing"]
    if name == "year2" and mine >= 100:
        return SAID["nik_holds_two_digits_year"]
    return SAID["does_not_fit_compare_digits"].put(name=name, who=who, at=DIGITS[name])


def as_shipped(answer: Any) -> bool:
    """Tell a function whose blanks nobody has touched."""
    mine = answer(niks.encode(32, 75, 0, True, 1).item())
    return set(blanks(mine)[0]) == {"is_female", "month", "year2"} and mine["day"] == 41


# ---
# The judge of exercise 2.5: how many flags of a good detector are right where a ring is rare.

OUT_OF = 10_000
HIT, SLIP = 0.9, 0.01
TWO_DECIMALS = 0.005
NEAR = 0.05
ROUGH = SAID["rough"]


def flags(answer: Any, base_rate: float) -> None:
    """Judge how many of 10,000 SIMs a very good detector flags, and how many of the flags are right."""
    rate = float(base_rate)
    good, bad = OUT_OF * rate * HIT, OUT_OF * (1 - rate) * SLIP
    reference = {"right": good, "false": bad, "precision": good / (good + bad)}
    mine = numbers(answer, reference)
    refuse(mine, reference, [
        ("right", OUT_OF * HIT, SAID["per_cent_ring_s_sims"]),
        ("right", OUT_OF * rate, SAID["these_all_ring_s_sims"]),
        ("false", OUT_OF * SLIP, SAID["one_per_cent_honest_sims"]),
        ("false", OUT_OF * rate * (1 - HIT), SAID["these_ring_s_sims_missed"]),
        ("false", OUT_OF * (1 - rate) * (1 - SLIP), SAID["these_honest_sims_not_flagged"]),
        ("false", OUT_OF * (1 - rate), SAID["all_honest"]),
        ("precision", 1 + bad, SAID["brackets"]),
        ("precision", HIT, SAID["chance_ring_s_sim_flagged"]),
        ("precision", good / OUT_OF, SAID["divide_by_how_many_flagged"]),
        ("precision", good / bad if bad else -1.0, SAID["below_line_must_stand_all"]),
        ("precision", bad / (good + bad), SAID["share_false_ones_task_asks"]),
        ("precision", 100 * good / (good + bad), PER_CENT),
    ])  # fmt: skip
    for name, true in reference.items():
        away = abs(mine[name] - true)
        allowed, near = (TWO_DECIMALS, NEAR * true) if name == "precision" else (0.5, 1)
        if allowed < away < near:
            raise NotYet(ROUGH.put(k=name))
        if away > allowed:
            same_number(mine[name], true, named(name))


# ---

SIZE = {"people.n_people": 80_000}
"""The country of the lesson, where a check is handed no table."""

SWAPPED = SAID["swapped"]


def joined(answer: Any, people: pd.DataFrame) -> None:
    """Judge how many people a wrong code list leaves without a province, and how many it mislabels."""
    right, other = province_of(people["nik"], "kemendagri"), province_of(people["nik"], "bps")
    missing = float(other.isna().sum())
    wrong = float((other.notna() & (other != right)).sum())
    reference = {"missing": missing, "wrong": wrong}
    mine = take_counts(answer, reference, len(people))
    if missing != wrong and mine in (
        {"missing": wrong, "wrong": missing},
        {"missing": missing + wrong, "wrong": missing},
    ):
        raise NotYet(SWAPPED)
    home = people["province"].astype(object)
    slips = (
        ("missing", float(len(people)), SAID["everybody"]),
        ("missing", len(people) - missing, SAID["found"]),
        ("wrong", missing + wrong, SAID["empty_too"]),
        ("wrong", float(len(people)), SAID["everybody"]),
        ("wrong", float((other == right).sum()), SAID["fitting"]),
        ("wrong", float((other != home).sum()), SAID["at_home"]),
        ("wrong", float((other.notna() & (other != home)).sum()), SAID["at_home"]),
    )
    compare(mine, reference, slips)


def _table(*names: str) -> Callable[[], tuple[Any, ...]]:
    def data() -> tuple[Any, ...]:
        country = simulate("lesson-ring", seed=1, settings=SIZE)
        return tuple(country.observed[name] for name in names)

    return data


def _base_rate() -> tuple[float]:
    return (float(ring_flags(simulate("lesson-ring", seed=1, settings=SIZE)).mean()),)


JUDGES = {
    "2.1": Judge(read_nik, _table("people"), as_shipped),
    "2.2": Judge(joined, _table("people")),
    "2.3": Judge(sims_per_nik, _table("sims")),
    "2.4": Judge(honest_reasons, _table("sims", "people")),
    "2.5": Judge(flags, _base_rate, alter=lambda _, time: (0.1 * (time + 1),)),
}
