"""Exercises of lesson 07: a queue, Little's law, Erlang C, batches, monthly against daily, and who loses most."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import pandas as pd
import simpy

from simkit.core.catalogue import Catalogue
from simkit_course.blank import Blank
from simkit_course.checks import (
    PER_CENT,
    NotYet,
    ask,
    compare,
    gives_blank,
    is_function,
    named,
    numbers,
    refuse,
    same_number,
    stopped,
    take_number,
)
from simkit_course.exercises import Judge
from simkit_course.texts import Text

from .material import (
    compare_forwarding,
    complaints_by_chance,
    country_with,
    lost_by_victim,
    present,
    review,
    run_desk,
)
from .material import mean_wait as theory

SAID = Catalogue(__package__, "judges")

# ---
# The judge of exercise 7.1: a SimPy process, tried on desks whose answer is known.

TRIALS: tuple[tuple[int, tuple[float, ...], tuple[float, ...]], ...] = (
    (1, (0.0, 20.0), (5.0, 7.0)),
    (1, (0.0, 2.0, 3.0), (10.0, 4.0, 1.0)),
    (2, (1.0, 2.0, 3.0, 4.0), (9.0, 3.0, 8.0, 2.0)),
)
"""Reviewers, when complaints arrive and how long each takes: nobody waits, one waits for another, two reviewers."""
STAMPS = ("arrived", "started", "left")

ORDER = SAID["order"]


def queue(answer: Any) -> None:
    """Judge a process that waits for a reviewer, is reviewed, and writes down three moments."""
    is_function(answer)
    if not inspect.isgeneratorfunction(inspect.unwrap(answer)):
        raise NotYet(SAID["function_has_no_so_no"])
    _only_this_desk(answer)
    for n, arrives, takes in TRIALS:
        complaints = pd.DataFrame({"arrives": arrives, "takes": takes})
        _same_log(_tried(answer, complaints, n), run_desk(review, complaints, n), n)


def _only_this_desk(answer: Any) -> None:
    """Refuse a function that queues at a resource left over from another cell."""
    if not inspect.isfunction(answer):
        return
    for name, value in inspect.getclosurevars(answer).globals.items():
        if isinstance(value, simpy.Resource):
            raise NotYet(SAID["your_function_queues_at_from"].put(name=name))


def _why(error: BaseException) -> Text:
    """Say why a desk stopped."""
    said = str(error)
    # SimPy wants to show the line after a wrong `yield`; the source of a notebook's cell may be no file
    is_wrong_yield = isinstance(error, RuntimeError) and ("____" in said or "Invalid yield value" in said)
    if isinstance(error, OSError) or is_wrong_yield:
        return SAID["after_there_must_be_something"]
    if "columns passed" in said:
        return SAID["each_complaint_needs_three_moments"]
    return stopped(error)


def _tried(answer: Any, complaints: pd.DataFrame, n: int) -> pd.DataFrame:
    made: pd.DataFrame = ask(run_desk, answer, complaints, n, why=_why)
    if any(isinstance(v, Blank) for v in made.to_numpy(dtype=object).ravel()):
        raise NotYet(SAID["there_still_log"])
    if len(made) != len(complaints):
        raise NotYet(SAID["complaints_came_but_note_each"].put(n=len(complaints), found=len(made)))
    return made


def _same_log(mine: pd.DataFrame, true: pd.DataFrame, n: int) -> None:
    """Compare two logs, the telling differences first."""
    if (mine["left"] == mine["started"]).all():
        raise NotYet(SAID["no_time"])
    if mine["arrived"].tolist() != true["arrived"].tolist():
        raise NotYet(SAID["arrived_late"])
    since = true["left"] - true["arrived"]
    if since.tolist() == mine["left"].tolist() != true["left"].tolist():
        raise NotYet(SAID["lengths"])
    if (mine["left"] - mine["started"]).nunique() == 1 < (true["left"] - true["started"]).nunique():
        raise NotYet(SAID["all_the_same"])
    did_wait = (true["started"] > true["arrived"]).any()
    if did_wait and (mine["started"] == mine["arrived"]).all():
        is_done = mine["left"].tolist() == true["left"].tolist()
        raise NotYet(SAID["started_early"] if is_done else SAID["nobody_waits"].put(n=n))
    for name in STAMPS:
        if mine[name].tolist() != true[name].tolist():
            raise NotYet(ORDER.put(n=n, name=name))


def queue_as_shipped(answer: Any) -> bool:
    """Tell a process whose blanks nobody has touched: it begins by waiting for a blank."""
    env = simpy.Environment()
    first = next(answer(env, simpy.Resource(env), 1.0, []))
    return isinstance(first, Blank)


# ---
# The judges of exercises 7.3 and 7.4: Erlang's mean wait, and the day on which a batch leaves.

DESKS = ((2, 8.0, 0.2), (3, 12.0, 0.2), (5, 40.0, 0.1), (1, 12.0, 0.05))
"""Reviewers, complaints an hour, hours each. The first desk tells all slips apart; with one reviewer some agree."""
BATCHES = (
    (3.2, 30, 30), (29.0, 30, 30), (31.5, 30, 60), (8.0, 7, 14), (0.25, 1, 1), (30.0, 30, 30), (14.0, 7, 14),
)  # fmt: skip
"""Day of the complaint, days between two forwardings, day of the forwarding; the last two come as a batch leaves."""

RESULT = SAID["result"]
TURNED = SAID["turned"]
BEFORE = SAID["before"]


def number_from(answer: Any, *arguments: float) -> float:
    """Call the student's function and take the number that it gives."""
    return take_number(ask(answer, *arguments), RESULT)


def erlang_wait(answer: Any) -> None:
    """Judge a function that gives the mean wait of a desk after Erlang."""
    is_function(answer)
    for n, per_hour, review_h in DESKS:
        value, true = number_from(answer, n, per_hour, review_h), theory(n, per_hour, review_h)
        if np.isclose(value, true, rtol=1e-6):
            continue
        slack = n / review_h - per_hour
        p_wait = true * slack
        slips = (
            (1 / slack, SAID["must_wait"]),
            (true + review_h, SAID["with_review"]),
            (p_wait / (n * review_h - per_hour), SAID["multiplied"]),
            (p_wait / (1 / review_h - per_hour), SAID["alone"]),
            (p_wait, SAID["chance"]),
            (slack, SAID["only_slack"]),
            (n - per_hour * review_h, SAID["spare"]),
            (p_wait * review_h / n, SAID["not_less"]),
            (60 * true, SAID["minutes"]),
            (-true, TURNED),
            (p_wait / (15 - 12), SAID["typed"]),
        )
        for wrong, said in slips:
            if np.isclose(value, wrong, rtol=1e-9):
                raise NotYet(said)
        if value < 0:
            raise NotYet(SAID["below_zero"])
        same_number(value, true, SAID["what"].put(n=n, a=per_hour, b=review_h))


def passed_on(answer: Any) -> None:
    """Judge a function that tells on which day a complaint is passed on."""
    is_function(answer)
    for at, every, true in BATCHES:
        value = number_from(answer, at, every)
        if np.isclose(value, true, rtol=1e-9):
            continue
        if np.isclose(value, true / every):
            raise NotYet(SAID["batch_number"])
        if at == true:
            raise NotYet(SAID["just_then"].put(at=at, every=every))
        if np.isclose(value, true - at):
            raise NotYet(SAID["length"])
        if value < at:
            raise NotYet(BEFORE.put(at=at, every=every))
        side = SAID["too_late"] if value > true else SAID["too_early"]
        raise NotYet(SAID["other_day"].put(at=at, every=every, side=side))


# ---
# The judges of exercises 7.2 and 7.5: Little's law measured, and monthly against daily forwarding.

ABOUT, NEAR, STAY, EXACT = 0.05, 0.02, 0.005, 1e-6
PUT_IN = 12
"""Complaints an hour with which the lesson fills its desk."""

MOST = SAID["most"]
SHARE = SAID["share"]
SUM = SAID["sum"]


def little(answer: Any, visits: pd.DataFrame) -> None:
    """Judge the three numbers of Little's law, measured on the desk's log."""
    at_desk, hours = present(visits), visits["left"].max() / 60
    stay = float((visits["left"] - visits["arrived"]).mean() / 60)
    true = {"per_hour": len(visits) / hours, "hours_each": stay, "present": float(at_desk.mean())}
    mine = numbers(answer, true)
    waits = float((visits["started"] - visits["arrived"]).mean() / 60)
    slips = [
        ("hours_each", waits, SAID["waiting_only"]),
        ("hours_each", stay - waits, SAID["review_only"]),
        ("hours_each", stay * 60, SAID["in_minutes"]),
        ("hours_each", -stay, SAID["stay_turned"]),
        ("per_hour", true["per_hour"] / 60, SAID["per_minute"]),
        ("per_hour", 1 / true["per_hour"], SAID["upside_down"]),
        ("per_hour", len(visits), SAID["all_came"]),
        ("present", float(at_desk.max()), MOST),
        ("present", float(at_desk.loc[: 24 * 60].mean()), SAID["first_day"]),
    ]
    refuse(mine, true, slips, NEAR)
    if mine["per_hour"] == PUT_IN and not np.isclose(true["per_hour"], PUT_IN, rtol=EXACT):
        raise NotYet(SAID["not_measured"])
    for name, near in (("per_hour", NEAR), ("hours_each", STAY), ("present", ABOUT)):
        value = true[name]
        if not np.isclose(mine[name], value, rtol=near):
            same_number(mine[name], value, named(name))
    law = mine["per_hour"] * mine["hours_each"]
    if np.isclose(mine["present"], law, rtol=1e-9) and not np.isclose(law, true["present"], rtol=1e-9):
        raise NotYet(SAID["product"])


def monthly_and_daily(answer: Any, runs: pd.DataFrame) -> None:
    """Judge the paired effect of passing on daily: days saved, share of messages saved, seeds in favour."""
    wide = runs.pivot_table(index="seed", columns="every_days")
    slow, fast = max(runs["every_days"]), min(runs["every_days"])
    days = wide["live_days"][slow] - wide["live_days"][fast]
    spared = 1 - wide["n_messages"][fast] / wide["n_messages"][slow]
    true = {
        "days_saved": float(days.mean()),
        "share_spared": float(spared.mean()),
        "n_seeds_fewer": float((spared > 0).sum()),
    }
    live, sent, wait = wide["live_days"], wide["n_messages"], wide["wait_days"]
    turned = [(name, -true[name], SAID["sign"].put(name=name)) for name in ("days_saved", "share_spared")]
    slips = [
        *turned,
        ("share_spared", 1 - float(spared.mean()), SAID["still_sent"]),
        ("share_spared", 100 * float(spared.mean()), PER_CENT),
        ("share_spared", float((sent[slow] - sent[fast]).mean()), SAID["messages"]),
        ("share_spared", float(1 - sent[fast].sum() / sent[slow].sum()), SAID["pooled"]),
        ("share_spared", float((sent[slow] / sent[fast] - 1).mean()), SAID["of_daily"]),
        ("share_spared", float((1 - live[fast] / live[slow]).mean()), SAID["of_life"]),
        ("n_seeds_fewer", float((spared > 0).mean()), SHARE),
        ("n_seeds_fewer", float((spared < 0).sum()), SAID["more"]),
        ("days_saved", float((wait[slow] - wait[fast]).mean()), SAID["wait"]),
        ("days_saved", float(days.sum()), SUM),
        ("days_saved", float((1 - live[fast] / live[slow]).mean()), SAID["days_share"]),
        *(("days_saved", float(day), SAID["one_seed"]) for day in days),
    ]
    compare(numbers(answer, true), true, slips)


# ---
# The judge of exercise 7.6: losses of which a few victims bear most, and a saving that is one victim's.


def few_lose_most(answer: Any, lost: pd.DataFrame) -> None:
    """Judge a median loss, how few bear half of the total, and how much of a pair's saving is one victim's."""
    slow, fast = lost[max(lost)], lost[min(lost)]
    rp, saved = np.sort(slow[slow > 0].to_numpy(float))[::-1], (slow - fast).to_numpy(float)
    true = {
        "median_rp": float(np.median(rp)),
        "n_half": float(_n_half(rp)),
        "share_of_one": float(saved.max() / saved.sum()),
    }
    n, one = true["n_half"], true["share_of_one"]
    wrong = {
        "median_rp": ((rp.mean(), SAID["mean"]), (slow.median(), SAID["no_victims"]),
            (fast[fast > 0].median(), SAID["other_run"]), (fast.median(), SAID["other_run"]),
            (rp[_n_half(rp) - 1], SAID["middle_of_money"])),
        "n_half": ((n - 1, SAID["one_short"]), (n + 1, SAID["one_more"]), (_n_half(rp[::-1]), SAID["smallest"]),
            (_n_half(np.sort(slow.to_numpy(float))), SAID["smallest"]),
            *((half, SAID["half_of_people"]) for half in (len(rp) / 2, len(rp) // 2, -(-len(rp) // 2))),
            ((rp > rp.mean()).sum(), SAID["above_mean"]), (n / len(rp), SAID["how_many"])),
        "share_of_one": ((saved.max(), SAID["rupiah"]), (rp[0] / rp.sum(), SAID["of_total"]),
            (rp[0] / saved.sum(), SAID["not_spared"]), (saved.max() / rp.sum(), SAID["of_monthly"]),
            (saved.max() / saved[saved > 0].sum(), SAID["new_victims"]), (1 - one, SAID["others"]),
            *((1 / spared.sum(), SAID["of_victims"]) for spared in (saved != 0, saved > 0)), (100 * one, PER_CENT)),
    }  # fmt: skip
    slips = [(name, float(value), said) for name, some in wrong.items() for value, said in some]
    compare(numbers(answer, true), true, slips)


def _n_half(rp: np.ndarray) -> int:
    return int((rp.cumsum() < rp.sum() / 2).sum()) + 1


def _pair() -> tuple[pd.DataFrame]:
    return (lost_by_victim({every: country_with(every, 1) for every in (30, 1)}),)


def _other_losses(data: tuple[Any, ...], time: int) -> tuple[Any, ...]:
    """Leave victims out and let the others lose more or less, in both runs alike: a pair stays a pair."""
    rng, lost = np.random.default_rng(time), data[0]
    kept = lost[(rng.random(len(lost)) < 0.85) | (lost.min(axis=1) == 0)]
    return (kept.mul(np.exp(rng.normal(0, 0.7, len(kept))), axis=0).round().astype("int64"),)


# ---


def _visits() -> tuple[pd.DataFrame]:
    return (run_desk(review, complaints_by_chance(2000, 12, 12), 3),)


def _other_desk(data: tuple[Any, ...], time: int) -> tuple[Any, ...]:
    """Give the log of a desk with other complaints; a log whose moments are dealt anew would be none."""
    per_hour = (6, 8, 10, 11)[time % 4]
    return (run_desk(review, complaints_by_chance(2000, per_hour, 14, 50 + time), 3),)


def _dealt_runs(data: tuple[Any, ...], time: int) -> tuple[Any, ...]:
    """Deal anew what was measured, without the last seed: daily is not always the better, and seeds are fewer."""
    rng = np.random.default_rng(time)
    runs = data[0][data[0]["seed"] != data[0]["seed"].max()]
    measured = ("live_days", "wait_days", "n_messages")
    return (runs.assign(**{name: rng.permutation(runs[name]) for name in measured}),)


JUDGES = {
    "7.1": Judge(queue, untouched=queue_as_shipped),
    "7.2": Judge(little, _visits, alter=_other_desk),
    "7.3": Judge(erlang_wait, untouched=gives_blank(2, 3.0, 0.2)),
    "7.4": Judge(passed_on, untouched=gives_blank(3.2, 30.0)),
    "7.5": Judge(monthly_and_daily, lambda: (compare_forwarding([1, 2]),), alter=_dealt_runs),
    "7.6": Judge(few_lose_most, _pair, alter=_other_losses),
}
