"""Log lines, as JSON or plain: each with the id of its request, none with a word or number of a person.

An exception is logged by its kind and place only: its message may quote what somebody wrote.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import threading
import time
import traceback
from collections import deque
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType
from typing import TextIO

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""The id of the request that is being answered, '' outside of one."""

GATHER = 0.1
"""Seconds that a line waits for others at most. A process that is killed outright loses those of its last tenth of a second."""

MOST = 10_000
"""Lines that wait where nobody reads the log; the oldest are given up first."""

_encode = json.JSONEncoder(ensure_ascii=False, default=str).encode
_BAD_HTTP = "Invalid request from"
"""How gunicorn begins a line about bytes that are no HTTP. It goes on with the address and the bytes."""


def configure(style: str) -> None:
    """Write every log line to standard error in `style`, json or plain."""
    # Nothing of a record's thread, process or place in the code is shown, so nothing of it is looked up.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging._srcfile = ""
    handler = Gathered(sys.stderr)
    handler.setFormatter(Json() if style == "json" else Plain())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("helpline").setLevel(logging.INFO)


class Gathered(logging.Handler):
    """Writes lines a moment later and many at once, from a thread of its own: whoever reads the log slowly delays no reply.

    A warning, or what is worse, is written at once, with all lines before it.
    """

    def __init__(self, stream: TextIO) -> None:
        super().__init__()
        self._stream = stream
        self._records: deque[logging.LogRecord] = deque(maxlen=MOST)
        self._begin()
        os.register_at_fork(after_in_child=self._begin)

    def _begin(self) -> None:
        """Forget the thread and the locks of a parent process."""
        self._writing, self._some, self._started = threading.Lock(), threading.Event(), False
        self._records.clear()

    def createLock(self) -> None:  # noqa: N802 - the name that logging gives it
        """Do without the lock that every thread would wait for: a deque needs none."""
        self.lock = None

    def emit(self, record: logging.LogRecord) -> None:
        """Take a line, and the request that it belongs to."""
        record.request = request_id.get()
        self._records.append(record)
        if record.levelno >= logging.WARNING:
            self.flush()
        elif not self._some.is_set():
            self._some.set()
            if not self._started:
                self._started = True
                threading.Thread(target=self._run, name="log", daemon=True).start()

    def flush(self) -> None:
        """Write what is there."""
        with self._writing:
            lines = [self.format(self._records.popleft()) for _ in range(len(self._records))]
            if lines:
                self._stream.write("\n".join([*lines, ""]))
                self._stream.flush()

    def _run(self) -> None:
        while True:
            self._some.wait()
            time.sleep(GATHER)
            self._some.clear()
            self.flush()


class Json(logging.Formatter):
    """One JSON object a line: time, level, logger, message, request, and the fields of the line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {"time": time, "level": record.levelname.lower(), "logger": record.name, "message": said(record)}
        return _encode(line | fields(record))


class Plain(logging.Formatter):
    """The same for the eye: time, level, message, then the fields as name=value."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        time = datetime.fromtimestamp(record.created).strftime("%H:%M:%S")
        shown = "".join(f"  {name}={value}" for name, value in fields(record).items())
        return f"{time} {record.levelname} {said(record)}{shown}".replace("\n", " ")


def said(record: logging.LogRecord) -> str:
    """Return the message of a line, without what others than this line have put into it."""
    if record.name == "gunicorn.error" and str(record.msg).startswith(_BAD_HTTP):
        return "a request that is no valid HTTP was refused"
    if record.exc_info and not record.name.startswith("helpline"):
        return f"an error in {record.name}"
    return record.getMessage() if record.name != "helpline.web" else "an error that nothing caught"


def fields(record: logging.LogRecord) -> dict[str, object]:
    """Return what belongs to a line besides its message."""
    made = getattr(record, "request", request_id.get())
    found: dict[str, object] = {"request": made} if made else {}
    found |= getattr(record, "fields", {})
    if record.exc_info and record.exc_info[0]:
        found["error"] = record.exc_info[0].__name__
        found["at"] = place(record.exc_info[2])
    return found


def place(trace: TracebackType | None) -> str:
    """Return file and line of the innermost code of ours in a traceback, else of the innermost at all."""
    frames = traceback.extract_tb(trace)
    ours = [frame for frame in frames if "/helpline/" in frame.filename] or frames
    return f"{ours[-1].filename.rpartition('/helpline/')[2]}:{ours[-1].lineno}" if ours else "?"
