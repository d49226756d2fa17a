"""Randomness with names: streams for whole processes, luck for single decisions.

Two kinds of chance live here. A *stream* is a generator that belongs to a name, so a new actor never
shifts the numbers of an old one. *Luck* is a function: the same key and the same decision give the same
number in every run, whatever else happened before, so two runs that differ in one policy stay paired.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Any

import numpy as np

from .quantiles import binomial_quantile, poisson_quantile

_GOLDEN = 0x9E3779B97F4A7C15
_MASK = 0xFFFFFFFFFFFFFFFF


def _constant(value: float, dtype: type) -> np.ndarray:
    """Make an array without dimensions: arrays take it twice as fast as a NumPy scalar."""
    made: np.ndarray = np.array(value, dtype)
    made.flags.writeable = False
    return made


_STRIDE, _ONE = _constant(_GOLDEN, np.uint64), _constant(1, np.uint64)
_M1, _M2 = _constant(0xBF58476D1CE4E5B9, np.uint64), _constant(0x94D049BB133111EB, np.uint64)
_S30, _S27, _S31, _S11 = (_constant(n, np.uint64) for n in (30, 27, 31, 11))
_STEP = _constant(1.0 / (1 << 53), np.float64)

Keys = np.ndarray


@lru_cache(maxsize=4096)
def name_hash(*parts: object) -> int:
    """Turn a name into a 64-bit number that is the same on every machine and in every process.

    Examples
    --------
    >>> name_hash("broker", 3) == name_hash("broker", 3)
    True
    """
    text = "\x1f".join(str(p) for p in parts)
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")


def mix(x: Any) -> Keys:
    """Scramble 64-bit keys so that neighbours no longer look alike (the splitmix64 finaliser).

    Source: Steele, Lea and Flood (2014), "Fast splittable pseudorandom number generators".
    """
    # at least one dimension: arrays wrap around silently where NumPy scalars warn
    return _mix_here(np.array(x, dtype=np.uint64, ndmin=1)).reshape(np.shape(x))


def _mix_here(z: Keys) -> Keys:
    """Do what `mix` does, in place: an array of 64-bit keys of at least one dimension."""
    if z.size < 2:
        # one key alone is quicker as a plain integer
        for one in z.ravel().tolist():
            z.fill(_mix_one(one))
        return z
    # batches are small, so the time goes to calls: the named functions with an output are the cheapest
    t = np.right_shift(z, _S30)
    np.bitwise_xor(z, t, z)
    np.multiply(z, _M1, z)
    np.right_shift(z, _S27, t)
    np.bitwise_xor(z, t, z)
    np.multiply(z, _M2, z)
    np.right_shift(z, _S31, t)
    np.bitwise_xor(z, t, z)
    return z


def keys(name: str, *parts: Any) -> Keys:
    """Make the keys of things from their name and their own numbers, never from a verdict.

    Parameters
    ----------
    name : str
        What the things are, for example ``"honest registration"``.
    *parts : int or array of int
        Numbers that identify each thing; they broadcast against each other.

    Returns
    -------
    ndarray of uint64, the broadcast shape of `parts`

    Examples
    --------
    >>> k = keys("attempt", 7, np.arange(3))
    >>> k.dtype, len(set(k.tolist()))
    (dtype('uint64'), 3)
    """
    h: Any = name_hash(name)
    is_array = False
    for part in parts:
        if isinstance(part, (int, np.integer)):
            # the same sum on plain integers: ten times faster than on arrays of one
            step: Any = _GOLDEN * (int(part) + 1) & _MASK
            if isinstance(h, int):
                h = _mix_one(h + step & _MASK)
                continue
        else:
            is_array |= np.ndim(part) > 0
            step = np.array(part, dtype=np.uint64, ndmin=1)
            step += _ONE
            step *= _STRIDE
        h = _mix_here(np.add(step, h, dtype=np.uint64))
    if isinstance(h, int):
        return np.array(h, np.uint64)
    return h if is_array else h.reshape(())


def _mix_one(z: int) -> int:
    """Do what `mix` does to one plain integer."""
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
    return z ^ (z >> 31)


class Luck:
    """The random number that a decision about a request uses, as a function of the request's key.

    Parameters
    ----------
    seed : int
        The run's seed; any size.

    Examples
    --------
    >>> luck = Luck(1)
    >>> u = luck(keys("request", np.arange(4)), "face_match")
    >>> bool((u >= 0).all() and (u < 1).all())
    True
    >>> bool((u == luck(keys("request", np.arange(4)), "face_match")).all())
    True
    """

    def __init__(self, seed: int) -> None:
        self.seed = int(seed)
        self._salts: dict[str, np.ndarray] = {}

    def bits(self, key: Any, decision: str) -> Keys:
        """Give 64 random bits for each key, for one named decision."""
        salt = self._salts.get(decision)
        if salt is None:
            salt = self._salts[decision] = _constant(name_hash("luck", self.seed, decision), np.uint64)
        key = np.asarray(key, dtype=np.uint64)
        if not key.ndim:
            return np.array(_mix_one(int(key) + int(salt) & _MASK), np.uint64)
        return _mix_here(key + salt)

    def __call__(self, key: Any, decision: str) -> np.ndarray:
        """Give a uniform number in [0, 1) for each key, for one named decision."""
        return np.multiply(self.bits(key, decision) >> _S11, _STEP)

    def integers(self, key: Any, decision: str, n: int) -> np.ndarray:
        """Give a whole number in [0, n) for each key."""
        return np.minimum((self(key, decision) * n).astype(np.int64), n - 1)

    def choice(self, key: Any, decision: str, weights: Any) -> np.ndarray:
        """Choose an index for each key, in proportion to `weights`.

        Examples
        --------
        >>> Luck(1).choice(keys("k", np.arange(5)), "which", [0, 1]).tolist()
        [1, 1, 1, 1, 1]
        """
        edges = np.add.accumulate(np.asarray(weights, dtype=float))
        u = self(key, decision) * edges[-1]
        return np.minimum(edges.searchsorted(u, side="right"), len(edges) - 1)

    def normal(self, key: Any, decision: str) -> np.ndarray:
        """Give a standard normal number for each key (Box-Muller)."""
        u = 1.0 - self(key, decision + "|radius")
        v = self(key, decision + "|angle")
        return np.sqrt(-2.0 * np.log(u)) * np.cos(2.0 * np.pi * v)

    def exponential(self, key: Any, decision: str, mean: Any) -> np.ndarray:
        """Give an exponential waiting time with the given mean for each key."""
        return -np.log1p(-self(key, decision)) * mean

    def poisson(self, key: Any, decision: str, mean: Any) -> np.ndarray:
        """Give a Poisson count for each key by inverting the distribution function.

        A count for a larger mean is never smaller for the same key: the numbers move together.
        """
        return poisson_quantile(self(key, decision), mean)

    def binomial(self, key: Any, decision: str, n: Any, p: Any) -> np.ndarray:
        """Give a count out of `n` for each key; it never falls when `n` or `p` rises.

        Small `n` walks the exact distribution function; large ones use a rounded normal.
        """
        return binomial_quantile(self(key, decision), n, p)

    def lanes(self, key: Any, decision: str) -> list[np.ndarray]:
        """Cut one hash into four 16-bit numbers: four cheap draws for table look-ups (uint16)."""
        cut = self.bits(key, decision).astype("<u8").view("<u2").reshape(-1, 4)
        return [cut[:, i] for i in range(4)]

    def rounded(self, key: Any, decision: str, value: Any) -> np.ndarray:
        """Round up or down at random so that the mean stays `value`."""
        value = np.asarray(value, dtype=float)
        low = np.floor(value)
        return (low + (self(key, decision) < value - low)).astype(np.int64)


class Streams:
    """Random generators that belong to names: ``streams("broker", 3)`` is always the same one.

    Parameters
    ----------
    seed : int
        The run's seed, at least 0; seeds of 128 bits and more are welcome.

    Examples
    --------
    >>> a, b = Streams(1)("desk").random(), Streams(1)("desk").random()
    >>> a == b
    True
    >>> a == Streams(1)("broker").random()
    False
    """

    def __init__(self, seed: int) -> None:
        if isinstance(seed, bool) or not isinstance(seed, (int, np.integer)) or seed < 0:
            raise ValueError(f"seed is {seed!r}: it must be a whole number, 0 or more")
        self.seed = int(seed)
        self.luck = Luck(self.seed)

    def __call__(self, *name: object) -> np.random.Generator:
        """Give a fresh generator for a name; asking twice gives the same numbers twice."""
        spawn = np.random.SeedSequence(self.seed, spawn_key=(name_hash(*name),))
        return np.random.Generator(np.random.PCG64(spawn))

    def faker_seed(self, *name: object) -> int:
        """Give a seed for ``Faker.seed_instance``."""
        return name_hash("faker", self.seed, *name) & 0x7FFFFFFF
