"""How a rule says what it found."""

from __future__ import annotations

from helpline.content.model import Entry
from helpline.problems import Level, Problem


def at(entry: Entry, key: str, rule: str, sentence: str, level: Level = "error") -> Problem:
    """Return a problem at the place of `key`, such as `en.sms`, in the file of `entry`; at its beginning without one."""
    line, col = entry.places.get(key, (1, 1))
    return Problem(entry.path, line, col, level, rule, sentence)
