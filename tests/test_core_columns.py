"""Columns that grow."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

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
