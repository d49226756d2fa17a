"""The policy lab moved by keyboard only, in a real JupyterLab and as a page for the projector."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import psutil
import pytest
from browser.lab_driver import Notebook, lab_server, new_page, outside
from browser.widget_driver import FIGURE, READY, Lab, board_server, write_notebook

from simkit_course.widget.courses import PACKAGES
from simkit_course.widget.levers import LEVERS
from simkit_course.widget.panel import COUNTRY
from simkit_course.widget.telling import SAID as TEXTS

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::ResourceWarning")]

OUT = Path(__file__).resolve().parents[2] / "out" / "browser"
SAID = {
    "id": {
        "list": "Paket A: Aduan diteruskan", "switch": "Paket B: Aplikasi OTT ikut serta", "seed": "Seed pertama",
        "back": "Kembali ke baseline", "working": "Sedang menghitung", "none": "Belum ada kebijakan",
        "chosen": ("Paket A: aduan diteruskan (tiap hari).", "Paket B: aplikasi OTT ikut serta."),
        "bad": "seed '1.5' bukan bilangan bulat",
    },
    "en": {
        "list": "Package A: Complaints passed on", "switch": "Package B: OTT apps on board", "seed": "First seed",
        "back": "Back to the baseline", "working": "Working", "none": "No policy is changed",
        "chosen": ("Package A: complaints passed on (every day).", "Package B: OTT apps on board."),
        "bad": "seed '1.5' is not a whole number",
    },
}  # fmt: skip
LOOK = """() => { const wide = innerWidth, all = document.querySelector('.simkit-lab-all');
    const size = e => parseFloat(getComputedStyle(e).fontSize);
    const bars = [...document.querySelectorAll('.simkit-lab-track')].map(e => e.getBoundingClientRect());
    const cells = [...document.querySelectorAll('.simkit-lab-table td')];
    return {all: size(all), table: size(document.querySelector('.simkit-lab-table')), bars: bars.length,
      low: Math.max(...bars.map(b => b.bottom)), right: Math.max(...bars.map(b => b.right)),
      narrow: Math.min(...bars.map(b => b.width)), wide, tall: innerHeight,
      over: cells.filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.innerText)}; }"""


def try_by_keyboard(lab: Lab, lang: str, name: str) -> None:
    """Go through the lab as somebody would who has no mouse."""
    said = SAID[lang]
    lab.settle(None)
    first = lab.figure
    assert said["none"] in lab.sentence
    lab.watch()
    lab.enter()
    assert lab.focused() == said["list"]
    lab.choose(2)
    lab.settle(first)
    assert any(said["working"] in s for s in lab.said()), "it says that it works"
    second = lab.figure
    assert second[0] != first[0], "the alternative text holds the new numbers"

    lab.tab_to(said["switch"])
    lab.press("Space")
    lab.settle(second)
    assert all(part in lab.sentence for part in said["chosen"])
    lab.page.screenshot(path=str(OUT / f"{lang}-{name}.png"))
    third = lab.figure
    assert len({first, second, third}) == 3

    lab.tab_to(said["seed"])
    lab.press("Control+a", *"1.5", "Enter")
    lab.page.wait_for_selector(f'.simkit-lab-status p[role="alert"]:has-text("{said["bad"]}")')
    assert lab.figure == third, "a bad value leaves the figure as it was"
    lab.press("Control+a", "1", "Enter")
    lab.page.wait_for_selector(f'.simkit-lab-status p:has-text("{READY[lang]}")')
    lab.press(*["Shift+Tab"] * 2)
    assert lab.focused() == said["back"]
    lab.press("Enter")
    lab.settle(third)
    assert lab.figure == first, "the same settings give the same figure, to the byte"


def tab_stops(lab: Lab) -> list[str]:
    """Give the name of every Tab stop of the lab, in order."""
    lab.enter()
    made: list[str] = []
    while (name := lab.focused()) and len(made) < 60:
        made.append(name)
        lab.press("Tab")
    return made


def kernels(server) -> list[psutil.Process]:
    """Give the kernels that a server runs."""
    return [
        p for p in psutil.Process(server.pid).children(recursive=True) if "ipykernel_launcher" in p.cmdline()
    ]


@pytest.mark.parametrize("lang", ["id", "en"])
def test_in_jupyterlab(browser, lang, tmp_path):
    folder = tmp_path / "my lab"
    write_notebook(folder / lang / "lab.ipynb", lang)
    with lab_server(tmp_path, folder, lang) as address:
        page, asked = new_page(browser, 1366, 768)
        book = Notebook(page, address, f"{lang}/lab.ipynb")
        page.keyboard.press("Control+b")  # more room: without the list of files
        book.run_all()
        try_by_keyboard(Lab(page, lang), lang, "lab-jupyter")
        assert page.evaluate(LOOK)["narrow"] > 30, "the bars are there"
        assert book.dialogs() == []
        assert outside(asked, address) == []
        page.close()


@pytest.mark.parametrize("lang", ["id", "en"])
def test_as_a_page_for_the_projector(browser, lang, tmp_path):
    with board_server(tmp_path, lang, "--folder", str(tmp_path / "kept")) as (address, server):
        page, asked = new_page(browser, 1366, 768)
        page.goto(address)
        lab = Lab(page, lang)
        assert page.locator("h1").inner_text().startswith(TEXTS["title"].to(lang))
        assert page.evaluate("document.documentElement.lang") == lang
        controls = [TEXTS["control"].put(name=p, what=v.title).to(lang) for v in LEVERS for p in PACKAGES]
        stops = tab_stops(lab)
        assert stops[: len(controls)] == controls, "one Tab stop a control, with its name"
        assert [s for s in stops if s in [TEXTS[name].to(lang) for name in COUNTRY]] == [
            TEXTS[n].to(lang) for n in COUNTRY
        ]
        assert len(set(stops)) == len(stops)
        try_by_keyboard(lab, lang, "lab-board")
        before = lab.figure
        page.get_by_label(controls[2 * [v.name for v in LEVERS].index("face_match")]).check()
        lab.settle(before)
        small = page.evaluate(LOOK)
        page.screenshot(path=str(OUT / f"{lang}-lab-1366.png"))
        assert small["low"] <= small["tall"] and small["right"] <= small["wide"] and small["narrow"] > 30
        assert small["over"] == [] and small["bars"] >= 9
        with page.expect_download() as got:
            page.get_by_role("link", name=TEXTS["export_csv"].to(lang)).click()
        assert Path(got.value.path()).read_text(encoding="utf-8").startswith("outcome,arm,")
        page.get_by_role("button", name=TEXTS["save"].put(folder="kept").to(lang)).click()
        page.wait_for_selector('.simkit-lab-status p:has-text("policy-lab-1.png")')
        assert {p.suffix for p in (tmp_path / "kept").iterdir()} == {".png", ".csv", ".txt"}
        page.set_viewport_size({"width": 1920, "height": 1080})
        page.wait_for_timeout(500)
        large = page.evaluate(LOOK)
        page.screenshot(path=str(OUT / f"{lang}-lab-1920.png"))
        assert large["table"] > 1.3 * small["table"] and large["low"] <= large["tall"] and large["over"] == []
        page.evaluate("document.documentElement.style.fontSize = '40px'")
        assert page.evaluate(LOOK)["all"] >= 40, "the reader's own larger type is followed"
        assert outside(asked, address) == [], "a classroom may have no internet"
        running = kernels(server)
        assert running
        page.close()
        assert psutil.wait_procs(running, timeout=60)[1] == [], "a closed page's kernel ends"
        page, _ = new_page(browser)
        page.goto(address)
        page.wait_for_selector(FIGURE, timeout=180_000)
        family = psutil.Process(server.pid).children(recursive=True)
        assert len(family) > 1
        os.kill(server.pid, signal.SIGTERM)
        assert psutil.wait_procs(family, timeout=60)[1] == [], "SIGTERM ends all that was started"
        page.close()
