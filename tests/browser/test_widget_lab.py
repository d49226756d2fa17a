"""The policy lab moved by keyboard only, in a real JupyterLab and as a page for the projector."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser.lab_driver import Notebook, lab_server, new_page, outside
from browser.widget_driver import READY, Lab, board_server, write_notebook

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::ResourceWarning")]

OUT = Path(__file__).resolve().parents[2] / "out" / "browser"
SAID = {
    "id": {
        "slider": "Aduan diteruskan", "switch": "Aplikasi OTT ikut serta", "seed": "Seed (negeri yang mana)",
        "back": "Kembali ke keadaan awal", "working": "Sedang menghitung", "none": "Belum ada kebijakan",
        "chosen": "Dengan aduan diteruskan (tiap hari), aplikasi OTT ikut serta:", "bad": "bukan bilangan bulat",
        "one": "Satu seed adalah satu jalan cerita",
    },
    "en": {
        "slider": "Complaints passed on", "switch": "OTT apps on board", "seed": "Seed (which country)",
        "back": "Back to the baseline", "working": "Working", "none": "No policy is changed",
        "chosen": "With complaints passed on (every day), OTT apps on board:", "bad": "not a whole number",
        "one": "One seed is one course of events",
    },
}  # fmt: skip


def try_by_keyboard(lab: Lab, lang: str, name: str) -> None:
    """Go through the lab as somebody would who has no mouse."""
    said, first = SAID[lang], lab.figure
    assert said["none"] in lab.sentence and said["one"] in lab.sentence
    lab.watch()
    lab.enter()
    assert lab.focused() == said["slider"]
    lab.press("ArrowRight", "ArrowRight")
    lab.settle(first)
    assert any(said["working"] in s for s in lab.said()), "it says that it works"
    second = lab.figure
    assert second[0] != first[0], "the alternative text holds the new numbers"

    lab.tab_to(said["switch"])
    lab.press("Space")
    lab.settle(second)
    assert lab.sentence.startswith(said["chosen"]) and said["one"] in lab.sentence
    lab.page.screenshot(path=str(OUT / f"{lang}-{name}.png"))
    third = lab.figure
    assert len({first, second, third}) == 3

    lab.tab_to(said["seed"])
    lab.press("Control+a", "-", "7", "Enter")
    lab.page.wait_for_selector(f'.simkit-lab-status p[role="alert"]:has-text("{said["bad"]}")')
    assert lab.figure == third, "a bad value leaves the figure as it was"
    lab.press("Control+a", "1", "Enter")
    lab.page.wait_for_selector(f'.simkit-lab-status p:text-is("{READY[lang]}")')
    lab.press(*["Shift+Tab"] * 2)
    assert lab.focused() == said["back"]
    lab.press("Enter")
    lab.settle(third)
    assert lab.figure == first, "the same settings give the same figure, to the byte"


@pytest.mark.parametrize("lang", ["id", "en"])
def test_in_jupyterlab(browser, lang, tmp_path):
    folder = tmp_path / "my lab"
    write_notebook(folder / lang / "lab.ipynb", lang)
    with lab_server(tmp_path, folder, lang) as address:
        page, asked = new_page(browser, 1280, 720)
        book = Notebook(page, address, f"{lang}/lab.ipynb")
        page.keyboard.press("Control+b")  # more room: without the list of files
        book.run_all()
        try_by_keyboard(Lab(page, lang), lang, "lab-jupyter")
        assert book.dialogs() == []
        assert outside(asked, address) == []
        page.close()


@pytest.mark.parametrize("lang", ["id", "en"])
def test_as_a_page_for_the_projector(browser, lang, tmp_path):
    with board_server(tmp_path, lang) as address:
        page, asked = new_page(browser, 1280, 720)
        page.goto(address)
        lab = Lab(page, lang)
        try_by_keyboard(lab, lang, "lab-board")
        size = page.evaluate("() => [document.documentElement.scrollWidth, innerWidth]")
        assert size[0] <= size[1], "nothing to scroll sideways on a projector"
        assert page.locator(".simkit-lab-table").bounding_box()["y"] < 500
        assert outside(asked, address) == [], "a classroom may have no internet"
        page.close()
