"""Telegram as a test sees it: a whole bot behind a recording Bot API server, and people and groups in it.

Every update is built with python-telegram-bot's types, so that the bot reads what is not its own writing.
"""

import asyncio
import html
import itertools
import json
import re
import sqlite3
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import telegram
from telegram.constants import ChatType

from bot.app import App
from civic.events import Event
from civic.staff import InvitationKind
from tests.bot.bot_api import TOKEN, BotApi, Call, Json
from tests.fakes import FakeClock
from tests.handlers.city import PATIENCE, City, plain

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
BOT = telegram.User(int(TOKEN.partition(":")[0]), "Stadtbote", is_bot=True, username="stadtbote_test_bot")
ADMINISTRATOR = telegram.ChatMember.de_json(
    {
        "status": "administrator",
        "user": BOT.to_dict(),
        # The newest is younger than python-telegram-bot; aiogram cannot do without it.
        "can_send_welcome_messages": False,
        **dict.fromkeys(
            [
                "can_be_edited",
                "is_anonymous",
                "can_manage_chat",
                "can_delete_messages",
                "can_manage_video_chats",
                "can_restrict_members",
                "can_promote_members",
                "can_change_info",
                "can_invite_users",
                "can_post_stories",
                "can_edit_stories",
                "can_delete_stories",
            ],
            False,
        ),
    }
)
SENDS = re.compile(r"(send|copy|forward|edit)(?!ChatAction)")

Deliver = Callable[[Json], Awaitable[None]]


@dataclass(frozen=True)
class Bubble:
    """A message of the bot as a client shows it; `params` is the call that made it."""

    message_id: int
    text: str
    buttons: list[dict[str, str]]
    params: dict[str, str]

    @property
    def labels(self) -> list[str]:
        """What stands on the buttons."""
        return [one["text"] for one in self.buttons]

    @property
    def links(self) -> list[str]:
        """Where buttons with an address lead."""
        return [one["url"] for one in self.buttons if "url" in one]


@dataclass
class Telegram:
    """The messenger's side of a running bot."""

    api: BotApi
    city: City
    deliver: Deliver = field(init=False)
    _update_ids: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1000))
    _message_ids: "itertools.count[int]" = field(default_factory=lambda: itertools.count(5000))

    def __post_init__(self) -> None:
        self.deliver = self._poll

    @classmethod
    async def open(cls, api: BotApi, database_url: str, clock: FakeClock, **settings: object) -> "Telegram":
        """Starts a bot that speaks to this server, and waits until it has told its whole menu."""
        values = {"send_rate": 1000, "telegram_token": TOKEN, "telegram_api": api.base} | settings
        city = await City.open(database_url, clock, **values)
        menus = 1 + sum(len(lang.code) == 2 for lang in city.app.services.catalogues)
        opened = cls(api, city)
        await opened.until(lambda: len(api.called("setMyShortDescription")) == menus)
        return opened

    @property
    def app(self) -> App:
        """The running program."""
        return self.city.app

    @property
    def now(self) -> datetime:
        """When everything is written."""
        return self.city.clock()

    def private(self, user_id: int = 71, language: str | None = "en") -> "Chat":
        """The private chat of somebody whose client speaks that language."""
        user = telegram.User(user_id, "Ada", is_bot=False, language_code=language)
        return Chat(self, telegram.Chat(user_id, ChatType.PRIVATE, first_name="Ada"), user)

    def group(self, chat_id: int = -501, kind: str = ChatType.GROUP, user_id: int = 71) -> "Chat":
        """A group, written to by one of its members."""
        user = telegram.User(user_id, "Ada", is_bot=False, language_code="en")
        return Chat(self, telegram.Chat(chat_id, kind, title="Neighbours"), user)

    async def staff(self, kind: InvitationKind, user_id: int = 90) -> "Chat":
        """The private chat of somebody who accepted an invitation to the staff."""
        chat = self.private(user_id)
        await chat.says(f"/start staff_{await self.city.invitation(kind)}")
        await chat.taps("Accept")
        return chat

    async def event(self, **changes: object) -> Event:
        """Publishes an event."""
        return await self.city.event(**changes)

    async def happens(self, **event: Any) -> Json:
        """Delivers an update of any kind, handled when this returns; e.g. `message=telegram.Message(…)`."""
        update: Json = telegram.Update(next(self._update_ids), **event).to_dict()
        await self.deliver(update)
        return update

    async def until(self, holds: Callable[[], bool]) -> None:
        """Waits for something that the server can see."""
        async with asyncio.timeout(PATIENCE):
            await self.api.until(holds)

    def next_message_id(self) -> int:
        """The number of a message that a person writes."""
        return next(self._message_ids)

    def shown(self, chat_id: int) -> list[Bubble]:
        """All that the bot wrote in a chat, changes of messages among it, in order."""
        ids, bubbles = itertools.count(1), []
        for call in self.api.calls:
            if call.answer != "ok" or not SENDS.match(call.method):
                continue
            # Numbers as the server gives them: one after the other over all chats.
            number = int(call.params["message_id"]) if call.method.startswith("edit") else next(ids)
            if call.params["chat_id"] == str(chat_id):
                bubbles.append(_bubble(number, call))
        return bubbles

    def toasts(self) -> list[str]:
        """What was shown above the chat after taps."""
        calls = self.api.called("answerCallbackQuery")
        return [call.params["text"] for call in calls if "text" in call.params]

    def rows(self) -> dict[str, list[tuple[object, ...]]]:
        """Everything that is stored but for the web chat's menu and the hourly work, table by table."""
        file = self.app.database.file
        assert file is not None
        connection = sqlite3.connect(file)
        try:
            tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            names = sorted(name for (name,) in tables if name not in ("web_setting", "retention_run"))
            return {name: connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in names}
        finally:
            connection.close()

    async def _poll(self, update: Json) -> None:
        await self.api.push(update)
        await self.until(lambda: self.api.confirmed > int(str(update["update_id"])))


@dataclass
class Chat:
    """One chat and the person who writes in it."""

    side: Telegram
    chat: telegram.Chat
    user: telegram.User
    written: dict[int, telegram.Message] = field(default_factory=dict)
    _seen: int = 0

    async def says(self, text: str, **extra: Any) -> list[Bubble]:
        """Writes a text; returns what the bot answers in this chat."""
        return await self.sends(text=text, **extra)

    async def sends(self, **content: Any) -> list[Bubble]:
        """Sends a message of any kind."""
        await self.side.happens(message=self.message(**content))
        return self.hears()

    async def taps(self, label: str) -> list[Bubble]:
        """Taps the newest button whose label contains a text."""
        await self.side.happens(callback_query=self.tap(label))
        return self.hears()

    def tap(self, label: str) -> telegram.CallbackQuery:
        """The same, not sent yet."""
        shown = self.side.shown(self.chat.id)
        for bubble in reversed(shown):
            for button in bubble.buttons:
                if label in button["text"] and "callback_data" in button:
                    return self._query(button["callback_data"], self.as_message(bubble))
        raise AssertionError(f"no button {label!r} in {[one.labels for one in shown]}")

    async def forges(self, data: str, under: telegram.Message | telegram.InaccessibleMessage) -> list[Bubble]:
        """Taps a button with that data under a message."""
        await self.side.happens(callback_query=self._query(data, under))
        return self.hears()

    def hears(self) -> list[Bubble]:
        """What came in since the last look."""
        shown = self.side.shown(self.chat.id)
        new, self._seen = shown[self._seen :], len(shown)
        return new

    def message(self, **content: Any) -> telegram.Message:
        """A message of this person, not sent yet."""
        number = self.side.next_message_id()
        self.written[number] = telegram.Message(
            number, self.side.now, self.chat, from_user=self.user, **content
        )
        return self.written[number]

    def said_by_bot(self, text: str = "Hello") -> telegram.Message:
        """A message of the bot in this chat, to be replied to."""
        return telegram.Message(
            self.side.next_message_id(), self.side.now, self.chat, from_user=BOT, text=text
        )

    async def membership(self, before: telegram.ChatMember, after: telegram.ChatMember) -> list[Bubble]:
        """This person changes what the bot is in this chat."""
        change = telegram.ChatMemberUpdated(self.chat, self.user, self.side.now, before, after)
        await self.side.happens(my_chat_member=change)
        return self.hears()

    async def adds_bot(self) -> list[Bubble]:
        """Adds the bot to this chat."""
        return await self.membership(telegram.ChatMemberLeft(BOT), telegram.ChatMemberMember(BOT))

    async def removes_bot(self) -> list[Bubble]:
        """Removes the bot; in a private chat: blocks it."""
        banned = telegram.ChatMemberBanned(BOT, until_date=datetime.fromtimestamp(0, UTC))
        return await self.membership(telegram.ChatMemberMember(BOT), banned)

    def _query(
        self, data: str, under: telegram.Message | telegram.InaccessibleMessage
    ) -> telegram.CallbackQuery:
        query_id = str(self.side.next_message_id())
        return telegram.CallbackQuery(query_id, self.user, "instance", message=under, data=data)

    def as_message(self, bubble: Bubble) -> telegram.Message:
        """A message of the bot as it comes back with a tap."""
        keyboard = telegram.InlineKeyboardMarkup.de_json(json.loads(bubble.params["reply_markup"]))
        reply = json.loads(bubble.params.get("reply_parameters", "{}"))
        return telegram.Message(
            bubble.message_id,
            NOW,
            self.chat,
            from_user=BOT,
            text=bubble.text,
            reply_markup=keyboard,
            reply_to_message=self.written.get(reply.get("message_id")),
        )


def _bubble(number: int, call: Call) -> Bubble:
    markup = json.loads(call.params.get("reply_markup", '{"inline_keyboard": []}'))
    said = call.params.get("text", call.params.get("caption", ""))
    text = html.unescape(re.sub(r"<[^>]+>", "", said))
    buttons = [button for row in markup["inline_keyboard"] for button in row]
    return Bubble(number, plain(text), buttons, call.params)
