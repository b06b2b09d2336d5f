"""A stand-in for Twilio's REST API: a real HTTP server on this machine that checks authentication and form."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

ACCOUNT = "AC" + "0123456789abcdef" * 2


class Stand:
    """What the stand-in was sent, and how it answers: `code` is a Twilio error code, `seconds` how slow it is."""

    def __init__(self, token: str) -> None:
        self.token, self.url = token, ""
        self.sent: list[dict[str, str]] = []
        self.code, self.seconds = 0, 0.0
        self.done = threading.Event()

    def answer(self, path: str, authorization: str, body: str) -> tuple[int, dict[str, object]]:
        expected = "Basic " + base64.b64encode(f"{ACCOUNT}:{self.token}".encode()).decode()
        form = {name: values[0] for name, values in parse_qs(body, keep_blank_values=True).items()}
        time.sleep(self.seconds)
        self.done.set()
        if path != f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json":
            return 404, {"code": 20404, "message": "not found", "status": 404}
        if authorization != expected:
            return 401, {"code": 20003, "message": "Authenticate", "status": 401}
        if set(form) != {"To", "From", "Body"} or not all(form.values()) or len(form["Body"]) > 1600:
            return 400, {"code": 21602, "message": "bad form", "status": 400}
        if self.code:
            return 400, {"code": self.code, "message": "refused", "status": 400}
        self.sent.append(form)
        return 201, {"sid": "SM" + "0" * 32, "status": "queued", "to": form["To"], "from": form["From"]}


@contextmanager
def standing(token: str) -> Iterator[Stand]:
    """Run the stand-in while the block runs."""
    stand = Stand(token)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
            status, answer = stand.answer(self.path, self.headers.get("Authorization", ""), body)
            data = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    stand.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield stand
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
