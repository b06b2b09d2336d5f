"""The line that is served now. A thread in each process looks for changes, and swaps the whole line when they pass.

What does not pass is refused: its problems are kept for whoever looks, and the last good line goes on.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from helpline.live import kept
from helpline.live.overlay import hashed, moved, overlaid
from helpline.live.prepared import Prepared, prepared
from helpline.live.watch import Sign, sign
from helpline.match.matcher import Matcher
from helpline.problems import Problem
from helpline.reply.turn import Line
from helpline.store.driver import AwayError
from helpline.store.published import Published, Revision

if TYPE_CHECKING:
    from helpline.live.making import Judged

log = logging.getLogger("helpline")

EVERY = 1.0
"""Seconds between two looks."""

QUIET = 0.25
"""Seconds that files must rest before they are read: copying a folder takes a moment."""

_PATIENCE = 8
"""Times that QUIET is waited for at most."""


@dataclass(frozen=True)
class Seen:
    """What a look found: the files' sign, the published edits, and the day: some of what the check says depends on it."""

    files: Sign
    edits: dict[str, Revision]
    day: date


class Live:
    """Serves one line to any number of threads, before and after a fork."""

    def __init__(self, folder: Path, var: Path, name: str, edits: Published | None = None, database: str = "") -> None:
        """Serve `folder`, with the published `edits` of the database at the URL `database` over it; keep files in `var`."""
        self.folder, self._name, self._edits = folder, name, edits
        self._cache = var / "cache"
        self._kept = var / f"published-{hashed(database.encode())[:12]}.json"
        self._seen: Seen | None = None
        self._line: Line | None = None
        self._process = 0
        self._lock, self._over = threading.Lock(), threading.Event()
        self.told: Callable[[str], None] = lambda _: None
        """Called with the version of each content that goes live from now on."""
        self.problems: tuple[Problem, ...] = ()
        """What is wrong with content that was refused; empty while the newest content is served."""
        self.warnings: tuple[Problem, ...] = ()
        """What the check says of the content that is served, and of published edits whose files moved."""

    @property
    def line(self) -> Line | None:
        """The line to answer with, or None where no content ever passed. Take it once for a request."""
        if self._process != os.getpid():
            self._begin()
        return self._line

    @property
    def edits(self) -> dict[str, Revision]:
        """The published edits that the newest look found."""
        return self._seen.edits if self._seen else {}

    def judge(self, changes: Mapping[str, str]) -> Judged:
        """Return what the check says of the content with `changes` over it, by path, as if they were published."""
        from helpline.live.making import judge  # here, because a process that only answers people never needs it

        return judge(self.folder, {**overlaid(self.edits), **changes}, self._cache, self._name, date.today())

    def look(self) -> None:
        """Take in what has changed since the last look, if anything has."""
        with self._lock:
            self._look()

    def close(self) -> None:
        """Look for changes no more."""
        self._over.set()

    def _begin(self) -> None:
        """Catch up and watch on, once in each process: a worker may be forked long after its parent has loaded."""
        with self._lock:
            if self._process != os.getpid():
                self._look()
                self._process = os.getpid()
                threading.Thread(target=self._watch, name="content", daemon=True).start()

    def _watch(self) -> None:
        while not self._over.wait(EVERY):
            try:
                self.look()
            except Exception as error:  # noqa: BLE001 - whatever is wrong with new content, the old goes on
                log.error("looking for new content failed: %s", type(error).__name__)

    def _look(self) -> None:
        edits = self._published()
        if self._seen is not None and self._seen == Seen(sign(self.folder), edits, date.today()):
            return
        self._seen = Seen(self._rested(), edits, date.today())
        self._take(self._seen)

    def _rested(self) -> Sign:
        now = sign(self.folder)
        for _ in range(_PATIENCE if self._line else 0):
            time.sleep(QUIET)
            before, now = now, sign(self.folder)
            if before == now:
                break
        return now

    def _take(self, seen: Seen) -> None:
        made = self._prepared(seen, seen.edits)
        if made.passed is not None:
            self.problems = ()
            self._serve(made.passed, made.problems, seen.edits)
            return
        self._refuse(made.problems)
        if self._line is None and seen.edits:  # at a start, the files alone are better than no line
            made = self._prepared(seen, {})
            if made.passed is not None:
                self._serve(made.passed, made.problems, {})

    def _prepared(self, seen: Seen, edits: Mapping[str, Revision]) -> Prepared:
        return prepared(self.folder, seen.files, overlaid(edits), self._cache, seen.day)

    def _serve(self, matcher: Matcher, problems: tuple[Problem, ...], edits: dict[str, Revision]) -> None:
        self.warnings = (*moved(self.folder, edits), *(problem for problem in problems if problem.level == "warning"))
        self._line = Line(matcher, self._name)
        self.told(matcher.content.version)
        log.info("content %s is live, with %d published edits", matcher.content.version, len(edits))
        for problem in self.warnings:
            log.warning("content: %s", problem)

    def _refuse(self, problems: tuple[Problem, ...]) -> None:
        self.problems = tuple(problem for problem in problems if problem.level == "error")
        for problem in self.problems:
            log.error("content refused: %s", problem)
        on = "the last good content goes on" if self._line else "every message gets the last-resort reply"
        log.error("the content cannot be used; %s; run `helpline check`", on)

    def _published(self) -> dict[str, Revision]:
        """Return the published edits: from the database, else as last seen here, else as last kept on this machine."""
        if self._edits is None:
            return {}
        before = self._seen.edits if self._seen else None
        try:
            pairs = self._edits.pairs()
            if before is not None and pairs == {path: revision.id for path, revision in before.items()}:
                return before
            edits = self._edits.overlay()
        except AwayError:
            return kept.read(self._kept) if before is None else before
        self._keep(edits)
        return edits

    def _keep(self, edits: dict[str, Revision]) -> None:
        try:
            kept.write(self._kept, edits)
        except OSError as error:
            log.warning("published edits cannot be kept in %s (%s)", self._kept.parent, error.strerror)
