"""Starting JupyterLab on a student's folder, with nothing to click away first."""

from __future__ import annotations

import locale
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from ..core.installed import require
from .noted import VARIABLE as PROGRESS_VARIABLE
from .texts import LANGUAGES, VARIABLE

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

    Raises
    ------
    MissingExtra
        Where a package is missing.
    """
    require("simkit lab")
    return serve(command(folder, first, port, browser), environment(folder))


def serve(called: Sequence[str], env: Mapping[str, str], cwd: Path | None = None) -> int:
    """Start a server and wait until it ends; whatever ends simkit, a closed terminal too, ends the server first.

    Parameters
    ----------
    called : sequence of str
        The command with its arguments.
    env : mapping
        Its environment.
    cwd : Path, optional
        The folder it works in.

    Returns
    -------
    int
        The server's exit code.
    """
    with _ending_on_signals(), subprocess.Popen(called, env=env, cwd=cwd) as server:
        try:
            while True:
                try:
                    return server.wait()
                except KeyboardInterrupt:
                    continue  # the server got it too, and asks whether to stop
        finally:
            if server.poll() is None:
                server.terminate()
                try:
                    server.wait(PATIENCE_S)
                except subprocess.TimeoutExpired:
                    server.kill()


@contextmanager
def _ending_on_signals() -> Iterator[None]:
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
