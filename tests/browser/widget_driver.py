"""Moves the policy lab by keyboard only, in JupyterLab and in Voila."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from browser.lab_driver import SECONDS, free_port, wait_for

FIGURE = ".simkit-lab figure img"
STATUS = ".simkit-lab-status p"
READY = {"id": "Siap", "en": "Ready"}


def write_notebook(path: Path, lang: str) -> None:
    """Write a notebook with one cell that opens the lab as a lesson would."""
    call = "laboratorium(seeds=3)" if lang == "id" else "policy_lab(seeds=3)"
    cell = {
        "cell_type": "code", "id": "lab", "metadata": {}, "execution_count": None, "outputs": [],
        "source": f"from simkit_course import *\n\n{call}",
    }  # fmt: skip
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    about = {"kernelspec": kernel, "simkit": {"lang": lang}}
    path.parent.mkdir(parents=True, exist_ok=True)
    made = {"cells": [cell], "metadata": about, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(made), encoding="utf-8")


@contextmanager
def board_server(home: Path, lang: str, *more: str) -> Iterator[tuple[str, subprocess.Popen]]:
    """Run `simkit lab --board` with a home of its own, and give its address and its process."""
    port = free_port()
    keep = {
        k: v
        for k, v in os.environ.items()
        if not k.startswith(("JUPYTER", "JPY", "IPYTHON", "SIMKIT", "XDG"))
    }
    env = {**keep, "HOME": str(home), "TMPDIR": str(home), "IPYTHONDIR": str(home / "ipython")}
    command = [sys.executable, "-m", "simkit", "lab", "--board", "--lang", lang, *more]
    command += ["--port", str(port), "--no-browser"]
    log = home / f"board-{port}.log"
    with log.open("w", encoding="utf-8") as out:
        # A group of its own, so that stopping it stops the server and its kernels, and nothing else.
        server = subprocess.Popen(command, env=env, stdout=out, stderr=out, start_new_session=True)
    try:
        wait_for(f"http://127.0.0.1:{port}/voila/static/voila.js", server, log)
        yield f"http://127.0.0.1:{port}", server
    finally:
        for sign in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(server.pid, sign)
                server.wait(15)
                break
            except subprocess.TimeoutExpired:
                continue
            except ProcessLookupError:
                server.wait(15)
                break


class Lab:
    """The policy lab in a page: what it shows, and keys to move it."""

    def __init__(self, page, lang: str) -> None:
        self.page, self.lang = page, lang
        page.wait_for_selector(FIGURE, timeout=SECONDS)

    @property
    def figure(self) -> tuple[str, str]:
        """Give the alternative text and the picture itself."""
        img = self.page.locator(FIGURE)
        return img.get_attribute("alt"), img.get_attribute("src")

    @property
    def sentence(self) -> str:
        return self.page.locator(".simkit-lab-sentence").first.inner_text()

    @property
    def status(self) -> str:
        return self.page.locator(STATUS).inner_text()

    def watch(self) -> None:
        """Keep every status from here on, however short it stands."""
        self.page.evaluate(
            """() => { window.said = [];
            const look = () => { const p = document.querySelector('.simkit-lab-status p');
              if (p && window.said.at(-1) !== p.innerText) window.said.push(p.innerText); };
            new MutationObserver(look).observe(document.querySelector('.simkit-lab-status'),
              {childList: true, subtree: true, characterData: true}); }"""
        )

    def said(self) -> list[str]:
        return self.page.evaluate("() => window.said")

    def enter(self) -> None:
        """Put the focus on the first control: the only thing here that a key does not do."""
        self.page.locator(".simkit-lab select").first.focus()

    def tab_to(self, label: str) -> None:
        """Press Tab until the control of that name has the focus."""
        for _ in range(60):
            if self.focused() == label:
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{label!r} cannot be reached with Tab; the focus is on {self.focused()!r}")

    def focused(self) -> str:
        """Give the name of what has the focus, as a screen reader hears it; nothing outside the lab."""
        return self.page.evaluate(
            """() => { const one = document.activeElement;
            if (!one.closest('.simkit-lab')) return '';
            const name = one.labels && one.labels.length ? one.labels[0] : one;
            return name.textContent.replace('\\u200b', '').trim(); }"""
        )

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def choose(self, down: int) -> None:
        """Open the list that has the focus and go down in it: closed, JupyterLab keeps the arrow keys for its cells."""
        self.press("Space")
        self.page.wait_for_timeout(800)
        self.press(*["ArrowDown"] * down, "Enter")

    def settle(self, before: tuple[str, str] | None) -> None:
        """Wait until the figure is another one, and every seed is there."""
        self.page.wait_for_function(
            "([figure, status, src, ready]) => document.querySelector(figure).src !== src"
            " && document.querySelector(status).innerText.startsWith(ready)",
            arg=[FIGURE, STATUS, before[1] if before else "", READY[self.lang]],
            timeout=3 * SECONDS,
        )
