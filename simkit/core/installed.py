"""What is installed: the packages that a command needs beyond the core, and the files that come with simkit."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from importlib import util
from pathlib import Path

from .errors import BadFolder, MissingExtra

_COMPARE = ("distributed", "joblib", "scipy")
_SCREEN = (*_COMPARE, "SALib")
_DETECT = ("rapidfuzz", "scipy", "sklearn", "threadpoolctl")
_LESSON = (*_COMPARE, *_DETECT, "IPython", "igraph", "ipywidgets", "openpyxl")
NEEDS: Mapping[str, tuple[str, Collection[str]]] = {
    "simkit compare": ("studies", _COMPARE),
    "the policy study": ("studies", _COMPARE),
    "screening": ("studies", _SCREEN),
    "plausible worlds": ("studies", (*_COMPARE, "sklearn", "threadpoolctl")),
    "simkit detect": ("studies", (*_DETECT, "openpyxl")),
    "simkit audit": ("studies", _DETECT),
    "measuring detectors": ("studies", (*_COMPARE, *_DETECT)),
    "the lessons": ("lessons", _LESSON),
    "simkit lab": ("lessons", (*_LESSON, "ipykernel", "jupyterlab", "voila")),
    "simkit notebooks pages": (
        "lessons",
        (*_LESSON, "bleach", "markdown_it", "nbformat", "pygments", "tinycss2"),
    ),
    "simkit workshop stick": (
        "lessons",
        (*_LESSON, "bleach", "markdown_it", "nbformat", "packaging", "pygments", "tinycss2"),
    ),
    "simkit workshop serve": (
        "lessons",
        (*_LESSON, "ipykernel", "jupyter_client", "jupyter_server", "jupyterlab", "psutil", "voila"),
    ),
    "simkit notebooks build": ("dev", (*_LESSON, "ipykernel", "jupytext", "nbclient", "nbformat")),
    "simkit notebooks check": ("dev", (*_LESSON, "ipykernel", "jupytext", "nbclient", "nbformat")),
}
"""Who needs more than the core: the extra that brings it, and the modules by which it is known to be there."""
NAMED = 3
"""So many missing modules are named; the extra brings them all."""


def missing(who: str) -> list[str]:
    """List the modules that somebody needs and this Python has not.

    Examples
    --------
    >>> missing("simkit run"), missing("simkit compare")
    ([], [])
    """
    return sorted({name for name in NEEDS.get(who, ("", ()))[1] if util.find_spec(name) is None})


def require(who: str) -> None:
    """Make sure, before any work, that what `who` (a key of `NEEDS`) needs is installed.

    Raises
    ------
    MissingExtra
        One line that names the modules and the extra.
    """
    lacking = missing(who)
    if lacking:
        more = [f"{len(lacking) - NAMED} more"] if len(lacking) > NAMED + 1 else []
        first = lacking[:NAMED] if more else lacking
        *names, last = [*first, *more]
        said = f"{', '.join(names)} and {last}" if names else last
        need = "need" if who == "the lessons" else "needs"
        raise MissingExtra(f"{who} {need} {said}: pip install 'simkit[{NEEDS[who][0]}]'")


def shipped(name: str) -> Path:
    """Find a folder that comes with simkit, by its path in a checkout, such as ``"notebooks/id"``.

    Raises
    ------
    BadFolder
        Where it is missing.

    Examples
    --------
    >>> (shipped("datasets") / "desk" / "manifest.json").is_file()
    True
    """
    package = Path(__file__).resolve().parents[1]
    inside = package / "shipped"
    # Never look beside an installed package: a folder of that name there is somebody else's.
    folder = (inside if inside.is_dir() else package.parent) / name
    if not folder.is_dir():
        raise BadFolder(f"the folder {name} is missing: install simkit again, or run this in a full checkout")
    return folder
