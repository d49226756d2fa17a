"""Starting JupyterLab on a student's folder, with nothing to click away first."""

from __future__ import annotations

import locale
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from ..core.installed import require
from .noted import VARIABLE as PROGRESS_VARIABLE
from .texts import LANGUAGES, VARIABLE

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
    with subprocess.Popen(command(folder, first, port, browser), env=environment(folder)) as server:
        while True:
            try:
                return server.wait()
            except KeyboardInterrupt:
                continue  # the server got it too, and asks whether to stop
