"""No identifier of any table can belong to anybody."""

from __future__ import annotations

import numpy as np
import pandas as pd
import phonenumbers
import pyarrow as pa
import pytest
from run_samples import DECLARED, arrows, plain

from simkit.core.folder import load
from simkit.world import nik
from simkit.world.numbers import luhn_ok

MSISDN, IMEI = "msisdn", "imei"
REAL_NAMES = (
    "telkomsel", "indosat", "xl", "axiata", "smartfren", "tri", "axis", "byu", "by.u", "telkom", "ooredoo", "hutchison",
    "whatsapp", "telegram", "line", "signal", "wechat", "facebook", "instagram", "tiktok", "twitter",
)  # fmt: skip


def values(tables, *names):
    """The different values, as text, of all columns that end so, and the columns they stand in."""
    found, seen = set(), set()
    for path, table in tables.items():
        for name in table.column_names:
            if name in names or name in {f"posted_{n}" for n in names}:
                seen.add(f"{path}.{name}")
                column = plain(table).column(name).drop_null()
                found |= {str(v) for v in column.to_pylist()}
    return found, seen


@pytest.fixture(scope="module")
def tables(busy_run):
    return arrows(busy_run)


def test_every_column_of_identifiers_is_looked_at(tables):
    """A new column of digits must be added to a test below."""
    known = set()
    for names in (("nik", "kk"), (MSISDN,), (IMEI,), ("iccid",), ("imsi",)):
        known |= values(tables, *names)[1]
    digits = {f"{t.path}.{c.name}" for t in DECLARED.values() for c in t.columns if c.unit == "digits"}
    assert digits <= known
    assert len(known) > len(digits)


def test_no_number_can_be_called(tables):
    found, seen = values(tables, MSISDN)
    assert len(seen) >= 5
    assert len(found) > 3000
    valid = [n for n in found if phonenumbers.is_valid_number(phonenumbers.parse("+" + n, None))]
    assert valid == []
    possible = [n for n in found if not n.startswith("6284")]
    assert possible == []


def test_no_nik_or_family_card_could_exist(tables):
    found, seen = values(tables, "nik", "kk")
    assert {
        "observed/post_records.posted_nik",
        "observed/post_records.posted_kk",
        "observed/registrations.kk",
    } <= seen
    assert len(found) > 4000
    assert not nik.could_exist(np.array(sorted(int(n) for n in found))).any()


def test_no_device_or_card_would_be_accepted(tables):
    for names, length, head in (((IMEI,), {15}, "00"), (("iccid",), {19, 20}, "8962")):
        found, _ = values(tables, *names)
        assert len(found) > 500
        assert {len(n) for n in found} <= length
        assert all(n.startswith(head) for n in found)
        assert not any(luhn_ok(n) for n in found)


def test_every_subscriber_is_of_the_test_network(tables):
    found, _ = values(tables, "imsi")
    assert len(found) == tables["observed/sims"].num_rows
    assert {n[:5] for n in found} == {"00101"}


def test_names_of_firms_are_invented(tables):
    firms = [("operators", "name"), ("accounts", "app"), ("posts", "platform"), ("outlets", "name")]
    said = {
        str(v).lower()
        for table, name in firms
        for v in plain(tables[f"observed/{table}"]).column(name).to_pylist()
    }
    assert len(said) > 8
    words = {w for text in said for w in text.split()}
    assert not words & set(REAL_NAMES)


def test_a_mistyped_number_is_one_digit_away_and_still_nobodys(tables):
    """Slips of the finger stay where they can hurt nobody: many of them, drawn from many keys."""
    from simkit.core.streams import Streams
    from simkit.engine.export.observed import _slip

    class Fake:
        class model:
            crn = Streams(1).crn

    real = values(tables, MSISDN)[0], values(tables, IMEI)[0], values(tables, "nik")[0]
    for name, texts in zip(("msisdn", "imei", "nik"), real, strict=True):
        for i, text in enumerate(sorted(texts)[:1500]):
            typed = _slip(Fake, text, i * 7919, name, 1.0)
            wrong = sum(a != b for a, b in zip(typed, text, strict=True))
            assert wrong == 1
            if name == "msisdn":
                assert typed.startswith("6284")
            elif name == "imei":
                assert not luhn_ok(typed)
                assert typed.startswith("00")
            else:
                assert not nik.could_exist([int(typed)]).any()


def test_a_papuan_nik_survives_pandas_a_gap_and_a_csv_file(busy_run, tmp_path):
    people = busy_run.observed["people"]
    papua = people.loc[people["nik"] > 2**53, ["person_id", "nik"]]
    odd = papua[papua["nik"] % 2 == 1]
    assert len(odd) > 20
    lost = odd["nik"].astype("float64").astype("int64").to_numpy() != odd["nik"].to_numpy(np.int64)
    assert lost.any(), "a float would have done no harm: the test is empty"

    gap = people.set_index("person_id")["nik"].reindex([0, *odd["person_id"]])
    assert gap.dtype == "Int64"
    assert gap.isna().tolist() == [True] + [False] * len(odd)
    assert gap.iloc[1:].tolist() == odd["nik"].tolist()

    back = load(busy_run.save(tmp_path / "csv", "csv")).observed["people"]
    assert back["nik"].dtype == "Int64"
    pd.testing.assert_series_equal(back["nik"], people["nik"])
    raw = (tmp_path / "csv" / "observed" / "people.csv").read_text(encoding="utf-8")
    assert str(odd["nik"].iloc[0]) in raw


def test_numbers_of_seizures_stay_whole_where_devices_have_none(busy_run):
    seized = busy_run.observed["seizures"]
    assert seized["msisdn"].dtype == "Int64"
    assert 0 < seized["msisdn"].isna().sum() < len(seized)
    sims = busy_run.observed["sims"].set_index("sim_id")["msisdn"]
    known = seized.dropna(subset="msisdn")
    assert sims.loc[known["sim_id"].astype("int64")].tolist() == known["msisdn"].tolist()
    assert pa.types.is_int64(busy_run.observed.arrow("seizures").schema.field("msisdn").type)
