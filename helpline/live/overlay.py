"""Published edits over the files that they were made from."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from helpline.problems import Problem
from helpline.store.published import Revision


def overlaid(edits: Mapping[str, Revision]) -> dict[str, str]:
    """Return the texts that stand for files."""
    return {path: revision.text for path, revision in edits.items()}


def moved(folder: Path, edits: Mapping[str, Revision]) -> list[Problem]:
    """Return a problem for each published edit whose file was changed or removed by a deploy since: nobody's words are dropped."""
    made = []
    for path, revision in edits.items():
        now = hash_of(folder, path)
        if now in (revision.file, hashed(revision.text.encode())):
            continue
        what = "was removed" if not now else "has changed"
        sentence = (
            f"the file {what} since the published edit {revision.id} was made from it. "
            "The edit is served. Open the reply on the staff pages and choose the edit or the file."
        )
        made.append(Problem(path, 1, 1, "warning", "edit-moved", sentence))
    return made


def hash_of(folder: Path, path: str) -> str:
    """Return the SHA-256 of a file as deployed, '' where there is none."""
    try:
        return hashed((folder / path).read_bytes())
    except OSError:
        return ""


def hashed(raw: bytes) -> str:
    """Return the SHA-256 of some bytes."""
    return hashlib.sha256(raw).hexdigest()
