"""Edits published while texts come in: each reply is to come from one version, and every master is to serve the last one."""

from __future__ import annotations

import re
import threading
import time

from bench.pool import ROOT
from helpline.content.edit import changed
from helpline.live.overlay import hash_of
from helpline.store.database import connect
from helpline.store.edits import Edits

ASKED, PATH = "drip", "responses/immunotherapy/how-given.yaml"
"""A text, and the file of the reply it gets."""

MARKS = [f"z{letter}z" for letter in "abcdefghijklmnopqrstuvwx"]
"""One for each version: small letters, since the check looks for figures and names that the section does not have."""

_MARK = re.compile(rb"\bz[a-x]z\b")
PATIENCE = 60.0
"""Seconds that are waited for the next version at most."""


class Publishing:
    """Publishes one version after the other, each once the one before has been seen, from `begin` to `end`."""

    def __init__(self, database: str) -> None:
        """Take the URL of the database that the masters share."""
        self._engine = connect(database)
        self._edits = Edits(self._engine)
        self._words = (ROOT / PATH).read_text(encoding="utf-8")
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.seen: set[bytes] = set()
        self.published, self.mixed = 0, 0

    def begin(self) -> None:
        """Publish from now on."""
        self._thread.start()

    def end(self) -> None:
        """Publish no more."""
        self._over.set()
        self._thread.join()
        self._engine.dispose()

    def look(self, body: bytes) -> None:
        """Note of which version an answer to ASKED is, or that it is of two."""
        marks = _MARK.findall(body)
        self.mixed += len(marks) not in (0, 3) or len(set(marks)) > 1
        self.seen.update(marks)

    @property
    def last(self) -> bytes:
        """The mark of the last version."""
        return MARKS[self.published - 1].encode()

    def _run(self) -> None:
        for mark in MARKS:
            words = {"en.title": f"Given {mark}", "en.sms": f"Into a vein {mark}, or as pills {mark}."}
            text, parent = changed(self._words, words), self._edits.current(PATH)
            began = time.monotonic()
            self._edits.publish(PATH, "bench", text, parent, hash_of(ROOT, PATH), "")
            self.published += 1
            while mark.encode() not in self.seen and time.monotonic() - began < PATIENCE:
                if self._over.wait(0.05):
                    return
