"""The courier: the one way out for everything that nobody is waiting for, with an outcome for each try."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)

from bot.http_session import NotTheBotApi
from bot.numbering import Numbering
from bot.pacing import Lane
from bot.wire_session import LaneBots, nothing_was_sent
from civic.residents import Address, Channel
from handlers.photos_out import PhotoIsGone
from handlers.screen import Screen
from handlers.telegram_out import edit, send
from locales import Language

Moved = Callable[[Address, Address], Awaitable[None]]
Call = Callable[[Bot, int], Awaitable[int]]
SOON = 5.0
BAD_TOKEN_WAIT = 60.0


@dataclass(frozen=True)
class Delivered:
    """The messenger took it; `message_id` is its number in that chat."""

    message_id: int


@dataclass(frozen=True)
class Unreachable:
    """The person blocked the bot, left, or the chat is gone."""


@dataclass(frozen=True)
class Later:
    """Nothing was delivered; try again after so many seconds."""

    seconds: float


@dataclass(frozen=True)
class Refused:
    """The messenger will never take this message."""

    why: str


@dataclass(frozen=True)
class Unknown:
    """The request may have arrived; nobody can tell (a timeout, a dropped connection)."""


Outcome = Delivered | Unreachable | Later | Refused | Unknown


class Courier:
    """Sends, edits and deletes messages at an address through the lane of that channel's bot."""

    def __init__(
        self,
        channels: Mapping[Channel, LaneBots],
        moved: Moved | None = None,
        numbering: Numbering | None = None,
    ) -> None:
        self._channels = channels
        self._moved = moved
        self._numbering = numbering

    async def send(self, lane: Lane, address: Address, screen: Screen) -> Outcome:
        """Tries once, and at its new number where a chat has moved. Never raises for what the messenger or
        the network does; see the outcomes."""

        lang, numbering = await self._reads_numbers(lane, address), self._numbering

        async def call(bot: Bot, chat_id: int) -> int:
            if lang is not None and numbering is not None:
                return await numbering.send(bot, Address(address.channel, chat_id), screen, lang)
            return await send(bot, chat_id, screen)

        return await self._try(lane, address, call)

    async def edit(self, lane: Lane, address: Address, message_id: int, screen: Screen) -> Outcome:
        """Puts a screen in the place of a message. What stands there already is as good as delivered."""

        lang, numbering = await self._reads_numbers(lane, address), self._numbering

        async def call(bot: Bot, chat_id: int) -> int:
            if lang is not None and numbering is not None:
                await numbering.edit(bot, Address(address.channel, chat_id), message_id, screen, lang)
            else:
                await edit(bot, chat_id, message_id, screen)
            return message_id

        outcome = await self._try(lane, address, call)
        unchanged = isinstance(outcome, Refused) and "message is not modified" in outcome.why
        return Delivered(message_id) if unchanged else outcome

    async def delete(self, lane: Lane, address: Address, message_id: int) -> Outcome:
        """Deletes a message. What is not there any more is as good as deleted."""

        async def call(bot: Bot, chat_id: int) -> int:
            await bot.delete_message(chat_id, message_id)
            return message_id

        outcome = await self._try(lane, address, call)
        gone = isinstance(outcome, Refused) and "message to delete not found" in outcome.why
        return Delivered(message_id) if gone else outcome

    async def _reads_numbers(self, lane: Lane, address: Address) -> Language | None:
        return await self._numbering.language_of(lane, address) if self._numbering is not None else None

    async def _try(self, lane: Lane, address: Address, call: Call) -> Outcome:
        bots = self._channels.get(address.channel)
        if bots is None:
            return Later(BAD_TOKEN_WAIT)
        try:
            return Delivered(await self._follow(_bot(bots, lane), address, call))
        except PhotoIsGone:
            return Refused("the picture is gone")
        except TelegramAPIError as failure:
            return outcome_of(failure)

    async def _follow(self, bot: Bot, address: Address, call: Call) -> int:
        try:
            return await call(bot, address.chat_id)
        except TelegramMigrateToChat as move:
            chat_id = move.migrate_to_chat_id
            if self._moved is not None:
                await self._moved(address, Address(address.channel, chat_id))
            return await call(bot, chat_id)


def outcome_of(failure: TelegramAPIError) -> Outcome:
    """What a failed try means. Source: the Bot API server's error texts and codes."""
    match failure:
        case TelegramRetryAfter(retry_after=seconds):
            return Later(float(seconds))
        case TelegramForbiddenError():
            return Unreachable()
        case TelegramBadRequest(message=why) if "chat not found" in why:
            return Unreachable()
        case TelegramMigrateToChat() | TelegramBadRequest():
            return Refused(failure.message)
        case TelegramUnauthorizedError():
            return Later(BAD_TOKEN_WAIT)
        case TelegramServerError() | NotTheBotApi():
            return Later(SOON)
        case TelegramNetworkError() if nothing_was_sent(failure):
            return Later(SOON)
        case TelegramNetworkError():
            return Unknown()
        case _:
            return Refused(failure.message)


def _bot(bots: LaneBots, lane: Lane) -> Bot:
    match lane:
        case Lane.REPLY:
            return bots.replies
        case Lane.NOTICE:
            return bots.notices
        case Lane.ANNOUNCEMENT:
            return bots.announcements
