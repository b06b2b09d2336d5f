"""Takes the pictures of docs/pictures from the real line in Chromium. Run by `make pictures`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, expect, sync_playwright

from tests.browser.conftest import FOUND
from tests.server import serving

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs/pictures"
SAME_NUMBERS = "crypto.getRandomValues = (bytes) => bytes.fill(47);"
"""The page's phones get the same number in every picture."""


def main() -> None:
    """Take every picture, each of a page of its own."""
    FOLDER.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        own = {"DATABASE_URL": f"sqlite:///{folder}/store.db", "HELPLINE_VAR_DIR": str(ROOT / "var")}
        browser = playwright.chromium.launch(executable_path=FOUND or None, args=["--no-sandbox"])
        with serving(own, workers=1) as url:
            for name, take in PICTURES.items():
                context = browser.new_context(viewport={"width": 1060, "height": 900}, locale="en-US")
                page = context.new_page()
                page.add_init_script(SAME_NUMBERS)
                page.goto(url)
                take(page)
                page.mouse.move(0, 0)
                path = FOLDER / f"{name}.png"
                page.screenshot(path=path, full_page=True)
                print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1024} kB")
                context.close()
        browser.close()


def phone_text(page: Page) -> None:
    """A text conversation, with why its answer came."""
    page.get_by_label("Text message").fill("can you get this as a pill? my veins are shot")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#texts .line")).to_have_count(2)
    expect(page.locator("#why")).to_contain_text("Words that decided")
    page.get_by_label("Text message").blur()


def phone_call(page: Page) -> None:
    """A call in which a question was asked by voice."""
    page.get_by_role("tab", name="Call").click()
    page.get_by_role("button", name="Call", exact=True).click()
    page.get_by_label("What you say").fill("how often do i get immunotherapy")
    page.get_by_role("button", name="Say", exact=True).click()
    expect(page.locator("#why")).to_contain_text("Words that decided")
    page.get_by_role("button", name="Skip", exact=True).click()
    expect(page.get_by_role("button", name="Stay silent")).to_be_visible()
    page.get_by_role("tab", name="Call").blur()


PICTURES: Mapping[str, Callable[[Page], None]] = {"phone-text": phone_text, "phone-call": phone_call}


if __name__ == "__main__":
    main()
