"""aiogram's FSM storage on our database. What one update changes is written once, when it is done."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, StateType, StorageKey

from civic.conversations import Conversation, ConversationKey
from civic.ports import UnitOfWork
from civic.residents import Cause
from civic.time import Clock


class ConversationMemory(BaseStorage):
    """Keeps the conversations of updates in hand; the event isolation lets one update use a key at a time."""

    def __init__(self, uow: UnitOfWork, clock: Clock) -> None:
        self._uow = uow
        self._clock = clock
        self._stored: dict[StorageKey, Conversation] = {}
        self._present: dict[StorageKey, Conversation] = {}

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        name = state.state if isinstance(state, State) else state
        self._present[key] = replace(await self._load(key), state=name)

    async def get_state(self, key: StorageKey) -> str | None:
        return (await self._load(key)).state

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        self._present[key] = replace(await self._load(key), data=dict(data))

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        return dict((await self._load(key)).data)

    def hold(self, key: StorageKey, stored: Conversation) -> None:
        """Takes what was read with other things for an update that begins."""
        self._stored[key] = self._present[key] = stored

    async def flush(self, key: StorageKey, cause: Cause) -> None:
        """Writes what the update changed, together with the note that it took effect."""
        present = self._present.get(key)
        if present is None or present == self._stored.get(key):
            return
        async with self._uow.writing() as w:
            await w.conversations.save(own_key(key), present, self._clock())
            await w.updates.note(cause)
            await w.commit()

    def forget(self, key: StorageKey) -> None:
        """Drops what is in hand for a key; the next update reads it from the database."""
        self._present.pop(key, None)
        self._stored.pop(key, None)

    async def close(self) -> None:
        """Nothing is open between updates."""

    async def _load(self, key: StorageKey) -> Conversation:
        if key not in self._present:
            async with self._uow.reading() as r:
                self.hold(key, await r.conversations.load(own_key(key)))
        return self._present[key]


def own_key(key: StorageKey) -> ConversationKey:
    """The framework's key as ours."""
    return ConversationKey(
        bot_id=key.bot_id,
        chat_id=key.chat_id,
        user_id=key.user_id,
        thread_id=key.thread_id,
        business_connection_id=key.business_connection_id,
        destiny=key.destiny,
    )
