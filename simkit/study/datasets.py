"""Data sets of the lessons: cut from two runs, small enough to keep, with a card that says what they cannot show."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from ..core.errors import BadValue, nearest, quoted
from ..core.folder import load, save
from ..core.folder import verify as verify_folder
from ..core.formats import conform
from ..core.hashes import ContentHash
from ..core.installed import shipped
from ..engine.edge.result import Run
from ..engine.run import simulate
from ..engine.tables import declared
from . import cards, cuts

Cut = Callable[[Run], dict[str, pa.Table]]
SMALL_ROWS = 5_000
"""Tables up to this many rows are given as CSV too."""


@dataclass(frozen=True)
class Dataset:
    """One data set: the story and seed it comes from, and what is cut out of the run.

    Parameters
    ----------
    story : str
    seed : int
        Public: these data sets have no secret, their truth is in them.
    cut : function
        Gives the tables by path.
    """

    story: str
    seed: int
    cut: Cut


SETS: Mapping[str, Dataset] = {
    "desk": Dataset("lesson-desk", 1, cuts.desk),
    "registrations": Dataset("lesson-ring", 1, cuts.registrations),
    "resale": Dataset("lesson-ring", 1, cuts.resale),
}


def home() -> Path:
    """Give the folder of the shipped data sets.

    Raises
    ------
    BadFolder
        Where they are missing.
    """
    return shipped("datasets")


def make(names: tuple[str, ...] = ()) -> Iterator[tuple[str, Run, dict[str, pa.Table]]]:
    """Make data sets anew, one run for all that share it.

    Parameters
    ----------
    names : tuple of str
        Which; all if empty.

    Yields
    ------
    name, run, tables by path
    """
    for name in names:
        if name not in SETS:
            raise BadValue(f"no data set {quoted(name)}: {nearest(name, SETS)}")
    runs: dict[tuple[str, int], Run] = {}
    for name in names or tuple(SETS):
        made = SETS[name]
        at = (made.story, made.seed)
        if at not in runs:
            runs[at] = simulate(made.story, made.seed)
        yield name, runs[at], made.cut(runs[at])


def build(folder: Path, names: tuple[str, ...] = ()) -> list[Path]:
    """Build data sets into `folder`, one folder each; an older one is replaced whole."""
    made = []
    for name, run, tables in make(names):
        about = run.about | {"story": name, "from_story": run.scenario.name}
        extra: dict[str, object] = {"README.md": cards.card(name, run, tables)}
        extra |= {f"csv/{path}.csv": text for path, text in _csv(tables).items()}
        made.append(save(folder / name, tables, declared(), about, extra=extra))
    return made


def _csv(tables: Mapping[str, pa.Table]) -> dict[str, str]:
    known = {t.path: t for t in declared()}
    return {
        path: known[path].frame(table).to_csv(index=False, lineterminator="\n")
        for path, table in tables.items()
        if table.num_rows <= SMALL_ROWS
    }


def verify(folder: Path) -> list[str]:
    """Compare the content of data sets in `folder` with what this version of the kit makes; give the differences.

    The content hash is compared, not the bytes of the files: it is the same on every platform.
    """
    return [text for name, _, tables in make() for text in compare(folder / name, name, tables)]


def compare(folder: Path, name: str, tables: Mapping[str, pa.Table]) -> list[str]:
    """Compare one data set's folder with its tables as made now, and its files with its own manifest."""
    said, known, found = load(folder).manifest["tables"], {t.path: t for t in declared()}, []
    for path in sorted(set(said) | set(tables)):
        if path not in tables or path not in said:
            found.append(f"{name}/{path}: {'should not be there' if path in said else 'missing'}")
            continue
        with ContentHash(known[path]) as content:
            content.update(conform(known[path], tables[path]))
        if content.hexdigest() != said[path]["content"]:
            found.append(f"{name}/{path}: the values differ")
    return found + [f"{name}/{text}" for text in verify_folder(folder)]
