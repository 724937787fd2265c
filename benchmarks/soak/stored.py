"""The database as a whole: whether it is sound, whether anything is open, and who is in it."""

import json
from collections.abc import AsyncIterator

from sqlalchemy import func, select, text

from benchmarks.soak.evidence import Evidence
from benchmarks.soak.people import Gone
from civic.data_ports import Person
from civic.residents import Address, Channel
from civic.time import utc_now
from storage.database import Database
from storage.tables import METADATA
from storage.unit_of_work import SqlUnitOfWork


async def everything(database: Database) -> AsyncIterator[tuple[str, str]]:
    """Each row of each table, as text."""
    async with database.engine.connect() as connection:
        for table in METADATA.sorted_tables:
            for row in await connection.execute(select(table)):
                yield table.name, json.dumps([str(one) for one in row], ensure_ascii=False)


async def noted(database: Database) -> frozenset[str]:
    """Texts that joined a question which waits for a person: the bot does not answer each of them."""
    notes = METADATA.tables["question_note"]
    async with database.engine.connect() as connection:
        return frozenset(row.text for row in await connection.execute(select(notes.c.text)))


async def remembered(database: Database, seen: Evidence) -> list[str]:
    """Rows that are about somebody who was told that they are forgotten, or that hold their name or chat."""
    gone = [person.gone for person in seen.people if person.gone is not None]
    found = []
    for one in gone:
        async with SqlUnitOfWork(database).reading() as r:
            left = await r.personal_data.left(Person(one.resident_id, tuple(_accounts(one))))
        found += [f"{one.name}: {rows} rows in {table}" for table, rows in left.items()]
    signs = {sign: one for one in gone for sign in _signs(one)}
    async for table, row in everything(database):
        found += [f"{signs[sign].name}: “{sign}” is in {table}" for sign in signs if sign in row]
    return found


def _accounts(one: Gone) -> list[Address]:
    # Nobody knows the number of their own chat on the web.
    return [Address(Channel.TELEGRAM, one.chat)] if one.channel == "telegram" else []


def _signs(one: Gone) -> list[str]:
    return [one.name, *([str(one.chat)] if one.channel == "telegram" else [])]


async def left_open(database: Database) -> list[str]:
    """What is due and was not done."""
    tables, now = METADATA.tables, utc_now()
    copy, notice, erasure = tables["delivery"], tables["notice"], tables["erasure"]
    waiting = tables["announcement"].c.status.in_(("scheduled", "sending"))
    open_ones = {
        "updates of the web chat": select(func.count()).select_from(tables["web_update"]),
        "copies of announcements": select(func.count()).where(copy.c.claimable_at <= now),
        "announcements": select(func.count()).where(waiting),
        "messages": select(func.count()).where(notice.c.claimable_at <= now),
        "wishes to be forgotten": select(func.count()).where(erasure.c.said_at.is_(None)),
    }
    found = []
    async with database.engine.connect() as connection:
        for what, counted in open_ones.items():
            number = (await connection.execute(counted)).scalar_one()
            if number:
                found.append(f"{number} {what}")
    return found


async def broken(database: Database) -> list[str]:
    """What SQLite says of its file; of a server, tables that cannot be read."""
    if database.file is None:
        rows = [one async for one in everything(database)]
        return [] if rows else ["there is nothing in it"]
    found: list[str] = []
    async with database.engine.connect() as connection:
        for pragma in ("integrity_check", "foreign_key_check"):
            said = [str(row[0]) for row in await connection.execute(text(f"PRAGMA {pragma}"))]
            found += [f"{pragma}: {one}" for one in said if one != "ok"]
    return found
