"""The courier: the one way out for everything that nobody is waiting for, with an outcome for each try."""

from collections.abc import Mapping
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

from bot.pacing import Lane
from bot.wire_session import LaneBots, NotTheBotApi, nothing_was_sent
from civic.residents import Address, Channel
from handlers.screen import Screen
from handlers.telegram_out import send

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
    """Sends a screen to an address through the lane of that channel's bot."""

    def __init__(self, channels: Mapping[Channel, LaneBots]) -> None:
        self._channels = channels

    async def send(self, lane: Lane, address: Address, screen: Screen) -> Outcome:
        """Tries once. Never raises for what the messenger or the network does; see the outcomes."""
        bots = self._channels.get(address.channel)
        if bots is None:
            return Later(BAD_TOKEN_WAIT)
        try:
            return Delivered(await send(_bot(bots, lane), address.chat_id, screen))
        except TelegramAPIError as failure:
            return outcome_of(failure)


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
