"""Noticing that files below a content folder have changed, without reading them."""

from __future__ import annotations

import os
from pathlib import Path

Sign = tuple[tuple[str, int, int, int], ...]
"""Path, time of change, size and file number of every file: equal where nothing was touched."""

_FOLDERS = ("seeds", "responses")


def sign(folder: Path) -> Sign:
    """Return the sign of a content folder. A folder that cannot be read has an empty one."""
    return tuple(each for name in _FOLDERS for each in files_below(str(folder / name)))


def files_below(folder: str) -> Sign:
    """Return the sign of all files below a folder, hidden ones left out."""
    found: list[tuple[str, int, int, int]] = []
    _collect(folder, found)
    return tuple(sorted(found))


def _collect(folder: str, found: list[tuple[str, int, int, int]]) -> None:
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith((".", "__pycache__")):
                    continue
                if entry.is_dir(follow_symlinks=True):
                    _collect(entry.path, found)
                else:
                    stat = entry.stat()
                    found.append((entry.path, stat.st_mtime_ns, stat.st_size, stat.st_ino))
    except OSError:
        return
