"""Log lines, as JSON or plain: each with the id of its request, none with a word or number of a person.

An exception is logged by its kind and place only: its message may quote what somebody wrote.
"""

from __future__ import annotations

import json
import logging
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""The id of the request that is being answered, '' outside of one."""

_encode = json.JSONEncoder(ensure_ascii=False, default=str).encode
_BAD_HTTP = "Invalid request from"
"""How gunicorn begins a line about bytes that are no HTTP. It goes on with the address and the bytes."""


def configure(style: str) -> None:
    """Write every log line to standard error in `style`, json or plain."""
    # Nothing of a record's thread, process or place in the code is shown, so nothing of it is looked up.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    handler = logging.StreamHandler()
    handler.setFormatter(Json() if style == "json" else Plain())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("helpline").setLevel(logging.INFO)


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
    found: dict[str, object] = {"request": found_id} if (found_id := request_id.get()) else {}
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
