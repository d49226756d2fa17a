"""Lesson 07: queues that students write, and write wrongly; theory against simulation; monthly against daily."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pandas as pd
import pytest
import simpy

from simkit.core.errors import BadValue
from simkit.figures import style
from simkit_course.blank import ____
from simkit_course.exercises import exercise, tasks
from simkit_course.lessons.l07_complaint_to_block import figures as plots_waiting
from simkit_course.lessons.l07_complaint_to_block.judges import JUDGES, TRIALS
from simkit_course.lessons.l07_complaint_to_block.material import (
    compare_forwarding,
    complaints_by_chance,
    country_with,
    erlang_c,
    interval,
    lost_by_victim,
    mean_wait,
    measured_waits,
    present,
    review,
    run_desk,
)

SEEDS = (1, 2, 3)
ELSEWHERE = range(101, 121)


@cache
def visits(seed=1):
    return run_desk(review, complaints_by_chance(1_000, 12, 12, seed), 3)


@cache
def runs():
    rows = [(s, e, 14.6 if e == 30 else 1.5, 14.0 + s if e == 30 else 2.5, 110, 1_000_000 - 100_000 * (e == 1) - s)
            for s in (1, 2, 3) for e in (30, 1)]  # fmt: skip
    return pd.DataFrame(
        rows, columns=["seed", "every_days", "wait_days", "live_days", "n_blocked", "n_messages"]
    )


@cache
def lost(seed=1, n=60):
    """Make up a pair's losses: all shared but eight, of whom two are new under daily forwarding."""
    rng = np.random.default_rng(seed)
    rp = (2e6 * np.exp(1.5 * rng.normal(0, 1, n))).round().astype("int64")
    return pd.DataFrame({30: np.where(np.arange(n) > n - 3, 0, rp), 1: np.where(np.arange(n) < 6, 0, rp)})


def few_bear_most(table):
    victims, saved = table[30][table[30] > 0].sort_values(ascending=False), table[30] - table[1]
    return {
        "median_rp": victims.median(),
        "n_half": (victims.cumsum() < victims.sum() / 2).sum() + 1,
        "share_of_one": saved.max() / saved.sum(),
    }


def little(table):
    hours = table["left"].max() / 60
    return {
        "per_hour": len(table) / hours,
        "hours_each": (table["left"] - table["arrived"]).mean() / 60,
        "present": present(table).mean(),
    }


def effect(table):
    wide = table.pivot_table(index="seed", columns="every_days")
    spared = 1 - wide["n_messages"][1] / wide["n_messages"][30]
    days = wide["live_days"][30] - wide["live_days"][1]
    return {"days_saved": days.mean(), "share_spared": spared.mean(), "n_seeds_fewer": (spared > 0).sum()}


# --- right answers --------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_right_answers_in_every_form(seed):
    for number, answer, data in (
        ("7.2", little(visits(seed)), visits(seed)),
        ("7.5", effect(runs()), runs()),
        ("7.6", few_bear_most(lost(seed)), lost(seed)),
    ):
        for form in (
            answer,
            pd.Series(answer),
            dict(reversed(answer.items())),
            {k: [v] for k, v in answer.items()},
        ):
            for lang in ("id", "en"):
                assert exercise(number, lang).check(form, data).is_right, number


def test_little_forgives_five_per_cent_of_what_is_counted_by_the_minute():
    good = little(visits())
    assert exercise("7.2", "en").check(good | {"present": 1.03 * good["present"]}, visits()).is_right
    assert not exercise("7.2", "en").check(good | {"present": 1.1 * good["present"]}, visits()).is_right
    last_arrival = good | {"per_hour": len(visits()) / (visits()["arrived"].max() / 60)}
    assert exercise("7.2", "en").check(last_arrival, visits()).is_right


def test_hidden_desks_are_logs_of_desks():
    for time in range(4):
        (table,) = JUDGES["7.2"].alter((visits(),), time)
        by_gaps = little(table) | {"per_hour": 60 / table["arrived"].diff().mean()}
        assert exercise("7.2", "en").check(by_gaps, table).is_right
        assert not exercise("7.2", "en").check(little(visits()), table).is_right


def test_hidden_losses_keep_a_victim_of_both_out_of_the_difference():
    for time in range(4):
        (table,) = JUDGES["7.6"].alter((lost(),), time)
        both = (table > 0).all(axis=1)
        assert (table[30] == table[1])[both].all() and 0 < both.sum() < len(lost())
        assert (~both).sum() == 8
        assert exercise("7.6", "en").check(few_bear_most(table), table).is_right
        assert not exercise("7.6", "en").check(few_bear_most(lost()), table).is_right


def other_style(env, desk, minutes, log):
    came, turn = env.now, desk.request()
    yield turn
    begun = env.now
    yield env.timeout(minutes)
    desk.release(turn)
    log += [[came, begun, env.now]]


def test_any_process_that_works_is_right():
    for answer in (review, other_style):
        assert exercise("7.1", "en").check(answer).is_right
    for answer in (mean_wait, lambda n, a, r: np.float64(erlang_c(n, a * r) * r / (n - a * r))):
        assert exercise("7.3", "id").check(answer).is_right
    for answer in (
        lambda at, every: math.ceil(at / every) * every,
        lambda at, every: every * np.ceil(at / every),
        lambda at, every: -(-at // every) * every,
        lambda at, every: next(day for day in np.arange(1, 99) * every if day >= at),
    ):
        assert exercise("7.4", "en").check(answer).is_right


@pytest.mark.parametrize("seed", SEEDS)
def test_every_solution_passes_its_own_check_on_other_seeds(seed):
    table = runs().assign(n_messages=lambda t: t["n_messages"] + 1_000 * seed * t["seed"])
    names = {
        "exercise": exercise, "math": math, "erlang_c": erlang_c, "visits": visits(seed), "runs": table,
        "at_desk": present(visits(seed)), "wide": table.pivot_table(index="seed", columns="every_days"),
        "lost": lost(seed),
    }  # fmt: skip
    for task in tasks():
        if task.number.startswith("7."):
            code = task.solution.replace(f'exercise("{task.number}")', f'told = exercise("{task.number}")')
            exec(code, names)
            assert names["told"].is_right, task.number


# --- wrong answers --------------------------------------------------------------


def no_yield(env, desk, minutes, log):
    log.append((env.now, env.now, env.now + minutes))


def nobody_waits(env, desk, minutes, log):
    arrived = env.now
    yield env.timeout(minutes)
    log.append((arrived, arrived, env.now))


def review_outside(env, desk, minutes, log):
    arrived = env.now
    with desk.request() as turn:
        yield turn
        started = env.now
    yield env.timeout(minutes)
    log.append((arrived, started, env.now))


def started_too_early(env, desk, minutes, log):
    arrived = env.now
    with desk.request() as turn:
        started = env.now
        yield turn
        yield env.timeout(minutes)
    log.append((arrived, started, env.now))


def no_time(env, desk, minutes, log):
    arrived = env.now
    with desk.request() as turn:
        yield turn
        started = env.now
        env.timeout(minutes)
    log.append((arrived, started, env.now))


def yields_minutes(env, desk, minutes, log):
    arrived = env.now
    with desk.request() as turn:
        yield turn
        started = env.now
        yield minutes
    log.append((arrived, started, env.now))


def forgets_the_log(env, desk, minutes, log):
    with desk.request() as turn:
        yield turn
        yield env.timeout(minutes)


def logs_two(env, desk, minutes, log):
    yield from review(env, desk, minutes, log)
    log[-1] = log[-1][:2]


def blank_in_log(env, desk, minutes, log):
    arrived = env.now
    with desk.request() as turn:
        yield turn
        yield env.timeout(minutes)
    log.append((arrived, ____, env.now))


def arrived_too_late(env, desk, minutes, log):
    with desk.request() as turn:
        yield turn
        arrived = started = env.now
        yield env.timeout(minutes)
    log.append((arrived, started, env.now))


def never_released(env, desk, minutes, log):
    arrived = env.now
    yield desk.request()
    started = env.now
    yield env.timeout(minutes)
    log.append((arrived, started, env.now))


def stays_forever(env, desk, minutes, log):
    while True:
        yield env.timeout(1)


def all_the_same(env, desk, minutes, log):
    yield from review(env, desk, 4, log)


def lengths(env, desk, minutes, log):
    arrived = env.now
    with desk.request() as turn:
        yield turn
        started = env.now
        yield env.timeout(minutes)
    log.append((arrived, started - arrived, env.now - arrived))


copier = simpy.Resource(simpy.Environment())


def other_desk(env, desk, minutes, log):
    arrived = env.now
    with copier.request() as turn:
        yield turn
        yield env.timeout(minutes)
    log.append((arrived, arrived, env.now))


def arrives_twice(env, desk, minutes, log):
    arrived = env.now
    yield env.timeout(arrived)
    with desk.request() as turn:
        yield turn
        started = env.now
        yield env.timeout(minutes)
    log.append((arrived, started, env.now))


def misspelt(env, desk, minutes, log):
    yield env.time_out(minutes)


QUEUES = [
    (no_yield, "no `yield`"), (nobody_waits, "nobody waits"), (review_outside, "when the review is done"),
    (started_too_early, "noted too early"), (no_time, "takes no time"), (yields_minutes, "something to wait for"),
    (forgets_the_log, "in the `log`: 0"), (logs_two, "three moments"), (blank_in_log, "still a `____`"),
    (arrived_too_late, "`arrived` is noted too late"), (never_released, "in the `log`:"),
    (stays_forever, "in the `log`:"), (all_the_same, "its own time: `minutes`"), (lengths, "Moments on the clock"),
    (other_desk, "queues at `copier`"), (arrives_twice, "reviewers: 1"),
    (misspelt, "AttributeError"), (3, "without brackets"),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "said"), QUEUES, ids=lambda v: getattr(v, "__name__", ""))
def test_a_queue_that_does_not_work(answer, said):
    told = exercise("7.1", "en").check(answer)
    assert told.state == "not_yet"
    assert said in told.message, told.message
    assert exercise("7.1", "id").check(answer).message != told.message


def test_functions_as_shipped_are_not_attempted():
    def complaint(env, desk, minutes, log):
        arrived = env.now
        yield ____
        log.append((arrived, ____, env.now))

    def wait_h(n_reviewers, per_hour, review_h):
        return erlang_c(n_reviewers, per_hour * review_h) / ____

    for number, answer in (("7.1", complaint), ("7.3", wait_h), ("7.4", lambda at, every: ____)):
        assert exercise(number, "en").check(answer).state == "not_attempted"
        assert "____" in exercise(number, "id").check(answer).message


def slack(n, a, r):
    return n / r - a


SLIPS = [
    ("7.3", lambda n, a, r: 1 / slack(n, a, r), "multiply by `p_wait`"),
    ("7.3", lambda n, a, r: mean_wait(n, a, r) + r, "before the review begins"),
    ("7.3", lambda n, a, r: erlang_c(n, a * r) / (n * r - a), "one reviewer finish"),
    ("7.3", lambda n, a, r: erlang_c(n, a * r) / (1 / r - a), "one reviewer alone"),
    ("7.3", lambda n, a, r: erlang_c(n, a * r), "not yet how long"),
    ("7.3", lambda n, a, r: 60 * mean_wait(n, a, r), "This is in minutes"),
    ("7.3", slack, "only the divisor"),
    ("7.3", lambda n, a, r: erlang_c(n, a * r) / (n / r), "Take off those that come"),
    ("7.3", lambda n, a, r: -mean_wait(n, a, r), "wrong way round"),
    ("7.3", lambda n, a, r: erlang_c(n, a * r) / 3, "fit one desk only"),
    ("7.3", lambda n, a, r: erlang_c(n, a * r) / n / r - a, "Python divides first"),
    ("7.3", lambda n, a, r: erlang_c(n, a * r) / a - n / r, "Python divides first"),
    ("7.3", lambda n, a, r: 1.5 * mean_wait(n, a, r), "`wait_h(2, 8, 0.2)` the result is too large"),
    ("7.3", lambda n, a, r: None, "gives nothing back"),
    ("7.3", lambda n, a, r: "0.2", "is text"),
    ("7.3", lambda n, a: 1, "TypeError"),
    ("7.3", 0.2, "without brackets"),
    ("7.4", lambda at, every: at // every * every, "before it came"),
    ("7.4", lambda at, every: round(at / every) * every, "before it came"),
    ("7.4", lambda at, every: at + every, "too late"),
    ("7.4", lambda at, every: (at // every + 1) * every, "just when a batch leaves"),
    ("7.4", lambda at, every: at + every / 2, "too early"),
    ("7.4", lambda at, every: math.ceil(at / every), "number of the batch"),
    ("7.4", lambda at, every: math.ceil(at / every) * every - at, "how long it waits"),
    ("7.4", lambda at, every: None, "gives nothing back"),
    ("7.4", lambda at, every: 1 / 0, "ZeroDivisionError"),
]


@pytest.mark.parametrize(("number", "answer", "said"), SLIPS)
def test_wrong_functions(number, answer, said):
    told = exercise(number, "en").check(answer)
    assert told.state == "not_yet"
    assert said in told.message, told.message
    assert exercise(number, "id").check(answer).message != told.message


@cache
def number_slips():
    table, good = visits(), little(visits())
    waits = (table["started"] - table["arrived"]).mean() / 60
    fine = effect(runs())
    both = runs().pivot_table(index="seed", columns="every_days")
    wide, live, wait = both["n_messages"], both["live_days"], both["wait_days"]
    # seeds of different size, of which daily forwarding spares different shares
    more = (runs()["seed"] ** 2).where(runs()["every_days"] == 30, 1)
    uneven = runs().assign(n_messages=runs()["n_messages"] * more)
    many = uneven.pivot_table(index="seed", columns="every_days")["n_messages"]
    return [
        ("7.2", good | {"hours_each": waits}, table, "the waiting only"),
        ("7.2", good | {"hours_each": good["hours_each"] - waits}, table, "the review only"),
        ("7.2", good | {"hours_each": 60 * good["hours_each"]}, table, "in minutes"),
        ("7.2", good | {"per_hour": good["per_hour"] / 60}, table, "per minute"),
        ("7.2", good | {"per_hour": 1 / good["per_hour"]}, table, "upside down"),
        ("7.2", good | {"present": present(table).max()}, table, "the most there ever were"),
        ("7.2", good | {"present": present(table).loc[: 24 * 60].mean()}, table, "the first day only"),
        ("7.2", good | {"present": good["per_hour"] * good["hours_each"]}, table, "not checked yet"),
        ("7.2", good | {"per_hour": 12}, table, "the assumption"),
        ("7.2", good | {"per_hour": len(table)}, table, "all complaints"),
        ("7.2", good | {"hours_each": -good["hours_each"]}, table, "cannot be below zero"),
        ("7.2", good | {"present": 1}, table, "too small"),
        ("7.2", {"present": 1}, table, "Names missing"),
        ("7.5", fine | {"days_saved": -fine["days_saved"]}, runs(), "the sign is turned"),
        ("7.5", fine | {"share_spared": -fine["share_spared"]}, runs(), "the sign is turned"),
        ("7.5", fine | {"share_spared": 1 - fine["share_spared"]}, runs(), "share still sent"),
        ("7.5", fine | {"share_spared": 100 * fine["share_spared"]}, runs(), "in per cent"),
        (
            "7.5",
            effect(uneven) | {"share_spared": 1 - many[1].sum() / many[30].sum()},
            uneven,
            "within each seed",
        ),
        ("7.5", fine | {"share_spared": (wide[30] - wide[1]).mean()}, runs(), "how many messages"),
        (
            "7.5",
            fine | {"share_spared": (wide[30] / wide[1] - 1).mean()},
            runs(),
            "a share of the monthly ones",
        ),
        ("7.5", fine | {"share_spared": (1 - live[1] / live[30]).mean()}, runs(), "asks about messages"),
        ("7.5", fine | {"n_seeds_fewer": 1.0}, runs(), "this is the share"),
        ("7.5", fine | {"n_seeds_fewer": (wide[1] > wide[30]).sum()}, runs(), "the seeds with more"),
        ("7.5", fine | {"days_saved": (wait[30] - wait[1]).mean()}, runs(), "`wait_days`"),
        ("7.5", fine | {"days_saved": (live[30] - live[1]).sum()}, runs(), "the sum over all seeds"),
        ("7.5", fine | {"days_saved": (1 - live[1] / live[30]).mean()}, runs(), "asks for days"),
        ("7.5", fine | {"days_saved": (live[30] - live[1])[1]}, runs(), "one seed only"),
        ("7.5", fine | {"days_saved": 99}, runs(), "too large"),
        ("7.5", fine | {"days_saved": "11"}, runs(), "is text"),
        *(("7.6", few_bear_most(lost()) | wrong, lost(), said) for wrong, said in loss_slips()),
    ]


def loss_slips():
    table, good = lost(), few_bear_most(lost())
    victims, saved = table[30][table[30] > 0].sort_values(), table[30] - table[1]
    return [
        ({"median_rp": victims.mean()}, "this is the mean"),
        ({"median_rp": table[30].median()}, "rows with 0"),
        ({"median_rp": table[1][table[1] > 0].median()}, "of daily forwarding"),
        ({"median_rp": victims[::-1].iloc[good["n_half"] - 1]}, "halves the people, not the money"),
        ({"n_half": good["n_half"] - 1}, "one too few"),
        ({"n_half": good["n_half"] + 1}, "one too many"),
        ({"n_half": (victims.cumsum() < victims.sum() / 2).sum() + 1}, "the smallest loss"),
        ({"n_half": len(victims) / 2}, "half of the **victims**"),
        ({"n_half": (victims > victims.mean()).sum()}, "victims above the mean"),
        ({"n_half": good["n_half"] / len(victims)}, "a share of all victims"),
        ({"share_of_one": saved.max()}, "that victim's rupiah"),
        ({"share_of_one": 100 * good["share_of_one"]}, "in per cent"),
        ({"share_of_one": 1 / good["share_of_one"]}, "upside down"),
        ({"share_of_one": victims.max() / victims.sum()}, "share of all monthly losses"),
        ({"share_of_one": victims.max() / saved.sum()}, "is not spared"),
        ({"share_of_one": saved.max() / victims.sum()}, "divided by all monthly losses"),
        ({"share_of_one": 1 - good["share_of_one"]}, "all the other victims"),
        ({"share_of_one": saved.max() / saved[saved > 0].sum()}, "victims whom monthly has not"),
        ({"share_of_one": 1 / (saved > 0).sum()}, "one divided by how many"),
    ]


@pytest.mark.parametrize("at", range(48))
def test_wrong_numbers_are_told_what_differs_and_never_the_value(at):
    number, answer, data, said = number_slips()[at]
    told = exercise(number, "en").check(answer, data)
    assert told.state == "not_yet"
    assert said in told.message, told.message
    assert exercise(number, "id").check(answer, data).message != told.message
    reference = {"7.2": little(visits()), "7.5": effect(runs()), "7.6": few_bear_most(lost())}[number]
    assert not any(f"{float(v):.3f}" in told.message for v in reference.values())
    assert len(number_slips()) == 48


def test_a_strange_answer_never_breaks_a_check():
    for number, data in (
        ("7.1", ()),
        ("7.2", (visits(),)),
        ("7.3", ()),
        ("7.4", ()),
        ("7.5", (runs(),)),
        ("7.6", (lost(),)),
    ):
        for answer in (object(), b"x", {1: 2}, [[1]], pd.DataFrame({"a": [1, 2]}), range(3), int, print):
            assert exercise(number, "id").check(answer, *data).state == "not_yet"


# --- theory -----------------------------------------------------------------------


def test_the_desk_serves_in_order_of_arrival():
    for n, arrives, takes in TRIALS:
        made = run_desk(review, pd.DataFrame({"arrives": arrives, "takes": takes}), n)
        free, want = [0.0] * n, []
        for at, minutes in zip(arrives, takes, strict=True):
            begun = max(at, min(free))
            free[free.index(min(free))] = begun + minutes
            want.append((at, begun, begun + minutes))
        assert [tuple(row) for row in made.to_numpy().tolist()] == want


def test_one_reviewer_is_the_known_formula_and_a_busy_desk_is_refused():
    for load in (0.1, 0.5, 0.9):
        assert erlang_c(1, load) == pytest.approx(load)
        assert mean_wait(1, load, 1.0) == pytest.approx(load / (1 - load))
    assert erlang_c(3, 2.4) == pytest.approx(0.6472, abs=1e-4)
    for bad in (3, 4.0, 0, -1):
        with pytest.raises(BadValue, match="load"):
            erlang_c(3, bad)


def test_an_interval_covers_as_often_as_it_says():
    rng = np.random.default_rng(4)
    inside = [low <= 1 <= high for _, low, high in (interval(rng.normal(1, 2, 6)) for _ in range(400))]
    assert 0.92 < np.mean(inside) < 0.98


@pytest.mark.parametrize("seed", ELSEWHERE)
def test_littles_law_holds_elsewhere(seed):
    got = little(run_desk(review, complaints_by_chance(2_000, 12, 12, seed), 3))
    assert got["per_hour"] * got["hours_each"] == pytest.approx(got["present"], rel=0.05)


def test_erlang_lies_inside_the_intervals_and_the_fourth_reviewer_helps_most():
    made = measured_waits([3, 4, 5], per_hour=12, review_h=0.2)
    assert made["erlang_c"].between(made["low"], made["high"]).all()
    for found in ("erlang_c", "simulated"):  # "to about a sixth"
        assert 5 < made[found][3] / made[found][4] < 7
    assert made["simulated"][5] < made["simulated"][4]
    assert (made["simulated"] > made["erlang_c"]).all()  # all three above: one series of complaints


def test_half_the_interval():
    moments = np.arange(10_000) * 0.021 + 0.01
    for every in (30, 7, 1):
        assert (np.ceil(moments / every) * every - moments).mean() == pytest.approx(every / 2, abs=0.02)


# --- figures ----------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["id", "en"])
def test_figures_say_what_they_draw(lang):
    fig, ax = style.new_figure()
    at_desk = present(visits())
    caption = plots_waiting.desk_in_time(at_desk, ax, lang, n_reviewers=3, n_came=len(visits()))
    assert str(at_desk.max()) in caption
    assert f"{round(100 * (at_desk >= 3).mean())} per" in caption
    fig.draw_without_rendering()
    fig, ax = style.new_figure()
    table = pd.DataFrame({"erlang_c": [9.0, 2.0], "simulated": [9.5, 3.0], "low": [8.0, 2.5], "high": [11.0, 3.5]},
                         index=pd.Index([3, 4], name="n_reviewers"))  # fmt: skip
    caption = plots_waiting.wait_by_reviewers(table, ax, lang)
    assert ("1 of 2" if lang == "en" else "1 dari 2") in caption
    fig.draw_without_rendering()
    fig, ax = style.new_figure()
    day = pd.Timestamp("2024-08-05")
    at = pd.Series([day + pd.Timedelta(days=d) for d in range(10)])
    slow = pd.DataFrame({"at": at, "forwarded_at": day + pd.Timedelta(days=30)})
    fast = pd.DataFrame({"at": at, "forwarded_at": at + pd.Timedelta(days=1)})
    slow.loc[0, "forwarded_at"] = pd.NaT
    caption = plots_waiting.waiting_pile({30: slow, 1: fast}, ax, lang)
    assert max(ax.lines[0].get_ydata()) == 9
    assert (" 9," in caption) and ("30" in caption)
    fig.draw_without_rendering()


# --- what the prose says, in twenty other countries -------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("seed", ELSEWHERE)
def test_the_claims_hold_elsewhere(seed):
    slow, fast = (country_with(every, seed) for every in (30, 1))
    made = compare_forwarding([seed], done={(seed, 30): slow, (seed, 1): fast}).set_index("every_days")
    wait, live, sent = (made[c] for c in ("wait_days", "live_days", "n_messages"))
    assert 13 < wait[30] < 17
    # the model's clock: a complaint goes a day after the half day on average, never with its own day's batch
    forwarded = fast.observed["complaints"].dropna(subset=["forwarded_at"])
    waits = (forwarded["forwarded_at"] - forwarded["at"]).dt.total_seconds() / 86_400
    assert waits.min() >= 1
    assert waits.max() <= 2
    spared = 1 - sent[1] / sent[30]
    assert 1 - live[1] / live[30] > 0.7
    assert 0 < spared < 0.5 * (1 - live[1] / live[30])
    complaints = slow.observed["complaints"]
    assert (complaints["is_complete"] & (complaints["channel"] != "ott")).mean() < 0.5
    # more numbers are blocked with daily forwarding
    assert made["n_blocked"][1] > made["n_blocked"][30]
    messages = slow.truth["messages"]
    sent, known = messages["n_sent"], messages["sim_id"].map(complaints.groupby("sim_id")["at"].min())
    assert sent[~(messages["day"] >= known)].sum() > 0.5 * sent.sum()  # not yet or never reported
    assert sent[messages["channel"] == "ott"].sum() > 0.5 * sent.sum()


def pair_of_losses(seed):
    return lost_by_victim({every: country_with(every, seed) for every in (30, 1)})


def test_a_victim_of_both_countries_loses_the_same_in_both():
    table = pair_of_losses(1)
    both = table[(table > 0).all(axis=1)]
    assert both[30].equals(both[1].rename(30)) and len(both) > len(table) / 2
    assert table.index.is_unique and (table >= 0).all(axis=None)
    saved = table[30] - table[1]
    assert saved.max() > saved.sum() / 2  # one victim of the lesson's seed is most of what is saved


@pytest.mark.slow
def test_most_lose_little_totals_belong_to_a_few_and_pairs_are_sharper():
    totals, counts = [], []
    for seed in ELSEWHERE:
        table = pair_of_losses(seed)
        both, victims = table[(table > 0).all(axis=1)], table[30][table[30] > 0]
        assert (both[30] == both[1]).all(), seed
        assert victims.mean() > 2 * victims.median(), seed
        assert (victims < victims.mean()).mean() > 0.6, seed
        assert few_bear_most(table)["n_half"] < 0.15 * len(victims), seed
        totals.append(table.sum())
        counts.append((table > 0).sum())
    total, count = pd.DataFrame(totals), pd.DataFrame(counts)
    assert total[30].std() / total[30].mean() > 2 * count[30].std() / count[30].mean()
    assert (total[30] - total[1]).std() < 0.5 * (total[30].var() + total[1].var()) ** 0.5
    assert interval(count[30] - count[1])[1] > 0
    assert (count[30] >= count[1]).all()
