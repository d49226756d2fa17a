"""The trainer's slides in a real browser: notes, timer, answer, and two windows that stay together."""

from __future__ import annotations

import numpy as np
import pytest

from simkit_course.lab import find_originals
from simkit_course.pages import read_built, slide_page
from simkit_course.workshop.room.slides import write_slides

pytestmark = pytest.mark.browser
NOW = "section.now"


def test_keys_open_notes_timer_answer_and_a_second_window(browser, tmp_path):
    list(write_slides(tmp_path, "04"))
    room = browser.new_context(viewport={"width": 1280, "height": 720})
    page = room.new_page()
    errors = []

    def note(error):
        errors.append(error)

    page.on("pageerror", note)
    page.goto(next((tmp_path / "en").glob("*.html")).as_uri())
    assert not page.is_visible(f"{NOW} aside")
    page.keyboard.press("n")
    assert page.is_visible(f"{NOW} aside")
    kinds = []
    for _ in range(40):
        kinds.append(page.get_attribute(NOW, "class").split()[0])
        page.keyboard.press("ArrowRight")
    assert "exercise" in kinds and "answer" not in kinds
    page.keyboard.press("Home")
    for _ in range(kinds.index("exercise")):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("t")
    assert ":" in page.inner_text("output")
    page.keyboard.press("a")
    assert "answer" in page.get_attribute(NOW, "class")
    with room.expect_page() as opened:
        page.keyboard.press("s")
    twin = opened.value
    twin.wait_for_selector("body.noted")
    page.keyboard.press("ArrowRight")
    at = page.get_attribute(NOW, "id")
    twin.wait_for_selector(f"#{at}.now")
    twin.keyboard.press("ArrowRight")
    page.wait_for_selector(f"#{twin.get_attribute(NOW, 'id')}.now")
    page.keyboard.press("Home")
    for _ in range(kinds.index("figure")):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("z")
    assert page.locator(f"{NOW} img").bounding_box()["height"] == 720
    assert not errors


LETTERS = 11 / 72 * 80
"""Pixels of the smallest letters of a figure, 11 points, in the notebooks' pictures of 80 dots to the inch."""


@pytest.mark.parametrize(("number", "lang"), [("01", "en"), ("05", "en"), ("06", "id"), ("09", "id")])
def test_a_figure_that_fills_the_screen_can_be_read_and_is_shown_whole(browser, tmp_path, number, lang):
    lesson = read_built(number, lang, find_originals(lang))
    file = tmp_path / "slides.html"
    file.write_text(slide_page(lesson.notebook, lesson.title), encoding="utf-8")
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    page.goto(file.as_uri())
    n_figures = 0
    for at in range(page.locator("section").count()):
        if page.get_attribute(NOW, "class").split()[0] == "figure":
            n_figures += 1
            wide, high = page.evaluate(f"(() => {{ const i = document.querySelector('{NOW} img');"
                                       "return [i.naturalWidth, i.naturalHeight]; })()")  # fmt: skip
            seen = np.zeros((high, wide), bool)
            for _ in range(9):
                page.keyboard.press("z")
                if not page.locator("body.large").count():
                    break
                box = page.locator(f"{NOW} img").bounding_box()
                scale = box["width"] / wide
                assert round(LETTERS * scale) >= 18, (lang, number, at)
                assert scale == pytest.approx(box["height"] / high, rel=1e-3)
                left, top = -box["x"] / scale, -box["y"] / scale
                right, low = left + 1280 / scale, top + 720 / scale
                seen[max(round(top), 0) : round(low), max(round(left), 0) : round(right)] = True
            assert not page.locator("body.large").count(), "it never becomes small again"
            assert seen.all(), "a part of it is never shown"
        page.keyboard.press("ArrowRight")
    assert n_figures
    page.close()
