"""The files through which the workers add up their metrics: one folder, a file for each process and kind.

prometheus-client maps them into memory. A mapped file with holes kills its process when the disk is full, so every
file gets all its bytes before it is used.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
"""The variable by which prometheus-client knows the folder; it has to be set before the library is imported."""

SIZE = 256 * 1024
"""Bytes of a file: room for over a thousand combinations of labels. Ours are a few hundred."""

KINDS = ("counter", "histogram", "gauge_livesum")
KEPT = 0
"""Stands for a process id in the file that holds what processes that are gone have counted."""


def folder() -> Path | None:
    """Return the folder, or None where each process counts for itself."""
    return Path(os.environ[VARIABLE]) if os.environ.get(VARIABLE) else None


def cleared(path: Path) -> bool:
    """Make an empty folder at `path`; tell whether files can be made there."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        for old in path.glob("*.db"):
            old.unlink()
    except OSError:
        return False
    return prepared(path, KEPT)


def prepared(path: Path, process: int) -> bool:
    """Make the files of a process in their full size; tell whether there was room for them. If not, none is left."""
    files = [path / f"{kind}_{process}.db" for kind in KINDS]
    try:
        for name in files:
            with name.open("a+b") as file:
                os.posix_fallocate(file.fileno(), 0, SIZE)
    except OSError:
        for name in files:
            with contextlib.suppress(OSError):
                name.unlink()
        return False
    return True


def folded(path: Path, process: int) -> None:
    """Add what a process that is gone has counted to the kept file, and delete its own: else every restart leaves files."""
    from prometheus_client.mmap_dict import MmapedDict
    from prometheus_client.multiprocess import mark_process_dead

    with contextlib.suppress(OSError):
        mark_process_dead(process, str(path))
        for kind in ("counter", "histogram"):
            gone, kept = path / f"{kind}_{process}.db", MmapedDict(str(path / f"{kind}_{KEPT}.db"))
            for key, value, *_ in MmapedDict.read_all_values_from_file(str(gone)):
                kept.write_value(key, kept.read_value(key)[0] + value, 0.0)
            kept.close()
            gone.unlink()
