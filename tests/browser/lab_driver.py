"""Drives a real JupyterLab, started by `simkit lab`, in headless Chromium: as a student's hands would."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

TOKEN = "browser-test"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SECONDS = 90_000
CARD = re.compile(r"(team-\d+): (\S+)  word: (\S+)  board: (\S+)")
BLANK_AT = """line => {
    const texts = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
        const at = node.data.indexOf('____');
        if (at < 0) continue;
        const range = document.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + 4);
        const box = range.getBoundingClientRect();
        return [box.x + box.width / 2, box.y + box.height / 2];
    }
}"""


def find_browser() -> str | None:
    """Give the path of a Chromium, from CHROMIUM or the usual names."""
    asked = os.environ.get("CHROMIUM")
    return asked or next((path for name in BROWSERS if (path := shutil.which(name))), None)


def new_page(browser, width: int = 1366, height: int = 900):
    """Open a page, and give it with the list of all that it asks for from here on."""
    page = browser.new_page(viewport={"width": width, "height": height})
    page.set_default_timeout(60_000)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    return page, asked


def outside(asked: list[str], address: str) -> list[str]:
    """Give what was asked for from anywhere but the server itself."""
    own = (address, address.replace("http", "ws"), "data:", "blob:")
    return [url for url in asked if not url.startswith(own)]


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@contextmanager
def lab_server(home: Path, folder: Path, lang: str) -> Iterator[str]:
    """Run `simkit lab` on a folder, with a home of its own, and give its address."""
    port = free_port()
    keep = {
        k: v
        for k, v in os.environ.items()
        if not k.startswith(("JUPYTER", "JPY", "IPYTHON", "SIMKIT", "XDG"))
    }
    env = {**keep, "HOME": str(home), "JUPYTER_TOKEN": TOKEN, "IPYTHONDIR": str(home / "ipython")}
    command = [sys.executable, "-m", "simkit", "lab", "--lang", lang, "--folder", str(folder)]
    command += ["--port", str(port), "--no-browser"]
    log = home / f"lab-{port}.log"
    with log.open("w", encoding="utf-8") as out:
        # A group of its own, so that stopping it stops the server and its kernels, and nothing else.
        server = subprocess.Popen(command, env=env, stdout=out, stderr=out, start_new_session=True)
    try:
        wait_for(f"http://127.0.0.1:{port}/api/status?token={TOKEN}", server, log)
        yield f"http://127.0.0.1:{port}"
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


@contextmanager
def served(home: Path, teams: int, kernels: int = 2) -> Iterator[tuple[int, list[tuple[str, ...]]]]:
    """Serve a room; give the process, and each team's card: name, address, word, board."""
    command = [sys.executable, "-m", "simkit", "workshop", "serve", "--teams", str(teams)]
    command += ["--kernels", str(kernels), "--ip", "127.0.0.1", "--port", str(free_port())]
    env = {k: v for k, v in os.environ.items() if not k.startswith(("JUPYTER", "JPY", "IPYTHON", "SIMKIT"))}
    env |= {"HOME": str(home), "PYTHONUNBUFFERED": "1"}
    command += ["--out", str(home / "room")]
    server = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True, start_new_session=True)
    try:
        cards: list[tuple[str, ...]] = []
        for line in server.stdout:
            if found := CARD.match(line):
                cards.append(found.groups())
            if len(cards) == teams:
                break
        yield server.pid, cards
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(60)
        server.stdout.close()


def team_page(browser, address: str, word: str):
    """Open a page of its own that logs in with a team's word, as its members do."""
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.set_default_timeout(SECONDS)
    page.goto(f"{address}/lab")
    assert "/login" in page.url
    page.fill("input[name=password]", word)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/lab**")
    return page


def wait_for(address: str, server: subprocess.Popen, log: Path, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if server.poll() is not None:
            raise AssertionError(
                f"simkit lab ended with {server.returncode}:\n{log.read_text(encoding='utf-8')}"
            )
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    raise AssertionError(f"simkit lab did not answer:\n{log.read_text(encoding='utf-8')}")


class Notebook:
    """An open notebook in a page of JupyterLab."""

    def __init__(self, page, address: str, path: str, token: str = TOKEN) -> None:
        self.page = page
        page.goto(f"{address}/lab/tree/{path}?token={token}")
        page.wait_for_selector(".jp-Notebook .jp-CodeCell .cm-content", timeout=SECONDS)
        page.wait_for_selector(".jp-Spinner", state="detached", timeout=SECONDS)
        self.wait_idle()

    def wait_idle(self) -> None:
        """Wait until the kernel has been idle for a while: between two cells it is so for a moment."""
        quiet, end = 0, time.monotonic() + SECONDS / 1000
        while quiet < 4:
            state = self.page.query_selector(".jp-Notebook-ExecutionIndicator")
            is_idle = state is not None and state.get_attribute("data-status") == "idle"
            waiting = self.page.locator('.jp-CodeCell .jp-InputPrompt:text-is("[*]:")').count()
            quiet = quiet + 1 if is_idle and not waiting else 0
            if time.monotonic() > end:
                raise AssertionError("the kernel did not come to rest")
            self.page.wait_for_timeout(150)

    def dialogs(self) -> list[str]:
        """Give the text of everything that stands in the way: dialogs and pop-ups."""
        return [e.inner_text() for e in self.page.query_selector_all(".jp-Dialog, .Toastify__toast")]

    def menu(self, menu: str, item: str) -> None:
        self.page.click(f'.lm-MenuBar-itemLabel:text-is("{menu}")')
        self.page.click(f'.lm-Menu-itemLabel:text-is("{item}")')

    def run_all(self) -> None:
        self.menu("Run", "Run All Cells")
        self.page.wait_for_timeout(300)
        self.wait_idle()
        self.page.wait_for_timeout(300)

    def cell(self, text: str):
        """Give the code cell that holds a text."""
        written = self.page.locator(".jp-InputArea-editor", has_text=text)
        return self.page.locator(".jp-Notebook .jp-CodeCell").filter(has=written).first

    def write(self, old: str, new: str, by_hand: bool = False) -> None:
        """Replace the content of the code cell that holds `old`, and run it."""
        cell = self.cell(old)
        cell.scroll_into_view_if_needed()
        cell.locator(".cm-content").click()
        self.page.keyboard.press("Control+a")
        if by_hand:
            self.page.keyboard.press("Delete")
            self.page.keyboard.type(new)
        else:
            self.page.keyboard.insert_text(new)
        self.page.keyboard.press("Control+Enter")
        self.page.wait_for_timeout(300)
        self.wait_idle()
        self.page.wait_for_timeout(200)

    def fill(self, text: str, answers: list[str]) -> None:
        """Type answers over the blanks of the cell that holds `text`, one after the other, and run it."""
        cell = self.cell(text)
        cell.scroll_into_view_if_needed()
        for answer in answers:
            line = cell.locator(".cm-line", has_text="____").first
            line.scroll_into_view_if_needed()
            x, y = line.evaluate(BLANK_AT)
            self.page.mouse.dblclick(x, y)
            self.page.keyboard.type(answer)
        self.page.keyboard.press("Control+Enter")
        self.page.wait_for_timeout(300)
        self.wait_idle()
        self.page.wait_for_timeout(200)

    def figure(self, text: str) -> dict:
        """Give the picture under the cell that holds `text`: its alternative text, and its size as drawn."""
        self.cell(text).scroll_into_view_if_needed()
        img = self.cell(text).locator(".jp-RenderedImage img").first
        img.scroll_into_view_if_needed()
        return img.evaluate("e => ({alt: e.alt, done: e.complete, drawn: e.naturalWidth, width: e.width})")

    def output(self, text: str) -> str:
        """Give what stands under the code cell that holds a text."""
        cell = self.cell(text)
        cell.scroll_into_view_if_needed()  # JupyterLab draws only what can be seen
        self.page.wait_for_timeout(200)
        return "\n".join(cell.locator(".jp-OutputArea-output").all_inner_texts())

    def picture(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=str(path))

    def saved(self, path: Path) -> list[dict]:
        """Save with the keyboard, wait until the file holds it, and give its code cells."""
        before = path.stat().st_mtime_ns
        self.page.keyboard.press("Escape")
        self.page.keyboard.press("Control+s")
        for _ in range(50):
            if path.stat().st_mtime_ns != before:
                break
            self.page.wait_for_timeout(100)
        self.page.wait_for_timeout(300)
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        return [c for c in cells if c["cell_type"] == "code"]
