"""Everybody who can be named: identity numbers, families, names, addresses and how many SIMs each holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from ..core.parameter import fraction, parameter
from ..core.streams import CommonRandomNumbers, ReadOnly, keys, ranks
from . import names, nik, places


@dataclass(frozen=True)
class PeopleParameters:
    """How many people there are, how they live together and how many SIMs they hold (section ``people``).

    Examples
    --------
    >>> PeopleParameters().n_people
    10000
    """

    n_people: int = parameter(
        10_000, "People whose behaviour is simulated", "people", low=100, high=20_000_000
    )
    outside_share: float = parameter(
        0.2, "Further identities per simulated person: they have SIMs, their days are not simulated",
        "identities per person", "assumption: stolen records reach beyond any one town", high=5,
    )  # fmt: skip
    p_phone: float = parameter(
        0.6729, "Share of people who own a phone; taken for all ages: the source names none, and a year earlier the "
        "same statistic was of people of five and older", "share", "phone-ownership-2023", high=0.75,
    )  # fmt: skip
    min_age: int = parameter(13, "Youngest age at which a person owns a SIM", "years", low=0, high=17)
    mean_sims_per_owner: float = parameter(
        1.74, "SIMs per phone owner, heavy holders included: 1.17 SIMs per resident / 0.6729 owners", "SIMs",
        "sims-2025", low=1, high=4,
    )  # fmt: skip
    big_owners_per_holder: float = parameter(
        1 / 8_500, "Share of phone owners who hold more than 100 SIMs", "share", "sims-tail-thailand-2024",
        high=0.01,
    )  # fmt: skip
    big_mean_sims: float = parameter(
        800.0, "SIMs of one who holds more than 100", "SIMs", "sims-tail-thailand-2024", low=101, high=5_000
    )
    big_max_share: float = parameter(
        0.05, "Most SIMs of one holder, per simulated person; small towns have no giants", "SIMs per person",
        high=1
    )  # fmt: skip
    p_middle_owner: float = parameter(
        0.0043, "Share of phone owners who hold 6 to 100 SIMs", "share", "sims-tail-thailand-2024", high=0.1
    )
    middle_mean_sims: float = parameter(
        12.0, "SIMs of one who holds 6 to 100", "SIMs", "sims-tail-thailand-2024", low=6.5, high=60
    )
    p_organisation: float = fraction(
        0.6, "Share of heavy holders that are organisations; the others sell SIMs on"
    )
    mean_household: float = parameter(
        3.6, "People on one family card; never more than 8", "people", low=1, high=8
    )
    p_couple: float = fraction(
        0.82, "Share of households of two and more whose second member is the head's spouse"
    )
    p_registered_elsewhere: float = fraction(
        0.12, "Share of adults whose NIK names another region than their household's",
        "assumption: people move, the NIK stays (nik-structure)"
    )  # fmt: skip
    kk_mean_age_years: float = parameter(
        7.0, "Mean age of a family card", "years", "assumption: a move or a new family makes a new card",
        low=0.1, high=20,
    )  # fmt: skip
    p_shared_phone: float = fraction(
        0.08, "Share of family members who use the phone of the head of the household"
    )
    p_abroad: float = parameter(
        0.02, "Share of people aged 20 to 49 who work abroad (about 1 % of everybody)", "share", high=0.5
    )
    p_second_name: float = fraction(0.45, "Share of people with a second given name")
    p_last_name: float = fraction(0.85, "Share of people with a last name")
    p_family_name: float = fraction(0.3, "Share of households whose members carry the head's last name")


# ---
# Who lives with whom: households of up to eight, with heads, spouses, children and grandparents.
#
# Persons are numbered; every eighth starts a household and others may. A person's family is therefore
# a function of the seed and the numbers of at most seven neighbours, however many people there are.

MAX_HOUSEHOLD = 8
HEAD, SPOUSE, CHILD, PARENT, GRANDCHILD = range(5)
# age of heads [years] at quantiles 0, .1, .25 ... (shape: assumption)
_HEAD_Q = (0.0, 0.03, 0.14, 0.32, 0.54, 0.735, 0.865, 0.955, 1.0)
_HEAD_AGE = (19.0, 25.0, 32.0, 39.0, 47.0, 55.0, 62.0, 70.0, 86.0)
# couples are half women by construction, so the others carry all of a province's difference from one half
_NOT_IN_COUPLES = 0.65


@dataclass(frozen=True)
class Families(ReadOnly):
    """Arrays over persons: household, person number of its head, role, sex, age [years] and province."""

    household: np.ndarray
    head: np.ndarray
    role: np.ndarray
    is_female: np.ndarray
    age: np.ndarray
    province: np.ndarray


def make_families(params: PeopleParameters, crn: CommonRandomNumbers, key: np.ndarray) -> Families:
    """Put persons into households, by the key of each; they are a multiple of 8, so no family is cut off.

    Examples
    --------
    >>> f = make_families(PeopleParameters(), CommonRandomNumbers(1), np.arange(16, dtype=np.uint64))
    >>> bool(f.head.max() < 16), bool(np.bincount(f.household).max() <= 8)
    (True, True)
    """
    number = np.arange(len(key), dtype=np.int32)
    p_start = (MAX_HOUSEHOLD / params.mean_household - 1) / (MAX_HOUSEHOLD - 1)
    starts = (number % MAX_HOUSEHOLD == 0) | (crn(key, "starts a household") < p_start)
    household = np.cumsum(starts, dtype=np.int32) - np.int32(1)
    heads = np.flatnonzero(starts).astype(np.int32)
    head = heads[household]
    role = _roles(params, crn, key, number - head)
    couple = np.zeros(len(heads), bool)
    couple[household[role == SPOUSE]] = True
    head_age = np.interp(crn(key[heads], "age of the head"), _HEAD_Q, _HEAD_AGE)
    role = _fitting(role, head_age[household], crn, key)
    province = crn.choice(key[heads], "province", places.weights()).astype(np.int16)
    women = 0.5 + (places.women() - 0.5) / _NOT_IN_COUPLES
    is_female = crn(key, "sex") < women[province[household]]
    wife_leads = crn(key[heads], "wife leads") < 0.05
    is_female[heads] = np.where(couple, wife_leads, is_female[heads])
    married = role == SPOUSE
    is_female[married] = ~wife_leads[household[married]]
    age = _ages(role, head_age[household], is_female, crn, key)
    return Families(household, head, role, is_female, age, province[household])


def _roles(
    params: PeopleParameters, crn: CommonRandomNumbers, key: np.ndarray, place: np.ndarray
) -> np.ndarray:
    role = np.full(len(key), CHILD, np.int8)
    role[place == 0] = HEAD
    role[(place == 1) & (crn(key, "is the spouse") < params.p_couple)] = SPOUSE
    return role


def _fitting(role: np.ndarray, head_age: np.ndarray, crn: CommonRandomNumbers, key: np.ndarray) -> np.ndarray:
    """Turn some of the other members into a parent of a young head or a grandchild of an old one."""
    other, u = role == CHILD, crn(key, "relative")
    role[other & (head_age < 62) & (u < 0.085)] = PARENT
    role[other & (head_age > 50) & (u > 1 - np.clip((head_age - 45) / 40, 0, 0.6))] = GRANDCHILD
    return role


def _ages(
    role: np.ndarray, head_age: np.ndarray, is_female: np.ndarray, crn: CommonRandomNumbers, key: np.ndarray
) -> np.ndarray:
    z, u = crn.normal(key, "age"), crn(key, "age spread")
    age = head_age.copy()
    at = role == SPOUSE
    age[at] = np.clip(head_age[at] + np.where(is_female[at], -3.5, 3.5) + 4 * z[at], 18, 90)
    at = role == CHILD
    born = head_age[at] - np.maximum(27.5 + 6 * z[at], 17)
    # a head too young for the gap has a small child or lives with a brother or sister
    young = np.where(u[at] < 0.4, 14 * u[at], head_age[at] + 16 * (u[at] - 0.6))
    # most grown children have left; their place is taken by younger ones, in-laws and lodgers
    late = np.where(u[at] < 0.35, 60 * u[at], 20 + 40 * (u[at] - 0.35))
    age[at] = np.where(born < 0, young, np.where(born > 28, late, born))
    at = role == PARENT
    age[at] = np.clip(head_age[at] + 26 + 4 * z[at], 42, 90)
    at = role == GRANDCHILD
    age[at] = np.clip((head_age[at] - 45) * u[at] * 0.8, 0, 30)
    return age


# ---
# How many SIMs each person holds at the start: most one or two, a few very many.

INDIVIDUAL, RESELLER, ORGANISATION = range(3)
MOST_ORDINARY, MOST_MIDDLE = 5, 100
# people aged 13 and over, as the household model makes them (a test keeps this true)
SHARE_OF_AGE = 0.763


def count_sims(
    params: PeopleParameters, crn: CommonRandomNumbers, key: np.ndarray, age: np.ndarray, head: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Count the SIMs of each person (int32), by key, age [years] and head of the household; give holders' kinds (int8).

    Examples
    --------
    >>> n = np.arange(4000)
    >>> n_sims, _ = count_sims(PeopleParameters(), CommonRandomNumbers(1), keys("person", n), np.full(4000, 40.0), n)
    >>> bool(0.8 < (n_sims > 0).mean() < 0.95)
    True
    """
    of_age = age >= params.min_age
    owner = of_age & (crn(key, "owns a phone") < min(params.p_phone / SHARE_OF_AGE, 1))
    more = crn.poisson(key, "more sims", _mean_more(params))
    n_sims = np.where(owner, 1 + np.minimum(more, MOST_ORDINARY - 1), 0)
    middle = np.flatnonzero(owner & (crn(key, "middle holder") < params.p_middle_owner))
    # the whole part of an exponential time with mean m is on average m - 1/2
    more = crn.exponential(key[middle], "middle size", params.middle_mean_sims - 5.5)
    n_sims[middle] = np.minimum(6 + more.astype(np.int64), MOST_MIDDLE)
    big = _big_holders(params, crn, head)
    most = max(round(params.big_max_share * params.n_people), MOST_MIDDLE + 1)
    spread = np.exp(0.7 * crn.normal(key[big], "big size") - 0.245)
    size = MOST_MIDDLE + 1 + (params.big_mean_sims - MOST_MIDDLE - 1) * spread
    n_sims[big] = np.minimum(size, most).astype(np.int64)
    kind = np.zeros(len(key), np.int8)
    heavy = np.concatenate([middle, big])
    organised = crn(key[heavy], "organisation") < params.p_organisation
    kind[heavy] = np.where(organised, ORGANISATION, RESELLER)
    return n_sims.astype(np.int32), kind


def _mean_more(params: PeopleParameters) -> float:
    """Give the mean of ordinary owners' SIMs beyond the first, so that the mean of all owners comes out."""
    heavy = (
        params.p_middle_owner * params.middle_mean_sims + params.big_owners_per_holder * params.big_mean_sims
    )
    ordinary = 1 - params.p_middle_owner - params.big_owners_per_holder
    return max((params.mean_sims_per_owner - heavy) / ordinary - 1, 0.0)


def _big_holders(params: PeopleParameters, crn: CommonRandomNumbers, head: np.ndarray) -> np.ndarray:
    """Choose a head of a household in every stretch of people that is due one: none gets two by chance."""
    due = params.p_phone * params.big_owners_per_holder
    if due <= 0:
        return np.empty(0, np.int64)
    room = max(round(1 / due), 8)
    stretch = np.arange(-(-len(head) // room))
    chosen = stretch * room + crn.integers(keys("big holder", stretch), "where", room)
    chosen = chosen[chosen < len(head)]
    return np.unique(head[chosen]).astype(np.int64)


# ---

YEAR = 365.25
KINDS = ("individual", "reseller", "organisation")


@dataclass(frozen=True)
class People(ReadOnly):
    """Arrays over all identities, those outside the simulated population last.

    ``province`` and ``district`` are where the household lives; the NIK names where the person was first
    registered. ``household`` numbers family cards and ``head`` is the person number of its head.
    """

    nik: np.ndarray
    kk: np.ndarray
    province: np.ndarray
    district: np.ndarray
    is_female: np.ndarray
    birth_day: np.ndarray
    household: np.ndarray
    head: np.ndarray
    kind: np.ndarray
    first: np.ndarray
    second: np.ndarray
    last: np.ndarray
    street: np.ndarray
    house_no: np.ndarray
    is_abroad: np.ndarray
    n_sims: np.ndarray
    key: np.ndarray
    public_id: np.ndarray

    def __len__(self) -> int:
        return len(self.nik)

    def names(self, index: Any) -> pa.Array:
        """Write the full names of some persons."""
        return names.full_names(self.first[index], self.second[index], self.last[index])

    def addresses(self, index: Any) -> pa.Array:
        """Write the addresses of some persons."""
        return places.addresses(self.street[index], self.house_no[index])


def make_people(params: PeopleParameters, crn: CommonRandomNumbers, start: np.datetime64) -> People:
    """Make all identities; a person's record depends on the seed and the person's number. Ages count from `start`.

    Only the serials in NIK and KK, the public id and the size of the largest holders look at the others.

    Examples
    --------
    >>> people = make_people(PeopleParameters(n_people=100), CommonRandomNumbers(1), np.datetime64("2025-09-01", "s"))
    >>> len(people), bool(nik.could_exist(people.nik).any())
    (120, False)
    """
    n = params.n_people + round(params.n_people * params.outside_share)
    whole = -(-n // MAX_HOUSEHOLD) * MAX_HOUSEHOLD
    key = keys("person", np.arange(whole))
    homes = make_families(params, crn, key)
    birth_day = (start.astype("datetime64[D]").astype(np.int64) - homes.age * YEAR).astype(np.int32)
    n_sims, kind = count_sims(params, crn, key, homes.age, homes.head)
    public_id = ranks(crn.bits(key[:n], "public id"))
    columns = _identity(params, crn, homes, key=key, birth_day=birth_day, public_id=public_id)
    columns |= _names(params, crn, key, homes)
    abroad = (homes.age >= 20) & (homes.age < 50) & (crn(key, "abroad") < params.p_abroad)
    columns |= {
        "is_female": homes.is_female, "birth_day": birth_day, "household": homes.household,
        "head": homes.head, "kind": kind, "n_sims": n_sims, "is_abroad": abroad, "key": key,
    }  # fmt: skip
    return People(public_id=public_id, **{name: np.ascontiguousarray(c[:n]) for name, c in columns.items()})


def _identity(
    params: PeopleParameters,
    crn: CommonRandomNumbers,
    homes: Families,
    *,
    key: np.ndarray,
    birth_day: np.ndarray,
    public_id: np.ndarray,
) -> dict[str, np.ndarray]:
    """Write the NIK, and what the household shares by its head's key: region, family card, address."""
    of, heads = homes.household, np.flatnonzero(homes.role == HEAD)
    home_key = key[heads]
    district = 70 + crn.integers(home_key, "district", places.N_DISTRICTS)
    first = _first_region(params, crn, key, homes, district[of])
    person = nik.prefix(*first, birth_day, homes.is_female)[: len(public_id)]
    # a card is at most 25 years old and its head was an adult
    room = np.minimum(homes.age[heads] - 18, 25) * YEAR
    age = np.mod(crn.exponential(home_key, "age of the card", params.kk_mean_age_years * YEAR), room)
    recorded = birth_day[heads] + (homes.age[heads] * YEAR - age).astype(np.int64)
    card = nik.prefix(places.codes()[homes.province[heads]], district, recorded)
    # by person number, serials would show who is outside the simulated population: public ids say nothing
    order = np.argsort(public_id)
    serial = np.ones(len(public_id), np.int64)
    serial[order] = nik.serials(person[order])
    order = np.argsort(crn.bits(home_key, "order of cards"))
    card_serial = np.ones(len(heads), np.int64)
    card_serial[order] = nik.serials(card[order])
    return {
        "nik": nik.complete(person, serial), "kk": nik.complete(card, card_serial)[of],
        "province": homes.province, "district": district.astype(np.int8)[of],
        "street": crn.integers(home_key, "street", len(places.STREETS)).astype(np.int16)[of],
        "house_no": (1 + crn.integers(home_key, "house", 180)).astype(np.int16)[of],
    }  # fmt: skip


def _first_region(
    params: PeopleParameters, crn: CommonRandomNumbers, key: np.ndarray, homes: Families, district: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Say where each person was first registered: province code and district of the NIK."""
    province, district = homes.province.astype(np.int64), district.copy()
    moved = np.flatnonzero(
        (homes.age > 17) & (crn(key, "registered elsewhere") < params.p_registered_elsewhere)
    )
    province[moved] = crn.choice(key[moved], "first province", places.weights())
    district[moved] = 70 + crn.integers(key[moved], "first district", places.N_DISTRICTS)
    return places.codes()[province], district


def _names(
    params: PeopleParameters, crn: CommonRandomNumbers, key: np.ndarray, homes: Families
) -> dict[str, np.ndarray]:
    pool, woman = names.pool(), homes.is_female
    first = names.draw(crn, key, woman, "first name", pool.p_given)
    second = names.draw(crn, key, woman, "second name", pool.p_given)
    second[(crn(key, "has a second name") >= params.p_second_name) | (second == first)] = -1
    last = names.draw(crn, key, woman, "last name", pool.p_last)
    shares = crn(key[homes.head], "family name") < params.p_family_name
    last = np.where(shares, last[homes.head], last)
    last[~shares & (crn(key, "has a last name") >= params.p_last_name)] = -1
    return {"first": first, "second": second, "last": last}
