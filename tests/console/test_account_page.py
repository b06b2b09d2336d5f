"""One's own account: another password, and every browser signed out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.console.conftest import PASSWORD, Browser, Clock

NEW = "seven quiet herons 3"


def changed(browser: Browser, now: str = PASSWORD, new: str = NEW, again: str = NEW) -> int:
    browser.get("/staff/account")
    form = {"password-now": now, "password-new": new, "password-again": again}
    return browser.post("/staff/account/password", form).status_code


def test_a_changed_password_signs_out_every_other_browser(open_browser: Callable[[], Browser]) -> None:
    here, there = open_browser(), open_browser()
    here.sign_in()
    there.sign_in()
    assert changed(here) == 303
    assert here.get("/staff/account?done=password-changed").status_code == 200
    assert "Your password is changed." in here.last
    assert there.get("/staff/account").status_code == 303
    assert there.sign_in().status_code == 401
    assert there.sign_in(password=NEW).status_code == 303


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"now": "wrong"}, "This is not your password."),
        ({"again": "other"}, "The two new passwords are not the same."),
        ({"new": "short", "again": "short"}, "at least 12 are needed"),
        ({"new": "Password1234", "again": "Password1234"}, "tried first"),
    ],
)
def test_what_cannot_be_changed_is_said_at_its_field(browser: Browser, form: dict[str, str], said: str) -> None:
    browser.sign_in()
    assert changed(browser, **form) == 422
    assert said in browser.last
    assert browser.last.count('aria-invalid="true"') == 1
    assert "<title>Error:" in browser.last
    assert PASSWORD not in browser.last


def test_a_found_open_browser_cannot_guess_the_password(browser: Browser) -> None:
    browser.sign_in()
    for _ in range(6):
        changed(browser, now="guess")
    assert "Too many tries." in browser.last


def test_signing_out_everywhere(open_browser: Callable[[], Browser], clock: Clock) -> None:
    here, there, ben = open_browser(), open_browser(), open_browser()
    here.sign_in()
    there.sign_in()
    ben.sign_in("ben")
    clock.forward(minutes=5)
    page = here.get("/staff/account").get_data(as_text=True)
    assert page.count("<tr><td>") == 2
    assert page.count("this browser") == 1
    assert "24 November 2026, 17:05 UTC" in page
    assert here.post("/staff/account/sign-out-everywhere").headers["Location"].endswith("signed-out-everywhere")
    assert here.get("/staff/").status_code == 303
    assert there.get("/staff/").status_code == 303
    assert ben.get("/staff/").status_code == 200
