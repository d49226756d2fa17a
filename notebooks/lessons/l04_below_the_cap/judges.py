"""Exercises of lesson 04: a lower cap, NIKs on a device, families, customers who walk in, and bursts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from simkit.core.catalogue import Catalogue
from simkit.core.folder import load
from simkit_course.blank import Blank
from simkit_course.checks import NotYet, compare, named, numbers, take_mapping
from simkit_course.datasets import home
from simkit_course.exercises import Judge
from simkit_course.lessons.l02_synthetic_country.material import ring_flags
from simkit_course.texts import Text

from .material import at_outlets, individual_sims, on_tour, outlet_days, terminal_imeis, unexplained

SAID = Catalogue(__package__, "judges")

# ---
# Exercises 4.2 and 4.3: NIKs on a device, terminals of outlets, and families.

MANY = 10
"""A device with more NIKs than this is worth a question."""


def many_niks(answer: Any, registrations: pd.DataFrame, terminals: Any) -> None:
    """Judge how many devices have more than ten NIKs, and how many of them are an outlet's terminal."""
    niks = registrations.groupby("imei")["nik"].nunique()
    is_terminal = niks.index.isin(list(terminals))
    many = niks > MANY
    reference = {
        "n_devices": float(many.sum()),
        "n_terminals": float((many & is_terminal).sum()),
        "n_left": float((many & ~is_terminal).sum()),
    }
    compare(numbers(answer, reference), reference, _many_slips(registrations, niks, is_terminal, reference))


def _many_slips(
    rows: pd.DataFrame, niks: pd.Series, is_terminal: np.ndarray, right: Mapping[str, float]
) -> Iterator[tuple[str, float, Text]]:
    tries = rows.groupby("imei").size().reindex(niks.index)
    for counts, limit, said in ((niks, MANY - 1, SAID["at_least_devices"]), (tries, MANY, SAID["attempts"])):
        over = counts > limit
        yield "n_devices", float(over.sum()), said
        yield "n_terminals", float((over & is_terminal).sum()), said
        yield "n_left", float((over & ~is_terminal).sum()), said
    yield ("n_devices", float(niks[niks > MANY].sum()), SAID["adds_up_niks_task_asks"])
    yield ("n_terminals", float(is_terminal.sum()), SAID["these_all_terminals_count_only"])
    yield ("n_left", float((~is_terminal).sum()), SAID["these_all_other_devices_count"])
    # Python reads `niks > 10 & is_terminal` as `niks > (10 & is_terminal)`
    for name, side in (("n_terminals", is_terminal), ("n_left", ~is_terminal)):
        yield name, float((niks > (MANY & side)).sum()), SAID["brackets"]
        yield name, float(((side & niks) > MANY).sum()), SAID["brackets"]
    yield "n_terminals", right["n_left"], SAID["others"]
    yield "n_left", right["n_terminals"], SAID["terminals"]


def families(answer: Any, private: pd.DataFrame) -> None:
    """Judge on how many private devices two meet: two NIKs, two KKs as typed, two KKs that were accepted."""
    accepted = private[private["verdict"] == "allow"]
    tables = {"by_nik": (private, "nik"), "by_typed_kk": (private, "kk"), "by_accepted_kk": (accepted, "kk")}
    counts = {name: rows.groupby("imei")[column].nunique() for name, (rows, column) in tables.items()}
    reference = {name: float((n > 1).sum()) for name, n in counts.items()}
    compare(numbers(answer, reference), reference, _family_slips(tables, counts, reference))


COUNTING = {
    "above_two": SAID["two_already_more_than_one"],
    "all": SAID["these_all_devices_one_not"],
    "numbers": SAID["counts_numbers_task_asks_how"],
    "attempts": SAID["counts_attempts_not_different_numbers"],
    "busiest": SAID["these_numbers_one_device_busiest"],
    "share": SAID["share_task_asks_how_many"],
}


def _family_slips(
    tables: Mapping[str, tuple[pd.DataFrame, str]],
    counts: Mapping[str, pd.Series],
    right: Mapping[str, float],
) -> Iterator[tuple[str, float, Text]]:
    for name, n in counts.items():
        yield name, float((n > 2).sum()), COUNTING["above_two"]
        yield name, float((n >= 1).sum()), COUNTING["all"]
        rows, column = tables[name]
        yield name, float(rows[column].nunique()), COUNTING["numbers"]
        yield name, float((n > 1).mean()), COUNTING["share"]
    niks = tables["by_accepted_kk"][0].groupby("imei")["nik"].nunique()
    yield "by_accepted_kk", right["by_typed_kk"], SAID["refused_too"]
    yield "by_accepted_kk", float((niks > 1).sum()), SAID["niks_of_accepted"]
    yield "by_typed_kk", right["by_accepted_kk"], SAID["accepted_only"]
    yield "by_typed_kk", right["by_nik"], SAID["niks"]
    for name, (rows, column) in tables.items():
        yield name, float((rows.groupby("imei").size() > 1).sum()), COUNTING["attempts"]
        devices = rows.drop_duplicates(["imei", column])[column].value_counts()
        yield name, float((devices > 1).sum()), COUNTING["numbers"]
        yield name, float(counts[name].max()), COUNTING["busiest"]


# ---
# Exercise 4.1: whom a lower cap would refuse.


def lower_cap(answer: Any, own: pd.DataFrame) -> None:
    """Judge whom a cap of one for each operator would refuse: the ring's SIMs, honest ones, and their ratio."""
    nth = own.groupby(["nik", "operator_id"]).cumcount() + 1
    over, ring = nth > 1, own["is_ring"]
    n_ring, n_honest = float((over & ring).sum()), float((over & ~ring).sum())
    reference = {"n_ring": n_ring, "n_honest": n_honest, "per_ring": n_honest / n_ring if n_ring else np.inf}
    compare(numbers(answer, reference), reference, _cap_slips(own, over, ring, reference))


def _cap_slips(
    own: pd.DataFrame, over: pd.Series, ring: pd.Series, right: Mapping[str, float]
) -> Iterator[tuple[str, float, Text]]:
    yield "n_ring", float(ring.sum()), SAID["at_least"]
    yield "n_honest", float((~ring).sum()), SAID["at_least"]
    nth = own.groupby(["nik", "operator_id"]).cumcount() + 1
    higher = ((nth > 2, SAID["higher"]), (nth > 3, SAID["higher"]))
    for name, side in (("n_ring", ring), ("n_honest", ~ring)):
        for rows, said in ((nth == 1, SAID["allowed"]), (nth == 2, SAID["second"]), *higher):
            yield name, float((rows & side).sum()), said
    mixed = own.groupby("nik").cumcount() + 1 > 1
    for name, side in (("n_ring", ring), ("n_honest", ~ring)):
        yield (name, float((mixed & side).sum()), SAID["all_operators_mixed_cap_task"])
        # Python reads `nth > 1 & side` as `nth > (1 & side)`
        yield (name, float((nth > (1 & side)).sum()), SAID["brackets_nth"])
        yield (name, float(((side & nth) > 1).sum()), SAID["brackets_nth"])
    yield ("n_honest", float(over.sum()), SAID["ring_s_sims_counted_too"])
    for name, side in (("n_ring", ring), ("n_honest", ~ring)):
        for part in (float((over & side).mean()), float(over[side].mean())):
            yield name, part, SAID["share"]
            yield name, 100 * part, SAID["share"]
    if right["n_ring"] and right["n_honest"]:
        yield ("per_ring", right["n_ring"] / right["n_honest"], SAID["upside_down_task_asks_honest"])
        yield ("per_ring", float(over.sum()) / right["n_ring"], SAID["above_line_belong_honest_sims"])


# ---
# Answers taken in any form: numbers by name, and outlets, judged by where they stand in a ranking.


def take_outlets(answer: Any, known: pd.Index, n: int, what: Text) -> list[int]:
    """Take `n` different outlets: numbers in any collection, or a table or column that has them as its index.

    Raises NotYet: says what is wrong: not a list, too many or too few, twice the same, none of the outlets.

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
        raise NotYet(SAID["write_list_outlet_numbers_such"].put(what=what))
    items = list(answer)
    if any(isinstance(i, Blank) or i is None for i in items):
        raise NotYet(SAID["something_still_blank"].put(what=what))
    try:
        mine = [int(i) for i in items]
    except (TypeError, ValueError):
        mine = []
    if not set(mine) <= set(known.tolist()) or not mine or any(float(i) != int(i) for i in items):
        raise NotYet(SAID["something_no_outlet_s_number"].put(what=what))
    if len(set(mine)) < len(mine):
        raise NotYet(SAID["number_stands_twice_these_may"].put(what=what))
    if len(mine) != n:
        raise NotYet(SAID["outlets_needed_but_holds"].put(what=what, n=n, m=len(mine)))
    return mine


def is_first(mine: Iterable[int], score: pd.Series, n: int) -> bool:
    """Tell whether these are the first by a score; where scores are equal at the end, any of them will do.

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
    raise NotYet(SAID["so_far_right_outlets"].put(what=what, right=right, n=n))


# ---

N_VISITS = 5


def visits(answer: Any, outlets: pd.DataFrame) -> None:
    """Judge which five outlets have the most on their terminal that walk-ins do not explain."""
    odds = outlets["n_terminal"] / outlets["n_walk_in"]
    score, street = unexplained(outlets), odds.median() * outlets["n_walk_in"]
    mine = take_outlets(answer, score.index, N_VISITS, SAID["text"])
    slips = (
        (outlets["n_terminal"], SAID["these_busiest_outlets_village_offices"]),
        (odds, SAID["goes_by_alone_so_village"]),
        (outlets["n_terminal"] / (outlets["n_terminal"] - score), SAID["divides_by_so_outlets_hardly"]),
        (outlets["n_terminal"] - street, SAID["village_offices_compared_street_shops"]),
        (-score, SAID["order_turned_round_these_have"]),
    )
    first_ones(mine, score, N_VISITS, named("to_visit"), slips)


def bursts(answer: Any, days: pd.DataFrame) -> None:
    """Judge the five outlets with the biggest day, and the five whose biggest day is furthest above the usual."""
    biggest, usual = days.max(axis=1), days.mean(axis=1)
    scores = {"by_size": biggest, "by_rhythm": biggest / usual}
    given = take_mapping(answer, list(scores))
    total = (days.sum(axis=1), SAID["these_busiest_outlets_over_whole"])
    by_rhythm = (biggest, SAID["these_still_five_largest_busiest"])
    upside_down = (usual / biggest, SAID["these_have_smallest_jump_check"])
    for name, slips in (
        ("by_size", (total, (biggest / usual, SAID["swapped"]), (-biggest, SAID["smallest"]))),
        ("by_rhythm", (by_rhythm, upside_down, total)),
    ):
        mine = take_outlets(given[name], days.index, N_VISITS, named(name))
        first_ones(mine, scores[name], N_VISITS, named(name), slips)


# --- the data of the lesson ----------------------------------------------------------------------


@lru_cache(maxsize=1)
def _shipped() -> Any:
    return load(home() / "registrations")


def _own() -> tuple[pd.DataFrame]:
    data = _shipped()
    return (individual_sims(data.observed["sims"], data.observed["people"], ring_flags(data)),)


def _devices() -> tuple[pd.DataFrame, pd.Index]:
    tables = _shipped().observed
    return tables["registrations"], terminal_imeis(tables)


def _private() -> tuple[pd.DataFrame]:
    rows, terminals = _devices()
    return (rows[~rows["imei"].isin(terminals.union(on_tour(_shipped().observed)))],)


JUDGES = {
    "4.1": Judge(lower_cap, _own),
    "4.2": Judge(many_niks, _devices),
    "4.3": Judge(families, _private),
    "4.4": Judge(visits, lambda: (at_outlets(_shipped().observed),)),
    "4.5": Judge(bursts, lambda: (outlet_days(_shipped().observed),)),
}
