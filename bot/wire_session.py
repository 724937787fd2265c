"""The bots of one token: three lanes over one connection pool, paced, with Telegram's faults made uniform."""

import asyncio
import re
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.base import BaseSession
from aiogram.enums import ParseMode
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.methods import GetFile, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import LinkPreviewOptions

from bot.http_session import HttpSession
from bot.pacing import Lane, Pacer
from bot.quick_wire import QuickWire
from bot.secrets import Redactor

LONGEST_WAIT = 30
RETRIES_AFTER_429 = 3

_PACED = re.compile(r"(send|edit|copy|forward)(?!ChatAction$)[A-Z]|deleteMessages?$")

Sleep = Callable[[float], Awaitable[object]]


class LaneSession(BaseSession):
    """Waits for this lane's turn before each message; replies also sit out a 429 and a refused connection."""

    def __init__(
        self,
        wire: BaseSession,
        lane: Lane,
        pacer: Pacer | None,
        sleep: Sleep = asyncio.sleep,
        *,
        paid: bool = False,
    ) -> None:
        super().__init__(api=wire.api, timeout=wire.timeout)
        self._paid = paid
        self._wire = wire
        self._lane = lane
        self._pacer = pacer
        self._sleep = sleep
        # How often the server said that it was too much.
        self.floods = 0

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109 - aiogram's signature
    ) -> TelegramType:
        """Send the method in its turn. Raises aiogram's errors; what a lane does about them is above."""
        floods = refusals = 0
        if self._paid and "allow_paid_broadcast" in type(method).model_fields:
            vars(method)["allow_paid_broadcast"] = True
        while True:
            try:
                return await self._send(bot, method, timeout)
            except TelegramRetryAfter as error:
                floods += 1
                self.floods += 1
                if not self._may_wait_for(method, error, floods):
                    raise
                await self._sit_out(error.retry_after)
            except TelegramNetworkError as error:
                refusals += 1
                if self._lane is not Lane.REPLY or refusals > 1 or not nothing_was_sent(error):
                    raise

    async def close(self) -> None:
        """Do nothing: the connections are shared, `LaneBots.close` closes them."""

    async def stream_content(
        self,
        url: str,
        headers: dict[str, Any] | None = None,
        timeout: int = 30,  # noqa: ASYNC109 - aiogram's signature
        chunk_size: int = 65536,
        raise_for_status: bool = True,
    ) -> AsyncGenerator[bytes, None]:
        """Download a file through the shared connections. Raises TelegramNetworkError."""
        try:
            async for chunk in self._wire.stream_content(url, headers, timeout, chunk_size, raise_for_status):
                yield chunk
        except (aiohttp.ClientError, TimeoutError) as failure:
            # Its text would quote the address, which holds the token.
            raise TelegramNetworkError(GetFile(file_id=""), type(failure).__name__) from None

    async def _send(
        self, bot: Bot, method: TelegramMethod[TelegramType], seconds: int | None
    ) -> TelegramType:
        if self._pacer is None or not is_paced(method):
            return await self._wire.make_request(bot, method, seconds)
        await self._pacer.turn(self._lane)
        try:
            return await self._wire.make_request(bot, method, seconds)
        except TelegramRetryAfter as error:
            # A reply's pause stops everybody, so it is kept short; the other lanes obey in full.
            longest = LONGEST_WAIT if self._lane is Lane.REPLY else error.retry_after
            self._pacer.pause(self._lane, min(error.retry_after, longest))
            raise

    def _may_wait_for(self, method: TelegramMethod[Any], error: TelegramRetryAfter, floods: int) -> bool:
        return (
            self._lane is Lane.REPLY
            and is_paced(method)
            and floods <= RETRIES_AFTER_429
            and error.retry_after <= LONGEST_WAIT
        )

    async def _sit_out(self, seconds: float) -> None:
        # With a pacer, the pause already holds the next turn back.
        if self._pacer is None:
            await self._sleep(seconds)


@dataclass(frozen=True)
class LaneBots:
    """One token's bots: handlers get `replies`; the courier sends with `notices` and `announcements`."""

    replies: Bot
    notices: Bot
    announcements: Bot
    wire: HttpSession

    async def close(self) -> None:
        """Close the connections that the three share."""
        await self.wire.close()


def lane_bots(
    token: str, api_base: str, pacer: Pacer | None, ca_bundle: Path | None = None, *, paid: bool = False
) -> LaneBots:
    """The three bots of a token, HTML by default and without link previews; no pacer: no pacing.

    With `paid`, announcements are marked as such, so that Telegram takes more than 30 a second and charges
    for them. `HTTPS_PROXY` and the like are honoured unless the server is on loopback. Raises aiogram's
    `TokenValidationError` for what cannot be a token.
    """
    wire = HttpSession(api_base, ca_bundle)
    default = DefaultBotProperties(
        parse_mode=ParseMode.HTML, link_preview=LinkPreviewOptions(is_disabled=True)
    )
    # What is said to one person is not remembered.
    quick, remembering = QuickWire(wire, most_known=0), QuickWire(wire)
    replies, notices = (
        Bot(token, session=LaneSession(quick, lane, pacer), default=default)
        for lane in (Lane.REPLY, Lane.NOTICE)
    )
    announcing = LaneSession(remembering, Lane.ANNOUNCEMENT, pacer, paid=paid)
    return LaneBots(replies, notices, Bot(token, session=announcing, default=default), wire)


def is_paced(method: TelegramMethod[Any]) -> bool:
    """Whether Telegram counts the method as a message: sends, edits, copies, forwards, deletions."""
    return _PACED.match(method.__api_method__) is not None


def nothing_was_sent(error: TelegramNetworkError) -> bool:
    """Whether the connection itself failed, so that Telegram cannot have seen the request."""
    return isinstance(error.__cause__, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError)


def reason_of(error: Exception) -> str:
    """The error in words for operators, without addresses, since the Bot API's hold the token."""
    match error:
        case TelegramUnauthorizedError() | TelegramNotFound():
            return "the server does not accept the token"
        case TelegramNetworkError():
            cause = error.__cause__
            return f"the server cannot be reached ({type(cause).__name__ if cause else error.message})"
        case TelegramAPIError():
            return Redactor()(f"the server says: {error.message}")[:200]
        case _:
            return f"unexpected {type(error).__name__}"
