"""A real browser before the real server. `HELPLINE_TEST_BROWSER` names one that is not on the path as Chromium or Chrome."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FOUND = os.environ.get("HELPLINE_TEST_BROWSER") or next(filter(None, map(shutil.which, NAMES)), "")
TIMEOUT = 30_000
"""Milliseconds that a page may take on a busy machine."""

expect.set_options(timeout=TIMEOUT)
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}

EXPECTED = re.compile(r"responded with a status of (401|403|404|409|422|429|503) ")
"""Chromium notes every page that is an answer to a mistake."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not FOUND and not os.environ.get("CI"):
        pytest.skip("no Chromium or Chrome on the path, and HELPLINE_TEST_BROWSER names none")
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=FOUND or None, args=["--no-sandbox"])
        yield made
        made.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of its own, which fails the test that left an error in its console."""
    context = browser.new_context(locale="en-US", reduced_motion="reduce")
    made, errors = context.new_page(), list[str]()
    made.on("pageerror", lambda error: errors.append(str(error)))
    made.on(
        "console",
        lambda message: (
            errors.append(message.text) if message.type == "error" and not EXPECTED.search(message.text) else None
        ),
    )
    made.set_default_timeout(TIMEOUT)
    yield made
    context.close()
    assert not errors


def accessible(page: Page) -> None:
    """Assert that axe finds nothing, in light and in dark."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page, options=RULES).response["violations"]
        assert not found, [(scheme, v["id"], [node["html"][:200] for node in v["nodes"]]) for v in found]
    page.emulate_media(color_scheme="light")
