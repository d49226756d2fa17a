"""Serve a room on this computer, and measure what its teams meet and what they take: `simkit workshop serve`.

    python benchmarks/room.py --teams 10 --kernels 2

Each team has a browser of its own (headless Chromium) and logs in with its word. All run lesson 00 at once, answer its
first exercise wrongly and then rightly; after that each runs as many of the largest lessons as it may have kernels.
Memory is what processes hold of their own, and their share of what several hold (PSS).
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import psutil
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "notebooks")]

from browser import lab_driver  # noqa: E402
from browser.lab_driver import FLAGS, Notebook, find_browser, served, team_page  # noqa: E402

from simkit_course.feedback import RIGHT  # noqa: E402
from simkit_course.workshop.room.serve import KERNEL_MB, SERVER_MB, Team, estimate_mb  # noqa: E402

FIRST = "en/00-start-here.ipynb"
LARGE = ("en/04-below-the-cap.ipynb", "en/09-the-investigation-game.ipynb")
CHECK = 'exercise("0.1").check(answer, n_sims, n_people)'
ANSWERS = {"wrong": "n_people / n_sims", RIGHT: "n_sims / n_people"}


def closed(cards: Sequence[tuple[str, ...]]) -> Iterator[tuple[int, int, int]]:
    """Give what each server answers without a word, with the next team's, and with its own."""
    for n, (name, address, word, _) in enumerate(cards):
        host, _, port = address.removeprefix("http://").partition(":")
        team = Team(name, Path(), host, int(port), word)
        path, other = "/api/contents", cards[n - 1][2] if len(cards) > 1 else "no-word"
        yield team.ask(path), team.ask(path, other), team.ask(path, word)


def run_all(books: Sequence[Notebook]) -> float:
    """Let all notebooks run at once; give the seconds until the last has come to rest."""
    began = time.monotonic()
    for book in books:
        book.menu("Run", "Run All Cells")
    for book in books:
        book.page.wait_for_timeout(300)
        book.wait_idle()
    return time.monotonic() - began


def memory(pid: int) -> dict[str, list[float]]:
    """Give the memory of each process of the room by its kind [MB]."""
    made: dict[str, list[float]] = {"server": [], "kernel": []}
    for process in psutil.Process(pid).children(recursive=True):
        info: Any = process.memory_full_info()
        kind = "kernel" if any("ipykernel" in word for word in process.cmdline()) else "server"
        made[kind].append(getattr(info, "pss", info.uss) / 1e6)
    return made


def show(browser: Browser, home: Path, teams: int, kernels: int) -> None:
    """Serve, work, and print what was seen."""
    began = time.monotonic()
    with served(home, teams, kernels) as (pid, cards):
        print(f"{len(cards)} servers after {time.monotonic() - began:.0f} s")
        said = list(closed(cards))
        print(f"without a word, with another's, with one's own: {sorted(set(said))}", flush=True)
        pages = [team_page(browser, address, word) for _, address, word, _ in cards]
        at = [(page, address, word) for page, (_, address, word, _) in zip(pages, cards, strict=True)]
        books = [Notebook(page, address, FIRST, word) for page, address, word in at]
        print(f"lesson 00 in every browser: all cells ran after {run_all(books):.0f} s", flush=True)
        for state, answer in ANSWERS.items():
            for book in books:
                book.write(CHECK, f"answer = {answer}\n\n{CHECK}")
            verdicts = [book.output(CHECK) for book in books]
            print(
                f"{state}: {len(verdicts)} verdicts, {len(set(verdicts))} different: {verdicts[0]!r}",
                flush=True,
            )
        for lesson in LARGE[:kernels]:
            # Without what was open before: it would ask for its kernel again.
            books = [Notebook(page, address, lesson, f"{word}&reset") for page, address, word in at]
            print(f"{lesson} in every browser: all cells ran after {run_all(books):.0f} s", flush=True)
        used = memory(pid)
    for kind, supposed in (("server", SERVER_MB), ("kernel", KERNEL_MB)):
        each = used[kind]
        print(
            f"{len(each)} of {kind}: {min(each):.0f} to {max(each):.0f} MB, mean {sum(each) / len(each):.0f}; "
            f"the estimate takes {supposed}"
        )
    total, supposed = sum(map(sum, used.values())), estimate_mb(teams, kernels)
    print(f"together {total:.0f} MB; the estimate is {supposed} MB, {supposed / total:.2f} of it")


def main() -> None:
    """Do what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--teams", type=int, default=10)
    parser.add_argument("--kernels", type=int, default=2, choices=(1, 2))
    args = parser.parse_args()
    lab_driver.SECONDS = 900_000  # ten times that of a test: all run at once
    with sync_playwright() as play, tempfile.TemporaryDirectory() as home:
        browser = play.chromium.launch(executable_path=find_browser(), args=FLAGS)
        show(browser, Path(home), args.teams, args.kernels)
        browser.close()


if __name__ == "__main__":
    main()
