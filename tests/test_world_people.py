"""People: functions of seed and number, living in households, registered nowhere real."""

import numpy as np
import pytest

from simkit.core.streams import CommonRandomNumbers
from simkit.world import nik, places
from simkit.world.people import (
    HEAD,
    ORGANISATION,
    RESELLER,
    SHARE_OF_AGE,
    SPOUSE,
    PeopleParameters,
    make_families,
    make_people,
)

START = np.datetime64("2025-09-01", "s")
TOWN = make_people(PeopleParameters(n_people=100_000), CommonRandomNumbers(1), START)
AGE = (START.astype("datetime64[D]").astype(int) - TOWN.birth_day) / 365.25


def test_no_number_of_the_register_could_exist():
    assert not nik.could_exist(TOWN.nik).any()
    assert not nik.could_exist(TOWN.kk).any()
    assert len(np.unique(TOWN.nik)) == len(TOWN)


def test_the_nik_says_birth_and_sex():
    said = nik.decode(TOWN.nik)
    born = TOWN.birth_day.astype("datetime64[D]").astype("datetime64[M]").astype(int)
    assert (said.month == born % 12 + 1).all()
    assert (said.year2 == (born // 12 + 1970) % 100).all()
    assert (said.is_female == TOWN.is_female).all()


def test_serials_begin_with_one_in_each_prefix():
    prefix, serial = TOWN.nik // 10_000, TOWN.nik % 10_000
    for numbers in (prefix[serial == 1], np.unique(prefix)):
        assert len(numbers) == len(np.unique(prefix))
    assert serial.min() == 1


def test_serials_do_not_show_who_is_outside_the_population():
    later = TOWN.nik % 10_000 > 1
    inside, outside = later[:100_000].mean(), later[100_000:].mean()
    assert abs(inside - outside) < 4 * np.sqrt(later.mean() / 20_000)


def test_some_niks_name_another_region_than_the_household():
    region = nik.decode(TOWN.nik)
    here = (region.province == places.codes()[TOWN.province]) & (region.district == TOWN.district)
    assert here[AGE < 17].all()
    assert 1 - here[AGE > 18].mean() == pytest.approx(0.12, abs=0.01)


def test_a_household_shares_card_address_and_province():
    for shared in (TOWN.kk, TOWN.province, TOWN.district, TOWN.street, TOWN.house_no):
        assert (shared == shared[TOWN.head]).all()
    assert len(np.unique(TOWN.kk)) == TOWN.household.max() + 1
    sizes = np.bincount(TOWN.household)
    assert sizes.min() >= 1 and sizes.max() <= 8
    assert sizes.mean() == pytest.approx(3.6, abs=0.05)


def test_heads_are_adults_and_spouses_are_of_like_age():
    key = TOWN.key[: len(TOWN) // 8 * 8]
    homes = make_families(PeopleParameters(), CommonRandomNumbers(1), key)
    assert homes.age[homes.role == HEAD].min() >= 18
    married = np.flatnonzero(homes.role == SPOUSE)
    assert (homes.is_female[married] != homes.is_female[homes.head[married]]).all()
    assert np.abs(homes.age[married] - homes.age[homes.head[married]]).mean() < 6


def test_the_age_pyramid_is_plausible():
    assert AGE.min() >= 0 and AGE.max() <= 90.1
    assert 0.22 < (AGE < 15).mean() < 0.29
    assert 0.05 < (AGE >= 65).mean() < 0.09
    assert (AGE >= 13).mean() == pytest.approx(SHARE_OF_AGE, abs=0.01)


def test_province_weights_and_women_follow_the_source():
    share = np.bincount(TOWN.province, minlength=38) / len(TOWN)
    # a household shares a province, so the sample is that of households
    assert np.abs(share - places.weights()).max() < 5 * np.sqrt(0.18 * 0.82 / (len(TOWN) / 4))
    assert TOWN.is_female.mean() == pytest.approx(0.495, abs=0.01)


def test_card_dates_lie_in_the_past_and_after_the_heads_majority():
    said = nik.decode(TOWN.kk)
    year = np.where(said.year2 > 25, 1900, 2000) + said.year2
    assert year.min() >= 2000
    born = TOWN.birth_day[TOWN.head].astype("datetime64[D]").astype("datetime64[Y]").astype(int) + 1970
    assert (year - born >= 17).all()


def test_sims_per_person_and_owners():
    assert TOWN.n_sims.sum() / len(TOWN) == pytest.approx(1.17, abs=0.05)
    assert (TOWN.n_sims > 0).mean() == pytest.approx(0.6729, abs=0.02)
    assert TOWN.n_sims[AGE < 12.99].sum() == 0


def test_the_tail_is_rare_and_heavy():
    owners = TOWN.n_sims[TOWN.n_sims > 0]
    middle = (owners > 5) & (owners <= 100)
    assert middle.mean() == pytest.approx(0.0043, abs=0.001)
    assert owners[middle].mean() == pytest.approx(12, abs=1.5)
    # 120,000 identities are due one holder above 100 in each of their ten stretches
    assert 9 <= (owners > 100).sum() <= 10
    heavy = TOWN.n_sims > 5
    assert set(np.unique(TOWN.kind[heavy])) == {RESELLER, ORGANISATION}
    assert not TOWN.kind[~heavy].any()


@pytest.mark.parametrize("seed", range(5))
def test_a_small_town_has_at_most_one_giant(seed):
    town = make_people(PeopleParameters(n_people=10_000), CommonRandomNumbers(seed), START)
    giants = town.n_sims[town.n_sims > 100]
    assert len(giants) <= 1
    assert (giants <= 500).all()


def test_names_repeat_on_purpose_and_fit_the_sex():
    names = TOWN.names(np.arange(len(TOWN)))
    assert names.null_count == 0
    assert 0.4 < len(names.unique()) / len(TOWN) < 0.95
    words = {name.split()[0] for name in TOWN.names(np.flatnonzero(~TOWN.is_female)).to_pylist()}
    assert "Muhammad" in words and "Siti" not in words


def test_people_do_not_change_when_the_town_grows():
    small = make_people(PeopleParameters(n_people=500), CommonRandomNumbers(3), START)
    large = make_people(PeopleParameters(n_people=5_003), CommonRandomNumbers(3), START)
    columns = (
        "province",
        "district",
        "is_female",
        "birth_day",
        "household",
        "head",
        "first",
        "second",
        "last",
    )
    for name in (*columns, "street", "house_no", "is_abroad", "key"):
        assert (getattr(small, name)[:500] == getattr(large, name)[:500]).all(), name
    for name in ("nik", "kk"):
        assert (getattr(small, name)[:500] // 10_000 == getattr(large, name)[:500] // 10_000).all()
    giant = (large.n_sims > 100)[:500]
    assert (small.n_sims[:500] == large.n_sims[:500])[~giant].all()


def test_public_ids_say_nothing():
    assert sorted(TOWN.public_id.tolist()) == list(range(1, len(TOWN) + 1))
    assert abs(np.corrcoef(TOWN.public_id, np.arange(len(TOWN)))[0, 1]) < 0.015
    assert abs(np.corrcoef(TOWN.public_id, TOWN.n_sims)[0, 1]) < 0.015
