"""Bringing published edits into the content folder, so that git has them; never over a file that moved on by itself."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Literal

from helpline.live.overlay import hash_of, hashed
from helpline.store.published import Revision

Place = Literal["waiting", "written", "moved"]
"""Whether the file is still the one that the edit was made from, is the edit itself, or is another by now."""


def place(folder: Path, path: str, edit: Revision) -> Place:
    """Return where the file at `path` stands beside the published edit of it."""
    now = hash_of(folder, path)
    if now == hashed(edit.text.encode()):
        return "written"
    return "waiting" if now == edit.file else "moved"


def places(folder: Path, edits: Mapping[str, Revision]) -> dict[str, Place]:
    """Return where each published edit stands, by path."""
    return {path: place(folder, path, edit) for path, edit in sorted(edits.items())}


def write(folder: Path, path: str, text: str) -> None:
    """Put `text` in the place of a file, whole or not at all. Raises OSError, or ValueError for a path outside responses/."""
    inside = PurePosixPath(path)
    if inside.is_absolute() or inside.parts[:1] != ("responses",) or ".." in inside.parts:
        raise ValueError(path)
    target = folder / inside
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        part.chmod(target.stat().st_mode & 0o777 if target.exists() else 0o644)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
