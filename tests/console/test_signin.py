"""Signing in and out: cookies, the same answer for every wrong try, waiting, roles, and whose form it is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.wrappers import Response as AnyResponse

from helpline import settings
from helpline.console.guard import CHECKED, staff_only
from helpline.console.pages import page
from helpline.store.staff import Staff
from helpline.web.app import create_app
from tests.conftest import BASE, Still
from tests.console.conftest import PASSWORD, Browser, Clock, console_of

OPEN = {"staff.signin.form", "staff.signin.sign_in"}


def rules(app: Flask) -> list[tuple[str, str, frozenset[str]]]:
    """Return (path, endpoint, methods) of every route of the console."""
    return [
        (rule.rule.replace("<path:_>", "no-such-page"), rule.endpoint, frozenset(rule.methods or ()))
        for rule in console_of(app).url_map.iter_rules()
        if rule.rule.startswith("/staff")
    ]


def test_every_page_but_the_sign_in_is_guarded(app: Flask) -> None:
    assert len(rules(app)) > 5
    for path, endpoint, _ in rules(app):
        assert endpoint in OPEN or getattr(console_of(app).view_functions[endpoint], CHECKED, False), f"{path} is open"


def test_nobody_gets_past_the_sign_in(app: Flask, browser: Browser) -> None:
    for path, endpoint, methods in rules(app):
        if endpoint in OPEN or "<" in path:
            continue
        if "GET" in methods:
            assert browser.get(path).headers["Location"].startswith("/staff/sign-in"), path
        if "POST" in methods:
            answer = browser.post(path, {"words": "typed"})
            assert answer.status_code == 401, path
            assert "<h1>Sign in</h1>" in browser.last


def test_every_form_is_behind_the_csrf_check(app: Flask, browser: Browser) -> None:
    browser.sign_in()
    for path, endpoint, methods in rules(app):
        if endpoint in OPEN or "POST" not in methods or "<" in path:
            continue
        for wrong in ("", "x" * 43, "é"):
            assert browser.post(path, csrf=wrong).status_code == 403, path
    assert browser.get("/staff/").status_code == 200, "still signed in"


def test_signing_in_and_out(browser: Browser) -> None:
    assert browser.get("/staff").headers["Location"] == "/staff/sign-in"
    answer = browser.sign_in(" ANA ")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/staff/")
    assert "Ana Ruiz, RN, editor" in browser.last
    assert browser.get("/staff/sign-in").headers["Location"] == "/staff/"
    out = browser.post("/staff/sign-out")
    assert out.headers["Location"] == "/staff/sign-in?done=signed-out"
    browser.get(out.headers["Location"])
    assert "You are signed out." in browser.last
    assert browser.get("/staff/account").headers["Location"] == "/staff/sign-in?next=/staff/account"


def test_signing_out_ends_the_session_and_not_only_the_cookie(
    browser: Browser, open_browser: Callable[[], Browser]
) -> None:
    browser.sign_in()
    cookie = browser.client.get_cookie("__Host-staff", domain="line.example.org")
    assert cookie
    browser.post("/staff/sign-out")
    thief = open_browser()
    thief.client.set_cookie("__Host-staff", cookie.value, domain="line.example.org", secure=True)
    assert thief.get("/staff/").status_code == 303


def test_cookies_are_bound_to_this_host_over_https(browser: Browser) -> None:
    cookies = browser.sign_in().headers.getlist("Set-Cookie")
    assert [cookie.partition("=")[0] for cookie in cookies] == ["__Host-staff", "__Host-staff-device"]
    for cookie in cookies:
        parts = set(cookie.split("; ")[1:])
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= parts
        assert not any(part.startswith("Domain") for part in parts)
    assert "Max-Age" not in cookies[0], "closing the browser ends the session there"


def test_on_one_machine_the_cookie_has_a_plain_name(app: Flask, staff: Staff, environment: dict[str, str]) -> None:
    local = environment | {"PUBLIC_BASE_URL": "http://127.0.0.1:8000"}
    app.config["SETTINGS"] = settings.read(local)
    answer = app.test_client().post("/staff/sign-in", data={"name": "ana", "password": PASSWORD})
    cookie = answer.headers.getlist("Set-Cookie")[0]
    assert cookie.startswith("staff=")
    assert "Secure" not in cookie
    assert "HttpOnly" in cookie


def test_each_sign_in_has_a_token_of_its_own(browser: Browser) -> None:
    seen = set()
    for _ in range(3):
        seen.add(browser.sign_in().headers.getlist("Set-Cookie")[0])
    assert len(seen) == 3
    account = browser.get("/staff/account").get_data(as_text=True)
    assert account.count("<tr><td>") == 1, "the earlier sessions of this browser are ended"


def test_every_wrong_try_gets_the_same_answer(browser: Browser, staff: Staff) -> None:
    staff.accounts.disable("ben")
    pages = []
    for name, password in (("ana", "wrong"), ("nobody", "wrong"), ("ben", PASSWORD), ("ana", "")):
        answer = browser.sign_in(name, password)
        pages.append(
            (answer.status_code, browser.last.replace(f'value="{name}"', ""), answer.headers.get("Set-Cookie"))
        )
    assert len(set(pages)) == 1
    assert pages[0][0] == 401
    assert "The name or the password is not right." in pages[0][1]


def test_many_tries_tell_nobody_which_names_there_are(
    open_browser: Callable[[], Browser], staff: Staff, clock: Clock
) -> None:
    staff.accounts.add("eve", "Eve Adams", "editor", PASSWORD)
    staff.accounts.disable("eve")
    told = []
    for name in ("ana", "nobody", "eve"):
        browser, pages = open_browser(), []
        for _ in range(9):
            answer = browser.sign_in(name, "wrong")
            page = browser.last.replace(f'value="{name}"', "")
            pages.append(
                (answer.status_code, answer.headers.get("Retry-After"), answer.headers.get("Set-Cookie"), page)
            )
        told.append(pages)
        clock.forward(days=1)
    assert told[0] == told[1] == told[2]
    assert [status for status, *_ in told[0]].count(429) >= 3


def test_too_many_tries_wait(browser: Browser, clock: Clock) -> None:
    answers = [browser.sign_in("nobody", "wrong") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429]
    assert answers[-1].headers["Retry-After"] == "2"
    assert "Too many tries. Wait 2 seconds, then try again." in browser.last
    clock.forward(seconds=2)
    assert browser.sign_in("nobody", "wrong").status_code == 401
    browser.sign_in("nobody", "wrong")
    assert "Wait 4 seconds" in browser.last


def test_a_form_from_another_site_does_not_sign_in(browser: Browser) -> None:
    form = {"name": "ana", "password": PASSWORD, "typed.words": "planted"}
    for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = browser.client.post("/staff/sign-in", data=form, base_url=BASE, headers=headers)
        assert answer.status_code == 403
        assert "Set-Cookie" not in answer.headers
        assert "planted" not in answer.get_data(as_text=True)


def test_a_form_from_another_site_does_nothing_even_with_the_token(browser: Browser) -> None:
    browser.sign_in()
    answer = browser.client.post(
        "/staff/sign-out", data={"csrf": browser.csrf}, base_url=BASE, headers={"Sec-Fetch-Site": "same-site"}
    )
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "asked",
    [
        "https://evil.example/",
        "//evil.example",
        "/staff//evil.example",
        "/staff/\\evil",
        "/sms",
        "",
        "/staff/../sms",
        "/staff/sign-in",
        "/staff/none",
        "/staff/a\r\nX: y",
    ],
)
def test_after_signing_in_only_pages_of_the_console_are_opened(browser: Browser, asked: str) -> None:
    assert browser.sign_in(next=asked).headers["Location"] == "/staff/"


def test_after_signing_in_the_page_asked_for_is_opened(browser: Browser) -> None:
    assert browser.sign_in(next="/staff/account?done=x").headers["Location"] == "/staff/account?done=x"


def test_an_idle_session_is_over(browser: Browser, clock: Clock) -> None:
    browser.sign_in()
    clock.forward(minutes=31)
    assert browser.get("/staff/").status_code == 303


def test_what_is_for_approvers_is_refused_to_editors(app: Flask, open_browser: Callable[[], Browser]) -> None:
    @staff_only("approver")
    def approve() -> AnyResponse:
        return page("overview.html")

    console_of(app).add_url_rule("/staff/x/approve", "approve", approve)
    ana, ben = open_browser(), open_browser()
    ana.sign_in("ana")
    ben.sign_in("ben")
    assert ana.get("/staff/x/approve").status_code == 403
    assert "This is for approvers" in ana.last
    assert ben.get("/staff/x/approve").status_code == 200


def test_a_disabled_account_is_out_at_once(browser: Browser, staff: Staff) -> None:
    browser.sign_in()
    staff.accounts.disable("ana")
    assert browser.get("/staff/").status_code == 303


def test_only_on_ones_own_machine_the_page_tells_how_to_begin(app: Flask, environment: dict[str, str]) -> None:
    client = app.test_client()
    assert "staff add" not in client.get("/staff/sign-in").get_data(as_text=True)
    app.config["SETTINGS"] = settings.read(environment | {"PUBLIC_BASE_URL": "http://127.0.0.1:8000"})
    assert "staff add" in client.get("/staff/sign-in").get_data(as_text=True)
    found: Staff = app.extensions["helpline-staff"]
    found.accounts.add("ana", "", "editor", PASSWORD)
    assert "staff add" not in client.get("/staff/sign-in").get_data(as_text=True)


def test_without_a_database_the_console_says_so(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("helpline.web.app.load_live", lambda *_: Still(None))
    gone = create_app(settings.read(environment | {"DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none"}))
    browser = Browser(gone.test_client())
    answer = browser.post("/staff/account/password", {"words": "kept <b>"}, csrf="t" * 43)
    assert answer.status_code == 503
    assert "The line goes on answering texts and calls." in browser.last
    assert browser.hidden() == {"csrf": "t" * 43, "words": "kept <b>"}
    assert browser.sign_in().status_code == 503
    assert PASSWORD not in browser.last
