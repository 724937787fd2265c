"""Telegram's side: updates with something wrong and buttons that were made up, at a whole bot's webhook."""

import itertools
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import telegram
from hypothesis import strategies as st
from telegram.constants import ChatType

from bot.webhook import SECRET_HEADER
from civic.staff import InvitationKind
from tests.bot.bot_api import BotApi
from tests.fakes import FakeClock
from tests.fuzzing.drawing import JSON, SAID, button_data, damaged
from tests.fuzzing.raw import Request, ask
from tests.fuzzing.watching import SECRET, Target, Watch, far_off, no_leak, no_server_error, watching
from tests.handlers.test_taps import READ
from tests.telegram.chat import BOT, Chat, Telegram
from tests.telegram.conftest import HOOK

# Numbers that no case draws by chance.
ADA, MALLORY, COLLEAGUE, GROUP = 710_000_071, 720_000_072, 900_000_090, -501_000_501
WHEN = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
NAMES = sorted({one.name for one in READ})
PHOTO = telegram.PhotoSize("photo-id", "photo-unique", 320, 240)


def _user(number: int) -> telegram.User:
    return telegram.User(number, "Mallory", is_bot=False, language_code="en", username="mallory")


def whole_updates(number: int) -> list[dict[str, Any]]:
    """An update of each kind that the bot reads, and of some that it does not."""
    user, private = _user(number), telegram.Chat(number, ChatType.PRIVATE, first_name="Mallory")
    group = telegram.Chat(GROUP, ChatType.SUPERGROUP, title="Neighbours")

    def said(chat: telegram.Chat = private, **content: Any) -> telegram.Message:
        return telegram.Message(9, WHEN, chat, from_user=user, **content)

    bot_said = telegram.Message(3, WHEN, private, from_user=BOT, text="Hello")
    bold = (telegram.MessageEntity("bold", 0, 3), telegram.MessageEntity("bot_command", 0, 5))
    member = telegram.ChatMemberUpdated(
        group, user, WHEN, telegram.ChatMemberLeft(BOT), telegram.ChatMemberMember(BOT)
    )
    query = telegram.CallbackQuery("77", user, "instance", message=bot_said, data="events")
    updates = [
        telegram.Update(0, message=said(text="/start ev_1", entities=bold)),
        telegram.Update(0, message=said(text="When is it?", reply_to_message=bot_said)),
        telegram.Update(0, message=said(group, text="/start@stadtbote_test_bot")),
        telegram.Update(0, message=said(group, new_chat_members=(BOT, user))),
        telegram.Update(0, message=said(group, migrate_to_chat_id=-1_005_010_005)),
        telegram.Update(0, message=said(photo=(PHOTO,), caption="Look", media_group_id="a")),
        telegram.Update(0, message=said(location=telegram.Location(7.7, 49.4))),
        telegram.Update(0, message=said(contact=telegram.Contact("+49631", "Bob", user_id=number))),
        telegram.Update(0, message=said(document=telegram.Document("f", "u", "cv.pdf"))),
        telegram.Update(0, message=said(dice=telegram.Dice(3, "🎲"))),
        telegram.Update(0, edited_message=said(text="Changed", edit_date=WHEN)),
        telegram.Update(0, channel_post=said(group, text="News", author_signature="x")),
        telegram.Update(0, callback_query=query),
        telegram.Update(0, my_chat_member=member),
        telegram.Update(0, inline_query=telegram.InlineQuery("1", user, "x", "")),
    ]
    return [one.to_dict() for one in updates]


WHOLE = [one for number in (MALLORY, COLLEAGUE) for one in whole_updates(number)]


@dataclass(frozen=True)
class Said:
    """Somebody writes a text."""

    who: int
    text: str


@dataclass(frozen=True)
class Tapped:
    """Somebody taps one of the newest real buttons, counted from the last."""

    who: int
    button: int


@dataclass(frozen=True)
class MadeUp:
    """Somebody taps a button that there is not."""

    who: int
    data: str


@dataclass(frozen=True)
class Delivered:
    """A body at the webhook."""

    body: Any


_WHO = st.sampled_from([MALLORY, MALLORY, COLLEAGUE])
CASES = (
    st.builds(Said, _WHO, SAID)
    | st.builds(Tapped, _WHO, st.integers(0, 12))
    | st.builds(Tapped, _WHO, st.integers(0, 12))
    | st.builds(MadeUp, _WHO, button_data(NAMES))
    | st.builds(Delivered, damaged(WHOLE))
    | st.builds(Delivered, damaged(WHOLE))
    | st.builds(Delivered, JSON)
    | st.builds(Delivered, st.binary(max_size=60))
)


@dataclass
class Hook:
    """A bot at work, with somebody's secret in it, and what was thrown at it so far."""

    side: Telegram
    watch: Watch
    looked_at: int = 0
    chats: dict[int, Chat] = field(default_factory=dict)
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(100_000))

    async def begin(self) -> None:
        """Somebody registers and asks; a coordinator comes to work; a group has the bot."""
        await self.side.event(titles={"en": "Café"}, seats=5, **far_off(WHEN))
        colleague = await self.side.staff(InvitationKind.COORDINATOR, COLLEAGUE)
        ada = self.side.private(ADA)
        await ada.says("/start ev_1")
        await ada.taps("Register")
        await ada.says(f"Ada {SECRET}")
        for label in ("2", "No support needed", "Yes, register"):
            await ada.taps(label)
        await ada.says(f"Where in {SECRET} is there a course about a flea circus?")
        await ada.taps("Pass my question to a person")
        self.chats = {MALLORY: self.side.private(MALLORY), COLLEAGUE: colleague}
        await self.side.group(GROUP, user_id=MALLORY).adds_bot()
        self.looked_at = len(self.side.api.calls)

    async def attempt(self, case: Said | Tapped | MadeUp | Delivered) -> str:
        """Throws one case and looks at what the bot answered, to whom."""
        self.side.city.clock.advance(timedelta(seconds=7))
        match case:
            case Said(who, text):
                body: Any = telegram.Update(0, message=self.chats[who].message(text=text)).to_dict()
            case Tapped(who, button):
                body = self._real_tap(self.chats[who], button)
            case MadeUp(who, data):
                body = self._tap(self.chats[who], data, None)
            case Delivered(body):
                pass
        if isinstance(body, dict) and body.get("update_id") == 0:
            body["update_id"] = next(self._numbers)
        sent = body if isinstance(body, bytes) else json.dumps(body).encode()
        status = await self._post(sent)
        no_server_error(status, "a delivery")
        self._check_calls(sent)
        self.watch.check()
        return type(case).__name__.lower()

    async def _post(self, body: bytes) -> int:
        secret = (SECRET_HEADER, self.side.app.settings.webhook_key or "")
        headers = (secret, ("Content-Type", "application/json"))
        return (await ask(self.side.app.port, Request("POST", "/telegram", headers, body))).status

    def _real_tap(self, chat: Chat, button: int) -> Any:
        shown = self.side.shown(chat.chat.id)[-4:]
        every = [(one, each) for one in reversed(shown) for each in one.buttons if "callback_data" in each]
        if not every:
            return self._tap(chat, "events", None)
        bubble, found = every[button % len(every)]
        return self._tap(chat, found["callback_data"], chat.as_message(bubble))

    def _tap(self, chat: Chat, data: str, under: telegram.Message | None) -> Any:
        message = under or telegram.Message(3, WHEN, chat.chat, from_user=BOT, text="Hello")
        query = telegram.CallbackQuery(str(next(self._numbers)), chat.user, "i", message=message, data=data)
        return telegram.Update(0, callback_query=query).to_dict()

    def _check_calls(self, sent: bytes) -> None:
        calls, self.looked_at = self.side.api.calls[self.looked_at :], len(self.side.api.calls)
        # Whoever speaks for these two may read it, wherever they say that they are.
        trusted = any(str(number).encode() in sent for number in (ADA, COLLEAGUE))
        for call in calls:
            reader = call.params.get("chat_id")
            if reader == str(MALLORY) or (not trusted and reader not in (str(ADA), str(COLLEAGUE))):
                no_leak(*call.params.values())


@asynccontextmanager
async def deliveries(database_url: str) -> AsyncIterator[Target]:
    """The whole bot behind its webhook."""
    with watching() as watch:
        async with BotApi() as api:
            side = await Telegram.open(api, database_url, FakeClock(), webhook_url=HOOK)
            hook = Hook(side, watch)

            async def post(update: dict[str, object]) -> None:
                assert await hook._post(json.dumps(update).encode()) == 200

            side.deliver = post
            try:
                await hook.begin()
                yield Target("updates", CASES, hook.attempt)
            finally:
                await side.app.stop()
