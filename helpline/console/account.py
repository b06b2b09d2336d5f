"""`/staff/account`: one's own password and sessions."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from helpline.console import cookies, here
from helpline.console.guard import staff_only
from helpline.console.pages import go, page
from helpline.console.signin import renewed
from helpline.store import passwords
from helpline.store.accounts import AccountError
from helpline.store.sessions import IDLE, LONGEST

routes = Blueprint("account", __name__)


@routes.get("/account")
@staff_only()
def show() -> AnyResponse:
    """Show the account."""
    return _page()


@routes.post("/account/password")
@staff_only()
def change_password() -> AnyResponse:
    """Change one's own password: every session ends, and a new one begins in this browser."""
    now, new, again = (request.form.get(f"password-{which}", "") for which in ("now", "new", "again"))
    accounts, own = here.staff().accounts, here.account()
    if new != again:
        return _page("again", "The two new passwords are not the same.")
    checked = accounts.check(own.name, now, cookies.device())
    if checked.account is None:
        return _page("now", "Too many tries. Wait some minutes." if checked.wait else "This is not your password.")
    try:
        changed = accounts.set_password(own.name, new)
    except AccountError as error:
        return _page("new", str(error))
    return cookies.signed_in(go("staff.account.show", "password-changed"), *renewed(changed))


@routes.post("/account/sign-out-everywhere")
@staff_only()
def sign_out_everywhere() -> AnyResponse:
    """End every session of the account."""
    here.staff().sessions.end_all(here.account().name)
    return cookies.signed_out(go("staff.signin.form", "signed-out-everywhere"))


def _page(field: str = "", fault: str = "") -> Response:
    return page(
        "account.html",
        422 if fault else 200,
        sessions=here.staff().sessions.of(here.account().name),
        field=field,
        fault=fault,
        least=passwords.LEAST,
        idle=IDLE // timedelta(minutes=1),
        longest=LONGEST // timedelta(hours=1),
    )
