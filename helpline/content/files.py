"""The files of a content folder: each read once, and what is wrong with one said with its place.

file-missing, file-size, file-utf8: a file that cannot be read.
GOOD: a text file saved as UTF-8. BAD: one saved as Latin-1 or UTF-16, one of more than a million bytes, one taken away.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from helpline.content.reading import Reader
from helpline.content.yamlfile import Node, YamlError, parse_mapping
from helpline.problems import Problem

FILE_LIMIT = 1_000_000
"""Bytes of one file. A larger one is a mistake, and is not read into memory."""


class Files:
    """Reads files below `folder`; `problems` collects what is wrong with them and with what others find in them.

    `overlay` holds texts, by path from the folder on, that stand for what the files of these names hold.
    """

    def __init__(self, folder: Path, overlay: Mapping[str, str] = MappingProxyType({})) -> None:
        self.folder, self.overlay, self.problems = folder, overlay, list[Problem]()
        self._hash = hashlib.sha256()
        self._above = (folder / "-").as_posix()[:-1]

    @property
    def version(self) -> str:
        """A hash over the names and bytes of every file read so far."""
        return self._hash.hexdigest()[:12]

    def shown(self, path: Path) -> str:
        """Return the path as problems name it: from the content folder on."""
        return path.as_posix().removeprefix(self._above)

    def matching(self, folder: str, pattern: str) -> list[Path]:
        """Return the files that match, in order of their names. Hidden ones are editors' leftovers."""
        return sorted(path for path in (self.folder / folder).glob(pattern) if not path.name.startswith("."))

    def fault(self, path: Path, rule: str, sentence: str, place: tuple[int, int] = (1, 1)) -> None:
        """Record an error of the file or folder `path`."""
        self.problems.append(Problem(self.shown(path), *place, "error", rule, sentence))

    def text(self, path: Path) -> str | None:
        """Return what a file holds, or None with a problem if it is too large, not UTF-8 or not to be opened."""
        raw = self._raw(path)
        if raw is None:
            return None
        self._hash.update(self.shown(path).encode() + b"\0" + raw + b"\0")
        return self._decoded(path, raw)

    def _raw(self, path: Path) -> bytes | None:
        if (over := self.overlay.get(self.shown(path))) is not None:
            return over.encode()
        try:
            if (size := path.stat().st_size) > FILE_LIMIT:
                sentence = f"{size:,} bytes, at most {FILE_LIMIT:,}. This is not a file for people to write."
                self.fault(path, "file-size", sentence)
                return None
            return path.read_bytes()
        except OSError as error:
            self.fault(path, "file-missing", f"cannot be read ({error.strerror}). Put the file back.")
            return None

    def _decoded(self, path: Path, raw: bytes) -> str | None:
        try:
            return raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            # With a byte order mark, Python counts from behind it.
            at = error.start + len(raw) - len(error.object)
            line = raw[:at].count(b"\n") + 1
            col = len(raw[raw.rfind(b"\n", 0, at) + 1 : at].decode("utf-8-sig", "replace")) + 1
            sentence = f"byte 0x{raw[at]:02x} is not UTF-8. Save the file as UTF-8."
            self.fault(path, "file-utf8", sentence, (line, col))
            return None

    def yaml(self, path: Path) -> Node | None:
        """Return the block that a file holds, or None with its problems."""
        text = self.text(path)
        if text is None:
            return None
        try:
            return parse_mapping(text, self.shown(path))
        except YamlError as error:
            self.problems.extend(error.problems)
            return None

    def opened(self, path: Path) -> tuple[Node, Reader]:
        """Return what a file holds and its reader. One that cannot be read is empty, and what then lacks is not said."""
        node = self.yaml(path)
        if node is None:
            return Node(1, 1), Reader(self.shown(path), [])
        return node, self.reader(path)

    def reader(self, path: Path) -> Reader:
        """Return a reader whose problems are collected here."""
        return Reader(self.shown(path), self.problems)
