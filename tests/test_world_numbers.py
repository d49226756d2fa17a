"""Numbers of SIMs and devices: unique, of the right shape, and refused by every real network."""

import numpy as np
import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simkit.core.streams import CommonRandomNumbers
from simkit.world import numbers

KEYS = CommonRandomNumbers(7).bits(np.arange(200_000), "some SIMs")
TEXT = {"imei": numbers.imei, "iccid": numbers.iccid, "imsi": numbers.imsi}


def test_no_telephone_number_is_valid():
    made = numbers.msisdn(KEYS[:20_000])
    for number in made.tolist():
        parsed = phonenumbers.parse(f"+{number}")
        assert parsed.country_code == 62
        assert not phonenumbers.is_valid_number(parsed)


def test_telephone_numbers_have_9_to_12_digits_and_mostly_11():
    made = numbers.msisdn(KEYS)
    assert made.dtype == np.int64
    assert len(np.unique(made)) == len(made)
    assert {str(n)[:4] for n in made.tolist()} == {"6284"}
    national = np.bincount([len(str(n)) - 2 for n in made.tolist()], minlength=13)
    assert national[9:13].sum() == len(made)
    assert national.argmax() == 11


@pytest.mark.parametrize("what", TEXT)
def test_texts_are_unique_digits(what):
    made = TEXT[what](KEYS).to_pylist()
    assert len(set(made)) == len(made)
    assert all(m.isascii() and m.isdigit() for m in made[:1000])


def test_imei_has_a_type_code_of_00_and_a_wrong_check_digit():
    for m in numbers.imei(KEYS[:5000]).to_pylist():
        assert len(m) == 15 and m.startswith("00") and not numbers.luhn_ok(m)


def test_iccid_has_a_wrong_check_digit_at_both_lengths():
    made = numbers.iccid(KEYS[:5000]).to_pylist()
    assert {len(m) for m in made} == {19, 20}
    assert not any(numbers.luhn_ok(m) for m in made)
    assert all(m.startswith("8962") for m in made)


def test_imsi_stays_in_the_test_network():
    assert {(len(m), m[:5]) for m in numbers.imsi(KEYS[:1000]).to_pylist()} == {(15, "00101")}


def test_check_digits_are_wrong_in_every_way():
    # a check digit that is always one too high would give real numbers away to whoever subtracts one
    made = numbers.imei(KEYS[:2000]).to_pylist()
    off = {next(d for d in range(10) if numbers.luhn_ok(m[:-1] + str((int(m[-1]) + d) % 10))) for m in made}
    assert off == set(range(1, 10))


def test_the_order_of_rows_changes_nothing():
    mixed = np.argsort(CommonRandomNumbers(1).bits(np.arange(len(KEYS)), "mix"))
    assert (numbers.msisdn(KEYS)[mixed] == numbers.msisdn(KEYS[mixed])).all()
    assert numbers.imsi(KEYS).take(mixed).equals(numbers.imsi(KEYS[mixed]))


@given(st.lists(st.integers(0, 30), max_size=20), st.integers(0, 5))
def test_colliding_numbers_move_to_the_next_free_one(body, head):
    body = np.array(body, np.int64)
    base = 31 * head
    made = numbers._spread(base + body, np.arange(len(body), dtype=np.uint64), lambda _: 31, head)
    assert len(set(made.tolist())) == len(body)
    assert ((made >= base) & (made < base + 31)).all()
    alone = [i for i, b in enumerate(body) if (body == b).sum() == 1]
    assert (made[alone] == base + body[alone]).all()


def test_a_full_stretch_is_refused():
    with pytest.raises(ValueError, match="no free number"):
        numbers._spread(np.zeros(3, np.int64), np.arange(3, dtype=np.uint64), lambda _: 2, 0)


@pytest.mark.parametrize("make", [numbers.msisdn, *TEXT.values()])
def test_no_keys_give_no_numbers(make):
    assert len(make(np.empty(0, np.uint64))) == 0
