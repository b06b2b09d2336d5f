"""What changed between two versions of a text, in words that fit into a sentence."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

_SHOWN = 4
"""Changes that are named; a text with more of them has to be read as a whole anyway."""

_LONGEST = 2000
"""Words that are compared: the time goes with their square where a page says the same word again and again."""


def difference(before: str, after: str) -> str:
    """Return how `after` differs from `before`: "'many happen' is now 'most happen'; 'often' is new"."""
    old, new = before.split(), after.split()
    if max(len(old), len(new)) > _LONGEST:
        return f"{len(old):,} words are now {len(new):,}"
    changes = list(_changes(old, new))
    rest = f"; and {len(changes) - _SHOWN} more changes" if len(changes) > _SHOWN else ""
    return "; ".join(changes[:_SHOWN]) + rest


def _changes(before: list[str], after: list[str]) -> Iterator[str]:
    for kind, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        old, new = " ".join(before[a:b]), " ".join(after[c:d])
        if kind == "replace":
            yield f"'{old}' is now '{new}'"
        elif kind == "delete":
            yield f"'{old}' is gone"
        elif kind == "insert":
            yield f"'{new}' is new"
