"""Exercises of lesson 10: whom a limit hits, and what pairs of runs are good for. The others have own files."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import permutations
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from simkit.core.catalogue import Catalogue
from simkit.core.errors import BadValue
from simkit.detect.detectors.base import Ranking
from simkit.engine.codes import CALL, OTT, SMS
from simkit.engine.policies import Policy, own_policy
from simkit_course import unseen
from simkit_course.blank import Blank
from simkit_course.checks import PER_CENT, NotYet, is_function, named, numbers, refuse, same_number
from simkit_course.exercises import Judge
from simkit_course.lessons.l07_complaint_to_block.material import interval
from simkit_course.texts import Text

from .material import (
    LIMITS,
    TOLERATED,
    ClerkHears,
    NewNumbersSlowly,
    Stage,
    among_first,
    country,
    first_days,
    in_pairs,
    market,
    numbers_on_a_phone,
    ring_phones,
    share_hit,
    shuffled,
)

SAID = Catalogue(__package__, "judges")

# ---
# The judge of exercise 10.4: a detector, by what it finds, whether it says why, and whether order matters to it.

CAPACITY = 30
"""Phones that investigators can look at."""


class _NoTruth(dict[str, pd.DataFrame]):
    """The observed tables, each handed out as a fresh copy."""

    def __getitem__(self, name: str) -> pd.DataFrame:
        return super().__getitem__(name).copy()


def _ranked(answer: Any, run: Any) -> Ranking:
    try:
        made = answer(_NoTruth({n: run.observed[n] for n in ("accounts", "sims")}))
    except KeyError as error:
        raise NotYet(
            SAID["your_detector_looks_which_not"].put(
                e=str(error.args[0] if error.args else "").removeprefix("Column not found: ")
            )
        ) from error
    except Exception as error:  # the student's own code
        raise NotYet(SAID["your_detector_stopped"].put(e=f"{type(error).__name__}: {error}")) from error
    if made is None:
        raise NotYet(SAID["your_detector_gives_nothing_back"])
    if not isinstance(made, Ranking):
        raise NotYet(SAID["detector_must_give_back_what"].put(kind=type(made).__name__))
    return made


def detector(answer: Any, run: Any) -> None:
    """Judge a detector of phones: against the obvious rule, with its reasons, and with rows in another order."""
    is_function(answer)
    found = _ranked(answer, run)
    is_ring = ring_phones(run)
    if not len(found.table) or not found.table["entity_id"].isin(is_ring.index).all():
        raise NotYet(SAID["must_hold_one_number_each"])
    usual = among_first(numbers_on_a_phone(run.observed), is_ring, CAPACITY)
    mine = among_first(found, is_ring, CAPACITY)
    if mine < usual - 1e-9:
        raise NotYet(SAID["among_first_phones_your_detector"].put(k=CAPACITY))
    if mine <= usual + 1e-9 and mine < 1:
        raise NotYet(SAID["your_detector_finds_as_many"])
    _says_why(found, run)
    _same_when_shuffled(answer, found, run)


def _says_why(found: Ranking, run: Any) -> None:
    first, evidence = found.head(CAPACITY), found.evidence
    if not len(evidence) or (first["reason_en"] == "").any():
        raise NotYet(SAID["first_phones_have_no_reason"])
    sims = run.observed["sims"].set_index("sim_id")["nik"]
    accounts = run.observed["accounts"].dropna(subset=["imei"])
    true = accounts["sim_id"].map(sims).groupby(accounts["imei"]).nunique()
    rows = evidence[evidence["entity_id"].isin(first["entity_id"])]
    key = {"accounts": accounts.set_index("account_id")["sim_id"], "sims": pd.Series(sims.index, sims.index)}
    where = rows["table"].iloc[0]
    if where not in key or not rows["row_id"].isin(key[where].index).all():
        raise NotYet(SAID["your_reason_cites_rows_table"].put(t=where))
    for reason in found.reasons:
        if reason.table in key and reason.column not in run.observed[reason.table]:
            raise NotYet(SAID["table_has_no_such_column"].put(t=reason.table, c=reason.column))
    niks = rows["row_id"].map(key[where]).map(sims)
    cited = niks.groupby(rows["entity_id"]).nunique()
    said = first.set_index("entity_id")["reason_en"].str.extract(r"([\d,.]+)")[0]
    said = said.str.replace(",", "").astype(float)
    wrong = ~(np.isclose(said, cited.reindex(said.index)) & np.isclose(said, true.reindex(said.index)))
    if wrong.any():
        raise NotYet(SAID["first_phones_number_reason_not"].put(n=int(wrong.sum()), k=len(said)))


def _same_when_shuffled(answer: Any, found: Ranking, run: Any) -> None:
    again = _ranked(answer, SimpleNamespace(observed=shuffled(run).observed))
    one, two = (r.table.set_index("entity_id")["score"].sort_index() for r in (found, again))
    if not (one.index.equals(two.index) and np.allclose(one, two)):
        raise NotYet(SAID["rows_shuffled_scores_differ_order"])
    accounts, called = run.observed["accounts"], dict(zip(one.index, np.roll(one.index, 1), strict=True))
    renamed = accounts.assign(imei=accounts["imei"].map(lambda phone: called.get(phone, phone)))
    other = _ranked(answer, SimpleNamespace(observed={**run.observed, "accounts": renamed}))
    three = other.table.set_index("entity_id")["score"].reindex([called[phone] for phone in one.index])
    if not np.allclose(one, three):
        raise NotYet(SAID["knows_the_phones"])


def phones_as_shipped(answer: Any) -> bool:
    """Tell a detector whose blank nobody has touched: it gives the blank back, or ranks it."""
    accounts = pd.DataFrame({"account_id": [1], "sim_id": [1], "imei": ["a"]})
    sims = pd.DataFrame({"sim_id": [1], "nik": pd.array([5], "Int64")})
    return isinstance(answer({"accounts": accounts, "sims": sims}), Blank)


PHONES = Judge(detector, lambda: (market(),), untouched=phones_as_shipped)


# ---
# What stopped a policy of exercise 10.1 or 10.5: the blanks left in it, and Python's errors said in plain words.

PARAMETERS = ("per_day", "first_days", "review_h", "log")
"""What belongs to a policy and is easily written without `self.`."""
PLAIN: tuple[tuple[str, str, Text], ...] = (
    ("ValueError", "ambiguous", SAID["want_one_value_but_array"]),
    ("TypeError", "bitwise", SAID["binds_more_tightly_than_put"]),
    ("ValueError", "broadcast", SAID["two_arrays_differ_length_holds"]),
    ("TypeError", "'function'", SAID["function_stands_where_number_should"]),
)
"""An error's kind, what it says, and what that means here."""


def no_blank_in(kind: type[Any], *methods: str) -> None:
    """Refuse a class one of whose methods still names the blank `____`."""
    for name in methods:
        code = getattr(getattr(kind, name, None), "__code__", None)
        if code is not None and "____" in code.co_names:
            raise NotYet(SAID["there_still"].put(name=name))


def in_plain_words(error: Exception) -> Text | None:
    """Say what a common error means in these exercises; nothing for any other."""
    kind, said = type(error).__name__, str(error)
    # SimPy raises the error anew, without its `name`
    found = re.search(r"name '(\w+)' is not defined", said)
    name = found[1] if found else ""
    if name in PARAMETERS:
        return SAID["belongs_policy_itself_write"].put(name=name)
    if name.startswith("sim_"):
        return SAID["event_s_name_text_put"]
    return next((text for k, part, text in PLAIN if k == kind and part in said), None)


def stopped(error: Exception) -> NotYet:
    """Say that the student's own code stopped, and what that means if it is a common slip."""
    return NotYet(
        in_plain_words(error) or SAID["your_code_stopped"].put(e=f"{type(error).__name__}: {error}")
    )


# hours since the start; more SIMs than the batch has, as in a country
BORN = np.array([-500.0, -900.0, 0.0, 0.0, 0.0, 200.0, 0.0, -96.0])
CASES: tuple[tuple[dict[str, float], list[float], str], ...] = (
    ({"per_day": 10, "first_days": 14.0}, [50, 10, 50, 5, 10, 10, 50], "first"),
    ({"per_day": 30, "first_days": 14.0}, [50, 30, 50, 5, 13, 12, 50], "per_day"),
    ({"per_day": 10, "first_days": 5.0}, [50, 50, 50, 5, 10, 12, 50], "first_days"),
)
"""Knobs, what may be sent, and what the case tries: all at hour 240, in one day."""


def requests(days: float = 1.0) -> dict[str, np.ndarray]:
    """Make a batch: old, new, over OTT, sending little, very new, calling, and exactly 14 days old."""
    n = np.array([50, 50, 50, 5, 13, 12, 50])
    return {
        "at": np.full(7, 240.0),
        "key": np.arange(7, dtype=np.uint64),
        "sim": np.arange(1, 8),
        "channel": np.array([SMS, SMS, OTT, SMS, SMS, CALL, SMS]),
        "n_sent": n,
        "n_recipients": n.copy(),
        "n_reached": np.zeros(7, np.int64),
        "days": np.full(7, days),
    }


def altered(answer: Any, said: Mapping[str, float], rows: Mapping[str, np.ndarray]) -> Any:
    """Make the student's policy and let it alter a batch."""
    model = SimpleNamespace(sims={"t": BORN}, now=240.0)
    return answer(**said).alter(rows, model)


def is_a_policy(answer: Any) -> type[Policy]:
    """Take a policy's class, or refuse what is none, saying what is missing."""
    kind = answer if isinstance(answer, type) else type(answer)
    if not issubclass(kind, Policy):
        raise NotYet(SAID["hand_class_your_policy_class"])
    try:
        own_policy(kind())
    except BadValue as error:
        raise NotYet(SAID["kit_refuses"].put(e=str(error))) from None
    return kind


def rule(answer: Any) -> None:
    """Judge a rule at messages: whom it cuts and to what, that it keeps the batch, and that it runs in a country."""
    kind = is_a_policy(answer)
    if (kind.decision, kind.kind) != ("message", "rule"):
        raise NotYet(SAID["policy_must_have_message_rule"])
    no_blank_in(kind, "alter")
    for said, want, what in CASES:
        _compare(_tried(kind, said, requests()), np.array(want), what)
    _half_a_day(_tried(kind, CASES[0][0], requests(0.5)))
    country(1, kind(per_day=2), people_n_people=500, run_days=3, run_scale=0.002)  # type: ignore[call-arg]


def _tried(kind: type[Policy], said: Mapping[str, float], rows: dict[str, np.ndarray]) -> np.ndarray:
    """Let a policy alter a batch and give what may be sent; refuse one that spoils the batch."""
    before = {c: v.copy() for c, v in rows.items()}
    try:
        made = altered(kind, said, rows)
        got = np.asarray(made["n_sent"])
    except Exception as error:  # the student's own code
        raise stopped(error) from error
    if any(not np.array_equal(rows[c], before[c]) for c in rows):
        raise NotYet(SAID["your_function_changes_itself_they"])
    if set(made) != set(rows):
        raise NotYet(SAID["other_columns_gone_begin"])
    return got


def _half_a_day(got: np.ndarray) -> None:
    """Compare what may be sent in a batch of half a day, of ten a day."""
    if got[1] != 5:
        raise NotYet(SAID["batch_may_cover_half_day"])
    if not np.allclose(got, [50, 5, 50, 5, 5, 5, 50]):
        raise NotYet(SAID["batch_half_day_only_limit"])


def _compare(got: np.ndarray, want: np.ndarray, what: str) -> None:
    """Compare what may be sent, the telling slips first."""
    if got.shape != want.shape or got.dtype == object:
        raise NotYet(SAID["must_be_one_number_each"])
    slips = (
        (got[3] > 5 or got[5] > 12, SAID["number_sends_little_now_sends"]),
        (got[2] < 50 and got[1] == 50 and got[0] == 50, SAID["only_ott_cut"]),
        (got[2] < 50, SAID["ott_messages_cut_too_operator"]),
        (got[0] < 50 and got[1] == 50, SAID["wrong_way_round_old_numbers"]),
        (got[0] < 50, SAID["old_numbers_cut_too_number"]),
        (got[6] < 50, SAID["number_exactly_days_old_cut"]),
        (got[1] == 10 and got[5] == 12 and what == "first", SAID["calls_not_cut_rule_holds"]),
        (got[1] == 50 and got[5] < 12 and what == "first", SAID["only_calls_cut"]),
        (got[1] == 50 and what == "first", SAID["number_ten_days_old_not"]),
        (got[1] == (20 if what == "first" else 10) and what != "first_days", SAID["limit_does_not_follow_use"]),
        (what == "first_days" and got[1] == 10, SAID["how_long_number_new_does"]),
    )  # fmt: skip
    for is_so, said in slips:
        if is_so and not np.array_equal(got, want):
            raise NotYet(said)
    if not np.allclose(got, want):
        raise NotYet(SAID["trial_rows_does_not_fit"].put(n=int((got != want).sum()), all=len(want)))


def rule_as_shipped(answer: Any) -> bool:
    """Tell a policy whose blanks nobody has touched."""
    made = np.asarray(altered(answer, {}, requests())["n_sent"], dtype=object).ravel()
    return all(isinstance(v, Blank) for v in made)


RULE = Judge(rule, untouched=rule_as_shipped)


# ---
# The judge of exercise 10.5: an appeals desk, played on a small stage whose answer is known.

RING = (-1, -1, 0, -1, 0, -1, -1)
"""The ring of each SIM of the stage; -1 for none."""
PLAYS: tuple[tuple[float, tuple[tuple[float, tuple[int, ...]], ...]], ...] = (
    (3.0, ((10.0, (0,)), (20.0, (1, 2)))),
    (4.0, ((5.0, (0, 1, 2, 3)), (9.0, (4, 5)), (100.0, (6,)))),
)
"""Hours for an appeal, and blocks: nobody waits; then a batch, with the ring's numbers among it."""


def _played(answer: Any, review_h: float, blocks: Any) -> list[Any]:
    desk = answer(review_h=review_h)
    Stage(RING).play(desk, blocks)
    return list(desk.log)


def desk(answer: Any) -> None:
    """Judge a programme that hears the wrongly blocked, one at a time."""
    kind = answer if isinstance(answer, type) else type(answer)
    if not issubclass(kind, Policy):
        raise NotYet(SAID["hand_class"])
    appeal = getattr(kind, "appeal", None)
    if appeal is None or not inspect.isgeneratorfunction(appeal):
        raise NotYet(SAID["has_no_so_no_time"])
    no_blank_in(kind, "start", "appeal")
    for review_h, blocks in PLAYS:
        try:
            mine = _played(kind, review_h, blocks)
        except Exception as error:  # the student's own code
            _explain(error)
        _compare_appeals(mine, _played(ClerkHears, review_h, blocks), review_h)


def _explain(error: Exception) -> None:
    # SimPy looks for the line in a file to show it; a notebook's cells have none
    if isinstance(error, FileNotFoundError) or "Invalid yield value" in str(error):
        raise NotYet(SAID["after_there_must_be_something"]) from error
    raise NotYet(
        in_plain_words(error) or SAID["your_programme_stopped"].put(e=f"{type(error).__name__}: {error}")
    ) from error


def _noted(mine: list[Any], true: list[Any]) -> None:
    """Refuse a log in which somebody is missing, doubled, or does not belong."""
    if not mine:
        raise NotYet(SAID["empty_listen_note_each_one"])
    if any(not isinstance(row, (tuple, list)) or len(row) != 4 for row in mine):
        raise NotYet(SAID["each_row_needs_four_things"])
    if any(RING[row[0]] >= 0 for row in mine):
        raise NotYet(SAID["ring_s_numbers_appeal_too"])
    if sorted(row[0] for row in mine) != sorted(row[0] for row in true):
        raise NotYet(SAID["people_who_appeal_rows_noted"].put(n=len(true), found=len(mine)))


def _heard_alone(got: list[Any], want: list[Any]) -> None:
    """Refuse a log in which two are heard at once, or `begun` is not when a hearing began."""
    together = any(a is not b and a[2] < b[3] and b[2] < a[3] for a in got for b in got)
    ends_well = [row[3] for row in got] == [row[3] for row in want]
    swapped = [(row[0], row[2], row[1], row[3]) for row in got]
    if got != want and swapped == want:
        raise NotYet(SAID["swapped_log"])
    if together and ends_well:
        raise NotYet(SAID["all_done_time_but_noted"])
    if together:
        raise NotYet(SAID["some_heard_at_same_time"])


def _compare_appeals(mine: list[Any], true: list[Any], review_h: float) -> None:
    """Compare the times of two logs, the telling differences first."""
    _noted(mine, true)
    got, want = sorted(map(tuple, mine)), sorted(true)
    if all(row[3] == row[2] for row in got):
        is_waited_for = [row[3] for row in got] == [row[3] for row in want]
        raise NotYet(SAID["begun_too_late" if is_waited_for else "hearing_takes_no_time_only"])
    _heard_alone(got, want)
    if [row[1] for row in got] != [row[1] for row in want]:
        raise NotYet(SAID["noted_too_late_take_first"])
    if any(abs((row[3] - row[2]) - review_h) > 1e-9 for row in got):
        raise NotYet(SAID["hearing_does_not_take_write"])
    if got != want:
        raise NotYet(SAID["some_people_s_times_do"])


def desk_as_shipped(answer: Any) -> bool:
    """Tell a desk whose blanks nobody has touched: it listens for a blank, or begins by waiting for one."""
    kind = answer if isinstance(answer, type) else type(answer)
    stage = Stage(RING)
    kind().start(stage)
    if not any(isinstance(event, Blank) for event in stage.events):
        return False
    return isinstance(next(kind().appeal(stage, None, 0)), Blank)


DESK = Judge(desk, untouched=desk_as_shipped)


def tolerance(answer: Any, days: pd.DataFrame) -> None:
    """Judge the share of honest new numbers that a limit hits, and the lowest limit within the tolerance."""
    table = share_hit(days, LIMITS)["honest"]
    good = table[table <= TOLERATED]
    reference = {
        "share_hit": float(table[20]),
        "limit": float(good.index.min()) if len(good) else float("nan"),
    }
    mine = numbers(answer, reference)
    slips = _share_slips(days, reference["share_hit"])
    refuse(mine, reference, [("share_hit", value, said) for value, said in slips])
    same_number(mine["share_hit"], reference["share_hit"], named("share_hit"))
    _limit(mine["limit"], reference["limit"])


def _share_slips(days: pd.DataFrame, true: float) -> list[tuple[float, Text]]:
    """List what a student may have computed in place of the share of honest numbers hit, and what to say then."""
    honest = days[days["is_honest"]]
    of_number = honest.groupby("sim_id")["n_recipients"]
    most, all_most = of_number.max(), days.groupby("sim_id")["n_recipients"].max()
    return [
        *((float((d["n_recipients"] > 20).mean()), SAID["of_days"]) for d in (honest, days)),
        *((float((x > 20).mean()), SAID["one_day"]) for x in (of_number.sum(), of_number.mean())),
        (float((most >= 20).mean()), SAID["exactly"]),
        (float((all_most > 20).mean()), SAID["ring_too"]),
        (100 * true, PER_CENT),
        (float((most > 20).sum()), SAID["counted"]),
    ]


def _limit(mine: float, true: float) -> None:
    """Judge the lowest limit within the tolerance."""
    if mine not in LIMITS:
        raise NotYet(SAID["choose_one"].put(l=", ".join(map(str, LIMITS))))
    if mine < true:
        raise NotYet(SAID["limit_hits_more_than_per"].put(p=round(100 * TOLERATED)))
    if mine > true:
        raise NotYet(SAID["there_lower_limit_still_within"])


def pairs(answer: Any, table: pd.DataFrame) -> None:
    """Judge the paired effect and the two half widths: with the pairs kept, and with every pair broken in any way."""
    mean, *kept = interval(table["without"] - table["with_rule"])
    without, with_rule = table["without"].to_numpy(), table["with_rule"].to_numpy()
    places = np.arange(len(table))
    orders = [*(np.roll(places, by) for by in places[1:]), *(permutations(places) if len(table) < 6 else ())]
    broken = [interval(without - with_rule[list(o)])[1:] for o in orders if (np.array(o) != places).all()]
    mine = numbers(answer, ("fewer", "half_paired", "half_broken"))
    _fewer_slips(mine["fewer"], table)
    reference = {"fewer": mean, "half_paired": _half(kept), "half_broken": _half(broken[0])}
    if any(np.isclose(mine["half_broken"], _half(ends)) for ends in broken):
        reference["half_broken"] = mine["half_broken"]
    for name, intervals in (("half_paired", [kept]), ("half_broken", broken)):
        _not_half(name, mine[name], reference[name], intervals)
    _same_pairs(mine, reference["half_paired"], [_half(ends) for ends in broken])
    for name, true in reference.items():
        if not np.isclose(mine[name], true, rtol=1e-4):
            same_number(mine[name], true, named(name))


def _half(ends: Sequence[float]) -> float:
    return (ends[1] - ends[0]) / 2


def _not_half(name: str, mine: float, true: float, intervals: Iterable[Sequence[float]]) -> None:
    """Refuse a whole width, or an end, in place of half the width."""
    if np.isclose(mine, true):
        return
    for lower, upper in intervals:
        if np.isclose(mine, upper - lower):
            raise NotYet(SAID["whole_width_from_task_asks"].put(name=name))
        if np.isclose(mine, lower) or np.isclose(mine, upper):
            raise NotYet(SAID["end_interval_task_asks_how"].put(name=name))


def _same_pairs(mine: Mapping[str, float], kept: float, broken: Iterable[float]) -> None:
    """Refuse the two half widths the wrong way round, or twice the one with the pairs kept."""
    if np.isclose(mine["half_broken"], kept):
        is_swapped = any(np.isclose(mine["half_paired"], half) for half in broken)
        raise NotYet(SAID["swapped" if is_swapped else "pairs_still_whole_shift_first"])


def _fewer_slips(mine: float, table: pd.DataFrame) -> None:
    """Refuse what a student may have computed in place of how many fewer there are in a country."""
    fewer = table["without"] - table["with_rule"]
    slips = (
        (-fewer.mean(), SAID["sign_turned_round_compute_how"]),
        (fewer.sum(), SAID["sum_over_all_countries_task"]),
        (fewer.sum() / table["without"].sum(), SAID["share_task_asks_number_messages"]),
        ((fewer / table["without"]).mean(), SAID["share_task_asks_number_messages"]),
    )  # fmt: skip
    for value, said in slips:
        if np.isclose(mine, value, rtol=1e-6) and not np.isclose(mine, fewer.mean(), rtol=1e-6):
            raise NotYet(said)


def _dealt_anew(data: tuple[Any, ...], time: int) -> tuple[Any, ...]:
    # with fewer seeds a shift by two may bring the pairs back
    return unseen.altered(data, 1 + unseen.TIMES * time)


JUDGES = {
    "10.1": RULE,
    "10.2": Judge(tolerance, lambda: (first_days(country(1)),)),
    "10.3": Judge(pairs, lambda: (in_pairs(NewNumbersSlowly(first_days=3.0), (1, 2, 3)),), alter=_dealt_anew),
    "10.4": PHONES,
    "10.5": DESK,
}
