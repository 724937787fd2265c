"""Revisions that exist only in tests, written into a folder of the test on top of the shipped ones."""

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from storage.database import Database
from storage.migrate import VERSIONS, upgrade

_FILE = '''"""A revision of a test."""

import os
import signal

import sqlalchemy as sa
from alembic import op

revision = "test"
down_revision = "{head}"


def upgrade() -> None:
{body}
'''

# A new rule for a column: SQLite can only write the table anew, which drops the table that others refer to.
REBUILD = """
    with op.batch_alter_table(
        "event", recreate="auto", table_kwargs={"sqlite_autoincrement": True}
    ) as event:
        event.alter_column("organiser", existing_type=sa.String(), nullable=True)
"""
BREAK = """
    op.execute("DELETE FROM event")
"""
FAIL = """
    op.execute("DELETE FROM registration")
    op.execute("ALTER TABLE event ADD COLUMN half INTEGER")
    raise ZeroDivisionError
"""
DIE = """
    op.execute("DELETE FROM registration")
    op.execute("ALTER TABLE event ADD COLUMN half INTEGER")
    print("half way", flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def with_revision(folder: Path, head: str, body: str) -> Sequence[Path]:
    """The shipped revisions and one more on top of them."""
    (folder / "revision.py").write_text(_FILE.format(head=head, body=body))
    return (*VERSIONS, folder)


async def _upgrade(url: str, folder: str) -> None:
    database = Database(url)
    await upgrade(database, (*VERSIONS, Path(folder)))
    await database.close()


if __name__ == "__main__":
    asyncio.run(_upgrade(*sys.argv[1:]))
