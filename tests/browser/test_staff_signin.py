"""Signing in to the console with a real browser: by keyboard, on a phone, without JavaScript, and typing past the session's end."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import accessible
from tests.conftest import ROOT
from tests.server import COMMAND, serving

PASSWORD = "copper lantern otter 7"
PHONE = {"width": 360, "height": 740}
DATABASE = "staff.db"


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("staff")


@pytest.fixture(scope="module")
def site(var: Path) -> Iterator[str]:
    environment = {"DATABASE_URL": f"sqlite:///{var / DATABASE}", "HELPLINE_VAR_DIR": str(ROOT / "var")}
    add = [*COMMAND, "staff", "add", "ana", "--role", "approver", "--shown", "Ana Ruiz, RN", "--password-stdin"]
    subprocess.run(add, input=PASSWORD, text=True, check=True, env=os.environ | environment, cwd=ROOT)
    with serving(environment, workers=1) as url:
        yield url


def sign_in(page: Page, site: str) -> None:
    page.goto(f"{site}/staff")
    page.get_by_label("Name").fill("ana")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")


def fits(page: Page) -> bool:
    """Tell whether nothing sticks out to the right."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


@pytest.mark.parametrize("size", [PHONE, {"width": 1280, "height": 800}], ids=["phone", "desk"])
def test_every_page_is_accessible_and_fits(page: Page, site: str, size: dict[str, int]) -> None:
    page.set_viewport_size({"width": size["width"], "height": size["height"]})
    page.goto(f"{site}/staff/sign-in")
    accessible(page)
    assert fits(page)
    page.get_by_label("Name").fill("ana")
    page.get_by_label("Password").fill("wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("not right")
    expect(page.get_by_label("Password")).to_be_focused()
    accessible(page)
    sign_in(page, site)
    for path in ("/staff/", "/staff/account", "/staff/account?done=password-changed", "/staff/none"):
        page.goto(site + path)
        accessible(page)
        assert fits(page), path


def test_all_of_it_works_by_keyboard(page: Page, site: str) -> None:
    page.goto(f"{site}/staff/sign-in")
    expect(page.get_by_label("Name")).to_be_focused()
    page.keyboard.type("ana")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.get_by_role("button", name="Sign out", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("You are signed out.")


def test_typing_past_the_end_of_the_session_loses_nothing(browser: Browser, site: str, var: Path) -> None:
    """Without JavaScript, and with quotes, tags and line breaks."""
    words = 'Fever over 100.4°F?\n<b>Call</b> "us" & rest. ¿Sí? 😀'
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, site)
    csrf = page.locator("input[name=csrf]").first.get_attribute("value")
    page.goto(f"{site}/staff/account")
    with sqlite3.connect(var / DATABASE) as database:
        database.execute("DELETE FROM sessions")
    database.close()
    page.route("**/draft", lambda route: route.fulfill(content_type="text/html", body=form(csrf)))
    page.goto(f"{site}/draft")
    page.get_by_label("Text").fill(words)
    page.get_by_role("button").click()
    expect(page.locator(".told")).to_contain_text("What you typed is kept")
    page.get_by_label("Name").fill("ana")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What you had typed")
    assert page.locator("dd").inner_text() == words
    with page.expect_request(f"{site}/staff/replies/x") as sent:
        page.get_by_role("button", name="Send it again").click()
    assert parse_qs(sent.value.post_data or "")["sms"][0].replace("\r\n", "\n") == words
    expect(page.get_by_role("heading", level=1)).to_have_text("There is no such page")
    context.close()


def form(csrf: str | None) -> str:
    """Return a page with a form of the console, as it stood open before the session ended."""
    return (
        '<!doctype html><meta charset="utf-8"><form method="post" action="/staff/replies/x">'
        f'<input type="hidden" name="csrf" value="{csrf}">'
        '<label for="sms">Text</label><textarea id="sms" name="sms"></textarea><button>Save</button></form>'
    )


def test_what_had_been_typed_is_shown_accessibly(page: Page, site: str) -> None:
    page.route("**/draft", lambda route: route.fulfill(content_type="text/html", body=form("")))
    page.goto(f"{site}/draft")
    page.get_by_label("Text").fill("Some words")
    page.get_by_role("button").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    accessible(page)
    page.get_by_label("Name").fill("ana")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What you had typed")
    accessible(page)
