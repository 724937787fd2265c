"""One aiogram session for all tests of the web chat, one whole web chat for each."""

from collections.abc import AsyncIterator

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from tests.webchat.house import Browser, House


@pytest.fixture(scope="session")
async def aiogram_session() -> AsyncIterator[AiohttpSession]:
    session = AiohttpSession()
    yield session
    await session.close()


@pytest.fixture
async def house() -> AsyncIterator[House]:
    async with House() as house:
        yield house


@pytest.fixture
async def bot(house: House, aiogram_session: AiohttpSession) -> Bot:
    """The bot's side of the wire, as in production."""
    aiogram_session.api = TelegramAPIServer.from_base(house.api_url)
    return Bot(house.api.token, session=aiogram_session)


@pytest.fixture
async def browser(house: House) -> Browser:
    return await house.browser()


@pytest.fixture
async def chat(house: House, browser: Browser) -> int:
    """The id of a chat that `browser` has begun; its `/start` is already confirmed."""
    await browser.start()
    await house.updates(offset=2)
    return house.rooms.last_visitor
