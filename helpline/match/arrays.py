"""Flat arrays in one file, mapped into memory: they take nothing of a process's own, and all processes share the pages they use."""

from __future__ import annotations

import json
import mmap
import os
import zlib
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

KEPT = 8
"""Files of earlier contents that stay in the cache."""

_WORD = 8
"""Bytes that every array begins at a multiple of."""


class Arrays:
    """Arrays by name, as read-only views of numbers, and a head that says what they hold.

    Pickled, those of a file are no more than its path; the file has to be there still when they come back.
    """

    def __init__(self, head: Mapping[str, Any], views: Mapping[str, memoryview[Any]], path: Path | None = None) -> None:
        self.head, self.views, self._path = head, views, path

    def __reduce__(self) -> tuple[Callable[..., Arrays], tuple[Any, ...]]:
        if self._path is not None:
            return load, (self._path,)
        return _rebuilt, (self.head, {name: (view.format, view.tobytes()) for name, view in self.views.items()})


def _rebuilt(head: Mapping[str, Any], raw: Mapping[str, tuple[str, bytes]]) -> Arrays:
    return Arrays(head, {name: memoryview(each).cast(kind) for name, (kind, each) in raw.items()})  # type: ignore[call-overload]


def save(arrays: Arrays, path: Path) -> None:
    """Write arrays for the next start. Renamed into place, so no reader sees half, and none of those who read the old one is disturbed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    kinds = {name: (view.format, len(view)) for name, view in arrays.views.items()}
    head = json.dumps({"head": arrays.head, "arrays": kinds}, ensure_ascii=False, separators=(",", ":")).encode()
    parts = (len(head).to_bytes(_WORD, "big"), head, *(view.tobytes() for view in arrays.views.values()))
    body = b"".join(part + bytes(-len(part) % _WORD) for part in parts)
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_bytes(zlib.crc32(body).to_bytes(_WORD, "big") + body)
    part.replace(path)
    for old in sorted(path.parent.glob("weights-*.bin"), key=lambda file: -file.stat().st_mtime)[KEPT:]:
        old.unlink(missing_ok=True)


@lru_cache(maxsize=2)
def load(path: Path) -> Arrays:
    """Return the arrays that `save` wrote. Raises OSError or ValueError if they are not there or not whole.

    Contents that differ in other things share them.
    """
    with path.open("rb") as file:
        check, body = file.read(_WORD), file.read()
        if not body or zlib.crc32(body).to_bytes(_WORD, "big") != check:
            raise ValueError(f"{path.name} is not whole")
        mapped = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    end = _WORD + int.from_bytes(body[:_WORD], "big")
    made = json.loads(body[_WORD:end])
    return Arrays(made["head"], dict(_views(mapped, _WORD + end, made["arrays"])), path)


def _views(mapped: memoryview, at: int, kinds: Mapping[str, tuple[Any, int]]) -> Iterator[tuple[str, memoryview[Any]]]:
    for name, (kind, count) in kinds.items():
        at += -at % _WORD
        end = at + count * memoryview(bytes(_WORD)).cast(kind).itemsize
        yield name, mapped[at:end].cast(kind)
        at = end
