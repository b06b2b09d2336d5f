"""Counts by the hour, opt-outs, hashes of counted messages, unknown words."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "optouts",
        sa.Column("person", sa.String(64), primary_key=True),
        sa.Column("message", sa.String(64), nullable=False),
        sa.Column("out", sa.Integer, nullable=False),
        sa.Column("changed", sa.DateTime(timezone=True), nullable=False, index=True),
    )
    op.create_table(
        "counts",
        sa.Column("hour", sa.DateTime(timezone=True), primary_key=True),
        sa.Column("channel", sa.String(8), primary_key=True),
        sa.Column("lang", sa.String(8), primary_key=True),
        sa.Column("outcome", sa.String(16), primary_key=True),
        sa.Column("topic", sa.String(64), primary_key=True),
        sa.Column("times", sa.Integer, nullable=False),
    )
    op.create_table(
        "counted",
        sa.Column("message", sa.String(64), primary_key=True),
        sa.Column("hour", sa.DateTime(timezone=True), nullable=False, index=True),
    )
    op.create_table(
        "words",
        sa.Column("month", sa.Date, primary_key=True),
        sa.Column("word", sa.String(40), primary_key=True),
        sa.Column("person", sa.String(64), primary_key=True),
    )


def downgrade() -> None:
    """Drop the tables."""
    for table in ("words", "counted", "counts", "optouts"):
        op.drop_table(table)
