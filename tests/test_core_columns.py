"""Columns that grow."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simkit.engine import logs
from simkit.engine.logs import Chunks, Store

BATCHES = st.lists(st.lists(st.integers(-(2**31), 2**31 - 1), max_size=400), max_size=8)


@given(BATCHES)
def test_store_and_chunks_hold_what_was_added_in_order(batches):
    store, log = Store(x=("i4", -1), y=("f8", 0.5)), Chunks(x=("i4", -1), y=("f8", 0.5))
    for batch in batches:
        rows = {"x": np.array(batch, "i4")}
        first = len(store)
        assert store.add(rows).tolist() == list(range(first, first + len(batch)))
        assert log.add(rows) == first
    flat = [x for batch in batches for x in batch]
    assert store["x"].tolist() == log["x"].tolist() == flat
    assert store["y"].tolist() == log["y"].tolist() == [0.5] * len(flat)
    assert len(store) == len(log) == len(flat)


@given(BATCHES, st.integers(0, 3000))
def test_rows_that_were_laid_aside_read_as_if_they_had_stayed(batches, first):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(logs, "WINDOW", 300)
        log = Chunks(x=("i4", -1), is_y=("?", True), z=("f8", 0.5))
        for batch in batches:
            log.add({"x": np.array(batch, "i4"), "z": np.array(batch, float)})
            assert len(log._data["x"]) <= 1200
    flat = [x for batch in batches for x in batch]
    assert log["x"].tolist() == log["z"].tolist() == flat
    assert log["is_y"].dtype == bool and log["is_y"].all() and len(log["is_y"]) == len(flat)
    assert log.since("x", first).tolist() == flat[first:]


def test_a_store_at_rest_keeps_its_rows():
    store = Store(x=("i4", -1), t=("f8", np.inf))
    for some in (3, 400):
        store.add({"x": np.arange(some)})
        store.lay_aside()
    assert store["x"].tolist() == [*range(3), *range(400)] and np.isinf(store["t"]).all()


def test_store_rows_can_be_changed_in_place():
    store = Store(state=("i1", 0))
    store.add({"state": np.zeros(3, "i1")})
    store["state"][1] = 5
    store.add({"state": np.zeros(1000, "i1")})
    assert store["state"][:3].tolist() == [0, 5, 0]


def test_chunks_do_not_change_when_the_caller_changes_its_batch():
    log, batch = Chunks(x=("i4", 0)), np.array([1, 2], "i4")
    log.add({"x": batch})
    batch[:] = 9
    assert log["x"].tolist() == [1, 2]


def test_an_unknown_column_is_refused():
    with pytest.raises(KeyError, match="ownr"):
        Store(owner=("i4", -1)).add({"ownr": np.array([1])})


def test_empty_columns_have_their_type():
    assert Chunks(x=("f4", 0.0))["x"].dtype == np.dtype("f4")
    assert Store(x=("f4", 0.0))["x"].dtype == np.dtype("f4")
