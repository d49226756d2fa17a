"""Teams at their own browsers on one computer: `simkit workshop serve`."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from browser.lab_driver import SECONDS, Notebook, free_port

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::ResourceWarning")]

OUT = Path(__file__).resolve().parents[2] / "out" / "browser"
CARD = re.compile(r"(team-\d+): (\S+)  word: (\S+)  board: (\S+)")
TEAMS = int(os.environ.get("SIMKIT_TEST_TEAMS", "2"))
CHECK = 'exercise("0.1")'


@contextmanager
def served(home: Path, teams: int) -> Iterator[list[tuple[str, ...]]]:
    """Serve a room and give each team's card: name, address, word, board."""
    command = [sys.executable, "-m", "simkit", "workshop", "serve", "--teams", str(teams), "--kernels", "2"]
    command += ["--ip", "127.0.0.1", "--port", str(free_port()), "--out", str(home / "room")]
    env = {k: v for k, v in os.environ.items() if not k.startswith(("JUPYTER", "JPY", "IPYTHON", "SIMKIT"))}
    env |= {"HOME": str(home), "PYTHONUNBUFFERED": "1"}
    server = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True, start_new_session=True)
    try:
        cards: list[tuple[str, ...]] = []
        for line in server.stdout:
            if found := CARD.match(line):
                cards.append(found.groups())
            if len(cards) == teams:
                break
        yield cards
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(60)
        server.stdout.close()


def test_every_team_logs_in_works_and_sees_the_board(browser, tmp_path):
    with served(tmp_path, TEAMS) as cards:
        assert len(cards) == TEAMS
        pages = []
        for _, address, word, _ in cards:
            page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
            page.set_default_timeout(SECONDS)
            page.goto(f"{address}/lab")
            assert "/login" in page.url
            page.fill("input[name=password]", word)
            page.press("input[name=password]", "Enter")
            page.wait_for_url("**/lab**")
            pages.append(page)
        books = [
            Notebook(page, address, "en/00-start-here.ipynb", word)
            for page, (_, address, word, _) in zip(pages, cards, strict=True)
        ]
        for book in books:
            book.menu("Run", "Run All Cells")
        for book in books:
            book.wait_idle()
            assert "Not attempted" in book.output(CHECK)
        books[0].picture(OUT / "room-team-01.png")
        pages[-1].goto(cards[-1][3])
        pages[-1].wait_for_selector(".jupyter-widgets", timeout=SECONDS)
        pages[-1].screenshot(path=OUT / "room-board.png")
    with pytest.raises(Exception, match="ERR_CONNECTION_REFUSED"):
        pages[0].goto(cards[0][1])
