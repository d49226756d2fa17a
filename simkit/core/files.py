"""Changing a folder all at once: written aside and renamed at the end, so one is always complete."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .errors import BadFolder, quoted

MANIFEST = "manifest.json"
FORMAT = "simkit-folder"
# Two runs that write to one folder meet between two renames: each tries twenty times; true at the last.
LAST = (*[False] * 19, True)
# Left behind by file browsers and notebooks; nobody misses them.
_CRUMBS = {".DS_Store", "Thumbs.db", "desktop.ini", ".ipynb_checkpoints"}


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read what a saved folder says of itself.

    Raises
    ------
    BadFolder
        Where there is no folder, no manifest, or none that simkit wrote.
    """
    path = folder / MANIFEST
    if not folder.exists():
        raise BadFolder(f"{folder} does not exist")
    if not folder.is_dir():
        raise BadFolder(f"{folder} is a file, not a folder")
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadFolder(f"{folder} is no simkit result: it has no {MANIFEST}") from None
    except OSError as error:
        raise BadFolder(f"{path} cannot be read: {reason(error)}") from error
    except (ValueError, RecursionError):
        raise BadFolder(f"{path} is damaged: it is no JSON text") from None
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise BadFolder(f"{folder} is no simkit result: its {MANIFEST} is not one that simkit wrote")
    return said


def full_path(folder: str | Path) -> Path:
    """Give a folder's full path, with ``~`` for the home folder.

    Raises
    ------
    BadFolder
        Where no folder can have that name.
    """
    with refusing(folder):
        path = Path(folder).expanduser().resolve()
        path.exists()
    return path


@contextmanager
def refusing(folder: str | Path, what: str = "cannot be used") -> Iterator[None]:
    """Refuse a folder, as typed, with one line that says why, whatever the system has against it."""
    try:
        yield
    except BadFolder:
        raise
    except (OSError, ValueError, RuntimeError) as error:
        raise BadFolder(f"{quoted(str(folder))} {what}: {reason(error)}") from error


def check_target(folder: str | Path) -> Path:
    """Make sure, before anything is computed, that a result may be saved to a folder; give its full path.

    Raises
    ------
    BadFolder
        For all but a new or empty folder, or an older simkit result, in a place that can be written.
    """
    with refusing(folder):
        target = full_path(folder)
        for last in LAST:
            recover(target)
            # A name too long to be written aside is refused now, not after the work.
            _partial(target).exists()
            before = _which(target)
            try:
                _check_place(folder, target)
                if target.is_dir() and any(target.iterdir()):
                    _check_replaceable(folder, target)
                break
            except (BadFolder, FileNotFoundError):
                if last or _which(target) == before:  # else another run put its result there: look again
                    raise
    return target


def _which(target: Path) -> int:
    """Tell one folder from another that took its place; 0 for none."""
    try:
        return target.stat().st_ino
    except OSError:
        return 0


def _check_place(said: str | Path, target: Path) -> None:
    if target == Path.cwd() or target in Path.cwd().parents:
        raise BadFolder(f"{said} is the folder you work in, or holds it: name a new folder inside it")
    if target.exists() and not target.is_dir():
        raise BadFolder(f"{said} is a file: name a folder")
    above = next(p for p in target.parents if p.exists())
    if not above.is_dir():
        raise BadFolder(f"{said} cannot be made: {above.name} is a file, not a folder")
    if not os.access(above, os.W_OK | os.X_OK):
        raise BadFolder(f"{said} cannot be written: no permission to write to {above.name or above}")


def _check_replaceable(said: str | Path, target: Path) -> None:
    try:
        known = read_manifest(target).get("files")
    except BadFolder:
        text = "is not empty and holds no simkit result: name a new or an empty folder"
        raise BadFolder(f"{said} {text}") from None
    mine = {MANIFEST, *(known if isinstance(known, (dict, list)) else ())}
    for path in sorted(target.rglob("*")):
        name = path.relative_to(target).as_posix()
        if path.is_file() and name not in mine and not _CRUMBS & set(path.relative_to(target).parts):
            text = f"holds {name}, which simkit did not write: move it away or name a new folder"
            raise BadFolder(f"{said} {text}")


def _aside(target: Path) -> Path:
    return target.with_name(f".{target.name}.older")


def _partial(target: Path) -> Path:
    return target.with_name(f".{target.name}.partial-{os.getpid()}")


def recover(target: Path) -> None:
    """Bring back the older result if a run was killed between the two renames, or drop it if useless."""
    aside = _aside(target)
    if not aside.is_dir():
        return
    try:
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            _drop(aside)
        else:
            _rename(aside, target)
    except OSError:
        if aside.is_dir() and not target.exists():  # else another run has done so at the same time
            raise


@contextmanager
def replacing(folder: str | Path) -> Iterator[Path]:
    """Give an empty folder to write to; on success it takes the place of `folder`, on any error it vanishes.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as home:
    ...     with replacing(Path(home) / "out") as fresh:
    ...         _ = (fresh / "note.txt").write_text("hello")
    ...     [p.relative_to(home).as_posix() for p in Path(home).rglob("*")]
    ['out', 'out/note.txt']
    """
    target = check_target(folder)
    partial = _partial(target)
    try:
        _sweep(target)
        partial.mkdir(parents=True)
        yield partial
        _put(partial, target)
    except (BadFolder, KeyboardInterrupt):
        raise
    except OSError as error:
        raise BadFolder(f"{folder} could not be written: {reason(error)}") from error
    finally:
        _remove(partial)


def _put(partial: Path, target: Path) -> None:
    aside = _aside(target)
    for last in LAST:
        try:
            if target.exists():
                _drop(aside)
                _rename(target, aside)
            partial.rename(target)
            break
        except BaseException as error:
            # A reader that came between the two renames has put the older result back, or another run its own: again.
            met = isinstance(error, OSError) and partial.exists()
            if aside.exists() and not target.exists():
                _rename(aside, target)
            if last or not met:
                raise
    _drop(aside)


def _drop(aside: Path) -> None:
    """Remove an older result that a newer one has replaced: at once, for whoever looks, and then its files."""
    useless = aside.with_name(f"{aside.name.removesuffix('.older')}.partial-{os.getpid()}-older")
    try:
        aside.rename(useless)
    except OSError:
        return  # there is none
    _remove(useless)


def _rename(source: Path, target: Path) -> None:
    # Windows does not rename onto an empty folder.
    if target.is_dir():
        target.rmdir()
    source.rename(target)


def _sweep(target: Path) -> None:
    start = f".{target.name}.partial-"
    if target.parent.is_dir():
        for path in target.parent.iterdir():
            if path.name.startswith(start) and not _runs(path.name.removeprefix(start)):
                _remove(path)


def _runs(pid: str) -> bool:
    """Tell whether another process still writes; where that cannot be asked, say no."""
    if os.name != "posix" or not pid.isdigit() or int(pid) == os.getpid():
        return False
    try:
        os.kill(int(pid), 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


def reason(error: BaseException) -> str:
    """Say in one line, without a path, what an error of the system was.

    Examples
    --------
    >>> reason(OSError(28, "Error writing bytes to file"))
    'No space left on device'
    """
    number = getattr(error, "errno", None)
    if number:
        return os.strerror(number)
    return (str(error).strip().split("\n")[0] or type(error).__name__).strip()


# ---
# One file, written aside and renamed: it is there whole, or as it was before.

PARTIAL = ".partial-"
"""Stands in the name of a file that is being written; what a killed run left behind has it, too."""


def write_file(path: str | Path, data: str | bytes, advice: str = "") -> Path:
    """Write a file, text as UTF-8, under another name and rename it, so that none is ever half there.

    Folders on the way are made.

    Raises
    ------
    BadFolder
        Where it cannot be written, with `advice` for whoever reads it; what was there stays.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_file(Path(folder, "new", "a.txt"), "one").read_text()
    'one'
    """
    path = Path(path)
    aside = path.with_name(f".{path.name}{PARTIAL}{os.getpid()}")
    try:
        # A rename would put a file in the place of a device, such as /dev/null, for everybody on the machine.
        if path.exists() and not (path.is_file() or path.is_dir()):
            raise BadFolder(f"{path} is no ordinary file: name a new file, or one that may be replaced")
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with aside.open("wb") as file:
                file.write(data.encode() if isinstance(data, str) else data)
                file.flush()
                os.fsync(file.fileno())
            aside.replace(path)
        finally:
            aside.unlink(missing_ok=True)
    except BadFolder:
        raise
    except OSError as error:
        raise BadFolder(f"{path} could not be written: {reason(error)}{advice}") from error
    return path
