"""Names of people from Faker's Indonesian lists, drawn by weight: namesakes are meant to happen.

Faker's own ``name()`` takes 12 microseconds and knows only 125 thousand pairs. Here a name is three codes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..core.streams import CommonRandomNumbers, ReadOnly, name_hash

# Names a reader expects to meet often; the order among the others is arbitrary but fixed.
_OFTEN = (
    "Muhammad", "Siti", "Agus", "Dewi", "Budi", "Nurul", "Eko", "Sri", "Dwi", "Putri", "Joko", "Ayu",
    "Hendra", "Ratna", "Bambang", "Rini", "Indra", "Wulan", "Aditya", "Fitriani", "Setiawan", "Wahyuni",
    "Saputra", "Lestari", "Hidayat", "Rahmawati", "Nugroho", "Handayani", "Wijaya", "Pratiwi",
    "Pratama", "Wulandari", "Santoso", "Susanti",
)  # fmt: skip


@dataclass(frozen=True)
class Pool(ReadOnly):
    """The words a name is made of, and how often each is given to men and to women (row 0 and 1)."""

    given: tuple[str, ...]
    last: tuple[str, ...]
    p_given: np.ndarray
    p_last: np.ndarray


@cache
def pool() -> Pool:
    """Read Faker's lists once.

    Examples
    --------
    >>> p = pool()
    >>> len(p.given) > 500, p.p_given.shape[0]
    (True, 2)
    """
    from faker.providers.person.id_ID import Provider  # noqa: PLC0415 (slow to import, and no data set needs it)

    given, p_given = _weighted(Provider.first_names_male, Provider.first_names_female)
    last, p_last = _weighted(Provider.last_names_male, Provider.last_names_female)
    return Pool(given, last, p_given, p_last)


def draw(
    crn: CommonRandomNumbers, key: np.ndarray, is_female: np.ndarray, decision: str, table: np.ndarray
) -> np.ndarray:
    """Draw a word (int16) for each person by the weights of their sex, a row each of `table`.

    Examples
    --------
    >>> table = np.array([[1.0, 0.0], [0.0, 1.0]])
    >>> draw(CommonRandomNumbers(1), np.arange(2), np.array([False, True]), "x", table).tolist()
    [0, 1]
    """
    # both sexes in one search: women's weights are laid behind the men's
    n_words, edges = table.shape[1], np.cumsum(table / table.sum(axis=1, keepdims=True))
    found = np.searchsorted(edges, crn(key, decision) + is_female, side="right")
    return (found % n_words).astype(np.int16)


def full_names(first: Any, second: Any, last: Any) -> pa.Array:
    """Write full names from codes; -1 leaves a part out.

    Examples
    --------
    >>> len(full_names([0], [-1], [0]).to_pylist()[0].split())
    2
    """
    words = pool()
    parts = [_words(words.given, first), _words(words.given, second), _words(words.last, last)]
    return pc.binary_join_element_wise(*parts, " ", null_handling="skip")


def _words(words: tuple[str, ...], codes: Any) -> pa.Array:
    index = np.asarray(codes, np.int32)
    return pa.array(words, pa.string()).take(pa.array(index, mask=index < 0))


def _weighted(men: tuple[str, ...], women: tuple[str, ...]) -> tuple[tuple[str, ...], np.ndarray]:
    often = {w: i for i, w in enumerate(_OFTEN)}
    words = sorted(set(men) | set(women), key=lambda w: (often.get(w, len(often)), name_hash("name", w)))
    table = np.zeros((2, len(words)))
    for row, known in enumerate((set(men), set(women))):
        mine = [i for i, w in enumerate(words) if w in known]
        table[row, mine] = 1 / (np.arange(len(mine)) + 8.0) ** 0.9
    return tuple(words), table
