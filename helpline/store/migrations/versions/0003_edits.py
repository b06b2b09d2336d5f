"""Revisions of reply files, and which of them is published."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "revisions",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("path", sa.String(200), nullable=False, index=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("parent", sa.Integer, nullable=False),
        sa.Column("file", sa.String(64), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("author", sa.String(40), nullable=False),
        sa.Column("written", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.String(300), nullable=False),
        sa.Column("decided_by", sa.String(40), nullable=False),
        sa.Column("decided", sa.DateTime(timezone=True)),
    )
    op.create_table(
        "published",
        sa.Column("path", sa.String(200), primary_key=True),
        sa.Column("revision", sa.Integer, sa.ForeignKey("revisions.id"), nullable=False),
    )


def downgrade() -> None:
    """Drop the tables."""
    for table in ("published", "revisions"):
        op.drop_table(table)
