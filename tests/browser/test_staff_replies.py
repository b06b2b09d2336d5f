"""A reply changed in a real browser, from sign-in to the text that a patient gets, and back."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, expect

from helpline.match.matcher import Matcher
from helpline.request import signature, text_parameters
from tests.browser.conftest import TIMEOUT, accessible
from tests.browser.test_staff_signin import PASSWORD, PHONE, fits
from tests.conftest import ROOT, TOKEN
from tests.copies import Copy
from tests.server import COMMAND, free_port, serving
from tests.twiml import messages

PATH = "responses/immunotherapy/how-given.yaml"
OLD, NEW = "into a vein (IV)", "into a vein (by drip)"
SMS = f"Immunotherapy may go {NEW}, or be pills you swallow."
PATIENCE = 20
"""Seconds that a test waits for what takes five on a machine that is not busy."""


class Site:
    """A running line over a content folder of its own."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.folder = url, folder

    def answer(self) -> str:
        form = text_parameters("drip")
        signed = {"X-Twilio-Signature": signature(TOKEN, self.url + "/sms", form)}
        request = urllib.request.Request(f"{self.url}/sms", urlencode(form).encode(), signed)
        with urllib.request.urlopen(request, timeout=15) as answer:
            return messages(answer.read())[0]

    def comes_to_answer(self, words: str) -> bool:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if words in self.answer():
                return True
            time.sleep(0.2)
        return False


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    copy, port = Copy(tmp_path_factory.mktemp("site")), free_port()
    Matcher(copy.content(), copy.folder / "var/cache")
    own = {
        "TWILIO_AUTH_TOKEN": TOKEN,
        "PUBLIC_BASE_URL": f"http://127.0.0.1:{port}",
        "DATABASE_URL": f"sqlite:///{copy.folder}/staff.db",
        "HELPLINE_CONTENT_DIR": str(copy.folder),
        "HELPLINE_VAR_DIR": str(copy.folder / "var"),
    }
    for name, role in (("ana", "editor"), ("ben", "approver")):
        add = [*COMMAND, "staff", "add", name, "--role", role, "--password-stdin"]
        subprocess.run(add, input=PASSWORD, text=True, check=True, env=os.environ | own, cwd=ROOT, capture_output=True)
    with serving(own, port, workers=2) as url:
        yield Site(url, copy.folder)


def sign_in(page: Page, site: Site, name: str) -> None:
    page.goto(f"{site.url}/staff/sign-in")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")


@pytest.fixture
def ben(browser: Browser, site: Site) -> Iterator[Page]:
    """The approver, at another machine."""
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(TIMEOUT)
    sign_in(page, site, "ben")
    yield page
    context.close()


def test_edit_preview_propose_approve_answer_revert(page: Page, ben: Page, site: Site) -> None:
    sign_in(page, site, "ana")
    page.get_by_role("link", name="Replies", exact=True).click()
    page.get_by_label("Find a reply").fill("bladder")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="How it is given").click()
    page.locator("#en-sms").fill(SMS.replace("swallow", "swallow \u2014"))
    expect(page.locator('[data-part="en.sms"] mark')).to_have_text("\u2014")
    page.locator("#en-sms").fill(SMS)
    expect(page.locator('[data-part="en.sms"]')).to_contain_text(SMS)
    expect(page.locator('[data-part="en.sms"] mark')).to_have_count(0)
    page.get_by_label("A note").fill("as nurses say it")
    page.get_by_role("button", name="Save and propose").click()
    expect(page.get_by_role("status")).to_contain_text("Proposed")
    assert OLD in site.answer()

    ben.goto(f"{site.url}/staff/replies/how-given")
    ben.get_by_role("link", name="See it").click()
    expect(ben.get_by_text("as nurses say it")).to_be_visible()
    ben.get_by_role("button", name="Approve and publish").click()
    expect(ben.get_by_role("status")).to_contain_text("Published")
    assert site.comes_to_answer(NEW)

    ben.get_by_role("link", name="History").click()
    expect(ben.get_by_text("by ana, approved by ben: as nurses say it")).to_be_visible()
    ben.get_by_role("button", name="Go back to the file").click()
    expect(ben.get_by_role("status")).to_contain_text("Published")
    assert site.comes_to_answer(OLD)


def test_the_second_of_two_is_told_and_loses_nothing(page: Page, ben: Page, site: Site) -> None:
    sign_in(page, site, "ana")
    page.goto(f"{site.url}/staff/replies/where")
    page.locator("#en-sms").fill("Ana wrote this while Ben published.")
    ben.goto(f"{site.url}/staff/replies/where")
    ben.get_by_role("button", name="Pause").click()
    expect(ben.get_by_role("status")).to_contain_text("Paused")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("published anew while you were writing")).to_be_visible()
    expect(page.locator("#en-sms")).to_have_value("Ana wrote this while Ben published.")
    accessible(page)
    page.get_by_role("button", name="Put my words over it").click()
    expect(page.get_by_role("status")).to_contain_text("Your draft is kept")
    page.get_by_role("button", name="Give up my draft").click()
    expect(page.get_by_role("status")).to_contain_text("given up")


def test_a_session_that_ends_loses_nothing_typed(page: Page, site: Site) -> None:
    sign_in(page, site, "ana")
    page.goto(f"{site.url}/staff/replies/types")
    page.locator("#en-sms").fill("Typed before the session ended.")
    page.context.clear_cookies()
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("What you typed is kept")).to_be_visible()
    page.get_by_label("Name").fill("ana")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Send it again").click()
    expect(page.get_by_role("status")).to_contain_text("Your draft is kept")
    expect(page.locator("#en-sms")).to_have_value("Typed before the session ended.")
    page.get_by_role("button", name="Give up my draft").click()


def test_what_does_not_pass_is_refused_and_kept(page: Page, site: Site) -> None:
    sign_in(page, site, "ana")
    page.goto(f"{site.url}/staff/replies/vaccines")
    page.locator("#en-sms").fill("too long " * 60)
    page.get_by_role("button", name="Save and propose").click()
    expect(page.get_by_role("status")).to_contain_text("cannot be proposed yet")
    page.get_by_role("link", name="en sms").first.click()
    expect(page.locator("#en-sms")).to_be_in_viewport()
    accessible(page)
    page.get_by_role("button", name="Give up my draft").click()


@pytest.mark.parametrize("size", [PHONE, {"width": 1280, "height": 800}], ids=["phone", "desk"])
def test_every_page_is_accessible_and_fits(page: Page, ben: Page, site: Site, size: dict[str, int]) -> None:
    sign_in(page, site, "ana")
    page.goto(f"{site.url}/staff/replies/how-it-works")
    page.locator("#es-sms").fill("El cuerpo se defiende mejor.")
    page.get_by_role("button", name="Save and propose").click()
    expect(page.get_by_role("status")).to_contain_text("Proposed")
    ben.goto(f"{site.url}/staff/replies/how-it-works")
    proposal = ben.get_by_role("link", name="See it").get_attribute("href")
    ben.set_viewport_size({"width": size["width"], "height": size["height"]})
    for path in ("/staff/replies", "/staff/replies?q=vein", "/staff/replies/how-given", "/staff/replies/emergency",
                 "/staff/replies/how-given/history", proposal, "/staff/none"):  # fmt: skip
        ben.goto(f"{site.url}{path}")
        accessible(ben)
        assert fits(ben), path
    page.get_by_role("button", name="Give up my draft").click()


def test_without_a_script_everything_but_the_live_preview_works(browser: Browser, site: Site) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, site, "ana")
    page.goto(f"{site.url}/staff/replies/research")
    page.locator("#en-sms").fill("Studies go on.")
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator('[data-part="en.sms"]')).to_contain_text("Studies go on.")
    page.get_by_role("button", name="Give up my draft").click()
    expect(page.get_by_role("status")).to_contain_text("given up")
    context.close()


@pytest.mark.skipif(not shutil.which("espeak-ng") and "CI" not in os.environ, reason="espeak-ng is not installed")
def test_a_reply_is_heard(page: Page, site: Site) -> None:
    sign_in(page, site, "ana")
    page.goto(f"{site.url}/staff/replies/how-given")
    with page.expect_response("**/aloud/es") as answer:
        page.get_by_role("button", name="Hear it in espa\u00f1ol").click()
    assert answer.value.ok
    expect(page.locator("#sound")).to_be_visible()
