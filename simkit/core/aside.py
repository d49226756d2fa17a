"""One file, written aside and renamed: it is there whole, or as it was before."""

from __future__ import annotations

import os
from pathlib import Path

from .errors import BadFolder
from .swap import reason

PARTIAL = ".partial-"
"""Stands in the name of a file that is being written; what a killed run left behind has it, too."""


def write_file(path: str | Path, data: str | bytes, advice: str = "") -> Path:
    """Write a file under another name and rename it, so that none is ever half there.

    Parameters
    ----------
    path : str or Path
        Folders on the way are made.
    data : str or bytes
        Text is written as UTF-8.
    advice : str
        Added to the error: what whoever reads it should do.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    BadFolder
        Where it cannot be written; what was there stays.

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
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with aside.open("wb") as file:
                file.write(data.encode() if isinstance(data, str) else data)
                file.flush()
                os.fsync(file.fileno())
            aside.replace(path)
        finally:
            aside.unlink(missing_ok=True)
    except OSError as error:
        raise BadFolder(f"{path} could not be written: {reason(error)}{advice}") from error
    return path
