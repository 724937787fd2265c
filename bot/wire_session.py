"""The bots of one token: three lanes over one connection pool, paced, with Telegram's faults made uniform."""

import asyncio
import re
import ssl
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import certifi
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.session.base import BaseSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.methods import GetFile, GetMe, TelegramMethod
from aiogram.methods.base import Response, TelegramType
from aiogram.types import LinkPreviewOptions

from bot.addresses import is_loopback
from bot.pacing import Lane, Pacer
from bot.quick_wire import QuickWire
from bot.secrets import Redactor

LONGEST_WAIT = 30
RETRIES_AFTER_429 = 3
REQUEST_TIMEOUT = 30.0
CONNECTIONS = 100

_PACED = re.compile(r"(send|edit|copy|forward)(?!ChatAction$)[A-Z]|deleteMessages?$")

Sleep = Callable[[float], Awaitable[object]]


class NotTheBotApi(TelegramNetworkError):
    """Something else answered, such as a proxy with a page saying that the server is down."""


class HttpSession(AiohttpSession):
    """aiogram's session with the environment's proxy, extra authorities, and no pause at closing."""

    def __init__(
        self, api_base: str, ca_bundle: Path | None = None, timeout: float = REQUEST_TIMEOUT
    ) -> None:
        super().__init__(api=TelegramAPIServer.from_base(api_base), timeout=timeout)
        self._tls = ssl.create_default_context(cafile=certifi.where())
        if ca_bundle is not None:
            self._tls.load_verify_locations(ca_bundle)
        self._use_proxy = not is_loopback(api_base)
        self._client: aiohttp.ClientSession | None = None
        self._is_over = False
        # pydantic forgets a model with parameters that nobody holds, and would make it anew for each answer.
        self._answers: dict[type[TelegramMethod[Any]], type[Response[Any]]] = {}

    async def create_session(self) -> aiohttp.ClientSession:
        """The one client, opened at its first use.

        Raises TelegramNetworkError for who is late at a stop, so that nothing is opened anew after `close`.
        """
        if self._is_over:
            raise TelegramNetworkError(GetMe(), "The connections are closed")
        if self._client is None:
            connector = aiohttp.TCPConnector(ssl=self._tls, limit=CONNECTIONS, ttl_dns_cache=300)
            self._client = aiohttp.ClientSession(connector=connector, trust_env=self._use_proxy)
        return self._client

    async def close(self) -> None:
        """Close all connections, for good."""
        self._is_over = True
        if self._client is not None:
            await self._client.close()

    def check_response(
        self, bot: Bot, method: TelegramMethod[TelegramType], status_code: int, content: str
    ) -> Response[TelegramType]:
        """An answer that is not Telegram's is a network error, and a 429 always has a delay."""
        if type(method) not in self._answers:
            self._answers[type(method)] = Response[method.__returning__]  # type: ignore[name-defined]
        try:
            return super().check_response(bot, method, status_code, content)
        except ClientDecodeError:
            # Its text quotes the whole answer, so it is not chained.
            raise NotTheBotApi(method, "The answer is not the Bot API's") from None
        except TelegramAPIError as error:
            if type(error) is TelegramAPIError and error.message.startswith("Too Many Requests"):
                raise TelegramRetryAfter(method, error.message, retry_after=1) from error
            raise


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
    replies, notices = (
        Bot(token, session=LaneSession(wire, lane, pacer), default=default)
        for lane in (Lane.REPLY, Lane.NOTICE)
    )
    quick = LaneSession(QuickWire(wire), Lane.ANNOUNCEMENT, pacer, paid=paid)
    return LaneBots(replies, notices, Bot(token, session=quick, default=default), wire)


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
