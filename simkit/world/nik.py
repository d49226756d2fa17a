"""Identity and family-card numbers that read like real ones and can belong to nobody.

Layout: province (2), regency (2), district (2), date DDMMYY, serial (4); women add 40 to the day in the NIK.
The regency is always 70 and the district 70 to 99: neither was ever issued.
Sources: ``nik-structure``, ``kk-structure``, ``codes-never-issued`` in docs/sources.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

REGENCY = 70
DISTRICTS = range(70, 100)


@dataclass(frozen=True)
class Parts:
    """What a NIK says, each an int64 array but the flag: there is no century in a two-digit year."""

    province: np.ndarray
    regency: np.ndarray
    district: np.ndarray
    day: np.ndarray
    month: np.ndarray
    year2: np.ndarray
    is_female: np.ndarray
    serial: np.ndarray


def prefix(province_code: Any, district: Any, day: Any, is_female: Any = False) -> np.ndarray:
    """Write the first twelve digits (int64): region (Kemendagri code, district) and date (days since 1970-01-01).

    Examples
    --------
    >>> int(prefix(96, 70, 0, True))
    967070410170
    """
    province, area = np.asarray(province_code, np.int64), np.asarray(district, np.int64)
    if ((province < 11) | (province > 96)).any():
        raise ValueError(f"province code {_odd(province, 11, 96)}: it must be from 11 to 96")
    if ((area < DISTRICTS[0]) | (area > DISTRICTS[-1])).any():
        raise ValueError(f"district {_odd(area, 70, 99)}: it must be from 70 to 99, which were never issued")
    dates = np.asarray(day).astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    dd = (dates - months).astype(np.int64) + 1 + 40 * np.asarray(is_female, np.int64)
    mm, yy = months.astype(np.int64) % 12 + 1, (months.astype(np.int64) // 12 + 1970) % 100
    return ((province * 100 + REGENCY) * 100 + area) * 1_000_000 + (dd * 100 + mm) * 100 + yy


def serials(prefixes: np.ndarray) -> np.ndarray:
    """Count 1, 2, 3... within each identical 12-digit prefix, in row order.

    Examples
    --------
    >>> serials(np.array([5, 7, 5, 5])).tolist()
    [1, 1, 2, 3]
    """
    order = np.argsort(prefixes, kind="stable")
    ranked = prefixes[order]
    made = np.empty(len(ranked), np.int64)
    made[order] = np.arange(1, len(ranked) + 1) - np.searchsorted(ranked, ranked)
    return made


def complete(twelve: np.ndarray, serial: Any) -> np.ndarray:
    """Put the serial (0 to 9999) behind the first twelve digits of a NIK or family card.

    Examples
    --------
    >>> int(complete(np.int64(967070410170), 1))
    9670704101700001
    """
    last = np.asarray(serial, np.int64)
    if ((last < 0) | (last > 9999)).any():
        raise ValueError(f"serial {_odd(last, 0, 9999)}: it must be from 0 to 9999")
    return twelve * 10_000 + last


def encode(province_code: Any, district: Any, birth_day: Any, is_female: Any, serial: Any) -> np.ndarray:
    """Write the NIK of each person (int64, sixteen digits); Papuan ones exceed 2**53: keep them out of floats.

    Raises
    ------
    ValueError
        For a part that does not fit its digits or a region that could exist.

    Examples
    --------
    >>> int(encode(32, 75, 0, True, 1))
    3270754101700001
    """
    return complete(prefix(province_code, district, birth_day, is_female), serial)


def decode(nik: Any) -> Parts:
    """Read the parts of each NIK; of a family card, ``is_female`` is always false.

    Examples
    --------
    >>> p = decode(9670704101700001)
    >>> int(p.province), int(p.day), int(p.year2), bool(p.is_female)
    (96, 1, 70, True)
    """
    x = np.asarray(nik, np.int64)
    day = x // 10**8 % 100
    return Parts(
        province=x // 10**14, regency=x // 10**12 % 100, district=x // 10**10 % 100,
        day=np.where(day > 40, day - 40, day),
        month=x // 10**6 % 100, year2=x // 10**4 % 100, is_female=day > 40, serial=x % 10**4,
    )  # fmt: skip


def could_exist(nik: Any) -> np.ndarray:
    """Tell which numbers could belong to a real person; below 0 means missing and is harmless.

    Safe is only a regency of 70 together with a district from 70 to 99. Everything else could exist.

    Examples
    --------
    >>> could_exist([3270754101700001, 3273014101700001]).tolist()
    [False, True]
    """
    x = np.asarray(nik, np.int64)
    safe = (x // 10**12 % 100 == REGENCY) & (x // 10**10 % 100 >= DISTRICTS[0])
    return ~safe & (x >= 0)


def _odd(values: np.ndarray, low: int, high: int) -> int:
    flat = np.atleast_1d(values)
    return int(flat[(flat < low) | (flat > high)][0])
