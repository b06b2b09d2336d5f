"""The tables. No phone number, message or transcript has a column; a person is a keyed hash, and only where needed."""

from __future__ import annotations

from sqlalchemy import Column, Date, DateTime, Integer, MetaData, String, Table

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
