"""The web chat's core: who the bot is, who can be reached, and how its lines enter a transcript."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from telegram import Message, User

from webchat.errors import bad_request, blocked
from webchat.news import News, visitor_topic
from webchat.ports import WEB_BOT_ID as WEB_BOT_ID
from webchat.ports import NewMessage, Rooms, StoredFile, StoredMessage, Visitor
from webchat.wire import load_message, message_body

RETENTION = timedelta(days=30)


@dataclass(frozen=True)
class Gateway:
    """What both sides, Bot API and browser, work on. Nothing true is kept in memory."""

    rooms: Rooms
    clock: Callable[[], datetime]  # aware
    name: str  # the bot's first name until it calls setMyName
    username: str = "web_bot"
    retention: timedelta = RETENTION  # of transcripts, and of visitors since they were last seen
    news: News = field(default_factory=News)

    def bot_user(self) -> User:
        return User(WEB_BOT_ID, self.name, is_bot=True, username=self.username)

    async def reachable(self, chat_id: int | None) -> Visitor:
        """The visitor of a chat; 400 if there never was one, 403 if it left or was away too long."""
        if chat_id is None or not 0 < chat_id < WEB_BOT_ID:
            raise bad_request("chat not found")
        visitor = await self.rooms.visitor(chat_id)
        if visitor is None:
            if await self.rooms.was_visitor(chat_id):
                raise blocked()
            raise bad_request("chat not found")
        if visitor.seen < self.clock() - self.retention and not await self._is_kept(chat_id):
            raise blocked()
        return visitor

    async def remembered_for(self, visitor_id: int) -> timedelta:
        """How long a visitor is remembered from now on: its browser keeps the cookie as long."""
        until = await self.rooms.kept_until(visitor_id)
        return max(self.retention, until - self.clock()) if until else self.retention

    async def _is_kept(self, visitor_id: int) -> bool:
        until = await self.rooms.kept_until(visitor_id)
        return until is not None and until > self.clock()

    async def deliver(self, visitor: Visitor, message: Message, file: StoredFile | None = None) -> Message:
        """Write the bot's message into the transcript, which is delivery; 403 if the visitor just left."""
        new = NewMessage(message.date, message_body(message), file)
        stored = await self.rooms.add_message(visitor.id, new)
        return await self._announced(visitor.id, stored)

    async def replace(self, visitor: Visitor, message: Message) -> Message:
        """Write the message's new state over its old one."""
        stored = await self.rooms.edit_message(visitor.id, message.message_id, message_body(message))
        if stored is None:
            raise bad_request("message to edit not found")
        return await self._announced(visitor.id, stored)

    async def _announced(self, visitor_id: int, stored: StoredMessage | None) -> Message:
        if stored is None:
            raise blocked()
        await self.news.ring(visitor_topic(visitor_id))
        return load_message(stored)
