"""The published edits as the line reads them, without what staff need to make them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from helpline.store.driver import Database, moment

State = Literal["draft", "proposed", "published", "dropped"]

_PAIRS = "SELECT path, revision FROM published"
_OVERLAY = """
SELECT id, revisions.path, text, parent, file, state, author, written, note, decided_by, decided
FROM revisions JOIN published ON published.revision = revisions.id
"""


@dataclass(frozen=True)
class Revision:
    """One state of a reply file. `decided_by` published it or took it back; `text` '' is the file as deployed."""

    id: int
    path: str
    text: str
    parent: int
    file: str
    state: State
    author: str
    written: datetime
    note: str
    decided_by: str
    decided: datetime | None


class Published:
    """What is published, in the database. Each call is one short transaction, which raises AwayError while it is away."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def pairs(self) -> dict[str, int]:
        """Return which revision is published for which path: cheap, to see whether anything has changed."""
        with self._database.begin() as transaction:
            return dict(transaction.run(_PAIRS))

    def overlay(self) -> dict[str, Revision]:
        """Return the published revision of each path that has one."""
        with self._database.begin() as transaction:
            found = [Revision(*row) for row in transaction.run(_OVERLAY)]
        return {
            made.path: replace(made, written=moment(made.written), decided=made.decided and moment(made.decided))
            for made in found
        }
