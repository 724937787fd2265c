"""Runs revisions on the connection, inside the transaction, that `storage.migrate` opened."""

from alembic import context

from storage.tables import METADATA

attributes = context.config.attributes
context.configure(
    connection=attributes["connection"],
    target_metadata=METADATA,
    # SQLite changes a column by rebuilding its table.
    render_as_batch=True,
    on_version_apply=attributes.get("on_version_apply"),
)
context.run_migrations()
