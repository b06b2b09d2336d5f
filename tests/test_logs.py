"""Log lines: JSON that machines read, the id of the request in each, and nothing that a person wrote."""

from __future__ import annotations

import io
import json
import logging
import threading
import time
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from helpline.reply.turn import Line
from helpline.web import logs
from tests.conftest import Texting

WORDS = "zanzibar canary"
ENOUGH = logging.WARNING


@pytest.fixture(params=[logs.Json, logs.Plain], ids=["json", "plain"])
def written(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(request.param())
    ours, root = logging.getLogger("helpline"), logging.getLogger()
    root.addHandler(handler)
    ours.setLevel(logging.INFO)
    yield stream
    ours.setLevel(logging.NOTSET)
    root.removeHandler(handler)


def record(logger: str, message: str, *args: object) -> logging.LogRecord:
    try:
        raise ValueError(f"cannot read {WORDS}")
    except ValueError as error:
        given = (type(error), error, error.__traceback__)
    return logging.LogRecord(logger, logging.ERROR, __file__, 1, message, args, given)


def lines(written: io.StringIO) -> list[str]:
    """Return the lines about requests: the store's thread may say meanwhile that it has no database."""
    return [line for line in written.getvalue().splitlines() if "store " not in line]


def test_a_text_is_one_line_with_what_it_was_answered(text: Texting, written: io.StringIO) -> None:
    made = text(f"side effects {WORDS}").headers["X-Request-Id"]
    (line,) = lines(written)
    for value in (made, "/sms", "200", "answer", "side-effects", "en"):
        assert value in line
    assert "zanzibar" not in line
    if line.startswith("{"):
        found = json.loads(line)
        assert found["time"].endswith("+00:00")
        assert set(found) == {
            "time", "level", "logger", "message", "request", "route", "status", "ms", "channel", "lang", "outcome", "topic",
        }  # fmt: skip


def test_every_line_of_a_request_has_its_id(
    text: Texting, written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError(WORDS)

    monkeypatch.setattr(Line, "turn", broken)
    made = text("hello").headers["X-Request-Id"]
    found = lines(written)
    assert len(found) == 2
    assert all(made in line for line in found)
    assert "sms failed: RuntimeError at " in found[0]
    assert "zanzibar" not in written.getvalue()
    assert logs.request_id.get() == "", "and no line after it"


def test_two_requests_have_two_ids_and_none_of_twilio_s(client: FlaskClient, text: Texting) -> None:
    ids = {client.post("/sms", headers={"I-Twilio-Idempotency-Token": "twice"}).headers["X-Request-Id"] for _ in "12"}
    assert len(ids) == 2
    assert all(len(made) == 12 for made in ids)


def test_what_machines_ask_all_day_is_not_logged(client: FlaskClient, written: io.StringIO) -> None:
    client.get("/healthz")
    client.get("/readyz")
    client.get("/static/icon.svg").close()
    assert lines(written) == []


def test_a_refusal_is_logged_without_its_path(client: FlaskClient, written: io.StringIO) -> None:
    client.post("/zanzibar/+15005551234")
    client.post("/voice/zanzibar", data={"From": "+15005551234"})
    first, second = lines(written)
    assert "404" in first
    assert "unknown" in first
    assert "403" in second
    assert "zanzibar" not in written.getvalue()
    assert "5551234" not in written.getvalue()


@pytest.mark.parametrize("formatter", [logs.Json(), logs.Plain()], ids=["json", "plain"])
@pytest.mark.parametrize(
    ("logger", "message", "args"),
    [
        ("helpline", "it went wrong", ()),
        ("helpline.web", "Exception on %s [%s]", (f"/{WORDS}", "POST")),
        ("gunicorn.error", "Error handling request %s", (f"/{WORDS}",)),
        ("gunicorn.error", f"Invalid request from ip=10.1.2.3: Invalid Method {WORDS!r}", ()),
        ("sqlalchemy.pool", f"bad value {WORDS}", ()),
    ],
)
def test_an_exception_is_its_kind_and_place(
    formatter: logging.Formatter, logger: str, message: str, args: tuple[object, ...]
) -> None:
    line = formatter.format(record(logger, message, *args))
    assert "ValueError" in line
    assert "test_logs.py" in line
    assert "zanzibar" not in line
    assert "10.1.2.3" not in line
    assert "\n" not in line


def test_other_libraries_speak_up_only_with_warnings(monkeypatch: pytest.MonkeyPatch) -> None:
    root, ours = logging.getLogger(), logging.getLogger("helpline")
    before = list(root.handlers), root.level
    try:
        logs.configure("json")
        assert logging.getLogger("twilio.http_client").getEffectiveLevel() >= ENOUGH
        assert ours.getEffectiveLevel() == logging.INFO
    finally:
        logging.basicConfig(handlers=before[0], level=before[1], force=True)
        ours.setLevel(logging.NOTSET)


class Stuck(io.StringIO):
    """A log that nobody reads: writing waits until somebody does."""

    def __init__(self) -> None:
        super().__init__()
        self.reader = threading.Event()

    def write(self, text: str) -> int:
        self.reader.wait(10)
        return super().write(text)


@pytest.fixture
def stuck() -> Iterator[tuple[logging.Logger, Stuck]]:
    stream, own = Stuck(), logging.getLogger("gathered")
    own.propagate, own.level = False, logging.INFO
    own.addHandler(logs.Gathered(stream))
    yield own, stream
    stream.reader.set()
    own.handlers.clear()


def test_a_log_that_nobody_reads_delays_nobody(stuck: tuple[logging.Logger, Stuck]) -> None:
    own, stream = stuck
    for number in range(logs.MOST + 2000):
        own.info("line %d", number)
    assert stream.getvalue() == ""
    stream.reader.set()
    own.handlers[0].flush()
    said = stream.getvalue().splitlines()
    assert logs.MOST <= len(said) <= logs.MOST + 2000
    assert said[-1] == f"line {logs.MOST + 1999}", "what is given up is the oldest"


def test_a_warning_is_written_at_once_behind_what_came_before(stuck: tuple[logging.Logger, Stuck]) -> None:
    own, stream = stuck
    stream.reader.set()
    own.info("first")
    own.warning("second")
    assert stream.getvalue() == "first\nsecond\n"


def test_other_lines_follow_by_themselves(stuck: tuple[logging.Logger, Stuck]) -> None:
    own, stream = stuck
    stream.reader.set()
    own.info("first")
    end = time.monotonic() + 10
    while not stream.getvalue() and time.monotonic() < end:
        time.sleep(0.01)
    assert stream.getvalue() == "first\n"
