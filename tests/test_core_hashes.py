"""The content hash sees values, and only values."""

from __future__ import annotations

import hashlib
import itertools

import numpy as np
import pyarrow as pa
import pytest
from core_samples import PEOPLE, SALES, people, sales
from hypothesis import given
from hypothesis import strategies as st

from simkit.core.formats import ContentHash, conform, file_hash
from simkit.core.tables import Column, Table


def fingerprint(table, *pieces):
    with ContentHash(table) as content:
        for piece in pieces:
            content.update(conform(table, piece))
        return content.hexdigest()


@given(st.lists(st.integers(0, 40), max_size=4))
def test_the_cuts_between_pieces_do_not_matter(cuts):
    rows = people(40)
    edges = [0, *sorted(cuts), 40]
    pieces = [rows.slice(a, b - a) for a, b in itertools.pairwise(edges)]
    assert fingerprint(PEOPLE, *pieces) == fingerprint(PEOPLE, rows)


def test_the_order_of_rows_matters():
    rows = sales()
    assert fingerprint(SALES, rows.take([1, 0, 2, 3, 4])) != fingerprint(SALES, rows)


@pytest.mark.parametrize("column", [c.name for c in PEOPLE.columns])
def test_a_changed_value_in_any_column_changes_the_hash(column):
    rows, other = people(), people(14).slice(1, 11)
    i = rows.schema.get_field_index(column)
    assert not rows.column(i).equals(other.column(i))
    changed = rows.set_column(i, rows.schema.field(i), other.column(i))
    assert fingerprint(PEOPLE, changed) != fingerprint(PEOPLE, rows)


@pytest.mark.parametrize("kind", ["id", "digits16", "count", "small", "money"])
def test_missing_is_not_zero(kind):
    t = Table("t", "observed", "x", (Column("a", kind, "x", nullable=True),))
    assert fingerprint(t, t.build({"a": [-1, 0]})) != fingerprint(t, t.build({"a": [0, -1]}))


def test_texts_are_told_apart_where_they_join_to_the_same():
    for kind in ("text", "string"):
        t = Table("t", "observed", "x", (Column("a", kind, "x"),))
        one = t.build({"a": pa.array(["ab", "c"])})
        two = t.build({"a": pa.array(["a", "bc"])})
        assert fingerprint(t, one) != fingerprint(t, two)


def test_words_count_not_their_codes():
    t = Table("t", "observed", "x", (Column("a", "text", "x"),))
    index = pa.array([1, 0], pa.int32())
    odd = pa.table({"a": pa.DictionaryArray.from_arrays(index, pa.array(["z", "b", "unused"]))})
    assert fingerprint(t, odd) == fingerprint(t, t.build({"a": ["b", "z"]}))


def test_floats_count_as_they_are_rounded():
    t = Table("t", "observed", "x", (Column("a", "number", "x", decimals=2),))

    def of(*values):
        return fingerprint(t, pa.table({"a": pa.array(values)}))

    assert of(0.1 + 0.2, -0.0, 1e300) == of(0.3, 0.0, 1e300)
    assert of(0.1) != of(0.11)


def test_the_hash_is_the_same_on_every_machine():
    t = Table("t", "observed", "x", (Column("a", "small", "x"), Column("b", "flag", "x")))
    stored = "1764fc937ded" + "a672624991bbec107cc03427431d"
    assert fingerprint(t, t.build({"a": np.array([1, -2]), "b": [True, False]})) == stored


def test_an_error_in_a_column_is_raised_not_lost():
    odd = pa.table({"sale_id": ["x"], "buyer_id": [1]})
    with ContentHash(SALES) as content:
        content.update(odd)
        with pytest.raises(ValueError, match="x"):
            content.hexdigest()


def test_file_hash(tmp_path):
    (tmp_path / "a").write_bytes(b"x" * 100_000)
    assert file_hash(tmp_path / "a") == hashlib.sha256(b"x" * 100_000).hexdigest()
