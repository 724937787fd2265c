"""All that stands in a database, to be searched for what must not be there."""

import json

from sqlalchemy import select

from storage.database import Database
from storage.tables import METADATA


async def everything(database: Database) -> str:
    """Every row of every table as one text."""
    found = []
    async with database.engine.connect() as connection:
        for table in METADATA.sorted_tables:
            every = await connection.execute(select(table))
            found += [json.dumps(dict(row._mapping), default=str, ensure_ascii=False) for row in every]
    return "\n".join(found)
