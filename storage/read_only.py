"""Reading events from a SQLite file that may be anybody's: it is never made, changed or waited for."""

from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.events import EventWithSeats
from storage.database import DatabaseUnusable
from storage.repositories.events import SqlEvents


def sqlite_file(url: str) -> Path | None:
    """The file behind a database's address; None where it is no SQLite database."""
    parts = make_url(url)
    return Path(parts.database or "") if parts.get_backend_name() == "sqlite" else None


async def events_in(file: Path, now: datetime) -> list[EventWithSeats]:
    """Events of any status that end after `now`, soonest first. DatabaseUnusable where they cannot be read,
    also because the tables are of another release."""
    address = f"sqlite+aiosqlite:///file:{quote(str(file))}?mode=ro&uri=true"
    engine = create_async_engine(address, hide_parameters=True)
    try:
        async with AsyncSession(engine) as session:
            return await SqlEvents(session).of_staff(now)
    except DBAPIError as failure:
        raise DatabaseUnusable(str(failure.orig)) from failure
    finally:
        await engine.dispose()
