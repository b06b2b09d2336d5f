"""Takes the pictures of docs/pictures from the real line in Chromium. Run by `make pictures`."""

from __future__ import annotations

import os
import random
import subprocess
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, expect, sync_playwright

from helpline.store.driver import Database
from helpline.store.writing import Count, Item, write
from tests.browser.conftest import FOUND
from tests.server import COMMAND, serving

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs/pictures"
PASSWORD = "copper lantern otter 7"  # noqa: S105 - of an account that lasts as long as the pictures take
SAME_NUMBERS = "crypto.getRandomValues = (bytes) => bytes.fill(47);"
"""The page's phones get the same number in every picture."""


def main() -> None:
    """Take every picture, each of a page of its own."""
    FOLDER.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        own = {"DATABASE_URL": f"sqlite:///{folder}/store.db", "HELPLINE_VAR_DIR": str(ROOT / "var")}
        for name, shown, role in (("ana", "Ana, nurse", "editor"), ("ben", "Ben, physician", "approver")):
            add = [*COMMAND, "staff", "add", name, "--shown", shown, "--role", role, "--password-stdin"]
            subprocess.run(add, input=PASSWORD, text=True, check=True, env=os.environ | own, cwd=ROOT)  # noqa: S603
        some_weeks(own["DATABASE_URL"])
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
                page.screenshot(path=path, full_page=name not in CUT)
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
    page.get_by_label("What you say").fill("how many times do they hook me up")
    page.get_by_role("button", name="Say", exact=True).click()
    expect(page.locator("#why")).to_contain_text("Words that decided")
    page.get_by_role("button", name="Skip", exact=True).click()
    expect(page.get_by_role("button", name="Stay silent")).to_be_visible()
    page.get_by_role("tab", name="Call").blur()


def staff_overview(page: Page) -> None:
    """The first page for staff, with some weeks behind it."""
    signed_in(page, "ben")


def staff_reply(page: Page) -> None:
    """A reply while it is changed, then proposed."""
    signed_in(page, "ana")
    page.goto(f"{page.url}replies/how-given")
    page.locator("#en-sms").fill(
        "Immunotherapy may go into a vein (IV) \u2014 or be pills, a cream, or go into the bladder."
    )
    expect(page.locator('[data-part="en.sms"] mark')).to_be_visible()


def staff_proposal(page: Page) -> None:
    """What somebody reads before approving."""
    signed_in(page, "ana")
    home = page.url
    page.goto(f"{home}replies/how-given")
    page.locator("#en-sms").fill(
        "Immunotherapy may go into a vein (IV). It may be pills or capsules you swallow, a cream you rub on your skin, or go right into the bladder."
    )
    page.get_by_label("A note").fill("Shorter sentences")
    page.get_by_role("button", name="Save and propose").click()
    expect(page.get_by_role("status")).to_contain_text("Proposed")
    page.context.clear_cookies()
    page.goto(f"{home}sign-in")
    signed_in(page, "ben")
    page.goto(f"{home}replies/how-given")
    page.get_by_role("link", name="See it").click()
    expect(page.get_by_role("button", name="Approve and publish")).to_be_visible()


def staff_words(page: Page) -> None:
    """Words that several people used and the line did not know."""
    signed_in(page, "ana")
    page.get_by_role("link", name="Words", exact=True).click()
    page.locator("summary").first.click()


def signed_in(page: Page, name: str) -> None:
    """Sign in, and wait for the first page."""
    if "/staff" not in page.url:
        page.goto(f"{page.url}staff/sign-in")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")


def some_weeks(url: str) -> None:
    """Put eight weeks of made-up counts into the database of the pictures."""
    chance, now = random.Random(7), datetime.now(UTC)  # noqa: S311 - the same pictures each time
    topics = [
        "side-effects",
        "how-given",
        "how-often",
        "what-it-is",
        "refer-cost",
        "is-it-working",
        "fallback",
        "emergency",
        "where",
        "types",
    ]
    items: list[Item] = []
    for day in range(56):
        for channel, lang in (("sms", "en"), ("sms", "en"), ("sms", "es"), ("voice", "en")):
            for place, topic in enumerate(topics):
                outcome = {"fallback": "fallback", "emergency": "safety", "refer-cost": "referral"}.get(topic, "answer")
                at = now - timedelta(days=day, hours=chance.randrange(8))
                items += [Count(at, channel, lang, outcome, topic)] * chance.randrange(1 + (12 - place) // 2)
    for word, people in (("port", 23), ("cough", 17), ("appetite", 14), ("scan", 12)):
        items += [Count(now, "sms", "en", "fallback", "fallback", "", (word,), f"{word} {n}") for n in range(people)]
    with Database(url).begin() as transaction:
        write(transaction, items)


CUT = ("staff-reply", "staff-proposal", "staff-words")
"""Pictures of what stands in the window only: the page goes on below."""

PICTURES: Mapping[str, Callable[[Page], None]] = {
    "phone-text": phone_text,
    "phone-call": phone_call,
    "staff-overview": staff_overview,
    "staff-reply": staff_reply,
    "staff-proposal": staff_proposal,
    "staff-words": staff_words,
}


if __name__ == "__main__":
    main()
