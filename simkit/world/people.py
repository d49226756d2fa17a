"""Everybody who can be named: identity numbers, families, names, addresses and how many SIMs each holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from ..core.streams import Luck, keys
from . import names, nik, places
from .families import HEAD, MAX_HOUSEHOLD, Families, make_families
from .frozen import lock, ranks
from .holdings import count_sims
from .knobs import PeopleKnobs

YEAR = 365.25
KINDS = ("individual", "reseller", "organisation")


@dataclass(frozen=True)
class People:
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

    def __post_init__(self) -> None:
        lock(self)

    def __len__(self) -> int:
        return len(self.nik)

    def names(self, index: Any) -> pa.Array:
        """Write the full names of some persons."""
        return names.full_names(self.first[index], self.second[index], self.last[index])

    def addresses(self, index: Any) -> pa.Array:
        """Write the addresses of some persons."""
        return places.addresses(self.street[index], self.house_no[index])


def make_people(knobs: PeopleKnobs, luck: Luck, start: np.datetime64) -> People:
    """Make all identities; a person's record depends on the seed and the person's number.

    Only the serials in NIK and KK, the public id and the size of the largest holders look at the others.

    Parameters
    ----------
    knobs : PeopleKnobs
    luck : Luck
    start : numpy.datetime64
        The first moment of the run, from which ages count.

    Returns
    -------
    People

    Examples
    --------
    >>> people = make_people(PeopleKnobs(n_people=100), Luck(1), np.datetime64("2025-09-01", "s"))
    >>> len(people), bool(nik.could_exist(people.nik).any())
    (120, False)
    """
    n = knobs.n_people + round(knobs.n_people * knobs.outside_share)
    whole = -(-n // MAX_HOUSEHOLD) * MAX_HOUSEHOLD
    key = keys("person", np.arange(whole))
    homes = make_families(knobs, luck, key)
    birth_day = (start.astype("datetime64[D]").astype(np.int64) - homes.age * YEAR).astype(np.int32)
    sims = count_sims(knobs, luck, key, homes.age, homes.head)
    public_id = ranks(luck.bits(key[:n], "public id"))
    columns = _identity(knobs, luck, homes, key=key, birth_day=birth_day, public_id=public_id)
    columns |= _names(knobs, luck, key, homes)
    abroad = (homes.age >= 20) & (homes.age < 50) & (luck(key, "abroad") < knobs.p_abroad)
    columns |= {
        "is_female": homes.is_female, "birth_day": birth_day, "household": homes.household,
        "head": homes.head, "kind": sims.kind, "n_sims": sims.n_sims, "is_abroad": abroad, "key": key,
    }  # fmt: skip
    return People(public_id=public_id, **{name: np.ascontiguousarray(c[:n]) for name, c in columns.items()})


def _identity(
    knobs: PeopleKnobs,
    luck: Luck,
    homes: Families,
    *,
    key: np.ndarray,
    birth_day: np.ndarray,
    public_id: np.ndarray,
) -> dict[str, np.ndarray]:
    """Write the NIK, and what the household shares by its head's key: region, family card, address."""
    of, heads = homes.household, np.flatnonzero(homes.role == HEAD)
    home_key = key[heads]
    district = 70 + luck.integers(home_key, "district", places.N_DISTRICTS)
    first = _first_region(knobs, luck, key, homes, district[of])
    person = nik.prefix(*first, birth_day, homes.is_female)[: len(public_id)]
    # a card is at most 25 years old and its head was an adult
    room = np.minimum(homes.age[heads] - 18, 25) * YEAR
    age = np.mod(luck.exponential(home_key, "age of the card", knobs.kk_mean_age_years * YEAR), room)
    recorded = birth_day[heads] + (homes.age[heads] * YEAR - age).astype(np.int64)
    card = nik.prefix(places.codes()[homes.province[heads]], district, recorded)
    # by person number, serials would show who is outside the simulated population: public ids say nothing
    order = np.argsort(public_id)
    serial = np.ones(len(public_id), np.int64)
    serial[order] = nik.serials(person[order])
    order = np.argsort(luck.bits(home_key, "order of cards"))
    card_serial = np.ones(len(heads), np.int64)
    card_serial[order] = nik.serials(card[order])
    return {
        "nik": nik.complete(person, serial), "kk": nik.complete(card, card_serial)[of],
        "province": homes.province, "district": district.astype(np.int8)[of],
        "street": luck.integers(home_key, "street", len(places.STREETS)).astype(np.int16)[of],
        "house_no": (1 + luck.integers(home_key, "house", 180)).astype(np.int16)[of],
    }  # fmt: skip


def _first_region(
    knobs: PeopleKnobs, luck: Luck, key: np.ndarray, homes: Families, district: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Say where each person was first registered: province code and district of the NIK."""
    province, district = homes.province.astype(np.int64), district.copy()
    moved = np.flatnonzero(
        (homes.age > 17) & (luck(key, "registered elsewhere") < knobs.p_registered_elsewhere)
    )
    province[moved] = luck.choice(key[moved], "first province", places.weights())
    district[moved] = 70 + luck.integers(key[moved], "first district", places.N_DISTRICTS)
    return places.codes()[province], district


def _names(knobs: PeopleKnobs, luck: Luck, key: np.ndarray, homes: Families) -> dict[str, np.ndarray]:
    pool, woman = names.pool(), homes.is_female
    first = names.draw(luck, key, woman, "first name", pool.p_given)
    second = names.draw(luck, key, woman, "second name", pool.p_given)
    second[(luck(key, "has a second name") >= knobs.p_second_name) | (second == first)] = -1
    last = names.draw(luck, key, woman, "last name", pool.p_last)
    shares = luck(key[homes.head], "family name") < knobs.p_family_name
    last = np.where(shares, last[homes.head], last)
    last[~shares & (luck(key, "has a last name") >= knobs.p_last_name)] = -1
    return {"first": first, "second": second, "last": last}
