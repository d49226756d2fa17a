"""The judges of Lesson 09: the reference is worked out from the student's own investigation, never from the truth."""

from __future__ import annotations

import copy
import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from simkit.core.catalogue import Catalogue
from simkit_course.checks import (
    PER_CENT,
    NotYet,
    Slip,
    named,
    numbers,
    refuse,
    same_number,
    take_mapping,
    take_number,
    take_words,
)
from simkit_course.exercises import Judge
from simkit_course.game.case import Case, open_case
from simkit_course.game.costs import HOURS, Investigation
from simkit_course.game.debrief import whole_truth
from simkit_course.game.leads import (
    against_chance,
    looked_up_before,
    most_reported,
    registered_at,
    shared_devices,
)
from simkit_course.game.players import ENOUGH, N_DEVICES, careful
from simkit_course.game.scoring import LEAST, PER_HOUR, judged
from simkit_course.texts import Text

SAID = Catalogue(__package__, "judges")

# ---
# The judge of exercise 9.3: a block list, each number with a row that speaks against it.


def entities(answer: Any, what: Text) -> list[int]:
    """Take whole numbers from a list, set, Series, array or index, each once, in their order."""
    if isinstance(answer, (list, tuple, set, frozenset, np.ndarray, pd.Series, pd.Index, range)):
        try:
            return list(dict.fromkeys(int(v) for v in answer))
        except (TypeError, ValueError):
            pass
    raise NotYet(SAID["list_needed_such_as"].put(what=what))


def block_list(answer: Any, inquiry: Investigation, devices: Collection[object]) -> None:
    """Judge a block list by what was uncovered: how many, none blocked already, and a row that carries each.

    A row carries a number if it puts the number on one of the named devices, or is a complaint about a number on one.
    """
    if not isinstance(answer, (Mapping, pd.Series)):
        raise NotYet(_form(answer))
    numbers = entities(list(answer.keys()), SAID["your_list"])
    rows = {int(str(n)): str(row) for n, row in answer.items()}
    seen, case = inquiry.seen, inquiry.case
    dead = [n for n in numbers if n in case.blocked]
    if dead:
        raise NotYet(SAID["numbers_your_list_blocked_or"].put(n=len(dead)))
    known = seen.set_index("row")
    strange = [n for n in numbers if rows[n] not in known.index]
    if strange:
        raise NotYet(SAID["numbers_rest_rows_you_have"].put(n=len(strange)))
    _carried(numbers, rows, inquiry, devices)
    there = set(seen.loc[seen["imei"].isin(set(devices)), "sim_id"].dropna())
    most = min(case.k, len(there - case.blocked))
    if len(numbers) != most:
        side = SAID["too_many"] if len(numbers) > most else SAID["too_few"]
        raise NotYet(SAID["your_list_holds_numbers_at"].put(n=len(numbers), side=side, k=case.k))


def _form(answer: Any) -> Text:
    """Say what is missing from an answer that is not a Series or a mapping."""
    if isinstance(answer, pd.DataFrame):
        return SAID["table_take_one_its_columns"]
    if isinstance(answer, (list, tuple, set, np.ndarray, pd.Index)):
        return SAID["each_number_must_come_together"]
    return SAID["needed_column_numbers_you_chose"]


def _carried(
    numbers: list[int], rows: Mapping[int, str], inquiry: Investigation, devices: Collection[object]
) -> None:
    """Judge whether each number's row is about it and speaks against it."""
    seen = inquiry.seen
    known = seen.set_index("row")
    cited = known.loc[[rows[n] for n in numbers]].assign(sim=numbers)
    other = cited["sim_id"].ne(cited["sim"]).fillna(True).to_numpy(bool)
    if other.any():
        raise NotYet(SAID["numbers_rest_row_about_another"].put(n=int(other.sum())))
    filed = cited["kind"].eq("complaint").to_numpy()
    on = cited["imei"].isin(set(devices)).to_numpy()
    lone = filed & ~_on_device(seen, numbers, devices)
    if lone.any():
        raise NotYet(SAID["numbers_have_one_single_person"].put(n=int(lone.sum())))
    weak = ~filed & ~on
    if weak.any():
        raise NotYet(SAID["numbers_rest_row_no_complaint"].put(n=int(weak.sum())))


def _on_device(seen: pd.DataFrame, numbers: list[int], devices: Collection[object]) -> np.ndarray:
    there = seen.loc[seen["imei"].isin(set(devices)), "sim_id"].dropna()
    return np.isin(np.array(numbers), there.astype(int).to_numpy())


# ---
# The judge of exercise 9.1: a plan that fits into the hours and reaches every link of the chain.

PLAN = ("numbers", "n_devices", "n_outlets", "n_people", "hours")
MOST_PEOPLE = 6
"""People whose look-ups a plan asks for at least: not everybody's record was leaked at the desk. Assumption."""

LINKS = (
    ("n_devices", N_DEVICES, SAID["you_open_many"]),
    ("n_outlets", 1, SAID["without_visit_you_do_not"]),
    ("n_people", MOST_PEOPLE, SAID["some_victims_records_were_leaked"]),
)  # fmt: skip
"""For each link of the chain the least that a plan must hold, and why: what is not planned cannot be paid later."""


def plan(answer: Any, case: Case) -> None:
    """Judge a plan: within the budget, every link of the chain, and the best complaints first."""
    given = take_mapping(answer, PLAN)
    numbers = entities(given["numbers"], named("numbers"))
    n = {k: take_number(given[k], named(k)) for k in PLAN[1:]}
    _best(numbers, most_reported(case.complaints))
    _every_link(n)
    price = (
        len(numbers) * HOURS["number"] + n["n_devices"] * HOURS["device"] + n["n_outlets"] * HOURS["outlet"]
        + n["n_people"] * HOURS["person"]
    )  # fmt: skip
    if not math.isclose(n["hours"], price):
        raise NotYet(SAID["plan_hours"].put(side=_side(n["hours"], price)))
    if price > case.budget_h:
        raise NotYet(SAID["sum_right_but_plan_costs"].put(b=case.budget_h))
    if len(numbers) < 2 * LEAST:
        raise NotYet(SAID["so_few_numbers_you_will"].put(n=2 * LEAST))


def _side(mine: float, true: float) -> Text:
    return SAID["side_large" if mine > true else "side_small"]


def _best(numbers: list[int], people: pd.Series) -> None:
    """Ask for numbers that were complained about, and for none with fewer people behind it than one left out."""
    strange = [e for e in numbers if e not in people.index]
    if strange and 0 < min(numbers) <= max(numbers) <= people.max():
        raise NotYet(SAID["these_counts_people_not_numbers"])
    if strange:
        raise NotYet(SAID["them_not_among_numbers_complained"].put(n=len(strange)))
    left_out = people.drop(numbers)
    if len(left_out) and people[numbers].min() < left_out.max():
        raise NotYet(SAID["some_number_has_more_different"])


def _every_link(n: Mapping[str, float]) -> None:
    """Ask a plan for enough looks at every link of the chain."""
    for name, least, why in LINKS:
        if n[name] < least:
            raise NotYet(SAID["plan_at_least"].put(name=name, least=least, why=why))


# ---
# What exercises 9.2 and 9.4 share: somebody found more often than size alone explains.


@dataclass(frozen=True)
class Kind:
    """How the answer and the lesson name what is compared.

    - ``key``, ``totals`` (str): The part of the answer, and the lesson's variable with everybody's size.
    - ``what``, ``size`` (Text): One of them, and what its size is counted in.
    """

    key: str
    totals: str
    what: Text
    size: Text


PLACES = Kind("outlet", "totals", SAID["outlet"], SAID["registrations"])
STAFF = Kind("agent", "staff_totals", SAID["agent"], SAID["look_ups"])


def against(
    given: Mapping[str, Any],
    kind: Kind,
    found: pd.Series,
    totals: pd.Series,
    every: pd.Series | None = None,
    people: int = 0,
) -> Any:
    """Judge who was found more often than size explains, how often, and what size alone would bring.

    - ``given`` (mapping): With ``kind.key``, ``n_found`` and ``expected``.
    - ``found``, ``totals`` (Series): As for `against_chance`.
    - ``every`` (Series, optional): All look-ups, where counting every one of them is a likely slip.

    - ``people`` (int): How many victims, where they are taken for the pairs.

    Returns a Series: the row of `against_chance` that was named.
    """
    table = against_chance(found, totals)
    mine = _named_first(given, kind, table, totals, every)
    row: Any = table.loc[mine]
    expected = take_number(given["expected"], named("expected"))
    n_found = take_number(given["n_found"], named("n_found"))
    right = math.isclose(expected, row["expected"], rel_tol=1e-6)
    for wrong, text in _slips(kind, len(found), totals, mine, people):
        if not right and math.isclose(expected, wrong, rel_tol=1e-6):
            raise NotYet(text)
    if n_found == totals[mine] != row["n_found"]:
        raise NotYet(SAID["these_all_count_only_those"].put(size=kind.size, what=kind.what))
    same_number(n_found, float(row["n_found"]), named("n_found"))
    if not math.isclose(expected, row["expected"], rel_tol=0.01):
        raise NotYet(SAID["expected_other"].put(side=_side(expected, row["expected"]), what=kind.what))
    return row


def _slips(kind: Kind, n: int, totals: pd.Series, mine: int, people: int) -> tuple[tuple[float, Text], ...]:
    """Give what people compute in place of the expected count, and what to say to it."""
    return (
        (totals[mine] / totals.sum(), SAID["share_alone_multiply_by_how"]),
        (n / len(totals), SAID["takes_them_all_be_one"].put(totals=kind.totals)),
        (people * totals[mine] / totals.sum() if people else math.nan, SAID["expected_victims"]),
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
        text = SAID["text"]
    elif every is not None and mine == every.value_counts().index[0]:
        text = SAID["one_appears_most_if_every"]
    else:
        text = SAID["another_lies_further_above_what"]
    raise NotYet(text.put(key=kind.key, what=kind.what))


# ---
# The judge of exercise 9.5: the numbers that a write-up cites.

REPORT = ("n_right", "n_wrong", "share_found", "hours", "points")


def write_up(answer: Any, verdicts: pd.DataFrame, inquiry: Investigation) -> None:
    """Judge the numbers that a write-up cites: each is recomputed from the verdicts and the hours."""
    mine = numbers(answer, REPORT)
    case = inquiry.case
    right = verdicts["is_right"].astype(bool)
    listed = float((right & (verdicts["kind"] == "number")).sum())
    reference = {
        "n_right": float(right.sum()),
        "n_wrong": float((~right).sum()),
        "share_found": listed / max(len(case.truth("number") - case.blocked), 1),
        "hours": float(inquiry.hours),
        "points": float(verdicts["points"].sum()) + PER_HOUR * inquiry.hours,
    }
    refuse(mine, reference, (*_shares(verdicts, inquiry), *_sums(verdicts, inquiry)))
    for name, true in reference.items():
        close = name == "share_found" and math.isclose(mine[name], true, abs_tol=0.005)
        if not close:
            same_number(mine[name], true, named(name))


def _shares(verdicts: pd.DataFrame, inquiry: Investigation) -> list[Slip]:
    """Give what people compute in place of the share found, and what to say to it."""
    right, number = verdicts["is_right"].astype(bool), verdicts["kind"] == "number"
    listed, ring = float((right & number).sum()), inquiry.case.truth("number")
    alive = max(len(ring - inquiry.case.blocked), 1)
    said: Mapping[float, Text] = {
        100 * listed / alive: PER_CENT,
        listed / max(int(number.sum()), 1): SAID["precision_share_your_list_right"],
        float(right.sum()) / alive: SAID["you_count_all_right_accusations"],
        listed / max(len(ring), 1): SAID["you_also_count_numbers_were"],
    }  # fmt: skip
    return [("share_found", value, text) for value, text in said.items()]


def _sums(verdicts: pd.DataFrame, inquiry: Investigation) -> list[Slip]:
    """Give what people put in place of the counts, hours and points, and what to say to it."""
    right, number = verdicts["is_right"].astype(bool), verdicts["kind"] == "number"
    points = float(verdicts["points"].sum())
    return [
        ("points", points, SAID["uncounted"]),
        ("points", points + 2 * PER_HOUR * inquiry.hours, SAID["a_half"]),
        ("points", points - PER_HOUR * inquiry.hours, SAID["a_half"]),
        ("hours", float(inquiry.left), SAID["what_left_report_tells_hours"]),
        ("hours", float(inquiry.case.budget_h), SAID["these_all_hours_there_were"]),
        ("n_right", float((right & number).sum()), SAID["these_numbers_alone_count_all"]),
        ("n_right", float((right & verdicts["is_carried"].astype(bool)).sum()), SAID["you_count_only_those_evidence"]),
    ]  # fmt: skip


# ---


def links(answer: Any, inquiry: Investigation) -> None:
    """Judge which handsets and which outlet the numbers looked at point to, against what size alone would bring."""
    given = take_mapping(answer, ("devices", "outlet", "n_found", "expected"))
    _handsets(list(dict.fromkeys(take_words(given["devices"]))), shared_devices(inquiry.seen))
    against(given, PLACES, registered_at(inquiry), inquiry.case.totals("outlet"))


def _handsets(chosen: list[str], table: pd.DataFrame) -> None:
    """Ask for devices that were seen, are no outlet's, and hold most numbers complained about."""
    if len(chosen) != N_DEVICES:
        raise NotYet(SAID["different_devices_needed_as_text"].put(n=N_DEVICES))
    if any(d not in table.index for d in chosen):
        raise NotYet(SAID["there_one_you_have_not"])
    if (table.loc[chosen, "n_at_outlets"] > 0).any():
        raise NotYet(SAID["one_them_was_used_at"])
    hand = table[table["n_at_outlets"] == 0]
    if hand.loc[chosen, "n_reported"].min() < hand["n_reported"].drop(chosen).max():
        raise NotYet(SAID["another_device_no_outlet_s"])


def insider(answer: Any, inquiry: Investigation) -> None:
    """Judge whose look-ups cover most victims against the amount of work, and whether that is enough to accuse."""
    given = take_mapping(answer, ("agent", "n_found", "expected", "is_enough"))
    seen = inquiry.seen
    looks = looked_up_before(seen)
    if looks.empty:
        raise NotYet(SAID["no_look_up_has_been"])
    every = seen.loc[seen["kind"] == "look-up", "agent_id"].astype(int)
    found, totals = looks["agent_id"].astype(int), inquiry.case.totals("agent")
    best = against(given, STAFF, found, totals, every, looks["nik"].nunique())
    said = given["is_enough"]
    if not isinstance(said, (bool, np.bool_)):
        raise NotYet(SAID["must_be_or_without_quotes"])
    if bool(said) != bool(best["p_any"] < ENOUGH and best["n_found"] >= LEAST):
        raise NotYet(
            SAID["compare_rule_task_below_at"].put(
                p=Text(id=f"{ENOUGH:g}".replace(".", ","), en=f"{ENOUGH:g}"), n=LEAST
            )
        )


def _played() -> tuple[Any, ...]:
    inquiry, made = careful(open_case(seed=12))
    return inquiry, judged(made, whole_truth(inquiry.case), inquiry.seen)


def _dealt_looks(data: tuple[Any, ...], time: int) -> tuple[Any, ...]:
    """Name the agents anew, and let one who was tied to no victim have looked up some, at times nobody else."""
    n, is_idle = ((3, False), (2, True), (5, False), (3, True))[time % 4]
    inquiry, rows, looks = copy.copy(data[0]), data[0].case.rows.copy(), looked_up_before(data[0].seen)
    agents, most = inquiry.case.totals("agent").index, looks["agent_id"].mode()[0]
    quiet = agents[~agents.isin(looks["agent_id"])][-1]
    if is_idle:
        rows.loc[rows["agent_id"].eq(quiet), "agent_id"] = agents[0]
    looks = looks.sort_values("agent_id", key=lambda of: of.ne(most), kind="stable").drop_duplicates("nik")
    rows.loc[rows["row"].isin(looks["row"].head(n)), "agent_id"] = quiet
    rows["agent_id"] = rows["agent_id"].replace(dict(zip(agents, np.roll(agents, 1 + time), strict=True)))
    inquiry.case = replace(inquiry.case, rows=rows)
    return (inquiry,)


def _dealt_places(data: tuple[Any, ...], time: int) -> tuple[Any, ...]:
    """Deal registrations anew among outlets, each with as many as before, and swap the names of the handsets seen."""
    inquiry, rng = copy.copy(data[0]), np.random.default_rng(time)
    rows, table = inquiry.case.rows.copy(), shared_devices(inquiry.seen)
    at = rows.index[rows["kind"].eq("registration") & rows["outlet_id"].notna()]
    rows.loc[at, "outlet_id"] = rng.permutation(rows.loc[at, "outlet_id"].to_numpy(np.int64))
    hand = table.index[table["n_at_outlets"] == 0]
    rows["imei"] = rows["imei"].replace(dict(zip(hand, rng.permutation(hand.to_numpy(object)), strict=True)))
    inquiry.case = replace(inquiry.case, rows=rows)
    return (inquiry,)


JUDGES = {
    "9.1": Judge(plan, lambda: (open_case(seed=12),)),
    "9.2": Judge(links, lambda: (_played()[0],), alter=_dealt_places),
    "9.3": Judge(block_list, lambda: (_played()[0], []), alter=lambda data, _: data),
    "9.4": Judge(insider, lambda: (_played()[0],), alter=_dealt_looks),
    "9.5": Judge(write_up, lambda: _played()[::-1]),
}
