"""A caller's phone for tests: posts what Twilio would post, signed, and holds every answer to what Twilio accepts."""

from __future__ import annotations

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from helpline.request import call_parameters, signature
from tests.calltwiml import Document, read
from tests.conftest import BASE, TOKEN


class Phone:
    """One call through the real webhook. `more` are parameters that stay the same for the whole call."""

    def __init__(self, client: FlaskClient, **more: str) -> None:
        self.client, self.more = client, more
        self.at = Document((), "/voice", "listen")

    def post(self, path: str, **what: str) -> TestResponse:
        form = call_parameters(**(self.more | what))
        signed = signature(TOKEN, BASE + path, form)
        return self.client.post(path, data=form, headers={"X-Twilio-Signature": signed}, base_url=BASE)

    def turn(self, **what: str) -> Document:
        """Post what happened to the action of the last document; return the next."""
        answer = self.post(self.at.action, **what)
        assert answer.status_code == 200
        assert answer.mimetype == "text/xml"
        self.at = read(answer.data)
        return self.at

    def ring(self) -> Document:
        self.at = Document((), "/voice", "listen")
        return self.turn()

    def press(self, keys: str) -> Document:
        """Press keys one after another, as many at once as the prompt takes."""
        while keys:
            at_once, keys = keys[: self.at.digits], keys[self.at.digits :]
            self.turn(Digits=at_once)
        return self.at

    def say(self, words: str, confidence: str = "0.9") -> Document:
        return self.turn(SpeechResult=words, Confidence=confidence)

    def silence(self) -> Document:
        return self.turn(Digits="")

    def ends(self, status: str) -> Document:
        """Report how a call that was put through ended."""
        return self.turn(DialCallStatus=status, DialCallSid="CA" + "1" * 32)
