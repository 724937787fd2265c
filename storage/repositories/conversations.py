"""Steps of forms."""

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, bindparam, delete
from sqlalchemy import select as select_columns
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.conversations import Conversation, ConversationKey
from storage.repositories.rows import Columns, prepared_insert
from storage.tables import ConversationRow

_KEY = ("bot_id", "chat_id", "user_id", "thread_id", "business_connection_id", "destiny")
# Asked for with every update, and therefore built once.
_LOAD = select_columns(col(ConversationRow.state), col(ConversationRow.data)).where(
    *(col(getattr(ConversationRow, name)) == bindparam(name) for name in _KEY)
)
_SAVE = prepared_insert(
    ConversationRow,
    lambda row: row.on_conflict_do_update(
        index_elements=_KEY, set_={name: row.excluded[name] for name in ("state", "data", "changed_at")}
    ),
)


class SqlConversations:
    """Implements `civic.conversations.Conversations`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def load(self, key: ConversationKey) -> Conversation:
        """Where a conversation stands; an empty one where there is none."""
        return await (await self._session.connection()).run_sync(loaded, key)

    async def save(self, key: ConversationKey, conversation: Conversation, now: datetime) -> None:
        """Stores where it stands; an empty conversation leaves no row."""
        if not conversation:
            await self._session.exec(delete(ConversationRow).where(_is(key)))
            return
        step = {"state": conversation.state, "data": dict(conversation.data), "changed_at": now}
        connection = await self._session.connection()
        await connection.execute(_SAVE[connection.dialect.name], {**_key(key), **step})

    async def forget(self, before: datetime, limit: int) -> list[Conversation]:
        """Deletes what was last changed before, at most so many: abandoned forms hold names and needs.
        Returns it."""
        old = select(ConversationRow).where(col(ConversationRow.changed_at) < before)
        rows = list(await self._session.exec(old.limit(limit).with_for_update(skip_locked=True)))
        for row in rows:
            await self._session.exec(delete(ConversationRow).where(_is(_key_of(row))))
        return [Conversation(row.state, row.data) for row in rows]


def loaded(connection: Connection, key: ConversationKey) -> Conversation:
    """The same on a connection."""
    row = connection.execute(_LOAD, _key(key)).first()
    return Conversation(row.state, row.data) if row else Conversation()


def _key(key: ConversationKey) -> Columns:
    return {
        "bot_id": key.bot_id,
        "chat_id": key.chat_id,
        "user_id": key.user_id,
        "thread_id": key.thread_id or 0,
        "business_connection_id": key.business_connection_id or "",
        "destiny": key.destiny,
    }


def _key_of(row: ConversationRow) -> ConversationKey:
    return ConversationKey(
        row.bot_id, row.chat_id, row.user_id, row.thread_id, row.business_connection_id, row.destiny
    )


def _is(key: ConversationKey) -> ColumnElement[bool]:
    return and_(*(col(getattr(ConversationRow, name)) == value for name, value in _key(key).items()))
