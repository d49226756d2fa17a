"""The trainer's slides in a real browser: notes, timer, answer, and two windows that stay together."""

from __future__ import annotations

import pytest

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
