"""The browser that a module's tests share."""

from __future__ import annotations

import pytest
from browser.lab_driver import FLAGS, find_browser


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    path = find_browser()
    if path is None:
        pytest.fail("no Chromium: apt install chromium, or give CHROMIUM=its path")
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=path, args=FLAGS)
        yield opened
        opened.close()
