"""Statements on the rows of the web chat that several methods of `rooms` share."""

from sqlalchemy import ColumnElement, String, cast, delete, exists, insert, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.repositories.rows import insert_into
from storage.tables import (
    WebCounterRow,
    WebFileRow,
    WebMessageRow,
    WebSettingRow,
    WebUpdateRow,
    WebVisitorRow,
)
from webchat.ports import NewUpdate, StoredFile, StoredMessage


async def count_on(session: AsyncSession, name: str) -> int:
    """The next number of a sequence. Others wait for this transaction, so numbers appear in order."""
    first = insert_into(session, WebCounterRow).values(name=name, value=1)
    next_one = first.on_conflict_do_update(
        index_elements=["name"], set_={"value": col(WebCounterRow.value) + 1}
    )
    number: int = (await session.exec(next_one.returning(col(WebCounterRow.value)))).scalar_one()
    return number


async def raise_numbers(session: AsyncSession, visitor_id: int, messages: int = 0) -> tuple[int, int] | None:
    """The visitor's next seq, and message id if there is a message; None where there is no visitor."""
    numbers = (
        update(WebVisitorRow)
        .where(col(WebVisitorRow.id) == visitor_id)
        .values(
            last_seq=col(WebVisitorRow.last_seq) + 1,
            last_message_id=col(WebVisitorRow.last_message_id) + messages,
        )
        .returning(col(WebVisitorRow.last_seq), col(WebVisitorRow.last_message_id))
    )
    row = (await session.exec(numbers)).first()
    return (row[0], row[1]) if row else None


async def change(
    session: AsyncSession, visitor_id: int, message_id: int, body: str, *, deleted: bool
) -> StoredMessage | None:
    """Replaces a line under a new seq; None where it is not there or deleted."""
    numbers = await raise_numbers(session, visitor_id)
    if numbers is None:
        return None
    changed = (
        update(WebMessageRow)
        .where(
            col(WebMessageRow.visitor_id) == visitor_id,
            col(WebMessageRow.id) == message_id,
            col(WebMessageRow.deleted).is_(False),
        )
        .values(seq=numbers[0], body=body, deleted=deleted)
        .returning(WebMessageRow)
    )
    row = (await session.exec(changed)).scalars().first()
    return to_message(row) if row else None


async def delete_message(session: AsyncSession, visitor_id: int, message_id: int) -> bool:
    """Marks a line as deleted under a new seq, empties it, deletes its file; False where there is none."""
    if await change(session, visitor_id, message_id, "{}", deleted=True) is None:
        return False
    of_message = (col(WebFileRow.visitor_id) == visitor_id) & (col(WebFileRow.message_id) == message_id)
    await session.exec(delete(WebFileRow).where(of_message))
    return True


async def add_file(session: AsyncSession, visitor_id: int, message_id: int, file: StoredFile) -> None:
    """Keeps the file of a message."""
    row = insert(WebFileRow).values(
        id=file.id,
        visitor_id=visitor_id,
        message_id=message_id,
        name=file.name,
        mime=file.mime,
        content=file.content,
    )
    await session.exec(row)


async def queue(session: AsyncSession, visitor_id: int, new: NewUpdate, message_id: int | None = None) -> int:
    """Puts an update at the end of the bot's queue; returns its id."""
    update_id = await count_on(session, "update")
    row = insert(WebUpdateRow).values(
        id=update_id, visitor_id=visitor_id, kind=new.kind, message_id=message_id, body=new.body
    )
    await session.exec(row)
    return update_id


async def delete_visitors(session: AsyncSession, which: ColumnElement[bool]) -> int:
    """Deletes visitors, how many; foreign keys take their transcripts and files along."""
    locked = (await session.exec(select(WebVisitorRow.id).where(which).with_for_update())).all()
    of_setting = "chat/" + cast(col(WebVisitorRow.id), String) + "/"
    settings = exists().where(which, col(WebSettingRow.name).startswith(of_setting))
    await session.exec(delete(WebSettingRow).where(settings))
    updates = exists().where(which, col(WebUpdateRow.visitor_id) == col(WebVisitorRow.id))
    await session.exec(delete(WebUpdateRow).where(updates))
    await session.exec(delete(WebVisitorRow).where(which))
    return len(locked)


def to_message(row: WebMessageRow) -> StoredMessage:
    """The line of a row."""
    return StoredMessage(row.id, row.seq, row.date, row.body, row.deleted)
