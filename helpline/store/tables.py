"""The tables. No phone number, message or transcript has a column; a person is a keyed hash, and only where needed."""

from __future__ import annotations

from sqlalchemy import Column, Date, DateTime, ForeignKey, Integer, MetaData, String, Table, Text

metadata = MetaData()

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
    Column("written", DateTime(timezone=True), nullable=False),
    Column("note", String(300), nullable=False),
    Column("decided_by", String(40), nullable=False),
    Column("decided", DateTime(timezone=True)),
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
