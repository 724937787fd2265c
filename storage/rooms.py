"""The rows of the web chat, each method one short transaction of its own."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, insert, update
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from storage import kept_rooms, locked_rooms, room_rows
from storage.database import Database
from storage.repositories.rows import insert_into
from storage.tables import (
    WebCounterRow,
    WebFileRow,
    WebMessageRow,
    WebNoticeRow,
    WebSettingRow,
    WebUpdateRow,
    WebVisitorRow,
)
from webchat.ports import (
    LINES,
    NewMessage,
    NewUpdate,
    StoredFile,
    StoredMessage,
    StoredNotice,
    StoredUpdate,
    Visitor,
)


class SqlRooms:
    """Implements `webchat.ports.Rooms`.

    Whoever writes to a transcript first raises the numbers on the visitor's row, and so holds its lock;
    the counter of updates comes after that. Everybody takes these locks in this order.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create_visitor(self, token_hash: bytes, language: str, at: datetime) -> Visitor:
        """A new visitor, created and seen `at`; `token_hash` is unique."""
        async with self._database.writing() as session:
            visitor = Visitor(await room_rows.count_on(session, "visitor"), language, at, at, 0)
            row = insert(WebVisitorRow).values(
                id=visitor.id,
                token_hash=token_hash,
                language=language,
                created=at,
                seen=at,
                last_seq=0,
                last_message_id=0,
            )
            await session.exec(row)
            await session.commit()
            return visitor

    async def visitor_by_token(self, token_hash: bytes) -> Visitor | None:
        """The visitor with a cookie."""
        return await self._visitor(col(WebVisitorRow.token_hash) == token_hash)

    async def offer_token(self, visitor_id: int, token_hash: bytes) -> None:
        """Keeps its next cookie beside the present one, instead of an earlier offer."""
        async with self._database.writing() as session:
            one = update(WebVisitorRow).where(col(WebVisitorRow.id) == visitor_id)
            await session.exec(one.values(next_token_hash=token_hash))
            await session.commit()

    async def take_token(self, token_hash: bytes) -> Visitor | None:
        """Whom this cookie was offered; the one of before ends. None where there is no offer."""
        offered = col(WebVisitorRow.next_token_hash) == token_hash
        if await self._visitor(offered) is None:
            return None  # made up, most likely, and not worth a write
        async with self._database.writing() as session:
            taken = update(WebVisitorRow).where(offered)
            done = await session.exec(taken.values(token_hash=token_hash, next_token_hash=None))
            await session.commit()
        return await self.visitor_by_token(token_hash) if done.rowcount else None

    async def visitor(self, visitor_id: int) -> Visitor | None:
        """One visitor."""
        return await self._visitor(col(WebVisitorRow.id) == visitor_id)

    async def was_visitor(self, visitor_id: int) -> bool:
        """Whether this id was ever given, also if the visitor has been deleted since."""
        async with self._database.reading() as session:
            last = select(WebCounterRow.value).where(WebCounterRow.name == "visitor")
            return 1 <= visitor_id <= ((await session.exec(last)).first() or 0)

    async def touch(self, visitor_id: int, language: str, at: datetime) -> None:
        """Its browser was here `at` and speaks `language`."""
        async with self._database.writing() as session:
            seen = update(WebVisitorRow).where(col(WebVisitorRow.id) == visitor_id)
            await session.exec(seen.values(language=language, seen=at))
            await session.commit()

    async def end_visitor(self, visitor_id: int, farewell: NewUpdate) -> bool:
        """Deletes the visitor with everything of theirs; queues `farewell`. False if there is none."""
        async with self._database.writing() as session:
            if not await room_rows.delete_visitors(session, col(WebVisitorRow.id) == visitor_id):
                return False
            await room_rows.queue(session, visitor_id, farewell)
            await session.commit()
            return True

    async def kept_until(self, visitor_id: int) -> datetime | None:
        """A while after the last event that the visitor has or awaits a seat at."""
        async with self._database.reading() as session:
            end = (await session.exec(kept_rooms.last_end(visitor_id))).first()
        return end + kept_rooms.AFTER if end else None

    async def locked_since(self, visitor_id: int, now: datetime) -> datetime | None:
        """When the work area of a member of staff locked itself."""
        async with self._database.reading() as session:
            return (await session.exec(locked_rooms.locked_since(visitor_id, now))).first()

    async def add_message(
        self, visitor_id: int, message: NewMessage, update: NewUpdate | None = None
    ) -> StoredMessage | None:
        """Writes a line, its file, and the update that carries it to the bot, together."""
        async with self._database.writing() as session:
            numbers = await room_rows.raise_numbers(session, visitor_id, messages=1)
            if numbers is None:
                return None
            seq, message_id = numbers
            stored = StoredMessage(message_id, seq, message.date, message.body, deleted=False)
            row = insert(WebMessageRow).values(
                visitor_id=visitor_id,
                id=message_id,
                seq=seq,
                date=message.date,
                body=message.body,
                deleted=False,
            )
            await session.exec(row)
            if message.file is not None:
                await room_rows.add_file(session, visitor_id, message_id, message.file)
            if update is not None:
                await room_rows.queue(session, visitor_id, update, message_id)
            await session.commit()
            return stored

    async def edit_message(self, visitor_id: int, message_id: int, body: str) -> StoredMessage | None:
        """Replaces the body under a new seq. None if there is no such message or it is deleted."""
        async with self._database.writing() as session:
            stored = await room_rows.change(session, visitor_id, message_id, body, deleted=False)
            if stored is not None:
                await session.commit()
            return stored

    async def delete_message(self, visitor_id: int, message_id: int) -> bool:
        """Marks as deleted under a new seq, empties the body, deletes the file. False if there is none."""
        async with self._database.writing() as session:
            deleted = await room_rows.delete_message(session, visitor_id, message_id)
            if deleted:
                await session.commit()
            return deleted

    async def message(self, visitor_id: int, message_id: int) -> StoredMessage | None:
        """That line, also if it is deleted."""
        line = select(WebMessageRow).where(WebMessageRow.id == message_id)
        found = await self._messages(visitor_id, line)
        return found[0] if found else None

    async def messages(self, visitor_id: int, after: int, limit: int = LINES) -> Sequence[StoredMessage]:
        """The `limit` lines with the lowest seqs above `after`, deleted ones too, in order of their ids."""
        newer = select(WebMessageRow).where(WebMessageRow.seq > after)
        return await self._messages(visitor_id, newer.order_by(col(WebMessageRow.seq)).limit(limit))

    async def latest(self, visitor_id: int, limit: int = LINES) -> Sequence[StoredMessage]:
        """The last `limit` lines that are not deleted, in order of their ids."""
        lines = select(WebMessageRow).where(col(WebMessageRow.deleted).is_(False))
        return await self._messages(visitor_id, lines.order_by(col(WebMessageRow.id).desc()).limit(limit))

    async def add_notice(self, visitor_id: int, text: str, alert: bool, at: datetime) -> bool:
        """Writes a short text to be shown once. False if there is no such visitor."""
        async with self._database.writing() as session:
            numbers = await room_rows.raise_numbers(session, visitor_id)
            if numbers is None:
                return False
            row = insert(WebNoticeRow).values(
                visitor_id=visitor_id, seq=numbers[0], date=at, text=text, alert=alert
            )
            await session.exec(row)
            await session.commit()
            return True

    async def notices(self, visitor_id: int, after: int, limit: int = LINES) -> Sequence[StoredNotice]:
        """The first `limit` notices with a seq above `after`, in order."""
        newer = select(WebNoticeRow).where(WebNoticeRow.visitor_id == visitor_id, WebNoticeRow.seq > after)
        async with self._database.reading() as session:
            rows = await session.exec(newer.order_by(col(WebNoticeRow.seq)).limit(limit))
            return [StoredNotice(row.seq, row.date, row.text, row.alert) for row in rows]

    async def file(
        self, file_id: str, visitor_id: int | None = None, since: datetime | None = None
    ) -> StoredFile | None:
        """That file; with `visitor_id` only if it is theirs, with `since` if not of before."""
        one = select(WebFileRow).where(WebFileRow.id == file_id)
        if visitor_id is not None:
            one = one.where(WebFileRow.visitor_id == visitor_id)
        if since is not None:
            of_file = (col(WebMessageRow.visitor_id) == col(WebFileRow.visitor_id)) & (
                col(WebMessageRow.id) == col(WebFileRow.message_id)
            )
            one = one.join(WebMessageRow, of_file).where(WebMessageRow.date >= since)
        async with self._database.reading() as session:
            row = (await session.exec(one)).first()
        return StoredFile(row.id, row.name, row.mime, row.content) if row else None

    async def add_update(self, visitor_id: int, update: NewUpdate) -> int | None:
        """Queues an update that has no message of its own. Returns its update id."""
        async with self._database.writing() as session:
            one = select(WebVisitorRow.id).where(WebVisitorRow.id == visitor_id)
            if (await session.exec(one.with_for_update())).first() is None:
                return None
            update_id = await room_rows.queue(session, visitor_id, update)
            await session.commit()
            return update_id

    async def updates(self, offset: int, limit: int, kinds: Collection[str] | None) -> Sequence[StoredUpdate]:
        """The first `limit` updates with id >= `offset`, of these kinds (None: all), ordered by id."""
        waiting = select(WebUpdateRow).where(WebUpdateRow.id >= offset)
        if kinds is not None:
            waiting = waiting.where(col(WebUpdateRow.kind).in_(kinds))
        async with self._database.reading() as session:
            rows = await session.exec(waiting.order_by(col(WebUpdateRow.id)).limit(limit))
            return [StoredUpdate(r.id, r.visitor_id, r.kind, r.message_id, r.body) for r in rows]

    async def confirm_updates(self, before: int) -> None:
        """Deletes all updates with id < `before`."""
        async with self._database.writing() as session:
            await session.exec(delete(WebUpdateRow).where(col(WebUpdateRow.id) < before))
            await session.commit()

    async def count_updates(self) -> int:
        """How many updates the bot has not confirmed."""
        async with self._database.reading() as session:
            return (await session.exec(select(func.count()).select_from(WebUpdateRow))).one()

    async def setting(self, name: str) -> str | None:
        """What the bot said about itself under a name."""
        async with self._database.reading() as session:
            value = select(WebSettingRow.value).where(WebSettingRow.name == name)
            return (await session.exec(value)).first()

    async def set_setting(self, name: str, value: str | None) -> None:
        """Writes the value under `name`; None removes it."""
        async with self._database.writing() as session:
            if value is None:
                await session.exec(delete(WebSettingRow).where(col(WebSettingRow.name) == name))
            else:
                row = insert_into(session, WebSettingRow).values(name=name, value=value)
                await session.exec(row.on_conflict_do_update(index_elements=["name"], set_={"value": value}))
            await session.commit()

    async def _visitor(self, which: ColumnElement[bool]) -> Visitor | None:
        async with self._database.reading() as session:
            row = (await session.exec(select(WebVisitorRow).where(which))).first()
        if row is None:
            return None
        is_renewing = row.next_token_hash is not None
        return Visitor(row.id, row.language, row.created, row.seen, row.last_seq, is_renewing)

    async def _messages(self, visitor_id: int, lines: SelectOfScalar[WebMessageRow]) -> list[StoredMessage]:
        async with self._database.reading() as session:
            rows = await session.exec(lines.where(WebMessageRow.visitor_id == visitor_id))
            return sorted((room_rows.to_message(row) for row in rows), key=lambda line: line.id)
