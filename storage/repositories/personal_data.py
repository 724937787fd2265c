"""Everything about one person, in every table, as the declarations of the tables say."""

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, delete, false, func, or_, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.conversations import Json
from civic.data_ports import Person, Portion
from civic.residents import Address, Channel
from storage.declarations import DECLARED
from storage.declarations.base import By, Declared, Way
from storage.locked_rooms import is_hidden
from storage.personal_rows import leads, mentions, owned, table_of
from storage.quotes import erase_quotes
from storage.staff_rooms import lock_chats
from storage.tables import METADATA

# These stay while the goodbye is read.
_CHAT = frozenset({"web_visitor", "erasure"})


class SqlPersonalData:
    """Implements `civic.data_ports.PersonalData`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def person(self, resident_id: int) -> Person:
        """A resident with the accounts they have now."""
        account = METADATA.tables["account"]
        theirs = select(account.c.channel, account.c.chat_id).where(account.c.resident_id == resident_id)
        rows = await self._rows(theirs.order_by(account.c.id))
        return Person(resident_id, tuple(Address(Channel(row.channel), row.chat_id) for row in rows))

    async def of(self, person: Person, now: datetime) -> dict[str, Portion]:
        """Their rows by table. Whoever else is named there is "staff"; no hash of a link is there.

        Nor what a work area of staff that is locked hides, since that tells of others.
        """
        found = {}
        for declared in DECLARED:
            if rows := await self._portion(declared, person, now):
                found[declared.name] = Portion(declared.purpose, declared.kept.value, rows)
        return found

    async def left(self, person: Person) -> dict[str, int]:
        """How many rows are about the person or name them, by table; tables without any are left out."""
        counts = {}
        for declared in DECLARED:
            if declared.is_personal and declared.name not in _CHAT:
                about = or_(owned(declared, person), _named(declared, person))
                count = select(func.count()).select_from(table_of(declared)).where(about)
                counts[declared.name] = (await self._rows(count))[0][0]
        return {table: rows for table, rows in counts.items() if rows}

    async def erase(self, person: Person, *, keep_chat: bool) -> None:
        """Deletes their rows and empties what names them. `keep_chat`: an empty chat on the web stays."""
        connection = await self._session.connection()
        await lock_chats(self._session, _visitors(person))
        await erase_quotes(self._session, person)
        for declared, column, left, which in mentions(person):
            await connection.execute(update(table_of(declared)).where(which).values({column: left}))
        for which, declared in _in_order(person):
            if not (keep_chat and declared.name in _CHAT):
                await connection.execute(delete(table_of(declared)).where(which))

    async def past_events(self, person: Person, now: datetime) -> list[int]:
        """Events that have begun, or let this person in before, and have a registration of theirs."""
        event, registration = METADATA.tables["event"], METADATA.tables["registration"]
        is_past = or_(event.c.starts_at <= now, registration.c.arrived > 0)
        past = (
            select(event.c.id)
            .join(registration, registration.c.event_id == event.c.id)
            .where(registration.c.resident_id == person.resident_id, is_past)
            .order_by(event.c.id)
        )
        return [row.id for row in await self._rows(past)]

    async def _portion(self, declared: Declared, person: Person, now: datetime) -> list[dict[str, Json]]:
        table = table_of(declared)
        names = {one.name: one for one in table.columns}
        keys = tuple(one.name for one in table.primary_key.columns)
        mine: dict[tuple[object, ...], dict[str, Json]] = {}
        for way in (*declared.owners, *(one.way for one in declared.mentions)):
            is_owner = way in declared.owners
            shown = way.shown or (tuple(names) if is_owner else (*keys, way.column))
            theirs = select(table).where(leads(declared, way, person), ~is_hidden(declared.name, now))
            for row in await self._rows(theirs.order_by(*table.primary_key.columns)):
                known = mine.setdefault(tuple(row._mapping[key] for key in keys), {})
                for name, value in _told(declared, row, shown, person).items():
                    known.setdefault(name, value)
        return list(mine.values())

    async def _rows(self, query: Select[Any]) -> list[Row[Any]]:
        return list((await (await self._session.connection()).execute(query)).all())


def _in_order(person: Person) -> Iterator[tuple[ColumnElement[bool], Declared]]:
    """What is deleted, children before the parents that lead to them."""
    names = [table.name for table in reversed(METADATA.sorted_tables)]
    declared = sorted((one for one in DECLARED if one.owners), key=lambda one: names.index(one.name))
    for one in declared:
        for way in one.owners:
            if way.by is By.PARENT:
                yield leads(one, way, person), one
    for one in declared:
        yield owned(one, person), one


def _named(declared: Declared, person: Person) -> ColumnElement[bool]:
    return or_(false(), *(leads(declared, one.way, person) for one in declared.mentions))


def _told(declared: Declared, row: Row[Any], shown: tuple[str, ...], person: Person) -> dict[str, Json]:
    people = {way.column for way in _ways(declared) if way.by is By.RESIDENT}
    values = {name: row._mapping[name] for name in shown}
    return {
        name: _who(value, person) if name in people else _json(value, secret=name in declared.secret)
        for name, value in values.items()
    }


def _ways(declared: Declared) -> tuple[Way, ...]:
    return (*declared.owners, *(one.way for one in declared.mentions))


def _who(value: object, person: Person) -> str | None:
    if value is None:
        return None
    return "you" if value == person.resident_id else "staff"


def _json(value: object, *, secret: bool) -> Json:
    if secret:
        return "kept, but not readable by anybody" if value else None
    match value:
        case None | bool() | int() | float():
            return value
        case str():
            return _read(value)
        case datetime() | date():
            return value.isoformat()
        case bytes():
            return f"{len(value)} bytes"
        case Mapping():
            return {str(name): _json(one, secret=False) for name, one in value.items()}
        case list() | tuple():
            return [_json(one, secret=False) for one in value]
    raise TypeError(type(value).__name__)


def _read(value: str) -> Json:
    """A text; an object that is stored as a text as the object."""
    if not value.startswith("{"):
        return value
    try:
        read: Json = json.loads(value)
    except ValueError:
        return value
    return read


def _visitors(person: Person) -> list[int]:
    return [one.chat_id for one in person.accounts if one.channel is Channel.WEB]
