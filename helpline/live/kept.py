"""The published edits as last read, kept in a file: a start without the database still serves them."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from helpline.store.published import Revision


def write(path: Path, edits: Mapping[str, Revision]) -> None:
    """Keep edits in `path`. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}.part")
    rows = {name: asdict(revision) for name, revision in edits.items()}
    part.write_text(json.dumps(rows, default=datetime.isoformat, ensure_ascii=False), encoding="utf-8")
    part.replace(path)


def read(path: Path) -> dict[str, Revision]:
    """Return the edits kept in `path`; none where there are none or they cannot be read."""
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        return {name: _revision(row) for name, row in rows.items()}
    except (OSError, ValueError, TypeError, AttributeError, KeyError):
        return {}


def _revision(row: dict[str, object]) -> Revision:
    times = {key: datetime.fromisoformat(str(row[key])) if row[key] else None for key in ("written", "decided")}
    return Revision(**(row | times))  # type: ignore[arg-type]
