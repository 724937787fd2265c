"""Fixtures of the Telegram tests: a bot that polls a recording server, and one that is delivered to."""

import json
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession

from bot.webhook import SECRET_HEADER
from tests.bot.bot_api import BotApi, Json
from tests.fakes import FakeClock
from tests.telegram.chat import Chat, Telegram

HOOK = "https://bot.city.example/telegram"


@pytest.fixture
async def telegram_side(sqlite_url: str, clock: FakeClock) -> AsyncIterator[Telegram]:
    """A bot of its own for each test, which fetches its updates."""
    async with BotApi() as api:
        opened = await Telegram.open(api, sqlite_url, clock)
        yield opened
        await opened.app.stop()


@pytest.fixture
async def ada(telegram_side: Telegram) -> Chat:
    """Somebody whose client speaks English, after the first screen."""
    chat = telegram_side.private()
    await chat.says("/start")
    return chat


@pytest.fixture
async def hooked(sqlite_url: str, clock: FakeClock) -> AsyncIterator[Telegram]:
    """The same bot by webhook: this side delivers to the path of the public address, on the local port."""
    async with BotApi() as api, ClientSession() as session:
        opened = await Telegram.open(api, sqlite_url, clock, webhook_url=HOOK)
        secret = opened.app.settings.webhook_key or ""

        async def post(update: Json) -> None:
            headers = {SECRET_HEADER: secret, "Content-Type": "application/json"}
            url = f"{opened.city.url}/telegram"
            async with session.post(url, data=json.dumps(update), headers=headers) as answer:
                assert answer.status == 200

        opened.deliver = post
        yield opened
        await opened.app.stop()
