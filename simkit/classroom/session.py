"""The first cell of every lesson, and the self-check of lesson 00."""

from __future__ import annotations

import platform
import sys
import zlib
from collections.abc import Callable, Mapping
from importlib import metadata

import pandas as pd

from ..core.folder import load
from ..core.installed import missing
from ..study.datasets import SETS, home
from .feedback import NOT_YET, NOTE, RIGHT, Feedback
from .mistakes import explain_errors
from .questions import exercise, tasks
from .texts import Text, find_language
from .tiny import tiny_country

NEEDED = ("numpy", "pandas", "matplotlib", "networkx", "simpy", "ipywidgets")
STARTED = Text(
    id="Siap. Pelajaran ini berbahasa Indonesia dan berisi {n} soal: {titles}",
    en="Ready. This lesson is in English and has {n} exercises: {titles}",
)
LINES: Mapping[str, Text] = {
    "python": Text(id="Python 3.11 atau lebih baru", en="Python 3.11 or newer"),
    "packages": Text(id="semua paket terpasang", en="all packages installed"),
    "data": Text(id="kumpulan data pelajaran tersedia", en="the lessons' data sets are here"),
    "country": Text(id="sebuah negeri kecil dapat disimulasikan", en="a small country can be simulated"),
    "repeat": Text(id="seed yang sama memberi negeri yang sama", en="the same seed gives the same country"),
    "exercises": Text(id="soal dapat diperiksa", en="exercises can be checked"),
}
YES, NO = Text(id="ya", en="yes"), Text(id="TIDAK", en="NO")
GOOD = Text(id="Semua siap. Lanjutkan ke pelajaran 01.", en="All is ready. Go on to lesson 01.")
BAD = Text(
    id="Ada yang belum siap. Tunjukkan baris ini kepada pengajar, atau pasang lagi: "
    "pip install 'simkit[lessons]', atau `make setup` di folder proyek.",
    en="Something is not ready. Show these lines to your trainer, or install again: "
    "pip install 'simkit[lessons]', or `make setup` in the project's folder.",
)


def start(lesson: str) -> Feedback:
    """Begin a lesson: mistakes are explained from here on, and tables show their texts in full.

    Examples
    --------
    >>> start("01").state
    'note'
    """
    explain_errors()
    pd.set_option("display.max_colwidth", None)
    lang = find_language()
    mine = [t for t in tasks() if t.number.split(".")[0] == str(int(lesson))]
    titles = ", ".join(f"{t.number} {t.title.to(lang)}" for t in mine)
    return Feedback(
        NOTE, Text(id="Pelajaran", en="Lesson").to(lang) + f" {lesson}",
        STARTED.put(n=len(mine), titles=titles).to(lang), lang=lang,
    )  # fmt: skip


def ready() -> Feedback:
    """Check that this computer is ready for the lessons (alias: `siap`)."""
    lang = find_language()
    found = {name: _holds(test) for name, test in TESTS.items()}
    lines = [f"{LINES[name].to(lang)}: {(YES if good else NO).to(lang)}" for name, good in found.items()]
    fine = all(found.values())
    title = Text(id="Pemeriksaan komputer", en="Self-check").to(lang)
    return Feedback(
        RIGHT if fine else NOT_YET, title, "\n".join([*lines, (GOOD if fine else BAD).to(lang)]), lang=lang
    )


siap = ready


def machine_code() -> str:
    """Give a short code of this computer's versions, for the trainer (alias: `kode_komputer`).

    Examples
    --------
    >>> len(machine_code())
    8
    """
    said = [sys.version, platform.system(), *(f"{name} {_version(name)}" for name in NEEDED)]
    return f"{zlib.crc32(';'.join(said).encode()):08x}"


kode_komputer = machine_code


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "-"


def _holds(test: Callable[[], bool]) -> bool:
    try:
        return bool(test())
    except Exception:  # whatever is broken, the self-check must say so and not break
        return False


TESTS: Mapping[str, Callable[[], bool]] = {
    "python": lambda: sys.version_info >= (3, 11),
    "packages": lambda: not missing("the lessons"),
    "data": lambda: all(load(home() / name).observed for name in SETS),
    "country": lambda: len(tiny_country(1).truth["sims"]) > 0,
    "repeat": lambda: tiny_country(2).truth["sims"].equals(tiny_country(2).truth["sims"]),
    "exercises": lambda: exercise("0.1").judged(1.5, 300, 200)[0] == RIGHT,
}
