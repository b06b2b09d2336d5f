"""The tables. No phone number, message or transcript has a column; a person is a keyed hash, and only where needed."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)

metadata = MetaData()


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, also from SQLite, which keeps no time zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Return what the database holds, as UTC."""
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


optouts = Table(
    "optouts",
    metadata,
    Column("person", String(64), primary_key=True),
    Column("message", String(64), nullable=False),
    Column("out", Integer, nullable=False),
    Column("changed", DateTime(timezone=True), nullable=False, index=True),
)
"""Who wants no texts (`out` 1) or wants them again (0), and the hash of the message that said so."""

counts = Table(
    "counts",
    metadata,
    Column("hour", DateTime(timezone=True), primary_key=True),
    Column("channel", String(8), primary_key=True),
    Column("lang", String(8), primary_key=True),
    Column("outcome", String(16), primary_key=True),
    Column("topic", String(64), primary_key=True),
    Column("times", Integer, nullable=False),
)
"""How often what was asked, by the hour."""

counted = Table(
    "counted",
    metadata,
    Column("message", String(64), primary_key=True),
    Column("hour", DateTime(timezone=True), nullable=False, index=True),
)
"""Hashes of the messages counted in the last day, so that one that comes twice counts once."""

words = Table(
    "words",
    metadata,
    Column("month", Date, primary_key=True),
    Column("word", String(40), primary_key=True),
    Column("person", String(64), primary_key=True),
)
"""Words of the fixed health vocabulary in messages that were not understood; the person's hash differs each month."""

staff = Table(
    "staff",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("shown", String(80), nullable=False),
    Column("role", String(8), nullable=False),
    Column("password", String(255), nullable=False),
    Column("created", Moment, nullable=False),
    Column("disabled", Moment),
)
"""Who may use the console: the name for sign-in, the name that others see, and the hash of the password."""

sessions = Table(
    "sessions",
    metadata,
    Column("token", String(64), primary_key=True),
    Column("account", String(64), ForeignKey("staff.name"), nullable=False, index=True),
    Column("csrf", String(64), nullable=False),
    Column("created", Moment, nullable=False),
    Column("seen", Moment, nullable=False),
    Column("ends", Moment, nullable=False, index=True),
)
"""Who is signed in: the hash of the token that the browser holds, and the token of its forms."""

attempts = Table(
    "attempts",
    metadata,
    Column("who", String(64), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last", Moment, nullable=False, index=True),
    Column("until", Moment, nullable=False),
)
"""Failed sign-ins for a name (its keyed hash, whether or not there is such an account), a known browser, and in all."""

revisions = Table(
    "revisions",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("path", String(200), nullable=False, index=True),
    Column("text", Text, nullable=False),
    Column("parent", Integer, nullable=False),
    Column("file", String(64), nullable=False),
    Column("state", String(12), nullable=False),
    Column("author", String(40), nullable=False),
    Column("written", Moment, nullable=False),
    Column("note", String(300), nullable=False),
    Column("decided_by", String(40), nullable=False),
    Column("decided", Moment),
)
"""Every state that staff gave a reply file. `parent` is the published revision it was made from, 0 for the file itself,
and `file` the hash of that file; an empty `text` is the file itself."""

published = Table(
    "published",
    metadata,
    Column("path", String(200), primary_key=True),
    Column("revision", Integer, ForeignKey("revisions.id"), nullable=False),
)
"""Which revision the line serves for a file. Without a row it serves the file."""
