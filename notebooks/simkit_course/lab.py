"""A student's own copy of the lessons: new lessons are added, nothing that was worked on is ever written over."""

from __future__ import annotations

import hashlib
import json
import locale
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from simkit.core.catalogue import Catalogue
from simkit.core.errors import BadFolder, BadValue, quoted
from simkit.core.files import write_file
from simkit.core.installed import require, shipped

from .progress_file import VARIABLE as PROGRESS_VARIABLE
from .source_notes import source_page
from .texts import LANGUAGES, VARIABLE, Text

SAID = Catalogue(__package__, "lab")

RECORD = ".simkit-lessons.json"
PROGRESS = "progress.json"


@dataclass(frozen=True)
class Labspace:
    """A folder with one language's lessons.

    - ``folder`` (Path): Where the student works.
    - ``originals`` (Path): Where the lessons come from.
    """

    folder: Path
    originals: Path

    def fill(self, lang: str, reset: str | None = None) -> Iterator[str]:
        """Bring the folder up to date and say in each line what was done.

        Raises BadFolder: where it cannot be written.

        Raises BadValue: where there is no lesson of the number to reset.
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
            self._put_sources(lang, record)
            write_file(self.folder / RECORD, json.dumps(record, indent=1, sort_keys=True).encode() + b"\n")
        except OSError as error:
            raise BadFolder(f"{self.folder} cannot be written: {error.strerror or error}") from error

    def lessons(self) -> list[Path]:
        """List the original lessons."""
        return sorted(self.originals.glob("[0-9][0-9]-*.ipynb"))

    def _put_sources(self, lang: str, record: dict[str, str]) -> None:
        """Put the page of sources beside the lessons; one that somebody has written in stays."""
        name, content = source_page(lang)
        target = self.folder / name
        if not target.exists() or record.get(name) == _hash(target.read_bytes()):
            write_file(target, content)
            record[name] = _hash(content)

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
                state = "renewed" if there is not None else "added" if first else "beside"
                yield SAID[state].put(name=name)
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

        Raises BadValue: where there is none of that number.
        """
        known = {p.name[:2]: p for p in self.lessons()}
        found = known.get(number.zfill(2))
        if found is None:
            raise BadValue(f"--reset {quoted(number)}: there is no such lesson; there are {', '.join(known)}")
        return found

    def _reset(self, wanted: Path, record: dict[str, str]) -> Text:
        target, count = self.folder / wanted.name, 1
        if not target.exists():
            return SAID["added"].put(name=target.name)
        while (old := self.folder / f"{target.stem}-before-reset-{count}.ipynb").exists():
            count += 1
        target.rename(old)
        record.pop(target.name, None)
        write_file(target, clean(wanted))
        record[target.name] = _hash(clean(wanted))
        return SAID["reset"].put(name=target.name, old=old.name)

    def _read(self) -> dict[str, str]:
        try:
            made = json.loads((self.folder / RECORD).read_text(encoding="utf-8"))
            return {str(k): str(v) for k, v in made.items()}
        except (FileNotFoundError, ValueError, AttributeError):
            return {}


def find_originals(lang: str) -> Path:
    """Find the lessons: inside the installed package, or beside it in a checkout.

    Raises BadFolder: where there are none.
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


# ---
# Starting JupyterLab on a student's folder, with nothing to click away first.

PATIENCE_S = 10
"""So long a server may take to end its kernels."""
CONFIG = Path(__file__).resolve().parent / "labconfig"


def default_language(environ: Mapping[str, str] = os.environ) -> str:
    """Give the language that was asked for, or the computer's own, or English."""
    asked = environ.get(VARIABLE, "").strip().lower()
    if asked in LANGUAGES:
        return asked
    said = (
        environ.get("LC_ALL")
        or environ.get("LC_MESSAGES")
        or environ.get("LANG")
        or locale.getlocale()[0]
        or ""
    )
    return "id" if said.lower().startswith(("id", "in_", "indonesia")) else "en"


def environment(folder: Path, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Give the environment of the server: the kit's defaults come first, the user's own settings still win."""
    made = {k: v for k, v in environ.items() if k not in ("JPY_SESSION_NAME", "JPY_PARENT_PID")}
    made.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")  # gives memory back sooner: small laptops
    known = made.get("JUPYTER_CONFIG_PATH")
    made["JUPYTER_CONFIG_PATH"] = os.pathsep.join([str(CONFIG), *([known] if known else [])])
    made[PROGRESS_VARIABLE] = str(folder / "progress.json")
    return made


def command(folder: Path, first: str, port: int | None, browser: bool) -> list[str]:
    """Give the command that starts JupyterLab on a folder."""
    made = [
        sys.executable,
        "-m",
        "jupyterlab",
        f"--ServerApp.root_dir={folder}",
        f"--LabApp.default_url=/lab/tree/{first}",
    ]
    made += [f"--ServerApp.port={port}"] if port else []
    made += [] if browser else ["--no-browser"]
    # A container's only user is often root, whom Jupyter refuses unless told.
    made += ["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    return [*made, "--ServerApp.log_level=WARN"]


def launch(folder: Path, first: str, port: int | None = None, browser: bool = True) -> int:
    """Start JupyterLab and wait until it ends; give its exit code.

    Raises MissingExtra: where a package is missing.
    """
    require("simkit lab")
    return serve(command(folder, first, port, browser), environment(folder))


def serve(called: Sequence[str], env: Mapping[str, str], cwd: Path | None = None) -> int:
    """Start a server, wait until it ends, and give its exit code.

    Whatever ends simkit, a closed terminal too, ends the server first.
    """
    with ending_on_signals(), subprocess.Popen(called, env=env, cwd=cwd) as server:
        try:
            while True:
                try:
                    return server.wait()
                except KeyboardInterrupt:
                    continue  # the server got it too, and asks whether to stop
        finally:
            end([server])


def end(servers: Sequence[subprocess.Popen[bytes]]) -> None:
    """End servers that still run, and wait until they and their kernels are gone."""
    for server in servers:
        if server.poll() is None:
            server.terminate()
    for server in servers:
        try:
            server.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


@contextmanager
def ending_on_signals() -> Iterator[None]:
    """Turn the signals that would end Python at once into an exception, so that what was started is ended, too."""

    def end(number: int, _: object) -> None:
        raise SystemExit(128 + number)

    known = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    # `nohup` asks to go on when the terminal closes; only a main thread may listen at all
    is_main = threading.current_thread() is threading.main_thread()
    heard = [one for one in known if is_main and signal.getsignal(one) is not signal.SIG_IGN]
    older = {one: signal.signal(one, end) for one in heard}
    try:
        yield
    finally:
        for one, handler in older.items():
            signal.signal(one, handler)
