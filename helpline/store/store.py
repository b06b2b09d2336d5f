"""The store as the rest of the line sees it: it answers from memory at once, and writes behind everybody's back.

A thread of its own writes what is queued and reads other processes' opt-outs every two seconds, and at once after an
opt-out, so that a process that is killed in the next moment loses none. A database that is
down, slow, locked or full costs counts, which are themselves counted as missed, and never a reply.
"""

from __future__ import annotations

import atexit
import logging
import os
import threading
import time
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from helpline.store import writing
from helpline.store.driver import WAIT, AwayError, Database, Transaction
from helpline.store.keys import Keys
from helpline.store.writing import Count, Forget, Item, OptOut, month

log = logging.getLogger("helpline")

QUEUE = 10_000
"""Items that wait at most. When the database stays away, the oldest counts are given up first; opt-outs never are."""

EVERY = 2.0
"""Seconds between two rounds of the thread."""

STUCK = 4 * WAIT
"""Seconds after which a round that has not ended counts as a database that is gone."""

_GATHER = 0.05
"""Seconds in which further opt-outs may join the round that one has called for."""

_BATCH = 500
_OVERLAP = timedelta(minutes=5)
"""How far clocks of different machines may be apart."""
_ALL_AGAIN = 300.0
"""Seconds after which all opt-outs are read again: one that waited out a broken database, or has a wrong clock's time,
may lie before what was read last."""
_TIDIED = 60.0
"""Seconds between two clearings of what has served; what is kept is kept for days."""
_EVER = datetime.min.replace(tzinfo=UTC)


class Store:
    """Opt-outs and counts. Safe to use from any thread, before and after a fork."""

    def __init__(self, database: Database, keys: Keys, tell: Callable[[str], None] = lambda _: None) -> None:
        """Take `tell` to report 'missed' for each count given up, and 'reachable' or 'unreachable' after each round."""
        self._database, self._keys, self._report = database, keys, tell
        self._queue: deque[Item] = deque()
        self._out: dict[str, str] = {}
        self._seen, self._all, self._tidied = _EVER, 0.0, -_TIDIED
        self._lock, self._rounds, self._wake = threading.Lock(), threading.Lock(), threading.Event()
        self._process = 0
        self._began: float | None = None
        self._first = threading.Event()
        self._failing = False
        self.missed = 0

    @property
    def reachable(self) -> bool:
        """Whether the last round with the database worked, and the present one does not hang."""
        began = self._began
        return not self._failing and (began is None or time.monotonic() - began < STUCK)

    def begin(self, wait: float = WAIT) -> None:
        """Read the opt-outs; return when that is done, has failed, or has taken `wait` seconds."""
        self._start()
        self._first.wait(wait)

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
        self._wake.set()

    def forget(self, number: str) -> None:
        """Delete what is held about a number."""
        person = self._keys.person(number)
        self._apply(person, "", False)
        self._put(Forget(person, self._in_words(number, datetime.now(UTC))))
        self._wake.set()

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
        end = threading.Thread(target=self._round, args=[1], daemon=True)
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
                self._report("missed")
                return

    def _start(self) -> None:
        """Start the thread, once in each process: threads do not survive a fork."""
        if self._process == os.getpid():
            return
        with self._lock:
            if self._process != os.getpid():
                self._process, self._rounds, self._wake = os.getpid(), threading.Lock(), threading.Event()
                self._first = threading.Event()
                threading.Thread(target=self._run, name="store", daemon=True).start()
                atexit.register(self.close)

    def _run(self) -> None:
        while True:
            self._round()
            if self._wake.wait(EVERY):
                self._wake.clear()
                time.sleep(_GATHER)

    def _round(self, least: int = _BATCH) -> None:
        """Write what is queued and read what others wrote, again while `least` items wait; one round at a time."""
        with self._rounds:
            self._began = time.monotonic()
            try:
                while self._write_and_read() and len(self._queue) >= least:
                    self._began = time.monotonic()
            finally:
                self._began = None
                self._first.set()

    def _write_and_read(self) -> bool:
        """Write one batch and read opt-outs; tell whether that worked."""
        with self._lock:
            batch = [self._queue.popleft() for _ in range(min(len(self._queue), _BATCH))]
            missed, self.missed = self.missed, 0
        lost = [Count(datetime.now(UTC), "-", "-", "missed", "-", times=missed)] if missed else []
        try:
            with self._database.begin() as transaction:
                held = writing.write(transaction, [*batch, *lost])
                changes = writing.opted_out_since(transaction, self._since())
                self._tidy(transaction)
        except Exception as error:  # noqa: BLE001 - the thread goes on, also where rows hold what none of ours should
            self._give_back(batch, missed)
            self._tell(str(error) if isinstance(error, AwayError) else type(error).__name__)
            return False
        for wish in held:
            self._apply(*wish)
        for person, message, out, changed in changes:
            self._apply(person, message, out)
            self._seen = max(self._seen, changed)
        self._tell("")
        return True

    def _tidy(self, transaction: Transaction) -> None:
        """Clear what has served, now and then."""
        if time.monotonic() - self._tidied >= _TIDIED:
            writing.tidy(transaction, datetime.now(UTC))
            self._tidied = time.monotonic()

    def _since(self) -> datetime:
        """Return from when on opt-outs are to be read: never from a future that a wrong clock has written."""
        if self._seen == _EVER or time.monotonic() - self._all > _ALL_AGAIN:
            self._all = time.monotonic()
            return _EVER
        return min(self._seen, datetime.now(UTC)) - _OVERLAP

    def _give_back(self, batch: list[Item], missed: int) -> None:
        with self._lock:
            self._queue.extendleft(reversed(batch))
            self.missed += missed
            while len(self._queue) > QUEUE and any(isinstance(item, Count) for item in self._queue):
                self._give_up_one()

    def _tell(self, error: str) -> None:
        """Note the kind of error of a round, '' for one that worked."""
        if error and not self._failing:
            log.warning("store unreachable (%s); replies go on, counts wait", error)
        if not error and self._failing:
            log.warning("store reachable again")
        self._failing = bool(error)
        self._report("unreachable" if error else "reachable")
