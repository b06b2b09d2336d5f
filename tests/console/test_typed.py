"""What was typed is never lost: not when the session ends, not with a page from an earlier sign-in."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from helpline.store.staff import Staff
from tests.conftest import BASE
from tests.console.conftest import PASSWORD, Browser, Clock

LONG = "¿Qué? <script>alert(1)</script> \"quoted\" & 'so'\r\nsecond line 😀"
FORM = {"sms": LONG, "action": "save"}
PATH = "/staff/none/side-effects"


def test_a_session_that_ends_while_typing_loses_nothing(browser: Browser, clock: Clock) -> None:
    browser.sign_in()
    clock.forward(hours=1)
    answer = browser.post(PATH, FORM)
    assert answer.status_code == 401
    assert "What you typed is kept" in browser.last
    assert "<script>alert" not in browser.last
    carried = browser.hidden()
    assert carried == {"next": PATH, "typed.sms": LONG, "typed.action": "save"}

    assert browser.sign_in(password="mistyped once", **carried).status_code == 401
    again = browser.hidden()
    assert again == carried
    answer = browser.sign_in(**again)
    assert answer.status_code == 200
    assert "You were signed out. This is what you had typed." in browser.last
    assert "<script>alert" not in browser.last
    assert f'action="{PATH}"' in browser.last
    ready = browser.hidden()
    assert {name: value for name, value in ready.items() if name != "csrf"} == FORM
    assert browser.post(PATH, FORM, csrf=ready["csrf"]).status_code == 404, "past the check: there is no such page yet"


def test_a_page_from_an_earlier_sign_in_keeps_what_was_typed(browser: Browser) -> None:
    browser.sign_in()
    old = browser.csrf
    browser.sign_in()
    fresh = browser.csrf
    answer = browser.post(PATH, FORM, csrf=old)
    assert answer.status_code == 403
    assert browser.hidden() == {"csrf": fresh} | FORM
    assert "nothing was done" in browser.last


def test_passwords_are_not_carried(browser: Browser, clock: Clock) -> None:
    browser.sign_in()
    clock.forward(hours=1)
    answer = browser.post("/staff/account/password", {"password-now": PASSWORD, "password-new": "new " * 4})
    assert answer.headers["Location"] == "/staff/sign-in?next=/staff/"
    browser.post("/staff/account/password", {"password-now": PASSWORD, "words": "typed"})
    assert PASSWORD not in browser.last
    assert "typed.words" in browser.last


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "same-site"}])
def test_what_another_site_typed_is_not_carried(browser: Browser, headers: dict[str, str]) -> None:
    client: FlaskClient = browser.client
    for signed_in in (False, True):
        if signed_in:
            browser.sign_in()
        answer = client.post(PATH, data={"sms": "planted", "csrf": "x"}, base_url=BASE, headers=headers)
        assert answer.status_code == (403 if signed_in else 303)
        assert "planted" not in answer.get_data(as_text=True)


def test_only_paths_of_the_console_are_sent_to_again(browser: Browser) -> None:
    for path in (
        "https://evil.example/staff/",
        "//evil.example",
        "/sms",
        "javascript:alert(1)",
        "/staff/../sms",
        "/staff/.%2E",
    ):
        browser.sign_in(**{"next": path, "typed.sms": "words"})
        assert 'action="/staff/"' in browser.last
        assert "evil" not in browser.last


def test_a_form_of_the_full_size_can_be_carried(browser: Browser) -> None:
    full = {"sms": "x" * 63_000}
    assert browser.post(PATH, full).status_code == 401
    assert browser.sign_in(**browser.hidden()).status_code == 200
    assert browser.hidden()["sms"] == full["sms"]


def test_a_form_that_is_too_long_is_refused_with_a_sentence(browser: Browser) -> None:
    browser.sign_in()
    assert browser.post(PATH, {"sms": "x" * 70_000}).status_code == 413
    assert "A form may hold 64 kB, so nothing was done." in browser.last
    assert browser.sign_in(**{"typed.sms": "x" * 200_000}).status_code == 413


def test_parts_of_pages_are_told_in_a_part(browser: Browser, clock: Clock) -> None:
    for status in (401, 403):
        answer = browser.client.post(PATH, data=FORM, base_url=BASE, headers={"Origin": BASE, "HX-Request": "true"})
        assert answer.status_code == status
        assert answer.get_data(as_text=True).startswith('<p class="fault" role="alert">')
        browser.sign_in()
    answer = browser.client.post(
        PATH, data=FORM, base_url=BASE, headers={"HX-Request": "true", "X-CSRF-Token": browser.csrf}
    )
    assert answer.status_code == 404, "the token may come in the header"


def test_a_failure_gives_back_what_was_typed_and_tells_nothing_else(
    browser: Browser, staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.sign_in()
    csrf = browser.csrf
    monkeypatch.setattr(staff.sessions, "find", lambda _: 1 / 0)
    browser.client.application.config["PROPAGATE_EXCEPTIONS"] = False
    assert browser.post(PATH, FORM).status_code == 500
    assert "Something failed here" in browser.last
    assert "ZeroDivisionError" not in browser.last
    assert browser.hidden() == {"csrf": csrf} | FORM
