"""The page at `/`, a phone in the browser: on where the line runs on one machine only, or if asked for.

What is done there goes through the real webhooks, signed as Twilio signs, with the same parameters and cookies. The
conversation is in the page alone; a text that a call sends is handed to the page and never to Twilio.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from http.cookies import SimpleCookie
from typing import Any
from xml.etree.ElementTree import ParseError

from flask import Blueprint, Response, current_app, jsonify, render_template, request
from werkzeug.test import TestResponse

from helpline.content.model import Content
from helpline.reply.turn import CARRIER_HELP, CARRIER_START, CARRIER_STOP, Line
from helpline.request import LINE, signature, texts_of
from helpline.settings import Settings
from helpline.text.segments import size
from helpline.voice.keys import EVERYWHERE
from helpline.voice.textme import Outbox, Outcome
from helpline.web import cookie
from helpline.web.call import OUTBOX
from helpline.web.cookie import Cookies
from helpline.web.phone_request import Asked, RefusedError, read_asked
from helpline.web.phone_why import why

routes = Blueprint("phone", __name__)

_CARRIER = {"stop": CARRIER_STOP, "start": CARRIER_START, "help": CARRIER_HELP}


class PageOutbox(Outbox):
    """Takes the texts of a call for the page that made it, in place of Twilio. Refuses as Twilio does after STOP."""

    def __init__(self, stopped: bool) -> None:
        super().__init__("the page", "")
        self.taken: list[dict[str, str]] = []
        self._stopped = stopped

    def send(self, call: str, sender: str, to: str, texts: tuple[str, ...]) -> Outcome | None:  # noqa: ARG002
        """Keep the texts of this one request."""
        if self._stopped:
            return "stopped"
        self.taken.extend({"from": sender, "to": to, "text": text} for text in texts)
        return "sent"


@routes.get("/")
def page() -> Response:
    """Return the page."""
    settings: Settings = current_app.config["SETTINGS"]
    line: Line | None = current_app.extensions["helpline-live"].line
    referral = line.content.referral if line else None
    people = filter(None, (referral.first, referral.second, referral.crisis)) if referral else ()
    shown = {person.dial: person.shown for person in people}
    ideas = list(_ideas(line.content)) if line else []
    made = render_template("phone.html", name=settings.name, number=LINE, keys=EVERYWHERE, people=shown, ideas=ideas)
    return Response(made, mimetype="text/html")


@routes.post("/phone/request")
def send() -> Response:
    """Post a form to a webhook as Twilio would; return its answer as it is, and what Twilio would do besides."""
    asked = _asked()
    outbox = PageOutbox(asked.stopped)
    answer = _posted(asked, outbox)
    document = answer.get_data(as_text=True)
    cookies = [made for header in answer.headers.getlist("Set-Cookie") for made in _cookies(header)]
    return jsonify(
        status=answer.status_code,
        type=answer.mimetype,
        document=document,
        cookies=cookies,
        lang=_language(asked, cookies),
        carrier=_carrier(asked.parameters.get("Body", "")),
        cost=_cost(asked.parameters.get("Body", "")),
        costs=[_cost(text) for text in _texts(document)],
        texts=[{**taken, "cost": _cost(taken["text"])} for taken in outbox.taken],
    )


@routes.post("/phone/why")
def explain() -> Response:
    """Return why a request gets its answer; nothing is done and nothing counted."""
    line: Line | None = current_app.extensions["helpline-live"].line
    if line is None:
        return jsonify(None)
    cookies: Cookies = current_app.extensions["helpline-cookies"]
    asked = _asked()
    state = cookies.state(asked.cookies.get(cookie.NAME, ""))
    opted_out = current_app.extensions["helpline-store"].opted_out(asked.number, "")
    return jsonify(why(line, asked, state, opted_out, datetime.now(UTC)))


@routes.errorhandler(RefusedError)
def refuse(error: RefusedError) -> tuple[Response, int]:
    """Say what may not be asked for."""
    return jsonify(error=str(error)), 400


def _ideas(content: Content) -> Iterator[tuple[str, str]]:
    """Yield languages and messages to begin with: two topics, what a referral answers, the menu; one in each other language."""
    first, *others = content.languages
    topics = [choice.topic for choice in content.choices.values() if choice.topic]
    refers = [entry.id for entry in content.entries.values() if entry.kind == "refer"]
    for entry in (*topics[-1:], *topics[:1], *refers[:1], "menu"):
        yield from ((first, example) for example in content.words(entry, first).examples[:1])
    for lang in others:
        yield from ((lang, example) for example in content.words(topics[0], lang).examples[1:2])


def _asked() -> Asked:
    return read_asked(request.get_json(silent=True))


def _posted(asked: Asked, outbox: Outbox) -> TestResponse:
    settings: Settings = current_app.config["SETTINGS"]
    form = asked.form()
    headers = {
        "X-Twilio-Signature": signature(settings.tokens[0], settings.base_url + asked.path, form),
        "I-Twilio-Idempotency-Token": secrets.token_hex(16),
        "Cookie": asked.cookie_header,
    }
    client = current_app.test_client(use_cookies=False)
    return client.post(asked.path, data=form, headers=headers, environ_overrides={OUTBOX: outbox})


def _cookies(header: str) -> list[dict[str, Any]]:
    """Return the name, value and seconds of what a Set-Cookie header sets."""
    made = SimpleCookie(header).items()
    return [{"name": name, "value": item.value, "seconds": int(item["max-age"] or 0)} for name, item in made]


def _language(asked: Asked, made: list[dict[str, Any]]) -> str:
    """Return the language that the answer to a text is in; a call says it in its document."""
    cookies: Cookies = current_app.extensions["helpline-cookies"]
    values = {**asked.cookies, **{item["name"]: item["value"] for item in made}}
    return cookies.state(values.get(cookie.NAME, "")).lang


def _carrier(text: str) -> str:
    """Return which of the words this is that Twilio answers itself: stop, start, help, or none."""
    return next((kind for kind, words in _CARRIER.items() if text.strip().lower() in words), "")


def _texts(document: str) -> list[str]:
    try:
        return texts_of(document)
    except ParseError:
        return []


def _cost(text: str) -> dict[str, Any]:
    cost = size(text)
    return {"segments": cost.segments, "encoding": cost.encoding, "units": cost.units, "limit": cost.limit}
