"""`POST /voice` and the actions behind it: a call, turn by turn. Its state is in the path."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

from flask import Blueprint, Response, current_app, request

from helpline import lastresort
from helpline.live.live import Live
from helpline.reply.turn import Line
from helpline.settings import Settings
from helpline.store.store import Store
from helpline.text.cleanup import tokens
from helpline.voice.calls import Calls
from helpline.voice.heard import Heard, read_form
from helpline.voice.state import CallState, read_path
from helpline.voice.textme import Outbox, textable
from helpline.voice.turn import Can, Turn
from helpline.voice.twiml import Renderer
from helpline.web import watch
from helpline.web.signature import signed

routes = Blueprint("call", __name__)

NOTHING = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
OVER = frozenset(["completed", "busy", "failed", "no-answer", "canceled"])
"""Values of CallStatus after which nobody hears an answer."""

OUTBOX = "helpline.outbox"
"""Key of the WSGI environment, which no request from outside can set: another outbox for this request only."""

_E164 = re.compile(r"\+[1-9]\d{6,14}")


def now() -> datetime:
    """Return the moment that the opening hours are judged by."""
    return datetime.now(UTC)


class Phone:
    """What calls need besides the content: how they are written, and how a text is sent."""

    def __init__(self, line: Line, settings: Settings) -> None:
        self.line, self.calls, self.renderer = line, Calls(line), Renderer(line.content)
        self._outbox = Outbox(settings.account_sid, settings.tokens[0], settings.api_url)

    @property
    def outbox(self) -> Outbox:
        """What sends the texts of the current request: the account, or what the page at `/` has put into its place."""
        own: Outbox | None = request.environ.get(OUTBOX)
        return own or self._outbox


@routes.post("/voice", defaults={"place": ""}, strict_slashes=False)
@routes.post("/voice/<path:place>")
@signed
def receive(place: str) -> Response:
    """Answer a call, or go on with one. Whatever fails inside, the caller hears a valid answer with the numbers."""
    try:
        return _xml(_answered(place))
    except Exception as error:  # noqa: BLE001 - the last line of defence: nobody may be left without an answer
        watch.failed("voice", error)
        return _xml(lastresort.voice())


def _answered(place: str) -> str:
    if request.form.get("CallStatus", "") in OVER and "DialCallStatus" not in request.form:
        return NOTHING
    phone = _phone()
    if phone is None:
        return lastresort.voice()
    state, moment, heard = read_path(place, phone.calls.content), now(), read_form(request.form)
    turn = _turn(phone, heard, state, moment) if state else phone.calls.start(moment)
    _keep(phone, turn, heard)
    return phone.renderer.render(turn, _number("To"))


def _turn(phone: Phone, heard: Heard, state: CallState, moment: datetime) -> Turn:
    can, call = _can(phone), request.form.get("CallSid", "")
    turn = phone.calls.turn(heard, state, moment, can)
    if turn.text is not None:
        outcome = phone.outbox.send(call, _number("To"), _number("From"), phone.calls.texts(turn, moment))
        return turn if outcome is None or outcome == "sent" else phone.calls.refused(turn, outcome, moment)
    if turn.effect and not _done(turn.effect):
        turn = phone.calls.turn(heard, state, moment, replace(can, stop=False, forget=False))
    late = phone.outbox.outcome(call)
    return turn if late is None or late == "sent" else phone.calls.after_refusal(turn, late, moment)


def _can(phone: Phone) -> Can:
    """Return what can be done for this caller, from a caller id that may be hidden, foreign or not a number at all."""
    caller, line = _number("From"), _number("To")
    known = textable(caller, request.form.get("FromCountry", ""))
    texting = phone.outbox.ready and bool(line) and known and not _opted_out(caller)
    return Can(text=texting, dial=bool(line), stop=bool(caller), forget=bool(caller))


def _store() -> Store:
    store: Store = current_app.extensions["helpline-store"]
    return store


def _opted_out(number: str) -> bool:
    """Ask the store; where it cannot tell, nothing is texted."""
    try:
        return _store().opted_out(number, "")
    except Exception as error:  # noqa: BLE001 - a store that is down must not end a call
        watch.failed("reading opt-outs", error)
        return True


def _done(effect: str) -> bool:
    """Have the store note an opt-out, or forget the caller; tell whether that worked."""
    caller = _number("From")
    try:
        if effect == "stop":
            _store().opt(caller, request.form.get("CallSid", ""), out=True)
        else:
            _store().forget(caller)
    except Exception as error:  # noqa: BLE001 - as above; the caller is then told another way
        watch.failed(effect, error)
        return False
    return True


def _keep(phone: Phone, turn: Turn, heard: Heard) -> None:
    """Count a turn, once even if Twilio posts it twice."""
    outcome, lang = phone.calls.outcome(turn), turn.state.lang
    unknown = phone.calls.content.vocabulary.intersection(tokens(heard.text)) if outcome == "fallback" else ()
    sid = request.headers.get("I-Twilio-Idempotency-Token", "")
    try:
        _store().count("voice", lang, outcome, turn.id, sid, tuple(sorted(unknown)), _number("From"))
    except Exception as error:  # noqa: BLE001 - a count is worth less than a call
        watch.failed("counting a call turn", error)
    watch.note("voice", lang, outcome, turn.id)


def _number(name: str) -> str:
    found = request.form.get(name, "")
    return found if _E164.fullmatch(found) else ""


def _phone() -> Phone | None:
    """Return the phone over the line's current content, made again when the content has changed."""
    live: Live = current_app.extensions["helpline-live"]
    line = live.line
    phone: Phone | None = current_app.extensions.get("helpline-phone")
    if line is not None and (phone is None or phone.line is not line):
        phone = current_app.extensions["helpline-phone"] = Phone(line, current_app.config["SETTINGS"])
    return phone if line is not None else None


def _xml(document: str) -> Response:
    return Response(document, mimetype="text/xml")
