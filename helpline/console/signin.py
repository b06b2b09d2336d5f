"""`/staff/sign-in` and `/staff/sign-out`."""

from __future__ import annotations

import logging
import math
from datetime import timedelta

from flask import Blueprint, Response, g, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from helpline.console import cookies, here
from helpline.console.guard import staff_only
from helpline.console.origin import origin
from helpline.console.pages import go, page
from helpline.console.typed import Typed, carried, checked_path, page_of
from helpline.store.accounts import Account

routes = Blueprint("signin", __name__)
log = logging.getLogger("helpline")

CARRIED_LIMIT = 128 * 1024
"""Bytes of the sign-in form: it may carry a form of the usual limit, with longer names."""

WRONG = "The name or the password is not right. Nothing was done; try again."


@routes.get("/sign-in")
def form() -> AnyResponse:
    """Show the form; whoever is signed in already goes on."""
    asked = page_of(checked_path(request.args.get("next", "")))
    if here.staff().sessions.find(cookies.token()):
        return redirect(asked, 303)
    return _form(Typed(asked))


@routes.post("/sign-in")
def sign_in() -> AnyResponse:
    """Begin a session; then go to the page that was asked for, or show what had been typed."""
    request.max_content_length = request.max_form_memory_size = CARRIED_LIMIT
    typed, name = carried(), request.form.get("name", "")
    if origin() == "other":
        return _form(Typed(typed.path), fault="That form came from another site. Sign in here.", status=403)
    accounts = here.staff().accounts
    checked = accounts.check(name, request.form.get("password", ""), cookies.device())
    if checked.account is None:
        log.warning("a sign-in to the console was refused: %s", "too many tries" if checked.wait else "wrong")
    if checked.wait > timedelta(0):
        answer = _form(typed, name, f"Too many tries. Wait {_waiting(checked.wait)}, then try again.", 429)
        answer.headers["Retry-After"] = str(math.ceil(checked.wait.total_seconds()))
        return answer
    token = here.staff().sessions.open(checked.account) if checked.account else ""
    if checked.account is None or not token:
        return _form(typed, name, WRONG, 401)
    here.staff().sessions.end(cookies.token())
    return cookies.signed_in(_onward(typed, token), token, accounts.device_of(checked.account))


@routes.post("/sign-out")
@staff_only()
def sign_out() -> AnyResponse:
    """End this session."""
    here.staff().sessions.end(cookies.token())
    return cookies.signed_out(go("staff.signin.form", "signed-out"))


def renewed(account: Account) -> tuple[str, str]:
    """Begin another session for somebody who has just proved who they are; return its token and the browser's mark."""
    staff = here.staff()
    return staff.sessions.open(account), staff.accounts.device_of(account)


def _onward(typed: Typed, token: str) -> AnyResponse:
    if not typed.fields:
        return redirect(page_of(typed.path), 303)
    found = here.staff().sessions.find(token)
    if found:
        g.session, g.account = found
    return page("typed.html", typed=typed, why="signed-out")


def _form(typed: Typed, name: str = "", fault: str = "", status: int = 200) -> Response:
    first = here.settings().local and not here.staff().accounts.any()
    return page("signin.html", status, typed=typed, name=name, fault=fault, ended=bool(typed.fields), first=first)


def _waiting(wait: timedelta) -> str:
    seconds = math.ceil(wait.total_seconds())
    minutes = math.ceil(seconds / 60)
    if seconds <= 90:
        return f"{seconds} second{'s' * (seconds != 1)}"
    return f"{minutes} minutes"
