"""The policy lab as a page of its own, for the projector: Voila, without anything from the internet."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from simkit.core.catalogue import Catalogue
from simkit.core.errors import BadFolder, quoted
from simkit.core.files import reason
from simkit.core.installed import require

from ..lab import environment, serve
from ..story import read_story

SAID = Catalogue(__package__, "lab")

IDLE_S = 30
"""So long the kernel of a page lives on when nobody shows the page."""
SHARE = Path(__file__).resolve().parent / "share"


def page(lang: str, folder: Path | None = None, story: Path | None = None) -> dict[str, Any]:
    """Give the notebook behind the page: its heading, and one cell that opens the lab.

    >>> page("id")["cells"][1]["source"].splitlines()[-1]
    "laboratorium('id', folder=None)"
    """
    name = "laboratorium" if lang == "id" else "policy_lab"
    where = None if folder is None else str(folder)
    told = "" if story is None else f", story={str(story)!r}"
    source = f"from simkit_course.widget import {name}\n\n{name}({lang!r}, folder={where!r}{told})"
    heading = {
        "cell_type": "markdown",
        "id": "title",
        "metadata": {},
        "source": f"# {SAID['title'].to(lang)}",
    }
    cell: dict[str, Any] = {
        "cell_type": "code",
        "id": "lab",
        "metadata": {},
        "execution_count": None,
        "outputs": [],
        "source": source,
    }
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    metadata = {
        "kernelspec": kernel,
        "language_info": {"name": "python"},
        "title": SAID["title"].to(lang),
        "simkit": {"lang": lang},
    }
    return {"cells": [heading, cell], "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def command(notebook: Path, lang: str, port: int | None, browser: bool) -> list[str]:
    """Give the command that serves the page, on this computer only."""
    made = [sys.executable, "-m", "voila", str(notebook), "--template=simkit", "--Voila.ip=127.0.0.1"]
    made += [f"--VoilaExporter.language_code={lang}"]  # a screen reader speaks the page's language
    made += [f"--port={port}"] if port else []
    made += [] if browser else ["--no-browser"]
    # A page that is closed ends its kernel; one whose computer slept or crashed cannot say so.
    made += [f"--MappingKernelManager.cull_idle_timeout={IDLE_S}", "--MappingKernelManager.cull_interval=10"]
    return [*made, f"--Voila.connection_dir_root={notebook.parent}"]


def board_environment(folder: Path, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Give the environment of the server: it finds the page's template, and the user's own settings still win."""
    made = environment(folder, environ)
    known = made.get("JUPYTER_PATH")
    made["JUPYTER_PATH"] = os.pathsep.join([str(SHARE), *([known] if known else [])])
    return made


def open_board(
    lang: str,
    port: int | None = None,
    browser: bool = True,
    folder: Path | None = None,
    story: Path | None = None,
) -> int:
    """Serve the policy lab as a page and wait until the server ends; give its exit code.

    What people save goes into `folder`; without one they download it. `story` is a TOML file of one's own.

    Raises MissingExtra: where a package is missing.

    Raises BadFolder: where the folder cannot be made.
    """
    require("simkit lab")
    if story is not None:
        read_story(story).over("policy-lab")  # a mistake is told here, not in the browser
    if folder is not None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise BadFolder(f"{quoted(str(folder))} cannot be used: {reason(error)}") from error
    with tempfile.TemporaryDirectory(prefix="simkit-board-") as home:
        notebook = Path(home, "policy-lab.ipynb")
        notebook.write_text(json.dumps(page(lang, folder, story)), encoding="utf-8")
        return serve(command(notebook, lang, port, browser), board_environment(Path(home)), Path(home))
