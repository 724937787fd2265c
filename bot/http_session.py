"""HTTP to a Bot API server: aiogram's session with a shorter way, and faults made uniform."""

import json
import ssl
from pathlib import Path
from typing import Any, cast

import aiohttp
import certifi
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import ClientDecodeError, TelegramAPIError, TelegramNetworkError, TelegramRetryAfter
from aiogram.methods import GetMe, TelegramMethod
from aiogram.methods.base import Response, TelegramType

from bot.addresses import is_loopback

REQUEST_TIMEOUT = 30.0
CONNECTIONS = 100
JSON_HEADERS = {"Content-Type": "application/json"}
_TRUE = b'{"ok":true,"result":true}'


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

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109 - aiogram's signature
    ) -> TelegramType:
        """Sends one request, as JSON where it carries no file: a form takes several times as long."""
        files: dict[str, Any] = {}
        shown = {
            name: self.prepare_value(value, bot, files, _dumps_json=False)
            for name, value in vars(method).items()
        }
        if files:
            return await super().make_request(bot, method, timeout)
        body = json.dumps({name: value for name, value in shown.items() if value is not None})
        status, content = await self.post(bot, method, body.encode(), timeout)
        if status == 200 and content == _TRUE:
            return cast(TelegramType, True)
        answer = self.check_response(bot, method, status, content.decode(errors="replace"))
        return cast(TelegramType, answer.result)

    async def post(
        self, bot: Bot, method: TelegramMethod[Any], body: bytes, seconds: int | None
    ) -> tuple[int, bytes]:
        """The status and the answer to a JSON body. Raises TelegramNetworkError where none comes."""
        client = await self.create_session()
        url = self.api.api_url(bot.token, method.__api_method__)
        total = aiohttp.ClientTimeout(self.timeout if seconds is None else seconds)
        try:
            async with client.post(url, data=body, headers=JSON_HEADERS, timeout=total) as answer:
                return answer.status, await answer.read()
        except TimeoutError as late:
            raise TelegramNetworkError(method, "Request timeout error") from late
        except aiohttp.ClientError as failure:
            raise TelegramNetworkError(method, f"{type(failure).__name__}: {failure}") from failure

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
