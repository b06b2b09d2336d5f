"""The time of one message inside one process: by the number of topics, and by where it goes."""

from __future__ import annotations

import gc
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import bare, topics, wsgi
from bench.pool import ENVIRONMENT, ROOT, messages, text_lines
from helpline import settings
from helpline.check.rules import check
from helpline.content.load import load_content
from helpline.live.live import Live
from helpline.match.matcher import Matcher
from helpline.reply.reply import Reply
from helpline.reply.state import State
from helpline.reply.turn import Line, Message
from helpline.store import migrate
from helpline.store.database import connect
from helpline.web.app import create_app

SIZES = (16, 160, 1600, 16_000)
ROUNDS = 5
Range = tuple[float, float, float]
"""The lowest, the median and the highest of several rounds."""


def spread(values: Sequence[float]) -> Range:
    """Return the range of some values."""
    return min(values), statistics.median(values), max(values)


def by_topics(sizes: Sequence[int] = SIZES) -> dict[int, tuple[Range, float]]:
    """Return microseconds of match and reply, and seconds of learning, for contents of so many generated topics."""
    lines: dict[int, tuple[Line, list[str], float]] = {}
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="helpline-bench-") as folder:
            asked = topics.write(Path(folder), size)
            content, _ = load_content(Path(folder))
        began = time.perf_counter()
        lines[size] = (Line(Matcher(content), "Bench"), asked, time.perf_counter() - began)
    _settle()
    rounds: dict[int, list[float]] = {size: [] for size in sizes}
    for _ in range(ROUNDS):
        for size, (line, asked, _) in lines.items():
            rounds[size].append(_median(_turning(Line(line.matcher, "Bench")), asked))
    return {size: (spread(rounds[size]), lines[size][2]) for size in sizes}


def by_part() -> dict[str, Range]:
    """Return microseconds of the parts of a text with the line's own content, and of the bare app, each in turn.

    Every text is new to what is measured; `again` is a whole request with a text that was there before.
    """
    folder = tempfile.mkdtemp(prefix="helpline-bench-")
    url = f"sqlite:///{folder}/store.db"
    migrate.upgrade(connect(url))
    own = ENVIRONMENT | {
        "HELPLINE_CONTENT_DIR": str(ROOT),
        "HELPLINE_VAR_DIR": str(ROOT / "var"),
        "DATABASE_URL": url,
    }
    os.environ.update(own)
    app, plain = create_app(settings.read(own)), bare.create_app()
    live: Live = app.extensions["helpline-live"]
    matcher, texts = Matcher(load_content(ROOT)[0], ROOT / "var/cache"), messages()
    lines = text_lines(texts)
    ways: dict[str, tuple[Callable[[Line], Callable[[Any], Any]], Sequence[Any]]] = {
        "bare": (lambda _: lambda text: wsgi.call(plain, wsgi.environ(text)), lines),
        "line": (lambda _: lambda text: wsgi.call(app, wsgi.environ(text)), lines),
        "again": (lambda _: lambda text: wsgi.call(app, wsgi.environ(text)), lines),
        "match": (lambda line: line.matcher.match, texts),
        "turn": (_turning, texts),
    }
    line = Line(matcher, "Bench")
    _settle()
    rounds: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, (way, given) in ways.items():
            if name != "again":
                line = live._line = Line(matcher, "Bench")
            rounds[name].append(_median(way(line), given))
    app.extensions["helpline-store"].close()
    return {name: spread(values) for name, values in rounds.items()}


def content_times(size: int = 1600) -> dict[str, Range]:
    """Return seconds to load and to check a content of generated topics, with what it learns from already learnt."""
    times: dict[str, list[float]] = {"load": [], "check": []}
    with tempfile.TemporaryDirectory(prefix="helpline-bench-") as folder:
        topics.write(Path(folder), size)
        Matcher(load_content(Path(folder))[0], Path(folder) / "cache")
        for _ in range(3):
            began = time.perf_counter()
            content, _ = load_content(Path(folder))
            loaded = time.perf_counter()
            matcher = Matcher(content, Path(folder) / "cache")
            ready = time.perf_counter()
            check(matcher, datetime.now(UTC).date())
            times["load"].append(ready - began)
            times["check"].append(time.perf_counter() - ready + loaded - began)
    return {name: spread(values) for name, values in times.items()}


def embedding() -> float | None:
    """Return microseconds to embed a message with all-MiniLM-L6-v2, or None where it is not installed."""
    try:
        from sentence_transformers import SentenceTransformer

        model = SentenceTransformer("all-MiniLM-L6-v2", local_files_only=True)
    except (ImportError, OSError):
        return None
    return _median(model.encode, messages()[:50])


def _turning(line: Line) -> Callable[[str], Reply]:
    return lambda text: line.turn(Message(text), State(), datetime.now(UTC))


def _median(call: Callable[[Any], Any], given: Sequence[Any]) -> float:
    """Return the median microseconds of a call."""
    times = []
    for each in given:
        began = time.perf_counter()
        call(each)
        times.append(time.perf_counter() - began)
    return statistics.median(times) * 1e6


def _settle() -> None:
    gc.collect()
    gc.freeze()
