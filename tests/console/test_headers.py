"""Strict headers on the console, and none of it on the webhooks."""

from __future__ import annotations

import pytest
from flask import Flask

from helpline.console.headers import HEADERS, POLICY
from helpline.request import signature, text_parameters
from tests.conftest import BASE, TOKEN
from tests.console.conftest import Browser


@pytest.mark.parametrize("path", ["/staff/sign-in", "/staff/", "/staff/account", "/staff/none"])
def test_every_answer_of_the_console_has_them(browser: Browser, path: str) -> None:
    for _ in range(2):
        answer = browser.get(path)
        for name, value in HEADERS.items():
            assert answer.headers[name] == value, (path, name)
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
        browser.sign_in()


def test_the_policy_allows_nothing_inline_and_nobody_else() -> None:
    assert POLICY.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "unsafe" not in POLICY
    assert "http" not in POLICY


def test_pages_have_no_inline_script_or_style(browser: Browser) -> None:
    browser.get("/staff/sign-in")
    pages = [browser.last]
    browser.sign_in()
    for path in ("/staff/", "/staff/account", "/staff/none"):
        browser.get(path)
        pages.append(browser.last)
    for text in pages:
        assert "<style" not in text
        assert " style=" not in text
        assert " onclick=" not in text
        assert text.count("<script") == text.count("<script src=")


def test_webhooks_are_untouched(app: Flask, browser: Browser) -> None:
    browser.sign_in()
    form = text_parameters("side effects")
    answer = browser.client.post(
        "/sms", data=form, base_url=BASE, headers={"X-Twilio-Signature": signature(TOKEN, BASE + "/sms", form)}
    )
    assert answer.status_code == 200
    assert "<Message>" in answer.get_data(as_text=True)
    assert answer.headers["Content-Security-Policy"] != HEADERS["Content-Security-Policy"]
    assert not {"Cross-Origin-Opener-Policy", "Permissions-Policy", "X-Robots-Tag"} & set(answer.headers.keys())
    assert all(cookie.startswith("talk=") for cookie in answer.headers.getlist("Set-Cookie"))
    assert browser.client.post("/sms", data=form | {"csrf": browser.csrf}, base_url=BASE).status_code == 403
