"""The calendar: what comes later waits, and is handed out once, in order, at the end of its own tick."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from simkit.engine.events import Calendar
from simkit.engine.run import simulate

TICK = 6.0
FEW = settings(max_examples=100, deadline=None, derandomize=True)
TIMES = st.lists(st.integers(0, 60).map(lambda n: n / 2), max_size=20)


def open_calendar(*kinds, tick_h=TICK):
    """Give a calendar and the list of what it hands out: (kind, at, number)."""
    calendar, got = Calendar(tick_h), []
    for kind in kinds:
        calendar.handle(
            kind,
            lambda rows, kind=kind: got.extend(
                (kind, a, i) for a, i in zip(rows["at"].tolist(), rows["i"].tolist(), strict=True)
            ),
        )
    return calendar, got


def batch(at, first=0):
    return {"at": np.array(at, float), "i": first + np.arange(len(at))}


@FEW
@given(st.lists(TIMES, min_size=1, max_size=4))
def test_every_row_comes_once_and_never_before_its_time(parts):
    calendar, got = open_calendar("letter")
    for n, at in enumerate(parts):
        calendar.put("letter", batch(at, 100 * n))
    when = {}
    for tick in range(1, 8):
        before = len(got)
        calendar.deliver(tick * TICK)
        when |= {i: (at, tick * TICK) for _, at, i in got[before:]}
    put = {100 * n + i: at for n, part in enumerate(parts) for i, at in enumerate(part)}
    assert {i: at for i, (at, _) in when.items()} == put
    assert len(got) == len(put)
    for at, now in when.values():
        assert now - TICK < at <= now or (at == 0 and now == TICK)


@FEW
@given(TIMES)
def test_rows_of_a_tick_come_sorted_by_time(at):
    calendar, got = open_calendar("letter")
    calendar.put("letter", batch(at))
    for tick in range(1, 8):
        before = len(got)
        calendar.deliver(tick * TICK)
        handed = [a for _, a, _ in got[before:]]
        assert handed == sorted(handed)


def test_kinds_come_in_the_order_they_were_declared():
    calendar, got = open_calendar("first", "second")
    calendar.put("second", batch([1.0]))
    calendar.put("first", batch([5.0]))
    calendar.deliver(TICK)
    assert [kind for kind, _, _ in got] == ["first", "second"]


def test_what_is_late_joins_the_next_delivery():
    calendar, got = open_calendar("letter")
    calendar.deliver(TICK)
    calendar.put("letter", batch([1.0, 13.0]))
    calendar.deliver(2 * TICK)
    assert [a for _, a, _ in got] == [1.0]
    calendar.deliver(3 * TICK)
    assert [a for _, a, _ in got] == [1.0, 13.0]


def test_what_a_delivery_causes_in_the_same_tick_is_handed_out_too():
    calendar, answers = Calendar(TICK), []

    def reply(rows):
        answers.append(rows["at"].tolist())
        calendar.put("letter", {"at": rows["at"] + 2.0})

    calendar.handle("letter", reply)
    calendar.put("letter", {"at": np.array([1.0])})
    calendar.deliver(TICK)
    assert answers == [[1.0], [3.0], [5.0]]
    calendar.deliver(2 * TICK)
    assert answers == [[1.0], [3.0], [5.0], [7.0], [9.0], [11.0]]


def test_ties_go_by_key_so_that_who_came_first_to_the_calendar_says_nothing():
    for order in ([0, 1, 2], [2, 1, 0]):
        calendar, got = open_calendar("letter")
        for i in order:
            calendar.put("letter", {"at": np.array([4.0]), "i": np.array([i]), "key": np.array([9 - i])})
        calendar.deliver(TICK)
        assert [i for _, _, i in got] == [2, 1, 0]


def test_the_caller_s_rows_stay_and_columns_stay_together():
    calendar, got = open_calendar("letter")
    rows = batch([5.0, 1.0, 30.0])
    calendar.put("letter", rows)
    calendar.deliver(TICK)
    assert rows["at"].tolist() == [5.0, 1.0, 30.0]
    assert got == [("letter", 1.0, 1), ("letter", 5.0, 0)]
    calendar.put("letter", batch([]))


def test_a_run_tells_its_progress_once_a_day_and_at_the_end():
    settings = {"people.n_people": 200, "run.scale": 0.001, "run.days": 3, "run.tick_h": 6.0}
    told = []
    simulate("baseline", settings=settings, progress=lambda *now: told.append(now))
    assert told == [(1, 3), (2, 3), (3, 3)]
