"""Exercises of lesson 03: whose record, photo or dump, which look-up, what a ticket explains, and three yardsticks."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from simkit.core.catalogue import Catalogue
from simkit.detect.detectors.base import Ranking
from simkit.detect.origin import origins
from simkit.detect.post_linkage import link_posts
from simkit_course.blank import blanks
from simkit_course.checks import (
    NO_PARTS,
    NotYet,
    Slip,
    ask,
    is_function,
    meant,
    named,
    numbers,
    refuse,
    same_number,
    stopped,
    take_mapping,
)
from simkit_course.exercises import Judge
from simkit_course.texts import Text
from simkit_course.unseen import altered

from .material import (
    lesson_desk,
    n_rows,
    quiet_desk,
    sellers,
    simplest_first,
    strange_posts,
    with_tickets,
    yardsticks,
)

SAID = Catalogue(__package__, "judges")

# ---
# What exercises 3.3 and 3.4 say of a function that stops, and of a time window that is wrong.

TURNED = SAID["turned"]
TOO_STRICT = {
    (True, True): SAID["too_strict_two_minutes_before"],
    (True, False): SAID["too_strict_at_beginning_look"],
    (False, True): SAID["too_strict_at_end_look"],
}
"""By whether a window is too narrow at its beginning, and at its end."""


def why_stopped(error: BaseException, table: pd.DataFrame, called: str = "named") -> Text:
    """Say why a student's function stopped, and what to write instead where that is known."""
    said, name = str(error), str(getattr(error, "name", None) or (error.args[0] if error.args else ""))
    usual = {
        "_AtIndexer": SAID["at_is_something_else"].put(table=called),
        "ambiguous": SAID["between_two_columns_written_not"],
    }
    if known := [words for sign, words in usual.items() if sign in said]:
        return known[0]
    if isinstance(error, TypeError) and any(sign in said for sign in ("&", "and_")):
        return SAID["worked_out_before_put_each"]
    if isinstance(error, TypeError) and "subtraction of integers" in said:
        return SAID["plain_number_cannot_be_added"]
    if isinstance(error, KeyError):
        columns = ", ".join(str(column) for column in table)
        return SAID["your_function_stopped_keyerror_table"].put(name=name, columns=columns)
    if isinstance(error, NameError) and name in table:
        return SAID["your_function_stopped_nameerror_column"].put(name=name, table=called)
    return stopped(error)


def time_fault(mine: np.ndarray, wanted: np.ndarray, table: pd.DataFrame) -> Text:
    """Say at which end a time window is too wide or too narrow."""
    early, late = table["at"] < table["started_at"], table["at"] > table["closed_at"]
    let_in, kept_out = mine & ~wanted, ~mine & wanted
    on_limit = (table["at"] == table["started_at"] - BEFORE) | (table["at"] == table["closed_at"] + AFTER)
    if (let_in & early).any():
        return SAID["look_up_long_before_its"]
    if let_in.any():
        return SAID["look_up_long_after_its"]
    if not (mine & wanted).any():
        return TURNED
    if not (kept_out & ~on_limit).any():
        return SAID["on_the_limit"]
    at_ends = bool((kept_out & early).any()), bool((kept_out & late).any())
    return TOO_STRICT.get(at_ends, TURNED)


# ---

PARTS = ("customer", "agent", "time")
BEFORE, AFTER = pd.Timedelta(minutes=2), pd.Timedelta(minutes=10)
NOON = pd.Timestamp("2024-08-05 12:00:00")
CASES = (
    # agent, customer, the ticket's agent and customer, seconds from its beginning, seconds that it lasts
    (1, 7, 1, 7, 60, 300), (1, 8, 1, 7, 60, 300), (1, 7, 2, 7, 60, 300), (2, 8, 1, 7, 60, 300),
    (1, 7, 1, 7, -60, 300), (1, 7, 1, 7, -180, 300), (1, 7, 1, 7, 600, 300), (1, 7, 1, 7, 1_000, 300),
    (1, 1, 1, 7, 60, 300), (1, 7, 7, 7, 60, 300), (1, 7, 1, 7, 86_400, 300),
    (1, 7, 1, 7, -120, 300), (1, 7, 1, 7, -121, 300), (1, 7, 1, 7, 900, 300), (1, 7, 1, 7, 901, 300),
)  # fmt: skip
"""Look-ups at the edges: another customer, another agent, too early, a little early, a little late, too late; and
both ends of the time allowed, to the second."""


def edges() -> pd.DataFrame:
    """Give look-ups beside the tickets they name, one of each kind that can go wrong.

    >>> len(edges()) == len(CASES)
    True
    """
    agent, person, other, owner, at, lasts = np.array(CASES).T
    start, number = pd.Series([NOON] * len(CASES)), np.arange(len(CASES))
    other_ids = {"ticket_id": number, "ticket_person_id": owner, "ticket_agent_id": other}
    seconds = {
        "at": at,
        "agent_id": agent,
        "person_id": person,
        **other_ids,
        "started_at": 0,
        "closed_at": lasts,
    }
    made = pd.DataFrame({"access_id": number} | seconds).astype(dict.fromkeys(other_ids, "Int64"))
    moments = ("at", "started_at", "closed_at")
    return made.assign(**{name: start + pd.to_timedelta(made[name], unit="s") for name in moments})


def _wanted(named: pd.DataFrame) -> dict[str, np.ndarray]:
    return {
        "customer": (named["person_id"] == named["ticket_person_id"]).to_numpy(bool),
        "agent": (named["agent_id"] == named["ticket_agent_id"]).to_numpy(bool),
        "time": (
            (named["at"] >= named["started_at"] - BEFORE) & (named["at"] <= named["closed_at"] + AFTER)
        ).to_numpy(bool),
    }


def ticket_fits(answer: Any, named: pd.DataFrame) -> None:
    """Judge a function that says of each look-up whether its ticket fits: customer, agent, time."""
    is_function(answer)
    has_ticket = named[named["ticket_id"].notna() & named["closed_at"].notna()].reset_index(drop=True)
    for table in (edges(), has_ticket):
        mine, wanted = _tried(answer, table), _wanted(table)
        for name in PARTS:
            _compare(name, _flags(mine[name], name, len(table)), wanted[name], table)


def _tried(answer: Callable[[pd.DataFrame], Any], table: pd.DataFrame) -> dict[str, Any]:
    mine = ask(answer, table.copy(), nothing=NO_PARTS, why=lambda error: why_stopped(error, table))
    if isinstance(mine, pd.DataFrame):
        mine = dict(mine.items())
    elif isinstance(mine, (pd.Series, np.ndarray, list)) and len(mine) == len(table):
        raise NotYet(SAID["one_column_three_needed"])
    given = take_mapping(mine, PARTS)
    return _filled_in(given)


def _filled_in(given: dict[str, Any]) -> dict[str, Any]:
    empty, n = blanks({k: None if v is None or repr(v) == "____" else "" for k, v in given.items()})
    if empty:
        raise NotYet(SAID["parts_written_still_blank"].put(done=n - len(empty), n=n, names=", ".join(empty)))
    return given


def _flags(value: Any, name: str, n: int) -> np.ndarray:
    """Take a column of true and false in any form."""
    column = pd.Series(value, dtype=object) if not isinstance(value, pd.Series) else value
    if len(column) != n:
        raise NotYet(SAID["answer_needed_each_row_table"].put(k=name))
    plain = column.astype(object).where(column.notna(), False).to_numpy()
    if not all(isinstance(v, (bool, np.bool_)) for v in plain[:1_000]):
        raise NotYet(SAID["must_hold_true_or_false"].put(k=name))
    return plain.astype(bool)


def _compare(name: str, mine: np.ndarray, wanted: np.ndarray, table: pd.DataFrame) -> None:
    if (mine == wanted).all():
        return
    if (mine == ~wanted).all():
        raise NotYet(SAID["wrong_way_round_true_means"].put(k=name))
    if name == "time":
        raise NotYet(time_fault(mine, wanted, table))
    one = f"{'agent' if name == 'agent' else 'person'}_id"
    raise NotYet(SAID["still_wrong_some_rows_compare"].put(k=name, one=one, two=f"ticket_{one}"))


def as_shipped(answer: Any) -> bool:
    """Tell a function whose blanks nobody has touched."""
    mine = answer(edges())
    return {k for k, v in mine.items() if repr(v) == "____"} == {"agent", "time"}


# ---
# The judge of exercise 3.3: a function that filters look-ups step by step.

STEPS = ("before", "without_ticket", "of_person")


def made_looks() -> tuple[pd.DataFrame, pd.Timestamp, int]:
    """Give look-ups of two people, the moment of a post and a person: each step left out leaves another number.

    The last one happens in the second of the post, so it is not before it.

    >>> len(made_looks()[0])
    8
    """
    days = [NOON] * 5 + [NOON + pd.Timedelta(days=2)] * 2 + [NOON + pd.Timedelta(days=1)]
    tickets = pd.array([1, None, None, None, 2, None, 3, None], dtype="Int64")
    looks = pd.DataFrame({"access_id": range(8), "at": days, "agent_id": 1, "person_id": [7, 7, 7, 8, 8, 7, 7, 7],
                          "ticket_id": tickets, "seconds": 60})  # fmt: skip
    return looks, NOON + pd.Timedelta(days=1), 7


def funnel(answer: Any, looks: pd.DataFrame, posted_at: Any, person_id: int) -> None:
    """Judge a function that gives the look-ups left: before the post, of them without a ticket, of this person."""
    is_function(answer)
    for table, at, person in ((looks, posted_at, person_id), made_looks()):
        is_before, is_bare = table["at"] < at, table["ticket_id"].isna()
        is_mine = table["person_id"] == person
        left = (is_before, is_before & is_bare, is_before & is_bare & is_mine)
        reference = {name: float(rows.sum()) for name, rows in zip(STEPS, left, strict=True)}
        mine = _steps_of(answer, table, at, person)
        slips = [*_funnel_slips(is_before, is_bare, is_mine, table["at"] <= at)]
        for step in STEPS:  # a later step rests on this one
            refuse(mine, reference, [slip for slip in slips if slip[0] == step])
            same(mine, {step: reference[step]})


def _steps_of(answer: Callable[..., Any], table: pd.DataFrame, at: Any, person: int) -> dict[str, float]:
    mine = ask(answer, table.copy(), at, person, nothing=NO_PARTS,
               why=lambda error: why_stopped(error, table, "looks"))  # fmt: skip
    if isinstance(mine, (pd.DataFrame, pd.Series)):
        raise NotYet(SAID["one_step_three_needed"])
    given = _filled_in(take_mapping(mine, STEPS))
    for name, rows in given.items():
        if not isinstance(rows, (pd.DataFrame, pd.Series, pd.Index, np.ndarray, list, int, np.integer)):
            raise NotYet(SAID["give_back_the_rows"].put(k=name))
    return {name: float(n_rows(rows)) for name, rows in given.items()}


def funnel_as_shipped(answer: Any) -> bool:
    """Tell a function whose blanks nobody has touched."""
    return all(repr(rows) == "____" for rows in answer(*made_looks()).values())


def _funnel_slips(is_before: pd.Series, bare: pd.Series, mine: pd.Series, until: pd.Series) -> Iterator[Slip]:
    """Yield the usual slips: which name, its value, and what to say."""
    yield "before", (~is_before).sum(), SAID["these_came_after_post_source"]
    yield "before", len(is_before), SAID["these_all_look_ups_not"]
    yield "before", until.sum(), SAID["in_the_second_of_the_post"]
    yield "without_ticket", (is_before & ~bare).sum(), SAID["these_have_ticket_finds_missing"]
    yield "without_ticket", 0, SAID["missing_value_equals_nothing_neither"]
    for step, rows in (("without_ticket", bare), *(("of_person", m & mine) for m in (mine, is_before, bare))):
        yield step, rows.sum(), SAID["alone"]


# ---
# The judge of exercise 3.5: sellers among the first of three lists.

FIRST = 4
HONEST = "honest"


def counts(answer: Any, names: Iterable[str]) -> dict[str, float]:
    """Take a number for each name; whoever hands in the rows themselves is told how to count them."""
    given = take_mapping(answer, list(names))
    for name, value in given.items():
        is_many = isinstance(value, (pd.Series, np.ndarray)) and np.size(value) != 1
        if isinstance(value, pd.DataFrame) or is_many:
            raise NotYet(SAID["these_rows_not_how_many"].put(k=name))
    return numbers(given, given)


def same(mine: Mapping[str, float], reference: Mapping[str, float], rough: float = 0.0) -> None:
    """Say how the first number differs that lies off by more than `rough`."""
    for name, true in reference.items():
        if abs(mine[name] - true) > rough:
            same_number(mine[name], true, named(name))


def found_first(answer: Any, lists: Mapping[str, Ranking], bad: Iterable[int]) -> None:
    """Judge how many sellers stand among the first four of each list, and how many honest people are called in."""
    who = set(bad)
    first = {name: made.table["entity_id"].head(FIRST) for name, made in lists.items()}
    reference = {name: float(top.isin(who).sum()) for name, top in first.items()}
    called = {int(agent) for top in first.values() for agent in top} - who
    mine = counts(answer, [*reference, HONEST])
    slips = [(name, value, said) for name, true in reference.items() for value, said in (
        (FIRST - true, SAID["these_honest_ones_count_sellers"]),
        (true / FIRST, SAID["share_four_precision_task_asks"]),
        (true / max(len(who), 1), SAID["number_wrong_if_share_all"]),
        (len(who), SAID["so_many_sellers_stand_whole"]),
    )]  # fmt: skip
    refuse(mine, reference, slips)
    for name in reference:
        if mine[name] > len(who):
            raise NotYet(SAID["there_not_so_many_sellers"].put(k=name))
    same(mine, reference)
    sold = sum(reference.values())
    honest = {HONEST: FIRST * len(first) - sold}
    refuse(mine, honest, [
        (HONEST, sold, SAID["these_interviews_sellers_count_those"]),
        (HONEST, len(called), SAID["each_person_counted_once_whoever"]),
        *((HONEST, FIRST - one, SAID["one_list_only_add_up"]) for one in reference.values()),
    ])  # fmt: skip
    same(mine, honest)


# ---

ROUGH = 0.051
"""How far bits may lie off: one decimal will do, a whole number will not."""
ORIGINS = {
    "desk": ("meja", "meja layanan", "layar", "foto", "photo", "screen"),
    "server": ("peladen", "salinan server", "salinan", "dump", "basis data", "database"),
    "unclear": ("belum jelas", "tidak jelas", "belum diketahui", "unknown"),
}


# --- 3.1 ------------------------------------------------------------------------


def bits(answer: Any, people: pd.DataFrame, person: pd.Series) -> None:
    """Judge how many bits are needed to name one person, and how many two fields give."""
    n = len(people)
    like = {f: int((people[f] == person[f]).sum()) for f in ("birth_date", "name", "sex")}
    fields = {f: math.log2(n / k) for f, k in like.items()}
    reference = {"needed": math.log2(n)} | {f: fields[f] for f in ("birth_date", "name")}
    mine = numbers(answer, reference)
    for name, true in reference.items():
        copied = (
            (v, SAID["what_gives_which_column_was"].put(k="{k}", other=f))
            for f, v in fields.items()
            if f != name
        )
        usual = [*_bit_slips(true, like.get(name, 1), n), *copied]
        for value, said in usual:
            if abs(value - true) > ROUGH and math.isclose(mine[name], value, rel_tol=1e-6):
                raise NotYet(said.put(k=name))
        if mine[name].is_integer() and ROUGH < abs(mine[name] - true) < 1:
            raise NotYet(SAID["rounded_whole_number_write_formula"].put(k=name))
    same(mine, reference, rough=ROUGH)


def _bit_slips(true: float, n_same: int, n: int) -> Iterator[tuple[float, Text]]:
    """Yield the usual slips of one field: its value, and what to say."""
    yield (-true, SAID["sign_turned_divide_everybody_by"])
    for log in (math.log(2), math.log10(2)):
        yield (true * log, SAID["not_logarithm_base_two_one"])
    yield (math.log2(n_same), SAID["log_of_those"])
    yield (n / n_same, SAID["how_many_times_fewer_how"])
    for value in (float(n_same), n_same / n):
        yield (value, SAID["how_many_people_match_or"])


# --- 3.2 ------------------------------------------------------------------------


def post_origins(answer: Any, posts: pd.DataFrame) -> None:
    """Judge where posts seem to come from: desk, server or unclear."""
    found = origins(posts.reset_index(names="post_id")).set_index("post_id")
    given = take_mapping(answer, [str(k) for k in found.index])
    for name, word in given.items():
        said, true = meant(word, ORIGINS), found.loc[name, "origin"]
        if said is None:
            raise NotYet(SAID["choose_desk_server_or_unclear"].put(k=name))
        if said != true:
            if true == "unclear":
                raise NotYet(SAID["one_sign_does_point_there"].put(k=name))
            fault = SAID[
                "signs_suffice_look_at_every" if said == "unclear" else "wrong_way_round_points_above"
            ]
            raise NotYet(fault.put(k=name))


# --- the lesson's own data ----------------------------------------------------------


def _post() -> tuple[Any, Any, int]:
    """Give the desk's tables, the post to begin with, and the likeliest person behind it."""
    tables = lesson_desk().observed
    first = simplest_first(tables)[0]
    links = link_posts(tables).set_index("post_id")
    return tables, tables["posts"].set_index("post_id").loc[first], int(links["person_id"].loc[first])


def _bits_data() -> tuple[Any, ...]:
    tables, _, person = _post()
    people = tables["people"]
    return people, people.set_index("person_id").loc[person]


def _namesakes(data: tuple[Any, ...], time: int) -> tuple[Any, ...]:
    """Give fewer people with few names and birthdays, and one of them."""
    people, rng = data[0].iloc[: len(data[0]) // 2], np.random.default_rng(time)
    for field, most in (("name", 40), ("birth_date", 90)):
        people = people.assign(**{field: people[field].array[rng.integers(0, most, len(people))]})
    return people, people.set_index("person_id").iloc[time]


def _half_sell(data: tuple[Any, ...], time: int) -> tuple[Any, ...]:
    """Give the lists in another order, and half of all agents as sellers."""
    agents = np.sort(data[0]["by_volume"].table["entity_id"].to_numpy())
    sell = np.random.default_rng(time).permutation(agents)[: len(agents) // 2]
    return (*altered(data[:1], time), sorted(sell.tolist()))


def _funnel_data() -> tuple[Any, ...]:
    tables, post, person = _post()
    return tables["accesses"], post["at"], person


def _lists_data() -> tuple[Any, ...]:
    quiet = quiet_desk(3)
    return yardsticks(quiet.observed), sellers(quiet)


JUDGES = {
    "3.1": Judge(bits, _bits_data, alter=_namesakes),
    "3.2": Judge(post_origins, lambda: (strange_posts(),)),
    "3.3": Judge(funnel, _funnel_data, funnel_as_shipped),
    "3.4": Judge(ticket_fits, lambda: (with_tickets(quiet_desk(3).observed),), as_shipped),
    "3.5": Judge(found_first, _lists_data, alter=_half_sell),
}
