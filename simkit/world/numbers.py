"""Numbers of SIMs and devices that no network would accept, as functions of seeded 64-bit keys.

Pass keys that already hold the run's seed, such as ``crn.bits(sim_key, "msisdn")``: these functions
know no seed. Ties are resolved in the order of the keys, so the order of the rows changes nothing.
Sources: ``msisdn-never-assigned``, ``msisdn-length``, ``imei-iccid-imsi`` in docs/sources.md.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa

from ..core.streams import keys as make_keys
from ..core.streams import mix

# digits after 84x -> share; national numbers of 9 to 12 digits, mostly 11 (the shares are an assumption)
TAIL_DIGITS = (6, 7, 8, 9)
TAIL_SHARES = (0.02, 0.13, 0.55, 0.30)


def msisdn(keys: Any) -> np.ndarray:
    """Make unique phone numbers +62 84x..., a block that was never assigned (int64): 6 to 9 digits follow.

    Examples
    --------
    >>> numbers = msisdn(np.arange(1000, dtype=np.uint64))
    >>> len(set(numbers.tolist())), {str(n)[:4] for n in numbers}
    (1000, {'6284'})
    """
    k = np.asarray(keys, np.uint64)
    edges = (np.cumsum(TAIL_SHARES)[:-1] * 2.0**32).astype(np.uint64)
    kind = np.searchsorted(edges, _bits(k, "length") >> np.uint64(32), side="right").astype(np.int8)
    # the room of one length is one stretch of whole numbers: 6284 and then 7 to 10 free digits
    rooms = 10 ** (np.asarray(TAIL_DIGITS, np.uint64) + np.uint64(1))
    made = (_bits(k, "msisdn") % rooms[kind] + np.uint64(6284) * rooms[kind]).view(np.int64)
    return _spread(made, k, lambda row: int(rooms[kind[row]]), 6284)


def imei(keys: Any) -> pa.Array:
    """Make unique device numbers: 15 digits, type code starting 00, check digit wrong on purpose.

    Examples
    --------
    >>> made = imei(np.arange(3, dtype=np.uint64)).to_pylist()
    >>> [len(m) for m in made], {m[:2] for m in made}
    ([15, 15, 15], {'00'})
    """
    return _checked(keys, "imei", "00", 12)


def iccid(keys: Any) -> pa.Array:
    """Make unique SIM-card numbers: 89, 62, 14 or 15 digits and a check digit that is wrong on purpose.

    Examples
    --------
    >>> made = iccid(np.arange(50, dtype=np.uint64)).to_pylist()
    >>> sorted({len(m) for m in made}), {m[:4] for m in made}
    ([19, 20], {'8962'})
    """
    k = np.asarray(keys, np.uint64)
    is_long = (_bits(k, "iccid length") & np.uint64(3)) == 0
    return _checked(keys, "iccid", "8962", 15, is_long)


def imsi(keys: Any) -> pa.Array:
    """Make unique subscriber numbers in the test network 001-01: 15 digits.

    Examples
    --------
    >>> imsi(np.arange(2, dtype=np.uint64)).to_pylist()[0][:5]
    '00101'
    """
    k = np.asarray(keys, np.uint64)
    body = _free(k, "imsi", 10)
    return _in_pieces(len(k), lambda rows: _text(_digits("00101", body[rows], 10)))


def luhn_ok(number: str) -> bool:
    """Tell whether a number's last digit is the right Luhn check digit.

    Examples
    --------
    >>> luhn_ok("79927398713"), luhn_ok("79927398710")
    (True, False)
    """
    doubled = [int(d) * (1 + i % 2) for i, d in enumerate(reversed(number))]
    return sum(d - 9 * (d > 9) for d in doubled) % 10 == 0


def _bits(keys: np.ndarray, what: str) -> np.ndarray:
    return mix(keys ^ make_keys(what))


def _free(keys: np.ndarray, what: str, n_digits: int) -> np.ndarray:
    made = (_bits(keys, what) % np.uint64(10**n_digits)).view(np.int64)
    return _spread(made, keys, lambda row: 10**n_digits, 0)


def _spread(made: np.ndarray, keys: np.ndarray, room_of: Callable[[int], int], head: int) -> np.ndarray:
    """Move the few that collide to the next free number of their stretch, which begins at `head` times its room."""
    order = np.argsort(made)
    ranked = made[order]
    same = np.flatnonzero(ranked[1:] == ranked[:-1])
    if not len(same):
        return made
    rows = np.unique(order[np.concatenate([same, same + 1])])
    rows = rows[np.lexsort((keys[rows], made[rows]))]
    late = rows[1:][made[rows][1:] == made[rows][:-1]]
    added: set[int] = set()
    for row in late[np.argsort(keys[late], kind="stable")].tolist():
        room = room_of(row)
        low, at = head * room, int(made[row]) - head * room
        for step in range(1, room):
            number = low + (at + step) % room
            place = int(np.searchsorted(ranked, number))
            if number not in added and (place == len(ranked) or ranked[place] != number):
                break
        else:
            raise ValueError(f"no free number is left among {room}")
        added.add(number)
        made[row] = number
    return made


PIECE = 1 << 17
"""Rows that are written at a time."""
FOUR = (np.arange(10_000)[:, None] // (1000, 100, 10, 1) % 10).astype(np.uint8)
"""The four digits of every number below 10,000."""
DOUBLED = np.array([2 * d - 9 * (d > 4) for d in range(10)], np.uint8)
"""What a doubled digit counts in a Luhn sum."""


def _digits(head: str, body: np.ndarray, n: int, extra: int = 0) -> np.ndarray:
    """Write head and body as a (rows, digits) matrix of small numbers, with empty columns behind."""
    made = np.zeros((len(body), len(head) + n + extra), np.uint8, order="F")
    for i, c in enumerate(head):
        made[:, i] = int(c)
    rest, end = body, len(head) + n
    while n:
        # four digits at a time, by a table
        some = min(n, 4)
        rest, four = np.divmod(rest, 10**some)
        made[:, end - some : end] = FOUR[four, 4 - some :]
        n, end = n - some, end - some
    return made


def _checked(keys: Any, what: str, head: str, n: int, is_long: np.ndarray | None = None) -> pa.Array:
    """Write head, n digits and a wrong Luhn digit; where not `is_long`, the first free digit is left out."""
    k = np.asarray(keys, np.uint64)
    keep = np.ones(len(k), bool) if is_long is None else is_long
    body = _free(k, what, n if is_long is None else n - 1)
    if is_long is not None:
        body += np.where(keep, (_bits(k, "lead") % np.uint64(10)).astype(np.int64) * 10 ** (n - 1), 0)
    wrong = (_bits(k, "wrong") % np.uint64(9)).astype(np.int64)
    drop = None if is_long is None else ~keep

    def write(rows: slice) -> pa.Array:
        made = _digits(head, body[rows], n, extra=1)
        made[:, -1] = (_check_digit(made, n, keep[rows]) + 1 + wrong[rows]) % 10
        return _text(made, None if drop is None else drop[rows], len(head))

    return _in_pieces(len(k), write)


def _check_digit(made: np.ndarray, n: int, keep: np.ndarray) -> np.ndarray:
    """Give the right Luhn digit of each row, where not `keep` without its n-th digit from behind."""
    total, whole = np.zeros(len(made), np.uint8), bool(keep.all())
    for back in range(1, made.shape[1]):
        digit = made[:, -1 - back]
        double = DOUBLED[digit]
        here, shifted = (double, digit) if back % 2 else (digit, double)
        # leaving a digit out of the middle shifts those before it by one place
        total += here if whole or back <= n else np.where(keep, here, shifted)
    return -total.astype(np.int64) % 10


def _in_pieces(n: int, write: Callable[[slice], pa.Array]) -> pa.Array:
    """Write rows piece by piece: all their digits at once would fill the memory."""
    parts = [write(slice(first, first + PIECE)) for first in range(0, n, PIECE)]
    return pa.concat_arrays(parts) if parts else pa.array([], pa.string())


def _text(digits: np.ndarray, drop: np.ndarray | None = None, column: int = 0) -> pa.Array:
    """Turn a matrix of digits into Arrow text, leaving one column out where `drop`."""
    n, width = digits.shape
    letters = np.ascontiguousarray(digits)
    letters += np.uint8(48)
    length = np.full(n, width, np.int32)
    if drop is not None:
        kept = np.ones((n, width), bool)
        kept[:, column] = ~drop
        letters, length = letters[kept], length - drop
    offsets = np.zeros(n + 1, np.int32)
    np.cumsum(length, out=offsets[1:])
    return pa.StringArray.from_buffers(n, pa.py_buffer(offsets), pa.py_buffer(letters.ravel()))
