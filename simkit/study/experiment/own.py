"""What a policy of one's own is, as a hash: a resumed experiment must not mix the runs of two versions of it."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import numpy as np

from ...core.knobs import knobs_of
from ...engine.policies import Policy

KIT = __name__.partition(".")[0]
# Written by Python or `dataclass`: they follow from the rest and decide no run.
MADE = {
    "__dict__",
    "__weakref__",
    "__module__",
    "__doc__",
    "__qualname__",
    "__annotations__",
    "__annotate_func__",
}
MADE |= {
    "__annotations_cache__",
    "__dataclass_fields__",
    "__dataclass_params__",
    "__match_args__",
    "__init__",
}
MADE |= {
    "__static_attributes__",
    "__firstlineno__",
    "__repr__",
    "__eq__",
    "__hash__",
    "__setattr__",
    "__delattr__",
}
MADE |= {"__replace__", "__abstractmethods__", "_abc_impl"}


def told(policy: Policy) -> str:
    """Write a policy as it would be typed: its name and its settings.

    Examples
    --------
    >>> from simkit.engine.policies import make_policy
    >>> told(make_policy("cap", {"per_operator": 1}))
    'cap:per_operator=1'
    """
    knobs = ((k, getattr(policy, k.name)) for k in knobs_of(policy.name, type(policy)))
    return ":".join([policy.name, *(f"{k.name}={value}" for k, value in knobs if value != k.default)])


def identity(policy: Policy) -> dict[str, str]:
    """Give the class, the parameters and the code of a policy of one's own, as JSON values.

    The code is what Python runs (bytecode with its constants), and that of every function and class of one's own
    that it calls, so a class typed in a notebook counts, and a changed comment does not. The kit's own code is
    hashed elsewhere, and a library counts by its name.
    """
    cls = type(policy)
    return {
        "class": f"{cls.__module__}.{cls.__qualname__}",
        "parameters": _hash(repr(_Reader().read(vars(policy)))),
        "code": _hash(repr(_Reader().read(cls))),
    }


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


class _Reader:
    """Turns values and code into tuples that are the same in every process; each thing is read once."""

    def __init__(self) -> None:
        self.known: dict[int, int] = {}
        self.kept: list[Any] = []  # an id is given again once its thing is gone

    def read(self, thing: Any) -> Any:
        if thing is None or isinstance(thing, bool | int | float | complex | str | bytes):
            return type(thing).__name__, repr(thing)
        if isinstance(thing, tuple):  # shared or not as Python likes, so these are never "again"
            return "tuple", *map(self.read, thing)
        if isinstance(thing, CodeType):
            return "code", thing.co_code.hex(), thing.co_names, thing.co_varnames, self.read(thing.co_consts)
        if id(thing) in self.known:
            return "again", self.known[id(thing)]
        self.known[id(thing)] = len(self.kept)
        self.kept.append(thing)
        return self._values(thing) or self._parts(thing)

    def _values(self, thing: Any) -> Any:
        made: Any = None
        if isinstance(thing, np.ndarray | np.generic):
            made = "array", str(thing.dtype), np.shape(thing), self.read(np.asarray(thing).tolist())
        elif isinstance(thing, set | frozenset):
            # each by a reader of its own: numbers given on the way would depend on Python's order
            made = "set", *sorted(repr(_Reader().read(v)) for v in thing)
        elif isinstance(thing, Mapping):
            made = "map", *((self.read(k), self.read(v)) for k, v in thing.items())
        elif isinstance(thing, list):
            made = "list", *map(self.read, thing)
        return made

    def _parts(self, thing: Any) -> Any:
        name = (
            f"{getattr(thing, '__module__', '')}.{getattr(thing, '__qualname__', type(thing).__qualname__)}"
        )
        if isinstance(thing, ModuleType):
            made: Any = thing.__name__, _text(thing)
        elif isinstance(thing, type):
            made = name, *(self._members(c) for c in thing.__mro__ if _is_own(c.__module__))
        elif isinstance(thing, FunctionType):
            made = name, *(self._function(thing) if _is_own(thing.__module__) else ())
        elif isinstance(thing, property):
            made = self.read(thing.fget)
        elif hasattr(thing, "__wrapped__"):  # functools.cache, staticmethod and their like
            made = name, self.read(thing.__wrapped__)
        else:
            made = name, self.read(_stored(thing))
        return type(thing).__name__, made

    def _members(self, cls: type) -> Any:
        made = MADE - {"__init__"} if "__dataclass_params__" not in vars(cls) else MADE
        return cls.__qualname__, *((k, self.read(v)) for k, v in sorted(vars(cls).items()) if k not in made)

    def _function(self, thing: FunctionType) -> Iterable[Any]:
        yield self.read(thing.__code__)
        yield self.read(thing.__defaults__)
        yield self.read(thing.__kwdefaults__)
        yield tuple(self.read(_content(cell)) for cell in thing.__closure__ or ())
        for name in sorted(_names(thing.__code__)):
            if name in thing.__globals__:
                yield name, self.read(thing.__globals__[name])


def _names(code: CodeType) -> set[str]:
    inner = (_names(c) for c in code.co_consts if isinstance(c, CodeType))
    return set(code.co_names).union(*inner)


def _content(cell: Any) -> Any:
    try:
        return cell.cell_contents
    except ValueError:  # not filled yet
        return None


def _stored(thing: Any) -> Any:
    """Give what a copy of a thing is made of, or nothing where none can be made."""
    try:
        return thing.__reduce_ex__(4)
    except Exception:  # a lock, a file: whatever its class says
        return None


def _is_own(module: str | None) -> bool:
    root = str(module).partition(".")[0]
    if root == "__main__":  # a script or a notebook, whatever started it
        return True
    if root == KIT or root in sys.stdlib_module_names:
        return False
    file = getattr(sys.modules.get(root), "__file__", None) or ""
    return not {"site-packages", "dist-packages"} & set(Path(file).parts)


def _text(module: ModuleType) -> str:
    file = getattr(module, "__file__", None)
    if not _is_own(module.__name__) or not file or not Path(file).is_file():
        return ""
    return hashlib.sha256(Path(file).read_bytes()).hexdigest()
