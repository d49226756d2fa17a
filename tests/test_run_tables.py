"""Every table of every scenario holds together: types, keys, references, order, ids that say nothing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from core_samples import problems
from run_samples import DECLARED, arrows, plain

TIMES = ("at", "registered_at", "activated_at")


def column(table, name):
    """A column as whole numbers (missing is -1) or words."""
    values = table.column(name)
    if str(values.type).startswith(("timestamp", "date")):
        values = values.cast("int64" if str(values.type).startswith("timestamp") else "int32")
    if values.null_count:
        values = values.fill_null(-1)
    return values.to_numpy()


def own_id(path):
    """The id that a table gives its own rows, if it gives one."""
    declared = DECLARED[path]
    first = declared.by_name[declared.key[0]] if len(declared.key) == 1 else None
    return first.name if first is not None and not first.ref else None


def when(path):
    return next((t for t in TIMES if t in DECLARED[path].by_name), None)


def z(ids, values):
    """How far, in standard deviations, the ranks of ids and values go together."""
    a, b = (pd.Series(x).rank().to_numpy() for x in (ids, values))
    return float(np.corrcoef(a, b)[0, 1] * np.sqrt(len(ids) - 1))


def test_everything_happens_in_the_busy_run(busy_run):
    """Or the tests below would look at empty tables."""
    made = arrows(busy_run)
    assert set(made) == set(DECLARED)
    assert [path for path, table in made.items() if not table.num_rows] == []


def test_tables_of_stories_fit_their_declarations(scenario_run):
    made = arrows(scenario_run)
    assert set(made) == set(DECLARED)
    assert problems(made, DECLARED.values()) == []


def test_tables_of_the_busy_run_fit_their_declarations(busy_run):
    assert problems(arrows(busy_run), DECLARED.values()) == []


def test_what_an_investigator_had_by_a_day_holds_together_too(busy_run):
    for day in (1, 17.5, 59):
        known = busy_run.as_of(day)
        made = {f"observed/{name}": known.arrow(name) for name in known}
        assert problems(made, DECLARED.values()) == []


def test_rows_stand_in_order_of_time_then_id(busy_run):
    made = arrows(busy_run)
    orders = {path: order(path) for path in made}
    assert {path for path, by in orders.items() if not by} == UNTIMED
    for path, by in orders.items():
        if by:
            rows = np.stack([column(made[path], name) for name in by])
            assert (rows[:, np.lexsort(rows[::-1])] == rows).all(), f"{path} is not in the order of {by}"


# the time of these rows stands in another table, whose order they share
UNTIMED = {"truth/sims", "truth/registrations", "truth/accesses", "truth/posts", "observed/post_records"}


def order(path):
    """By which columns a table is sorted."""
    declared = DECLARED[path]
    if path in UNTIMED:
        return ()
    if path == "truth/identities":
        return ("at",)
    if "day" in declared.key:
        return tuple(k for k in declared.key if k != "channel")
    return tuple(t for t in ("at", "registered_at") if t in declared.by_name) + declared.key


@pytest.mark.parametrize("name", ["registrations", "accesses", "sims"])
def test_rows_of_truth_stand_in_the_order_of_the_observed(busy_run, name):
    seen, truth = busy_run.observed.arrow(name), busy_run.truth.arrow(name)
    key = own_id(f"observed/{name}")
    place = np.empty(seen.num_rows + 1, np.int64)
    place[column(seen, key)] = np.arange(seen.num_rows)
    assert (np.diff(place[column(truth, key)]) > 0).all()


def test_ids_are_a_shuffle_that_says_nothing_of_time(scenario_run):
    seen = 0
    for path, table in arrows(scenario_run).items():
        name = own_id(path)
        if name is None:
            continue
        ids = column(table, name)
        assert (np.sort(ids) == np.arange(1, len(ids) + 1)).all(), path
        if when(path):
            at = column(table, when(path))
            ids, at = ids[at != -1], at[at != -1]
            if len(np.unique(at)) > 10:
                seen += 1
                assert abs(z(ids, at)) < 4.5, path
    assert seen >= 5


def test_ids_say_nothing_of_who_did_it(busy_run):
    """The truth of each table that has a truth, against the id of its rows."""
    made = arrows(busy_run)
    sims, accounts = made["truth/sims"], made["truth/accounts"]
    is_ring = np.zeros(sims.num_rows + 1, bool)
    is_ring[column(sims, "sim_id")] = sims.column("ring_id").is_valid().to_numpy()
    bad = {
        "observed/registrations": np.isin(
            column(made["observed/registrations"], "registration_id"),
            column(made["truth/registrations"], "registration_id"),
        ),
        "observed/sims": is_ring[column(made["observed/sims"], "sim_id")],
        "observed/accounts": accounts.column("ring_id").is_valid().to_numpy(),
        "observed/accesses": np.isin(
            column(made["observed/accesses"], "access_id"),
            column(made["truth/accesses"], "access_id")[
                np.isin(plain(made["truth/accesses"]).column("motive").to_numpy(), ["sale", "grudge"])
            ],
        ),
        "observed/complaints": is_ring[column(made["observed/complaints"], "sim_id")],
        "observed/blocks": is_ring[column(made["observed/blocks"], "sim_id")],
        "observed/people": ~column(made["truth/people"], "is_panel").astype(bool),
    }
    for path, truth in bad.items():
        assert 15 < truth.sum() < len(truth) - 15, path
        assert abs(z(column(made[path], own_id(path)), truth)) < 4, path
