"""A student's progress as a short code, to be read out or pasted into a chat.

The code fits one name and one set of data. Whoever reads this file can forge it: it is for a room, not for an exam.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from hashlib import sha256

from simkit.core.catalogue import Catalogue
from simkit.core.errors import BadValue, quoted

from .exercises import tasks
from .progress_file import Progress

SAID = Catalogue(__package__, "paste_code")
LONGEST = 60
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Five bits a sign, without those that are taken for one another. Source: Crockford, Base 32."""
READ_AS = str.maketrans("OIL", "011")
CHECK, GROUP, MOST_TRIES = 6, 5, 3


def write(noted: Progress) -> str:
    """Give the code: of each exercise whether it is done and how often it was checked, up to three times.

    >>> code = write(Progress("Sari", "1-0a", {"1.1": {"done": True, "tries": 2}}))
    >>> len(code) <= LONGEST, read(code, "sari ", "1-0a").exercises
    (True, {'1.1': {'done': True, 'tries': 2}})
    """
    value = 0
    for number in reversed(_numbers()):
        one = noted.exercises.get(number, {"done": False, "tries": 0})
        value = 8 * value + 4 * bool(one["done"]) + min(max(int(one["tries"]), 0), MOST_TRIES)
    held = _signs(value, _length())
    full = held + _check(held, noted.name, noted.data)
    return "-".join(full[i : i + GROUP] for i in range(0, len(full), GROUP))


def read(code: str, name: str, data: str) -> Progress:
    """Read a code that a student of this name gave, on data of this mark.

    Raises BadValue: where the code was mistyped, or belongs to another name, to other data or to another edition.
    """
    typed = re.sub(r"[\s-]", "", code.upper()).translate(READ_AS)
    held, check = typed[:-CHECK], typed[-CHECK:]
    if len(held) != _length() or set(typed) - set(SIGNS) or check != _check(held, name, data):
        raise BadValue(SAID["unfit"].put(code=quoted(code.strip()), name=quoted(name.strip()), data=data))
    value, found = int("".join(f"{SIGNS.index(s):05b}" for s in held), 2), {}
    for number in _numbers():
        value, one = divmod(value, 8)
        if one:
            found[number] = {"done": one >= 4, "tries": one % 4}
    return Progress(name.strip(), data, found)


@lru_cache(maxsize=1)
def _numbers() -> tuple[str, ...]:
    return tuple(task.number for task in tasks())


def _length() -> int:
    return -(-3 * len(_numbers()) // 5)


def _signs(value: int, n: int) -> str:
    return "".join(SIGNS[value >> 5 * i & 31] for i in reversed(range(n)))


def _check(held: str, name: str, data: str) -> str:
    said = json.dumps([held, "".join(name.split()).casefold(), data, _numbers()]).encode()
    return _signs(int.from_bytes(sha256(said).digest(), "big"), CHECK)
