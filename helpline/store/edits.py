"""What staff have done to reply files: drafts, proposals and publications, kept as revisions and never overwritten."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, delete, insert, select, update
from sqlalchemy import text as sql

from helpline.problems import HelplineError
from helpline.store.published import Revision, State
from helpline.store.tables import published, revisions

OPEN = ("draft", "proposed")


class EditError(HelplineError):
    """Something that cannot be done to a revision; the sentence says why."""


class MovedError(EditError):
    """The reply was published anew since the revision was begun; nothing is lost."""


class Edits:
    """Revisions in the database. Each call is one short transaction, which raises SQLAlchemyError while that is away."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def pairs(self) -> dict[str, int]:
        """Return which revision is published for which path: cheap, to see whether anything has changed."""
        with self._engine.begin() as connection:
            return {row.path: row.revision for row in connection.execute(select(published))}

    def overlay(self) -> dict[str, Revision]:
        """Return the published revision of each path that has one."""
        joined = select(revisions).join(published, published.c.revision == revisions.c.id)
        with self._engine.begin() as connection:
            return {row.path: _revision(row) for row in connection.execute(joined)}

    def get(self, id_: int) -> Revision | None:
        """Return a revision."""
        with self._engine.begin() as connection:
            return _get(connection, id_)

    def open(self, path: str = "") -> list[Revision]:
        """Return drafts and proposals, of one path or of all, oldest first."""
        query = select(revisions).where(revisions.c.state.in_(OPEN)).order_by(revisions.c.written)
        return self._all(query.where(revisions.c.path == path) if path else query)

    def history(self, path: str) -> list[Revision]:
        """Return what was published for a path, newest first."""
        query = select(revisions).where(revisions.c.path == path, revisions.c.state == "published")
        return self._all(query.order_by(revisions.c.id.desc()))

    def current(self, path: str) -> int:
        """Return the id of the published revision of a path, 0 where the file itself is served."""
        with self._engine.begin() as connection:
            return _current(connection, path)

    def save(self, path: str, author: str, text: str, parent: int, file: str, note: str = "") -> Revision:
        """Keep a draft: a person has at most one of a reply. A proposal that is changed is a draft again."""
        row = {"text": text, "parent": parent, "file": file, "note": note[:300], "written": datetime.now(UTC)}
        with self._engine.begin() as connection:
            own = select(revisions.c.id).where(
                revisions.c.path == path, revisions.c.author == author, revisions.c.state.in_(OPEN)
            )
            at = connection.execute(own).scalar()
            if at is None:
                at = _add(connection, row | {"path": path, "author": author, "state": "draft"})
            else:
                connection.execute(update(revisions).where(revisions.c.id == at).values(**row, state="draft"))
            return _there(connection, at)

    def propose(self, id_: int, author: str, note: str) -> Revision:
        """Ask for somebody's approval."""
        with self._engine.begin() as connection:
            found = _there(connection, id_)
            if found.author != author or found.state != "draft":
                raise EditError("Only your own draft can be proposed.")
            connection.execute(update(revisions).where(revisions.c.id == id_).values(state="proposed", note=note[:300]))
            return _there(connection, id_)

    def send_back(self, id_: int, by: str, note: str) -> None:
        """Make a proposal a draft of its author again, with a note on what to change."""
        with self._engine.begin() as connection:
            if _there(connection, id_).state != "proposed":
                raise EditError("This is not waiting for approval any more.")
            values = {"state": "draft", "note": f"{by}: {note}"[:300]}
            connection.execute(update(revisions).where(revisions.c.id == id_).values(**values))

    def drop(self, id_: int, by: str) -> None:
        """Give up a draft or a proposal. It stays in the table."""
        with self._engine.begin() as connection:
            if _there(connection, id_).state not in OPEN:
                raise EditError("This is no draft any more.")
            _decide(connection, id_, "dropped", by)

    def approve(self, id_: int, by: str, text: str) -> Revision:
        """Publish another person's proposal, as `text`, which adds the approval. Raises EditError or MovedError."""
        with self._engine.begin() as connection:
            _alone(connection)
            found = _there(connection, id_)
            if found.state != "proposed":
                raise EditError("This is not waiting for approval any more.")
            if found.author == by:
                raise EditError("Your own words need another person's approval.")
            if _current(connection, found.path) != found.parent:
                raise MovedError("This reply was published anew since these words were begun.")
            connection.execute(update(revisions).where(revisions.c.id == id_).values(text=text))
            _decide(connection, id_, "published", by)
            _serve(connection, found.path, id_)
            return _there(connection, id_)

    def publish(self, path: str, by: str, text: str, parent: int, file: str, note: str) -> Revision:
        """Publish at once what needs no second person: an approved text again, the file itself (''), or a pause."""
        with self._engine.begin() as connection:
            _alone(connection)
            if _current(connection, path) != parent:
                raise MovedError("This reply was published anew meanwhile.")
            row = {"path": path, "text": text, "parent": parent, "file": file, "author": by, "note": note[:300]}
            at = _add(connection, row | {"state": "published", "written": datetime.now(UTC)})
            _decide(connection, at, "published", by)
            _serve(connection, path, at if text else 0)
            return _there(connection, at)

    def _all(self, query: Any) -> list[Revision]:
        with self._engine.begin() as connection:
            return [_revision(row) for row in connection.execute(query)]


def _alone(connection: Connection) -> None:
    """Let one transaction at a time publish. SQLite does so by itself."""
    if connection.dialect.name == "postgresql":
        connection.execute(sql("LOCK TABLE published IN SHARE ROW EXCLUSIVE MODE"))


def _add(connection: Connection, row: dict[str, Any]) -> int:
    made = connection.execute(insert(revisions).values(decided_by="", **row).returning(revisions.c.id))
    return int(made.scalar_one())


def _decide(connection: Connection, id_: int, state: State, by: str) -> None:
    values = {"state": state, "decided_by": by, "decided": datetime.now(UTC)}
    connection.execute(update(revisions).where(revisions.c.id == id_).values(**values))


def _serve(connection: Connection, path: str, revision: int) -> None:
    """Make a revision the one that is served; 0 is the file."""
    connection.execute(delete(published).where(published.c.path == path))
    if revision:
        connection.execute(insert(published).values(path=path, revision=revision))


def _current(connection: Connection, path: str) -> int:
    return connection.execute(select(published.c.revision).where(published.c.path == path)).scalar() or 0


def _get(connection: Connection, id_: int) -> Revision | None:
    row = connection.execute(select(revisions).where(revisions.c.id == id_)).first()
    return None if row is None else _revision(row)


def _there(connection: Connection, id_: int) -> Revision:
    found = _get(connection, id_)
    if found is None:
        raise EditError("There is no such draft.")
    return found


def _revision(row: Row[Any]) -> Revision:
    return Revision(**row._mapping)
