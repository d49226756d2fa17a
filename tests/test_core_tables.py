"""A table is declared once; typing, checks and the pandas view follow."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from core_samples import DECLARED, PAPUA, PEOPLE, both, people, problems

from simkit.core.tables import KINDS, Codes, Column, Table, to_arrow


def test_good_tables_have_no_problems():
    assert problems(both(), DECLARED) == []


def test_every_kind_keeps_its_type_on_the_way_to_pandas():
    table = people()
    assert table.schema.equals(PEOPLE.schema, check_metadata=True)
    frame = PEOPLE.frame(table)
    assert list(frame.columns) == [c.name for c in PEOPLE.columns]
    assert frame["nik"].dtype == pd.Int64Dtype()
    assert frame["n_cells"].dtype == pd.Int32Dtype()
    assert frame["seen_at"].dtype == "datetime64[s]"
    assert frame["born"].dtype.kind == "M"
    assert isinstance(frame["sex"].dtype, pd.CategoricalDtype)
    assert frame["key"].dtype == np.uint64


def test_a_papuan_nik_beside_a_missing_one_keeps_its_last_digit():
    frame = PEOPLE.frame(people())
    assert frame["nik"][1] is pd.NA
    assert frame["nik"][0] == PAPUA
    assert int(float(PAPUA)) != PAPUA or int(float(PAPUA + 2)) != PAPUA + 2
    assert frame["nik"][2] == PAPUA + 2


def test_a_column_too_many_or_too_few_is_refused_by_name():
    with pytest.raises(KeyError, match="'b'"):
        Table("t", "observed", "x", (Column("a", "id", "x"),)).build({"a": [1], "b": [2]})


@pytest.mark.parametrize("kind", ["id", "text", "string", "number", "time"])
def test_a_missing_value_where_none_may_be_is_refused(kind):
    value = {"number": [np.nan], "time": np.array(["NaT"], "datetime64[s]")}.get(kind, [None])
    with pytest.raises((ValueError, TypeError)):
        to_arrow(Column("a", kind, "x"), value)


def test_numbers_are_rounded_as_declared():
    assert to_arrow(Column("a", "number", "x", decimals=2), [1 / 3]).to_pylist() == [0.33]


def test_codes_are_sorted_words():
    made = Codes(np.array([0, -1, 1]), ("b", "a")).arrow()
    assert made.dictionary.to_pylist() == ["a", "b"]
    assert made.to_pylist() == ["b", None, "a"]
    assert Codes(np.array([1]), ("b", "a")).arrow(plain=True).type == pa.string()


@pytest.mark.parametrize(
    "bad", [{"kind": "float"}, {"role": "hint"}, {"doc": ""}], ids=["kind", "role", "doc"]
)
def test_a_bad_declaration_is_refused(bad):
    with pytest.raises(ValueError, match="'a'"):
        Column(**({"name": "a", "kind": "id", "doc": "x"} | bad))


def test_a_bad_key_or_a_double_column_is_refused():
    a = Column("a", "id", "x")
    with pytest.raises(ValueError, match="named twice"):
        Table("t", "observed", "x", (a, a))
    with pytest.raises(ValueError, match="missing"):
        Table("t", "observed", "x", (a,), ("b",))


def test_problems_are_named():
    tables = both()
    sales = DECLARED[1]
    lost = sales.build({"sale_id": [1, 1], "buyer_id": [99, 1]})
    found = problems(tables | {"truth/sales": lost}, DECLARED)
    assert any("the key" in f and "truth/sales" in f for f in found)
    assert any("1 values are not in observed/people.person_id, e.g. 99" in f for f in found)
    odd = pa.table({"sale_id": [1]})
    assert problems({"truth/sales": odd}, DECLARED) == [
        "truth/sales: columns or types differ from the declaration"
    ]


def test_the_schema_describes_itself():
    field = PEOPLE.schema.field("nik")
    assert field.metadata[b"unit"] == b"digits"
    assert field.metadata[b"role"] == b"artefact"
    assert PEOPLE.schema.metadata[b"key"] == b"person_id"
    assert set(KINDS) == {c.kind for c in PEOPLE.columns}
