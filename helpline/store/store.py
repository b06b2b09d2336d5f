"""The store as the rest of the line sees it: it answers from memory at once, and writes behind everybody's back.

A thread of its own writes what is queued and reads other processes' opt-outs every two seconds. A database that is
down, slow, locked or full costs counts, which are themselves counted as missed, and never a reply.
"""

from __future__ import annotations

import atexit
import logging
import os
import threading
import time
from collections import deque
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from helpline.store import writing
from helpline.store.keys import Keys
from helpline.store.writing import Count, Forget, Item, OptOut, month

log = logging.getLogger("helpline")

QUEUE = 10_000
"""Items that wait at most. When the database stays away, the oldest counts are given up first; opt-outs never are."""

EVERY = 2.0
"""Seconds between two rounds of the thread."""

_BATCH = 2000
_OVERLAP = timedelta(minutes=5)
"""How far clocks of different machines may be apart."""


class Store:
    """Opt-outs and counts. Safe to use from any thread, before and after a fork."""

    def __init__(self, engine: Engine, keys: Keys) -> None:
        self._engine, self._keys = engine, keys
        self._queue: deque[Item] = deque()
        self._out: dict[str, str] = {}
        self._seen = datetime.min.replace(tzinfo=UTC)
        self._lock, self._rounds = threading.Lock(), threading.Lock()
        self._process = 0
        self._failing = False
        self.missed = 0

    @property
    def reachable(self) -> bool:
        """Whether the last round with the database worked."""
        return not self._failing

    def opted_out(self, number: str, sid: str) -> bool:
        """Tell whether this person wants no texts. The very message that said so, come twice, is answered again."""
        self._start()
        message = self._out.get(self._keys.person(number)) if self._out else None
        return message is not None and message != self._keys.message(sid)

    def opt(self, number: str, sid: str, out: bool) -> None:
        """Remember that somebody wants no more texts, or wants them again."""
        person, message = self._keys.person(number), self._keys.message(sid)
        self._apply(person, message, out)
        self._put(OptOut(datetime.now(UTC), person, message, out))

    def forget(self, number: str) -> None:
        """Delete what is held about a number."""
        person = self._keys.person(number)
        self._apply(person, "", False)
        self._put(Forget(person, self._in_words(number, datetime.now(UTC))))

    def count(
        self,
        channel: str,
        lang: str,
        outcome: str,
        topic: str,
        sid: str = "",
        unknown: tuple[str, ...] = (),
        number: str = "",
    ) -> None:
        """Count one message. `unknown` are its words from the fixed vocabulary if it was not understood."""
        now = datetime.now(UTC)
        message = self._keys.message(sid) if sid else ""
        self._put(
            Count(now, channel, lang, outcome, topic, message, unknown, self._in_words(number, now) if unknown else "")
        )

    def close(self, wait: float = 5.0) -> None:
        """Write what is queued, waiting at most `wait` seconds."""
        end = threading.Thread(target=self._drain, daemon=True)
        end.start()
        end.join(wait)

    def _in_words(self, number: str, at: datetime) -> str:
        return self._keys.person(number, f"words {month(at)}")

    def _apply(self, person: str, message: str, out: bool) -> None:
        with self._lock:
            if out:
                self._out[person] = message
            else:
                self._out.pop(person, None)

    def _put(self, item: Item) -> None:
        with self._lock:
            self._queue.append(item)
            if len(self._queue) > QUEUE:
                self._give_up_one()
        self._start()

    def _give_up_one(self) -> None:
        for at, item in enumerate(self._queue):
            if isinstance(item, Count):
                del self._queue[at]
                self.missed += 1
                return

    def _start(self) -> None:
        """Start the thread, once in each process: threads do not survive a fork."""
        if self._process == os.getpid():
            return
        with self._lock:
            if self._process != os.getpid():
                if self._process:
                    self._engine.dispose(close=False)
                self._process, self._rounds = os.getpid(), threading.Lock()
                threading.Thread(target=self._run, name="store", daemon=True).start()
                atexit.register(self.close)

    def _run(self) -> None:
        while True:
            self._drain()
            time.sleep(EVERY)

    def _drain(self) -> None:
        """Write what is queued and read what others wrote: one batch at a time, until nothing is left or it fails."""
        with self._rounds:
            self._write_and_read()
            while self._queue and self.reachable:
                self._write_and_read()

    def _write_and_read(self) -> None:
        with self._lock:
            batch = [self._queue.popleft() for _ in range(min(len(self._queue), _BATCH))]
            missed, self.missed = self.missed, 0
        if missed:
            batch.append(Count(datetime.now(UTC), "-", "-", "missed", "-", times=missed))
        try:
            with self._engine.begin() as connection:
                writing.write(connection, batch)
                changes = writing.opted_out_since(
                    connection, self._seen - _OVERLAP if self._seen.year > 1 else self._seen
                )
                writing.tidy(connection, datetime.now(UTC))
        except (SQLAlchemyError, OSError) as error:
            self._give_back(batch[: -1 if missed else None], missed)
            self._tell(error)
            return
        for person, message, out, changed in changes:
            self._apply(person, message, out)
            self._seen = max(self._seen, changed)
        self._tell(None)

    def _give_back(self, batch: list[Item], missed: int) -> None:
        with self._lock:
            self._queue.extendleft(reversed(batch))
            self.missed += missed
            while len(self._queue) > QUEUE and any(isinstance(item, Count) for item in self._queue):
                self._give_up_one()

    def _tell(self, error: Exception | None) -> None:
        if error is not None and not self._failing:
            log.warning("store unreachable (%s); replies go on, counts wait", type(error).__name__)
        if error is None and self._failing:
            log.warning("store reachable again")
        self._failing = error is not None
