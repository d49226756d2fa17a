"""What stands on this computer, asked so that nothing breaks: it must be told even where much is broken."""

from __future__ import annotations

from collections.abc import Callable
from importlib import metadata


def version(name: str) -> str:
    """Give the version of an installed package, or a dash.

    >>> version("no-such-package")
    '-'
    """
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "-"


def holds(test: Callable[[], bool]) -> bool:
    """Tell whether a test holds; one that fails in any way does not.

    >>> holds(lambda: 1 / 0 > 0)
    False
    """
    try:
        return bool(test())
    except Exception:
        return False
