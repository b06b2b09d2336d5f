"""What must hold for every answer, whatever came in."""

from __future__ import annotations

import logging
import math
import time
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qs, unquote

from flask import Flask

from helpline import settings
from helpline.reply.reply import Reply
from helpline.reply.state import State
from helpline.reply.turn import Line, Message
from helpline.voice.textme import Outbox, Outcome, textable
from helpline.web.app import create_app
from helpline.web.call import OUTBOX
from helpline.web.logs import Json
from tests.calltwiml import read
from tests.conftest import BASE, TOKEN, Still
from tests.fuzz.hostile import SECRET, Request
from tests.twiml import messages


class Watched(Line):
    """A line that remembers its last reply, so that its texts can be held to what it is."""

    last: Reply | None = None

    def turn(self, message: Message, state: State, now: datetime) -> Reply:
        self.last = None
        self.last = super().turn(message, state, now)
        return self.last


class Sent(Outbox):
    """Keeps to whom a call would have texted."""

    def __init__(self) -> None:
        super().__init__("an account", "")
        self.to: list[str] = []

    def send(self, call: str, sender: str, to: str, texts: tuple[str, ...]) -> Outcome:
        self.to.append(to)
        return "sent" if texts else "failed"


class Ears(logging.Handler):
    """Keeps what is logged."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(Json())
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(self.format(record))


@dataclass
class Judge:
    """Puts requests to a real app and says what is wrong with an answer."""

    app: Flask
    line: Watched
    seconds: float = math.inf
    """CPU time that one answer may take."""
    ears: Ears = field(default_factory=Ears)
    sent: Sent = field(default_factory=Sent)

    @classmethod
    def over(cls, line: Line, folder: Path, seconds: float = math.inf) -> Judge:
        """Return a judge over the app with `line`, whose files go into `folder`."""
        environment = {
            "DATABASE_URL": f"sqlite:///{folder}/store.db", "TWILIO_AUTH_TOKEN": TOKEN, "PUBLIC_BASE_URL": BASE,
            "HELPLINE_SECRET_KEY": SECRET, "HELPLINE_VAR_DIR": str(folder), "HELPLINE_TRY_PAGE": "off",
        }  # fmt: skip
        watched = Watched(line.matcher, line.name)
        with patch("helpline.web.app.load_live", lambda *_: Still(watched)):
            made = cls(create_app(settings.read(environment)), watched, seconds)
        log = logging.getLogger("helpline")
        log.addHandler(made.ears)
        log.setLevel(logging.INFO)
        return made

    def close(self) -> None:
        """Let go of the log."""
        logging.getLogger("helpline").removeHandler(self.ears)

    def judged(self, request: Request) -> tuple[str, float]:
        """Return what is wrong with the answer, '' if nothing is, and the CPU seconds it took."""
        self.ears.heard.clear()
        self.sent.to.clear()
        found: list[Any] = []
        began = time.thread_time()
        app: Any = self.app
        pieces = app(
            _environ(request) | {OUTBOX: self.sent}, lambda status, headers, _=None: found.extend((status, headers))
        )
        body = b"".join(pieces)
        took = time.thread_time() - began
        try:
            self._hold(request, int(found[0][:3]), str(found[1]).encode() + body)
            if found[0].startswith("200"):
                self._reply(request, body)
            assert took < self.seconds, f"{took:.2f} s"
        except Exception as error:  # noqa: BLE001 - whatever it is goes into the report
            return f"{type(error).__name__}: {error}", took
        return "", took

    def _hold(self, request: Request, status: int, out: bytes) -> None:
        assert status in request.statuses, f"status {status}, and {request.statuses} would fit"
        heard = "\n".join(self.ears.heard)
        assert "failed" not in heard, heard
        for secret in request.secrets:
            assert secret.encode() not in out, "something personal is in the answer"
            assert secret not in heard, "something personal is in the log"

    def _call(self, request: Request, body: bytes) -> None:
        if b"<Response/>" not in body:
            read(body)
        else:
            assert b"CallStatus=" in request.body, "silence on a call that goes on"
        caller = parse_qs(request.body.decode("latin-1")).get("From", [""])[0]
        assert self.sent.to in ([], [caller]), "a text to somebody who did not call"
        assert all(map(textable, self.sent.to))

    def _reply(self, request: Request, body: bytes) -> None:
        if request.path.partition("?")[0] != "/sms":
            self._call(request, body)
            return
        texts, reply = messages(body), self.line.last
        assert reply is not None, "the last resort was said"
        assert tuple(texts) == tuple(text for text in reply.texts if text.strip())
        kind = self.line.content.entries[reply.id].kind if reply.id in self.line.content.entries else "system"
        said = texts[0] if texts else ""
        if said and (kind in ("topic", "refer") or reply.id == "fallback"):
            referred = (self.line.content.referral.first.shown, self.line.content.referral.second.shown, "988", "911")
            assert any(number in said for number in referred), f"no referral in {reply.id}"
        if reply.match.outcome == "safety":
            assert "911" in said or "988" in said, f"no help in {reply.id}"


def _environ(request: Request) -> dict[str, Any]:
    path, _, query = request.path.partition("?")
    made = {
        "REQUEST_METHOD": request.method, "PATH_INFO": unquote(path, "latin-1"), "RAW_URI": request.path,
        "QUERY_STRING": query, "SCRIPT_NAME": "", "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "127.0.0.1:8000", "CONTENT_TYPE": request.kind,
        "CONTENT_LENGTH": str(len(request.body)), "HTTP_X_TWILIO_SIGNATURE": request.signature,
        "HTTP_COOKIE": request.cookie, "wsgi.input": BytesIO(request.body), "wsgi.url_scheme": "http",
        "wsgi.version": (1, 0), "wsgi.errors": BytesIO(), "wsgi.multithread": True, "wsgi.multiprocess": True,
        "wsgi.run_once": False, "REMOTE_ADDR": "127.0.0.1",
    }  # fmt: skip
    return {key: value for key, value in made.items() if value != "" or key in ("QUERY_STRING", "SCRIPT_NAME")}
