"""Conversations: where a person is in a form, kept in the database so that a restart does not lose it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]


@dataclass(frozen=True)
class ConversationKey:
    """Who talks where: all six parts of the bot framework's key."""

    bot_id: int
    chat_id: int
    user_id: int
    thread_id: int | None = None
    business_connection_id: str | None = None
    destiny: str = "default"


@dataclass(frozen=True)
class Conversation:
    """The present step of a form (None outside of any) and what was entered so far."""

    state: str | None = None
    data: Mapping[str, Json] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return self.state is not None or bool(self.data)


class Conversations(Protocol):
    """Steps of forms."""

    async def load(self, key: ConversationKey) -> Conversation:
        """Where a conversation stands; an empty one where there is none."""

    async def save(self, key: ConversationKey, conversation: Conversation, now: datetime) -> None:
        """Stores where it stands; an empty conversation leaves no row."""

    async def forget(self, before: datetime, limit: int) -> list[Conversation]:
        """Deletes what was last changed before, at most so many: abandoned forms hold names and needs.
        Returns it."""
