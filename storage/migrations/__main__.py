"""`python -m storage.migrations "what changes"` writes the next revision, to be read and cleaned by hand."""

import asyncio
import sys
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from alembic.script import Script
from sqlalchemy import Connection

from storage.database import Database
from storage.migrate import VERSIONS, config_for, upgrade


async def write_revision(message: str, folder: Path = VERSIONS[0]) -> list[Path]:
    """Writes into `folder` what the code's tables have and a new database of this release has not."""
    with TemporaryDirectory() as place:
        database = Database(f"sqlite:///{place}/new.db")
        number = int((await upgrade(database))[-1]) + 1
        async with database.engine.connect() as connection:
            written = await connection.run_sync(_write, message, f"{number:04}", folder)
        await database.close()
    return written


def _write(connection: Connection, message: str, number: str, folder: Path) -> list[Path]:
    config = config_for(list(dict.fromkeys((*VERSIONS, folder))))
    config.attributes["connection"] = connection
    written = command.revision(config, message, autogenerate=True, rev_id=number, version_path=str(folder))
    scripts = written if isinstance(written, Iterable) else [written]
    return [Path(script.path) for script in scripts if isinstance(script, Script)]


if __name__ == "__main__":
    asyncio.run(write_revision(" ".join(sys.argv[1:])))
