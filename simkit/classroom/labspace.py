"""A student's own copy of the lessons: new lessons are added, nothing that was worked on is ever written over."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..core.aside import write_file
from ..core.errors import BadFolder, BadValue, quoted
from ..core.installed import shipped
from .texts import Text

RECORD = ".simkit-lessons.json"
PROGRESS = "progress.json"
ADDED = Text(id="{name}: pelajaran baru", en="{name}: a new lesson")
RENEWED = Text(id="{name}: diperbarui (belum kamu ubah)", en="{name}: renewed (you had not changed it)")
BESIDE = Text(
    id="{name}: versi baru, di samping milikmu yang tidak disentuh",
    en="{name}: a newer version, beside your own",
)
RESET = Text(
    id="{name}: mulai dari awal; pekerjaanmu disimpan di {old}",
    en="{name}: fresh again; your work is kept as {old}",
)


@dataclass(frozen=True)
class Labspace:
    """A folder with one language's lessons.

    Attributes
    ----------
    folder : Path
        Where the student works.
    originals : Path
        Where the lessons come from.
    """

    folder: Path
    originals: Path

    def fill(self, lang: str, reset: str | None = None) -> Iterator[str]:
        """Bring the folder up to date and say in each line what was done.

        Raises
        ------
        BadFolder
            Where it cannot be written.
        BadValue
            Where there is no lesson of the number to reset.
        """
        wanted = None if reset is None else self.lesson(reset)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            record = self._read()
            if wanted is not None:
                yield self._reset(wanted, record).to(lang)
            for path in self.lessons():
                for text in self._deliver(path, record):
                    yield text.to(lang)
            write_file(self.folder / RECORD, json.dumps(record, indent=1, sort_keys=True).encode() + b"\n")
        except OSError as error:
            raise BadFolder(f"{self.folder} cannot be written: {error.strerror or error}") from error

    def lessons(self) -> list[Path]:
        """List the original lessons."""
        return sorted(self.originals.glob("[0-9][0-9]-*.ipynb"))

    def _deliver(self, path: Path, record: dict[str, str]) -> Iterator[Text]:
        content = clean(path)
        for name in self._names(path.stem):
            target = self.folder / name
            there = target.read_bytes() if target.exists() else None
            if there == content or (there is not None and record.get(name) == _hash(content)):
                record[name] = _hash(content)
                return
            if there is None or _hash(there) == record.get(name):
                write_file(target, content)
                record[name] = _hash(content)
                first = name == path.name
                yield (ADDED if there is None and first else RENEWED if there is not None else BESIDE).put(
                    name=name
                )
                return

    @staticmethod
    def _names(stem: str) -> Iterator[str]:
        yield f"{stem}.ipynb"
        yield f"{stem}-new.ipynb"
        number = 2
        while True:
            yield f"{stem}-new-{number}.ipynb"
            number += 1

    def lesson(self, number: str) -> Path:
        """Find the original of one lesson.

        Raises
        ------
        BadValue
            Where there is none of that number.
        """
        known = {p.name[:2]: p for p in self.lessons()}
        found = known.get(number.zfill(2))
        if found is None:
            raise BadValue(f"--reset {quoted(number)}: there is no such lesson; there are {', '.join(known)}")
        return found

    def _reset(self, wanted: Path, record: dict[str, str]) -> Text:
        target, count = self.folder / wanted.name, 1
        if not target.exists():
            return ADDED.put(name=target.name)
        while (old := self.folder / f"{target.stem}-before-reset-{count}.ipynb").exists():
            count += 1
        target.rename(old)
        record.pop(target.name, None)
        write_file(target, clean(wanted))
        record[target.name] = _hash(clean(wanted))
        return RESET.put(name=target.name, old=old.name)

    def _read(self) -> dict[str, str]:
        try:
            made = json.loads((self.folder / RECORD).read_text(encoding="utf-8"))
            return {str(k): str(v) for k, v in made.items()}
        except (FileNotFoundError, ValueError, AttributeError):
            return {}


def find_originals(lang: str) -> Path:
    """Find the lessons: inside the installed package, or beside it in a checkout.

    Raises
    ------
    BadFolder
        Where there are none.
    """
    return shipped(f"notebooks/{lang}")


def clean(path: Path) -> bytes:
    """Give a lesson without its outputs: a student's copy shows only what the student has run."""
    made = json.loads(path.read_text(encoding="utf-8"))
    for cell in made["cells"]:
        if cell["cell_type"] == "code":
            cell |= {"outputs": [], "execution_count": None}
    return json.dumps(made, indent=1, ensure_ascii=False).encode() + b"\n"


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
