"""Identity numbers: written, read back, and never anybody's."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simkit.world import nik, places

PROVINCE = st.sampled_from([p.code for p in places.PROVINCES])
DISTRICT = st.sampled_from(nik.DISTRICTS)
DAY = st.integers(-30_000, 30_000)


@given(PROVINCE, DISTRICT, DAY, st.booleans(), st.integers(0, 9999))
def test_a_nik_reads_back_as_it_was_written(province, district, day, is_female, serial):
    number = nik.encode(province, district, day, is_female, serial)
    parts, date = nik.decode(number), pd.Timestamp(0) + pd.Timedelta(days=day)
    assert (parts.province, parts.regency, parts.district, parts.serial) == (province, 70, district, serial)
    assert (parts.day, parts.month, parts.year2) == (date.day, date.month, date.year % 100)
    assert bool(parts.is_female) == is_female
    assert len(str(number)) == 16
    assert not nik.could_exist(number)


@given(st.integers(0, 99), st.integers(0, 99))
def test_only_two_impossible_codes_together_are_safe(regency, district):
    number = (32 * 10_000 + regency * 100 + district) * 10**10 + 101_800_001
    assert nik.could_exist(number) == (not (regency == 70 and district >= 70))


def test_missing_numbers_are_harmless_and_short_ones_are_not():
    assert nik.could_exist([-1, 5]).tolist() == [False, True]


def test_women_born_on_the_31st_have_day_71():
    assert str(nik.encode(34, 80, 30, True, 1))[6:12] == "710170"


def test_serials_count_within_a_prefix():
    twelve = nik.prefix([32, 32, 33, 32], 70, [0, 0, 0, 1])
    assert nik.serials(twelve).tolist() == [1, 2, 1, 1]
    assert nik.serials(twelve[:0]).tolist() == []


def test_a_papuan_nik_survives_where_a_float_loses_it():
    papuan = nik.encode(96, 99, 30, True, 9999)
    assert papuan > 2**53
    assert any(int(float(n)) != n for n in range(int(papuan) - 9, int(papuan)))
    column = pd.array([int(papuan), None], dtype="Int64")
    assert column[0] == papuan
    assert pa.array([papuan, None], pa.int64()).to_pylist()[0] == papuan


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ((10, 70, 0, False, 1), "province code 10"),
        ((32, 69, 0, False, 1), "district 69"),
        ((32, 100, 0, False, 1), "district 100"),
        ((32, 70, 0, False, 10_000), "serial 10000"),
    ],
)
def test_parts_that_could_be_real_or_do_not_fit_are_refused(arguments, word):
    with pytest.raises(ValueError, match=word):
        nik.encode(*arguments)


def test_numbers_are_whole_and_64_bit():
    assert nik.encode(11, 70, np.arange(3), False, 1).dtype == np.int64
