"""Alembic's place: environment, template and revisions. `storage.migrate` runs them."""
