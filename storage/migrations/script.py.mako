"""${message}

On SQLite a change of a column rebuilds its table. Hand `batch_alter_table` what a rebuild cannot read from the
database: `table_kwargs={"sqlite_autoincrement": True}`, and the CHECK constraints as `table_args`.
"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op
${imports if imports else ""}

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    """Changes the tables to this revision."""
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    """Changes them back."""
    ${downgrades if downgrades else "pass"}
