"""Randomness with names: streams for whole processes, common random numbers for single decisions.

Two kinds of chance live here. A *stream* is a generator that belongs to a name, so a new actor never
shifts the numbers of an old one. *Common random numbers* are a function: the same key and the same decision
give the same number in every run, whatever else happened before, so two runs that differ in one policy stay
paired.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Any

import numpy as np

from .parameter import as_whole

# ---
# Distribution functions turned round: from a uniform number to a count or a normal number.


def poisson_quantile(u: Any, mean: Any) -> np.ndarray:
    """Invert the Poisson distribution function at `u`.

    Means above 60 use a normal with continuity correction, whose error there is below one count.
    """
    # Summed in floats, the distribution function can stop just short of 1: the last 2e-14 count as one.
    u, mean = np.minimum(u, 1 - 2e-14), np.asarray(mean, dtype=float)
    if not u.ndim and not mean.ndim:
        return np.array(_large_count(u, mean) if mean > 60 else _count(float(u), float(mean)), np.int64)
    if not mean.ndim and mean <= 60:
        return np.searchsorted(_steps(float(mean)), u, side="right")
    if u.shape != mean.shape:
        u, mean = np.broadcast_arrays(u, mean)
    shape, u, mean = u.shape, u.ravel(), mean.ravel()
    big = mean > 60
    first = np.exp(-mean)
    more = u >= first
    if not big.any():
        return _counts(u, mean, first, more).reshape(shape)
    out = _counts(u, mean, first, more & ~big)
    out[big] = _large_count(u[big], mean[big])
    return out.reshape(shape)


@lru_cache(maxsize=64)
def _steps(mean: float) -> np.ndarray:
    """Give the distribution function at 0, 1, 2...: the same sums as those of a walk, made once for a mean."""
    p = cdf = np.exp(-mean)
    made = [cdf]
    while cdf < 1 - 2e-14 and len(made) < 400:
        p = p * mean / len(made)
        cdf = cdf + p
        made.append(cdf)
    return np.array(made)


def _large_count(u: Any, mean: Any) -> Any:
    """Give Poisson counts by the normal, for large means."""
    z = normal_quantile(u)
    return np.maximum(np.floor(mean + np.sqrt(mean) * z + (z * z - 1) / 6 + 0.5), 0)


def _counts(u: np.ndarray, mean: np.ndarray, first: np.ndarray, more: np.ndarray) -> np.ndarray:
    """Walk up the distribution function, whose value at 0 is `first`, where `more` says that the count is above 0."""
    out = np.zeros(u.shape, dtype=np.int64)
    left = more.nonzero()[0]
    u, mean, cdf, k = u[left], mean[left], first[left], 0
    p = cdf
    while left.size and k < 400:
        k += 1
        p = p * mean / k
        cdf = cdf + p
        out[left] = k
        stay = u >= cdf
        left, u, mean, p, cdf = left[stay], u[stay], mean[stay], p[stay], cdf[stay]
    return out


def _count(u: float, mean: float) -> int:
    """Walk up the distribution function for one number: the same sums on plain floats, many times faster."""
    # not math.exp: its last digit may differ from that of the arrays
    p = cdf = float(np.exp(-mean))
    k = 0
    while u >= cdf and k < 400:
        k += 1
        p = p * mean / k
        cdf += p
    return k


@lru_cache(maxsize=64)
def poisson_lane(mean: float) -> np.ndarray:
    """Give a table that turns a 16-bit number into a Poisson count (shape (65536,), int16)."""
    table = poisson_quantile((np.arange(65536) + 0.5) / 65536, mean).astype(np.int16)
    table.flags.writeable = False
    return table


def binomial_quantile(u: Any, n: Any, p: Any) -> np.ndarray:
    """Invert the binomial distribution function at `u`, exactly, for an `n` of some dozens at most."""
    u, n, p = np.broadcast_arrays(np.minimum(u, 1 - 2e-14), np.asarray(n, np.int64), np.asarray(p, float))
    out = np.where(p >= 1.0, n, 0)
    p = np.where(p >= 1.0, 0.0, p)
    term = (1.0 - p) ** n
    cdf, odds = term, p / (1.0 - p)
    todo, k = (u >= cdf) & (n > out), 0
    while todo.any():
        k += 1
        term = term * odds * (n - k + 1) / k
        cdf = cdf + term
        out[todo] = k
        todo &= (u >= cdf) & (n > k)
    return out


def normal_quantile(u: Any) -> np.ndarray:
    """Invert the normal distribution function (Acklam's rational form, error below 1.2e-9).

    Examples
    --------
    >>> round(float(normal_quantile(0.975)), 4)
    1.96
    """
    a = (-39.69683028665376, 220.9460984245205, -275.9285104469687,
         138.3577518672690, -30.66479806614716, 2.506628277459239)  # fmt: skip
    b = (-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572)
    c = (-0.007784894002430293, -0.3223964580411365, -2.400758277161838,
         -2.549732539343734, 4.374664141464968, 2.938163982698783)  # fmt: skip
    d = (0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416)
    u = np.minimum(np.maximum(np.asarray(u, dtype=float), 1e-15), 1 - 1e-15)
    tail = np.minimum(u, 1 - u)
    q = np.sqrt(-2 * np.log(tail))
    low = _polynomial(c, q) / _polynomial((*d, 1.0), q)
    r = (u - 0.5) ** 2
    mid = (u - 0.5) * _polynomial(a, r) / _polynomial((*b, 1.0), r)
    return np.where(tail >= 0.02425, mid, np.where(u < 0.5, low, -low))


def _polynomial(factors: tuple[float, ...], x: Any) -> Any:
    """Do what ``numpy.polyval`` does, to the last bit, for a handful of factors: it is called all the time."""
    made: Any = factors[0]
    for factor in factors[1:]:
        made = made * x + factor
    return made


# ---

_GOLDEN = 0x9E3779B97F4A7C15
_MASK = 0xFFFFFFFFFFFFFFFF


def _constant(value: float, dtype: type) -> np.ndarray:
    """Make an array without dimensions: arrays take it twice as fast as a NumPy scalar."""
    made: np.ndarray = np.array(value, dtype)
    made.flags.writeable = False
    return made


_STRIDE = _constant(_GOLDEN, np.uint64)
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
        if z.size:
            z.fill(_mix_one(z.item()))
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
    """Make the keys (uint64) of things from their name and their own numbers, never from a verdict.

    The numbers identify each thing; they broadcast against each other.

    Examples
    --------
    >>> k = keys("attempt", 7, np.arange(3))
    >>> k.dtype, len(set(k.tolist()))
    (dtype('uint64'), 3)
    """
    return extended(name_hash(name), *parts)


def extended(key: Keys | int, *parts: Any) -> Keys:
    """Make keys of keys and more numbers: ``keys(name, a, b)`` is ``extended(keys(name, a), b)``.

    What many things have in common is so reckoned once, not for each.
    """
    h: Any = key
    is_array = isinstance(h, np.ndarray) and h.ndim > 0
    for part in parts:
        if isinstance(part, (int, np.integer)):
            # the same sum on plain integers: ten times faster than on arrays of one
            step = _GOLDEN * (int(part) + 1) & _MASK
            h = _mix_one(h + step & _MASK) if isinstance(h, int) else _mix_here(h + np.uint64(step))
        else:
            part = np.asarray(part)
            is_array |= part.ndim > 0
            z = part.astype(np.uint64) if part.ndim else part.astype(np.uint64).reshape(1)
            np.multiply(z, _STRIDE, z)
            added = np.array(h + _GOLDEN & _MASK, np.uint64) if isinstance(h, int) else h + _STRIDE
            h = _mix_here(z + added)
    if isinstance(h, int):
        return np.array(h, np.uint64)
    return h if is_array else h.reshape(())


def _mix_one(z: int) -> int:
    """Do what `mix` does to one plain integer."""
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
    return z ^ (z >> 31)


def _edges_of(weights: Any) -> tuple[np.ndarray, float]:
    """Give the running sums of weights without the last, above which nothing comes, and the last."""
    edges = np.add.accumulate(np.asarray(weights, dtype=float))
    return edges[:-1], edges[-1]


_edges = lru_cache(maxsize=256)(_edges_of)
"""The same for weights in a tuple, which are parameters or constants: made once."""


def pick(u: np.ndarray, weights: Any) -> np.ndarray:
    """Give an index for each uniform number, in proportion to `weights`."""
    inner, total = _edges(weights) if isinstance(weights, tuple) else _edges_of(weights)
    return inner.searchsorted(u * total, side="right")


def waiting(u: np.ndarray, mean: Any) -> np.ndarray:
    """Give an exponential waiting time with the given mean for each uniform number."""
    return -np.log1p(-u) * mean


class CommonRandomNumbers:
    """The random number that a decision about a request uses, as a function of the request's key.

    Examples
    --------
    >>> u = CommonRandomNumbers(1)(keys("request", np.arange(4)), "face_match")
    >>> bool((u >= 0).all() and (u < 1).all())
    True
    """

    def __init__(self, seed: int) -> None:
        self.seed = int(seed)
        self._salts: dict[str | tuple[str, ...], np.ndarray] = {}

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
        bits = self.bits(key, decision)
        return np.multiply(np.right_shift(bits, _S11, bits), _STEP)

    def several(self, key: Keys, *decisions: str) -> np.ndarray:
        """Give the numbers of several decisions about the same keys, a row each: in one go, as calls are what costs.

        `pick` and `waiting` turn them into what `choice` and `exponential` give.
        """
        salts = self._salts.get(decisions)
        if salts is None:
            each = [[name_hash("luck", self.seed, decision)] for decision in decisions]
            salts = self._salts[decisions] = np.array(each, np.uint64)
        bits = _mix_here(np.add(key, salts))
        return np.multiply(np.right_shift(bits, _S11, bits), _STEP)

    def integers(self, key: Any, decision: str, n: int | np.ndarray) -> np.ndarray:
        """Give a whole number in [0, n) for each key."""
        # the largest number is 1 - 2**-53, and no n times that is rounded up to n
        return (self(key, decision) * n).astype(np.int64)

    def choice(self, key: Any, decision: str, weights: Any) -> np.ndarray:
        """Choose an index for each key, in proportion to `weights`.

        Examples
        --------
        >>> CommonRandomNumbers(1).choice(keys("k", np.arange(5)), "which", [0, 1]).tolist()
        [1, 1, 1, 1, 1]
        """
        return pick(self(key, decision), weights)

    def normal(self, key: Any, decision: str) -> np.ndarray:
        """Give a standard normal number for each key (Box-Muller)."""
        u = 1.0 - self(key, decision + "|radius")
        v = self(key, decision + "|angle")
        return np.sqrt(-2.0 * np.log(u)) * np.cos(2.0 * np.pi * v)

    def exponential(self, key: Any, decision: str, mean: Any) -> np.ndarray:
        """Give an exponential waiting time with the given mean for each key."""
        return waiting(self(key, decision), mean)

    def poisson(self, key: Any, decision: str, mean: Any) -> np.ndarray:
        """Give a Poisson count for each key by inverting the distribution function.

        A count for a larger mean is never smaller for the same key: the numbers move together.
        """
        return poisson_quantile(self(key, decision), mean)

    def binomial(self, key: Any, decision: str, n: Any, p: Any) -> np.ndarray:
        """Give a count out of `n`, some dozens at most, for each key; it never falls when `n` or `p` rises."""
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

    The seed is a whole number from 0, of 128 bits and more if wanted.

    Examples
    --------
    >>> Streams(1)("desk").random() == Streams(1)("desk").random()
    True
    """

    def __init__(self, seed: int) -> None:
        made = as_whole(seed)
        if made is None or made < 0:
            raise ValueError(f"seed is {seed!r}: it must be a whole number, 0 or more")
        self.seed = made
        self.crn = CommonRandomNumbers(self.seed)

    def __call__(self, *name: object) -> np.random.Generator:
        """Give a fresh generator for a name; asking twice gives the same numbers twice."""
        spawn = np.random.SeedSequence(self.seed, spawn_key=(name_hash(*name),))
        return np.random.Generator(np.random.PCG64(spawn))


# ---
# Arrays that chance has filled: numbered at random, and read-only.


class ReadOnly:
    """A frozen dataclass whose arrays cannot be changed either.

    Examples
    --------
    >>> from dataclasses import dataclass
    >>> @dataclass(frozen=True)
    ... class Pair(ReadOnly):
    ...     a: np.ndarray
    >>> Pair(np.arange(2)).a.flags.writeable
    False
    """

    def __post_init__(self) -> None:
        for value in vars(self).values():
            if isinstance(value, np.ndarray):
                value.flags.writeable = False


def ranks(bits: np.ndarray) -> np.ndarray:
    """Number things from 1 in the order of random bits (uint64): a public id (int64) that says nothing.

    Examples
    --------
    >>> ranks(np.array([30, 10, 20], dtype=np.uint64)).tolist()
    [3, 1, 2]
    """
    made = np.empty(len(bits), np.int64)
    made[np.argsort(bits, kind="stable")] = np.arange(1, len(bits) + 1)
    return made
