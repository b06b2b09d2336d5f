"""A copy of the real content in which one thing can be changed, and what the loading then says."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

from helpline.content.load import load_content
from helpline.content.model import Content
from helpline.problems import ContentError

ROOT = Path(__file__).parents[1]
PHRASES = "groups: {alarm: [alarm]}\nemergency:\n  explicit: ['{alarm}']\n"


class Copy:
    """A content folder of its own. Example messages are left out and word lists cut short, so that it loads fast."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(ROOT / "seeds", folder / "seeds")
        shutil.copytree(ROOT / "responses", folder / "responses", ignore=shutil.ignore_patterns("*.txt"))
        for path in (folder / "responses/safety").glob("phrases.*.yaml"):
            path.write_text(PHRASES, encoding="utf-8")

    def write(self, path: str, text: str | bytes) -> None:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text if isinstance(text, bytes) else text.encode())

    def remove(self, path: str) -> None:
        target = self.folder / path
        if target.is_dir():
            shutil.rmtree(target)
        else:
            target.unlink()

    def content(self) -> Content:
        return load_content(self.folder)[0]

    def problems(self) -> list[str]:
        """Return what is wrong here and not with the real content, in the order in which it is said."""
        return [problem for problem in found(self.folder) if problem not in known()]

    def errors(self) -> list[str]:
        return [problem for problem in self.problems() if " error " in problem]


def found(folder: Path) -> list[str]:
    try:
        return [str(problem) for problem in load_content(folder)[1]]
    except ContentError as error:
        return str(error).split("\n")


@cache
def known() -> frozenset[str]:
    return frozenset(found(ROOT))
