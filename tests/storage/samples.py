"""One row for every table, made from the table itself; what is somebody's carries their marks."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from itertools import count

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    String,
    Table,
    TypeDecorator,
    insert,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from civic.data_ports import Person
from civic.residents import Address, Channel
from storage.database import Database
from storage.declarations import BY_NAME
from storage.declarations.base import By, Way
from storage.tables import METADATA
from webchat.ports import WEB_BOT_ID

SOMETIME = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
_numbers = count(1)

# Where a value has to be one of a few, or keep a rule of its table.
VALUES: Mapping[str, Mapping[str, object]] = {
    "account": {"channel": "telegram"},
    "announcement_edit": {"status": "sent", "claimable_at": None},
    "announcement_progress": {"channel": "telegram"},
    "chat_group": {"channel": "telegram"},
    "delivery": {"status": "sent", "claimable_at": None, "channel": "telegram"},
    "event": {
        "starts_at": SOMETIME,
        "ends_at": SOMETIME,
        "seats": 9,
        "status": "published",
        "way": "first_come",
        "questions": [],
        "reminders": [],
    },
    "event_numbers": {"figures": {"languages": [], "needs": []}},
    "event_rating": {"stars": 5},
    "gap_cluster": {"people": 3},
    "notice": {"status": "sent", "claimable_at": None, "kind": "digest"},
    "outgoing_mail": {"status": "sent", "claimable_at": None},
    "registration": {
        "people": 1,
        "offered": 0,
        "arrived": 0,
        "offer_until": None,
        "status": "confirmed",
        "needs": [],
        "reminders": None,
    },
    "resident": {"language": "de", "news_when": "at_once"},
    "staff_push": {"channel": None, "chat_id": None},
    "staff_member": {"role": "coordinator"},
    "knowledge_generation": {"status": "failed"},
}


class Sampler:
    """Fills every table for one person, whose texts all hold `mark`."""

    def __init__(self, database: Database, mark: str) -> None:
        self.mark = mark
        self._database = database
        self._chats = {Channel.TELEGRAM: 8_000_000_000 + next(_numbers), Channel.WEB: 7000 + next(_numbers)}
        self._made: dict[str, dict[str, object]] = {}

    async def fill(self) -> Person:
        """A row in every table but that of who is being forgotten; returns the person whose rows they are."""
        async with self._database.engine.begin() as connection:
            for table in METADATA.sorted_tables:
                if table.name != "erasure":
                    await self._insert(connection, table)
            # The second account, since a person can have one on each channel.
            await self._insert(connection, METADATA.tables["account"], channel="web", chat_id=self._web)
        accounts = tuple(Address(channel, chat) for channel, chat in self._chats.items())
        return Person(self.resident_id, accounts)

    @property
    def resident_id(self) -> int:
        """Whose rows they are."""
        number = self._made["resident"]["id"]
        assert isinstance(number, int)
        return number

    @property
    def chats(self) -> list[int]:
        """Their chats."""
        return list(self._chats.values())

    @property
    def _web(self) -> int:
        return self._chats[Channel.WEB]

    async def _insert(self, connection: AsyncConnection, table: Table, **given: object) -> None:
        fixed = {**VALUES.get(table.name, {}), **given}
        values = {}
        for column in table.columns:
            if column.name in fixed:
                values[column.name] = fixed[column.name]
            elif not self._is_given_by_the_database(table, column):
                values[column.name] = self._value(table, column)
        row = (await connection.execute(insert(table).values(values).returning(table))).one()
        self._made.setdefault(table.name, dict(row._mapping))

    def _is_given_by_the_database(self, table: Table, column: Column[object]) -> bool:
        return column.name == "id" and table.name not in (
            "web_visitor",
            "web_update",
            "web_file",
            "web_message",
        )

    def _value(self, table: Table, column: Column[object]) -> object:
        for way in self._ways(table):
            if way.column == column.name and not way.kinds:
                return self._led(way)
            if way.beside == column.name and way.by is By.BOT_CHAT:
                return WEB_BOT_ID
        for key in column.foreign_keys:
            if key.column.table.name in self._made:
                return self._made[key.column.table.name][key.column.name]
        return self._plain(column)

    def _led(self, way: Way) -> object:
        match way.by:
            case By.RESIDENT:
                return self.resident_id
            case By.ACCOUNT:
                return self._chats[Channel.TELEGRAM]
            case By.BOT_CHAT | By.VISITOR:
                return self._web
            case By.SETTING:
                return f"chat/{self._web}/commands"
            case By.PARENT:
                return self._made[way.parent]["id"]

    def _ways(self, table: Table) -> list[Way]:
        declared = BY_NAME[table.name]
        return [*declared.owners, *(one.way for one in declared.mentions)]

    def _plain(self, column: Column[object]) -> object:
        kind = column.type
        match kind.impl_instance if isinstance(kind, TypeDecorator) else kind:
            case JSON():
                return [] if column.name in ("languages", "others") else {"text": self.mark}
            case Boolean():
                return False
            case DateTime():
                return SOMETIME
            case Date():
                return date(2026, 11, 20)
            case LargeBinary():
                return f"{self.mark} {next(_numbers)}".encode()
            case Float():
                return 0.5
            case BigInteger() | Integer():
                return 500_000 + next(_numbers)
            case String():
                return f"{self.mark} {next(_numbers)}"
        raise TypeError(f"no sample for {column}")
