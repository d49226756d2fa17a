"""Teams at their own browsers on one computer: `simkit workshop serve`."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from browser.lab_driver import SECONDS, Notebook, served, team_page

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::ResourceWarning")]

OUT = Path(__file__).resolve().parents[2] / "out" / "browser"
TEAMS = int(os.environ.get("SIMKIT_TEST_TEAMS", "2"))
CHECK = 'exercise("0.1")'


def test_every_team_logs_in_works_and_sees_the_board(browser, tmp_path):
    with served(tmp_path, TEAMS) as (_, cards):
        assert len(cards) == TEAMS
        pages = [team_page(browser, address, word) for _, address, word, _ in cards]
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
