"""Noticing that files below a content folder have changed, without reading them."""

from __future__ import annotations

import os
from pathlib import Path

Sign = tuple[tuple[str, int, int, int], ...]
"""Path, time of change, size and file number of every file: equal where nothing was touched."""

_FOLDERS = ("seeds", "responses")


def sign(folder: Path) -> Sign:
    """Return the sign of a content folder. A folder that cannot be read has an empty one."""
    found: list[tuple[str, int, int, int]] = []
    for name in _FOLDERS:
        _collect(str(folder / name), found)
    return tuple(sorted(found))


def _collect(folder: str, found: list[tuple[str, int, int, int]]) -> None:
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=True):
                    _collect(entry.path, found)
                else:
                    stat = entry.stat()
                    found.append((entry.path, stat.st_mtime_ns, stat.st_size, stat.st_ino))
    except OSError:
        return
