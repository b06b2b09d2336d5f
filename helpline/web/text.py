"""`POST /sms`: a text that came in, and the reply to it as TwiML."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, Response, current_app, request

from helpline import lastresort, sms
from helpline.live.live import Live
from helpline.reply.reply import Reply
from helpline.reply.turn import Line, Message, carrier_word
from helpline.store.store import Store
from helpline.text.cleanup import tokens
from helpline.web import watch
from helpline.web.cookie import Cookies
from helpline.web.signature import signed

routes = Blueprint("text", __name__)


def now() -> datetime:
    """Return the moment that the opening hours are judged by."""
    return datetime.now(UTC)


@routes.post("/sms")
@signed
def receive() -> Response:
    """Answer a text. Whatever fails inside, the person gets a valid reply with the referral and 911."""
    try:
        return _answered()
    except Exception as error:  # noqa: BLE001 - the last line of defence: nobody may be left without an answer
        watch.failed("sms", error)
        return _xml(lastresort.sms())


def _answered() -> Response:
    live: Live = current_app.extensions["helpline-live"]
    line, received = live.line, message()
    if line is None:
        return _xml(sms.twiml([]) if carrier_word(received) else lastresort.sms())
    cookies: Cookies = current_app.extensions["helpline-cookies"]
    sender, sid = request.form.get("From", ""), request.form.get("MessageSid", "")
    store: Store = current_app.extensions["helpline-store"]
    reply = line.turn(received._replace(opted_out=store.opted_out(sender, sid)), cookies.read(request), now())
    response = _xml(sms.twiml(reply.texts))
    cookies.write(response, reply.state)
    _keep(store, line, reply, received, sender, sid)
    return response


def message() -> Message:
    """Return the message that the form of the current request holds. Missing and odd parameters read as empty."""
    media = request.form.get("NumMedia", "")
    return Message(
        request.form.get("Body", ""),
        int(media) if media.isascii() and media.isdecimal() and len(media) < 4 else 0,
        request.form.get("OptOutType", "")[:10],
    )


def _keep(store: Store, line: Line, reply: Reply, received: Message, sender: str, sid: str) -> None:
    """Do what the reply promised, and count it."""
    if reply.effect == "forget":
        store.forget(sender)
    elif reply.effect:
        store.opt(sender, sid, out=reply.effect == "opt-out")
    outcome, lang = reply.match.outcome, reply.state.lang
    unknown = line.content.vocabulary.intersection(tokens(received.text)) if outcome == "fallback" else ()
    store.count("sms", lang, outcome, reply.id, sid, tuple(sorted(unknown)), sender)
    watch.note("sms", lang, outcome, reply.id)


def _xml(document: str) -> Response:
    return Response(document, mimetype="text/xml")
