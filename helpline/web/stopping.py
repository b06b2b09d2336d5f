"""Whether the line is about to stop, known to all workers at once."""

from __future__ import annotations

import mmap

_byte = mmap.mmap(-1, 1)
"""Shared by every process forked from this one: 1 once the line is about to stop."""


def stop() -> None:
    """Have /readyz say 503 in every worker from now on."""
    _byte[0] = 1


def stopping() -> bool:
    """Tell whether the line is about to stop."""
    return _byte[0] == 1
