"""Where a reply stands: the file as deployed, what is published over it, and who is changing it."""

from __future__ import annotations

from dataclasses import dataclass

from helpline.content.model import Content, Entry
from helpline.live.live import Live
from helpline.live.making import Judged
from helpline.live.overlay import hash_of, hashed
from helpline.problems import HelplineError, Problem
from helpline.store.edits import Edits
from helpline.store.published import Revision


class NoContentError(HelplineError):
    """No content has ever passed the check, so there are no replies to work on."""


@dataclass(frozen=True)
class Standing:
    """One reply, as one person sees it.

    `base` is the text in force: the published revision `parent`, or with `parent` 0 the file. `file` is the hash of the
    file as deployed, and `moved` says that it has changed under the published edit.
    """

    entry: Entry
    base: str
    parent: int
    file: str
    moved: bool
    own: Revision | None
    others: tuple[Revision, ...]

    @property
    def text(self) -> str:
        """What the form shows: the person's own draft, else the text in force."""
        return self.own.text if self.own else self.base

    @property
    def behind(self) -> bool:
        """Whether the reply was published or deployed anew since the own draft was begun."""
        own = self.own
        return own is not None and (own.parent != self.parent or (not self.parent and own.file != self.file))


class Desk:
    """Looks up replies in the live content, the content folder and the database."""

    def __init__(self, live: Live, edits: Edits) -> None:
        self.live, self.edits = live, edits

    @property
    def content(self) -> Content:
        """The content that is served. Raises NoContentError if there is none."""
        line = self.live.line
        if line is None:
            raise NoContentError("No content has passed the check yet. The problems are on the overview.")
        return line.content

    def entry(self, name: str) -> Entry | None:
        """Return the reply of this id."""
        return self.content.entries.get(name)

    def at(self, entry: Entry, author: str) -> Standing:
        """Return where a reply stands for `author`."""
        published = self.edits.overlay().get(entry.path)
        deployed, file = self.deployed(entry.path), hash_of(self.live.folder, entry.path)
        drafts = self.edits.open(entry.path)
        return Standing(
            entry,
            published.text if published else deployed,
            published.id if published else 0,
            file,
            published is not None and file not in (published.file, hashed(published.text.encode())),
            next((draft for draft in drafts if draft.author == author), None),
            tuple(draft for draft in drafts if draft.author != author),
        )

    def deployed(self, path: str) -> str:
        """Return the text of a file as deployed, '' where there is none."""
        try:
            return (self.live.folder / path).read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError):
            return ""

    def judge(self, path: str, text: str) -> tuple[Judged, tuple[Problem, ...], tuple[Problem, ...]]:
        """Return the content with `text` at `path`, its problems there, and errors that it brings elsewhere."""
        judged = self.live.judge({path: text})
        here = tuple(problem for problem in judged.problems if problem.path == path)
        elsewhere = tuple(problem for problem in judged.errors if problem.path != path)
        return judged, here, elsewhere
