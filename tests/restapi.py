"""A stand-in for Twilio's REST API: a real HTTP server on this machine that checks authentication and form."""

from __future__ import annotations

import base64
import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

ACCOUNT = "AC" + "0123456789abcdef" * 2
NUMBER_SID, SERVICE_SID = "PN" + "0" * 32, "MG" + "0" * 32
OF_ACCOUNT = f"/2010-04-01/Accounts/{ACCOUNT}"


class Stand:
    """What the stand-in was sent, and how it answers: `code` is a Twilio error code, `seconds` how slow, `ahead` how far its clock goes ahead."""

    def __init__(self, token: str) -> None:
        self.token, self.url = token, ""
        self.sent: list[dict[str, str]] = []
        self.code, self.seconds, self.ahead = 0, 0.0, 0
        self.done = threading.Event()
        self.account = {"sid": ACCOUNT, "status": "active", "type": "Full"}
        self.number: dict[str, object] = {
            "sid": NUMBER_SID, "phone_number": "+15005550006", "capabilities": {"sms": True, "voice": True},
            "voice_receive_mode": "voice",
        }  # fmt: skip
        self.stubborn = ""
        """A setting of the number that cannot be changed."""
        self.service: dict[str, object] | None = None
        """The Messaging Service that has the number."""
        self.alerts: list[dict[str, str]] = []
        self.documents: dict[str, str] = {}
        """Documents on this host, by path; `METHOD path` where they are to be had in one way only."""

    def authorized(self, authorization: str) -> bool:
        return authorization == "Basic " + base64.b64encode(f"{ACCOUNT}:{self.token}".encode()).decode()

    def got(self, target: str, authorization: str) -> tuple[int, dict[str, object]]:
        path = target.partition("?")[0]
        if not self.authorized(authorization):
            return 401, {"code": 20003, "message": "Authenticate", "status": 401}
        found: dict[str, dict[str, object]] = {
            f"{OF_ACCOUNT}.json": dict(self.account),
            f"{OF_ACCOUNT}/IncomingPhoneNumbers.json": {"incoming_phone_numbers": [self.number]},
            f"{OF_ACCOUNT}/IncomingPhoneNumbers/{NUMBER_SID}.json": self.number,
            "/v1/Alerts": {"alerts": self.alerts, "meta": {"key": "alerts"}},
            "/v1/Services": {"services": [self.service] if self.service else [], "meta": {"key": "services"}},
        }  # fmt: skip
        if self.service and self.service.get("has", True):
            found[f"/v1/Services/{SERVICE_SID}/PhoneNumbers/{NUMBER_SID}"] = {"sid": NUMBER_SID}
        return (200, found[path]) if path in found else (404, {"code": 20404, "message": "not found", "status": 404})

    def set(self, form: dict[str, str]) -> tuple[int, dict[str, object]]:
        """Change the number, by names such as SmsUrl."""
        for name, value in form.items():
            setting = re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
            if setting != self.stubborn:
                self.number[setting] = value
        return 200, self.number

    def answer(self, path: str, authorization: str, body: str) -> tuple[int, dict[str, object]]:
        form = {name: values[0] for name, values in parse_qs(body, keep_blank_values=True).items()}
        time.sleep(self.seconds)
        self.done.set()
        if path == f"{OF_ACCOUNT}/IncomingPhoneNumbers/{NUMBER_SID}.json" and self.authorized(authorization):
            return self.set(form)
        if path != f"{OF_ACCOUNT}/Messages.json":
            return 404, {"code": 20404, "message": "not found", "status": 404}
        if not self.authorized(authorization):
            return 401, {"code": 20003, "message": "Authenticate", "status": 401}
        if set(form) != {"To", "From", "Body"} or not all(form.values()) or len(form["Body"]) > 1600:
            return 400, {"code": 21602, "message": "bad form", "status": 400}
        if self.code:
            return 400, {"code": self.code, "message": "refused", "status": 400}
        self.sent.append(form)
        return 201, {"sid": "SM" + "0" * 32, "status": "queued", "to": form["To"], "from": form["From"]}


class Handler(BaseHTTPRequestHandler):
    stand: Stand

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
        if not self.document():
            self.json(*self.stand.answer(self.path, self.headers.get("Authorization", ""), body))

    def do_GET(self) -> None:
        if not self.document():
            self.json(*self.stand.got(self.path, self.headers.get("Authorization", "")))

    def document(self) -> bool:
        documents = self.stand.documents
        found = documents.get(self.path) or documents.get(f"{self.command} {self.path}")
        if found is not None:
            self.reply(200, "text/xml", found.encode())
        return found is not None

    def json(self, status: int, answer: dict[str, object]) -> None:
        self.reply(status, "application/json", json.dumps(answer).encode())

    def reply(self, status: int, kind: str, data: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def date_time_string(self, timestamp: float | None = None) -> str:
        return super().date_time_string((timestamp or time.time()) + self.stand.ahead)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""


@contextmanager
def standing(token: str) -> Iterator[Stand]:
    """Run the stand-in while the block runs."""
    stand = Stand(token)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (Handler,), {"stand": stand}))
    stand.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield stand
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
