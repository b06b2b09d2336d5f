"""When a request counts as whole, which is when it gets a thread, and that the pinned gunicorn has what we build on."""

from __future__ import annotations

import inspect

import pytest
from gunicorn.workers.gthread import TConn, ThreadWorker

from helpline.cli.worker import BODY, HEAD, Connection, Worker, whole

POST = b"POST /sms HTTP/1.1\r\nHost: a\r\n"


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (b"", False),
        (b"GET / HTTP/1.1\r\nHost: a\r\n", False),
        (b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", True),
        (POST + b"Content-Length: 4\r\n\r\nBod", False),
        (POST + b"content-length:4\r\n\r\nBody", True),
        (POST + b"Content-Length: 4\r\nX: y\r\n\r\nBody", True),
        (POST + b"Content-Length: 4\r\n\r\nBody=more", True),
        (POST + b"X-Content-Length: 9\r\n\r\n", True),
        (POST + b"Content-Length: nine\r\n\r\n", True),
        (POST + b"Content-Length: 999999999\r\n\r\n", True),
        (POST + b"Content-Length: %d\r\n\r\n" % BODY, False),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n4\r\nBody", False),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n4\r\nBody\r\n0\r\n\r\n", True),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n" + b"x" * (BODY + 1), True),
        (b"x" * HEAD, False),
        (b"x" * (HEAD + 1), True),
    ],
)
def test_a_request_is_whole_or_not(got: bytes, expected: bool) -> None:
    assert whole(got) is expected


def test_gunicorn_still_has_what_the_worker_changes() -> None:
    for ours, theirs in ((Worker, ThreadWorker), (Connection, TConn)):
        for name in vars(ours):
            if not name.startswith("_") and name != "got":
                assert name in vars(theirs), f"{theirs.__name__}.{name} is gone"
    source = inspect.getsource(ThreadWorker)
    for used in ("pending_conns", "keepalived_conns", "nr_conns", "poller", "self.set_accept_enabled(False)"):
        assert used in source
