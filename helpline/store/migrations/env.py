"""Alembic's entry: runs migrations over the connection that the caller opened."""

from __future__ import annotations

from alembic import context

from helpline.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
