"""Which rows are about a person, from the declarations of the tables."""

from collections.abc import Iterator

from sqlalchemy import Column, ColumnElement, Table, and_, false, or_, select

from civic.data_ports import Person
from civic.residents import Channel
from storage.declarations import BY_NAME, DECLARED
from storage.declarations.base import By, Declared, Way
from storage.tables import METADATA
from webchat.ports import WEB_BOT_ID


def table_of(declared: Declared) -> Table:
    """The table itself."""
    return METADATA.tables[declared.name]


def key_of(table: Table) -> Column[object]:
    """The column by which rows of other tables lead to this one."""
    return next(iter(table.primary_key.columns))


def owned(declared: Declared, person: Person) -> ColumnElement[bool]:
    """The rows that are the person's."""
    return or_(false(), *(leads(declared, way, person) for way in declared.owners))


def leads(declared: Declared, way: Way, person: Person) -> ColumnElement[bool]:
    """The rows that this way leads from to the person."""
    table = table_of(declared)
    column = table.c[way.column]
    match way.by:
        case By.RESIDENT:
            return column == person.resident_id
        case By.ACCOUNT:
            beside = table.c[way.beside]
            pairs = [and_(beside == one.channel.value, column == one.chat_id) for one in person.accounts]
            return or_(false(), *pairs)
        case By.BOT_CHAT:
            web = column.in_(_chats(person, Channel.WEB)) & (table.c[way.beside] == WEB_BOT_ID)
            telegram = column.in_(_chats(person, Channel.TELEGRAM)) & (table.c[way.beside] != WEB_BOT_ID)
            return or_(web, telegram)
        case By.VISITOR:
            return column.in_(_chats(person, Channel.WEB))
        case By.SETTING:
            names = [f"chat/{chat}/" for chat in _chats(person, Channel.WEB)]
            return or_(false(), *(column.startswith(name, autoescape=True) for name in names))
        case By.PARENT:
            parent = BY_NAME[way.parent]
            theirs = column.in_(select(key_of(table_of(parent))).where(_directly(parent, person)))
            return theirs & table.c[way.beside].in_(way.kinds) if way.kinds else theirs


def mentions(person: Person) -> Iterator[tuple[Declared, str, object, ColumnElement[bool]]]:
    """Columns that name the person in rows of others: table, column, what is put there, which rows."""
    for declared in DECLARED:
        for mention in declared.mentions:
            yield declared, mention.way.column, mention.left, leads(declared, mention.way, person)


def _directly(declared: Declared, person: Person) -> ColumnElement[bool]:
    direct = [way for way in declared.owners if way.by is not By.PARENT]
    return or_(false(), *(leads(declared, way, person) for way in direct))


def _chats(person: Person, channel: Channel) -> list[int]:
    return [one.chat_id for one in person.accounts if one.channel is channel]
