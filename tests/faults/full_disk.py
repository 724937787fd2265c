"""A database that can grow no more, as on a full disk."""

from dataclasses import dataclass

from sqlalchemy import Connection, event, text
from sqlalchemy.engine.interfaces import ExceptionContext

from bot.app import App
from storage.database import Database

_WRITES = ("INSERT", "UPDATE", "DELETE", "WITH")
_NO_LIMIT = 2**32 - 2
_BALLAST = "INSERT INTO ballast VALUES (zeroblob({pages} * 4096))"


@dataclass
class Disk:
    """The disk below a bot's database: while `full`, SQLite itself refuses to let the file grow.

    No setting of PostgreSQL does that; there every statement that writes fails as its driver would.
    """

    full: bool = False
    refused: int = 0

    def below(self, app: App) -> None:
        """Takes its place before the bot starts."""
        engine, is_file = app.database.engine.sync_engine, app.database.file is not None
        if is_file:
            event.listen(engine, "begin", self._limit)
            event.listen(engine, "handle_error", self._count)
        else:
            event.listen(engine, "before_cursor_execute", self._refuse)

    def _limit(self, connection: Connection) -> None:
        # A limit below the present size becomes that size.
        connection.exec_driver_sql(f"PRAGMA max_page_count = {1 if self.full else _NO_LIMIT}")

    def _count(self, context: ExceptionContext) -> None:
        self.refused += "database or disk is full" in str(context.original_exception)

    def _refuse(self, _: object, _cursor: object, statement: str, *_rest: object) -> None:
        if self.full and statement.lstrip().upper().startswith(_WRITES):
            self.refused += 1
            raise OSError(28, "No space left on device")


async def used_up(database: Database, grows: str) -> None:
    """Leaves no free page within a SQLite file, and lets a kind of write need new ones."""
    if database.file is None:
        return
    async with database.writing() as session:
        connection = await session.connection()
        await connection.execute(text("CREATE TABLE ballast (block BLOB)"))
        pages = (await connection.execute(text("PRAGMA freelist_count"))).scalar_one()
        await connection.execute(text(_BALLAST.format(pages=pages)))
        # The few bytes of a row may fit into a page that is there.
        await connection.execute(
            text(f"CREATE TRIGGER growing AFTER {grows} BEGIN {_BALLAST.format(pages=2)}; END")
        )
        await session.commit()
