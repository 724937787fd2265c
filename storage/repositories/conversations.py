"""Steps of forms."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.conversations import Conversation, ConversationKey
from storage.repositories.rows import Columns, insert_into
from storage.tables import ConversationRow


class SqlConversations:
    """Implements `civic.ports.Conversations`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def load(self, key: ConversationKey) -> Conversation:
        """Where a conversation stands; an empty one where there is none."""
        row = (await self._session.exec(select(ConversationRow).where(_is(key)))).first()
        return Conversation(row.state, row.data) if row else Conversation()

    async def save(self, key: ConversationKey, conversation: Conversation, now: datetime) -> None:
        """Stores where it stands; an empty conversation leaves no row."""
        if not conversation:
            await self._session.exec(delete(ConversationRow).where(_is(key)))
            return
        step = {"state": conversation.state, "data": dict(conversation.data), "changed_at": now}
        names = _key(key)
        row = insert_into(self._session, ConversationRow).values(**names, **step)
        await self._session.exec(row.on_conflict_do_update(index_elements=list(names), set_=step))

    async def forget(self, before: datetime) -> list[Conversation]:
        """Deletes what was last changed before: abandoned forms hold names and needs. Returns it."""
        old = delete(ConversationRow).where(col(ConversationRow.changed_at) < before)
        rows = await self._session.exec(old.returning(col(ConversationRow.state), col(ConversationRow.data)))
        return [Conversation(state, data) for state, data in rows]


def _key(key: ConversationKey) -> Columns:
    return {
        "bot_id": key.bot_id,
        "chat_id": key.chat_id,
        "user_id": key.user_id,
        "thread_id": key.thread_id or 0,
        "business_connection_id": key.business_connection_id or "",
        "destiny": key.destiny,
    }


def _is(key: ConversationKey) -> ColumnElement[bool]:
    return and_(*(col(getattr(ConversationRow, name)) == value for name, value in _key(key).items()))
