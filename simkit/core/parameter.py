"""Parameters: numbers a user may turn, each with a doc, a unit, a range and a source."""

from __future__ import annotations

import dataclasses
import math
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .errors import BadValue, nearest, quoted

ASSUMPTION = "assumption"
# Where a parameter names no upper end: far beyond any use, and sums of it still fit into 64 bits.
LARGEST = 1e12


@dataclass(frozen=True)
class Parameter:
    """What is known of one number: where it belongs, its default, range, unit and source."""

    section: str
    name: str
    default: Any
    doc: str
    unit: str
    source: str
    low: float
    high: float
    choices: tuple[str, ...]
    scales: bool

    @property
    def allowed(self) -> str:
        """The allowed values in words."""
        if self.choices:
            return "one of " + ", ".join(self.choices)
        if isinstance(self.default, bool):
            return "true or false"
        if isinstance(self.default, str):
            return "a text"
        kind = "a whole number" if isinstance(self.default, int) else "a number"
        if isinstance(self.default, tuple):
            kind = f"a list of {len(self.default)} numbers"
        low = "" if self.low == -math.inf else f" from {self.low:g}"
        high = "" if self.high == math.inf else f" to {self.high:g}"
        return kind + low + high


def parameter(
    default: Any,
    doc: str,
    unit: str,
    source: str = ASSUMPTION,
    *,
    low: float = 0,
    high: float = LARGEST,
    choices: tuple[str, ...] = (),
    scales: bool = False,
) -> Any:
    """Declare a number of the model as a dataclass field.

    Parameters
    ----------
    doc, unit : str
        What it is, and in what it is counted.
    source : str
        An entry of ``docs/sources.md``, or ``assumption``, with a reason if it helps: a number of which no source is
        named is one. Never nothing.
    low, high : float
        The allowed range, both ends included.
    choices : tuple of str
        The allowed words of a text.
    scales : bool
        Whether the scenario's ``scale`` multiplies it.
    """
    if not (doc and source):
        raise ValueError(f"a parameter needs a doc and a source; got {doc!r}, {source!r}")
    said = {"doc": doc, "unit": unit, "source": source, "low": low, "high": high}
    return dataclasses.field(default=default, metadata=said | {"choices": choices, "scales": scales})


def fraction(default: float | tuple[float, ...], doc: str, source: str = ASSUMPTION) -> Any:
    """Declare a share, a number from 0 to 1, or a list of such numbers."""
    return parameter(default, doc, "share", source, high=1)


def parameters_of(section: str, cls: type) -> Iterator[Parameter]:
    """List the parameters of one section, in the order they are declared."""
    for f in dataclasses.fields(cls):
        if "doc" in f.metadata:
            yield Parameter(section, f.name, f.default, **f.metadata)


def overlay(section: str, base: Any, said: Mapping[str, Any]) -> Any:
    """Lay the values of a scenario over a section's defaults, checking each.

    Raises
    ------
    BadValue
        For an unknown key, a wrong type or a value out of range; the text names the nearest key.
    """
    known = {k.name: k for k in parameters_of(section, type(base))}
    if not isinstance(said, Mapping):
        raise BadValue(
            f"[{section}] is {quoted(said)}: it must be a table of settings; known: {', '.join(sorted(known))}"
        )
    for name in said:
        if name not in known:
            raise BadValue(f"unknown setting {section}.{name}: {nearest(name, known)}")
    values = {name: check(known[name], value) for name, value in said.items()}
    return dataclasses.replace(base, **values)


def plain(value: Any) -> Any:
    """Give numbers and arrays of NumPy as Python's own; anything else as it is."""
    return value.tolist() if hasattr(value, "tolist") else value


def as_whole(value: Any) -> int | None:
    """Give a whole number of Python or NumPy as Python's own; None for anything else, and for true and false.

    Examples
    --------
    >>> import numpy as np
    >>> as_whole(np.int8(3)), as_whole(True), as_whole(3.0)
    (3, None, None)
    """
    value = plain(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def check(k: Parameter, value: Any) -> Any:
    """Give the value as the parameter's type, or refuse it with the value, the parameter and what is allowed.

    Examples
    --------
    >>> check(Parameter("desk", "n_agents", 12, "d", "agents", "assumption", 1, 9, (), False), 99)
    Traceback (most recent call last):
    simkit.core.errors.BadValue: desk.n_agents is 99: it must be a whole number from 1 to 9
    """
    value = plain(value)
    want = type(k.default)
    if want is tuple and isinstance(value, (list, tuple)) and len(value) == len(k.default):
        return tuple(check(dataclasses.replace(k, default=0.0), v) for v in value)
    if want is float and isinstance(value, int) and not isinstance(value, bool):
        # a larger one stays as it is and is refused below
        value = float(value) if abs(value) <= sys.float_info.max else value
    if want is int and isinstance(value, float) and value.is_integer():
        value = int(value)
    good = type(value) is want and not (isinstance(value, float) and not math.isfinite(value))
    if good and want in (int, float):
        good = k.low <= value <= k.high
    if good and k.choices:
        good = value in k.choices
    if not good:
        hint = f"; {nearest(value, k.choices)}" if k.choices else ""
        raise BadValue(f"{k.section}.{k.name} is {quoted(value)}: it must be {k.allowed}{hint}")
    return value


def parse(text: str) -> Any:
    """Read a value typed on the command line: a number, true, false, a list, or a text.

    Examples
    --------
    >>> parse("3"), parse("0.5"), parse("true"), parse("monthly"), parse("1_000")
    (3, 0.5, True, 'monthly', 1000)
    """
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    if text.startswith("[") and text.endswith("]"):
        inside = text[1:-1]
        # no list holds lists; what looks so is refused where the value goes
        return text if "[" in inside else [parse(t.strip()) for t in inside.split(",") if t.strip()]
    for cast in (int, float):
        try:
            return cast(text)
        except ValueError:
            continue
    return text


def typed(said: Any, comma: str = ",") -> str:
    """Write a value as `parse` reads it, and a scenario's TOML file, where the commas have a space.

    Examples
    --------
    >>> typed(True), typed([0.5, 1.0]), typed(24.0), typed("2024-08-05"), typed((1.0, 2.0), ", ")
    ('true', '[0.5,1]', '24', '2024-08-05', '[1, 2]')
    """
    if isinstance(said, bool):
        return str(said).lower()
    if isinstance(said, float) and said.is_integer() and abs(said) < 1e15:
        return str(int(said))
    if isinstance(said, list | tuple):
        return "[" + comma.join(typed(v, comma) for v in said) + "]"
    return str(said)


def scaled(section: str, values: Any, scale: float) -> Any:
    """Multiply the parameters of a section that declare ``scales``; whole numbers stay at least 1 if they were."""
    changed = {}
    for k in parameters_of(section, type(values)):
        if k.scales:
            now = getattr(values, k.name)
            made = now * scale
            changed[k.name] = max(round(made), 1 if now else 0) if isinstance(now, int) else made
    return dataclasses.replace(values, **changed) if changed else values
