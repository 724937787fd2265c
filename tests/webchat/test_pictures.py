"""Pictures that visitors send: what is taken, what is refused, how the bot fetches them."""

import io

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiohttp import ClientSession

from tests.webchat.house import PUBLIC, Browser, House
from tests.webchat.test_files import part, png
from webchat.uploads import LIMIT

ORIGIN = {"Origin": PUBLIC.url}
WEBP = b"RIFF\x1a\0\0\0WEBPVP8L\r\0\0\0/\0\0\0\0\0"


async def upload(browser: Browser, content: bytes, mime: str = "image/png", **headers: str) -> int:
    sent = {**ORIGIN, "Content-Type": mime, **headers}
    async with browser.session.post("/chat/pictures", data=io.BytesIO(content), headers=sent) as response:
        return response.status


async def test_a_picture_reaches_the_bot_and_stays_in_the_transcript(
    bot: Bot, browser: Browser, chat: int
) -> None:
    await bot.get_updates(offset=-1)
    content = png(30, 20)
    assert await upload(browser, content) == 200
    message = (await browser.messages())[-1]
    assert message["from"] == "visitor"
    assert part(message, "photo")["width"] == 30
    update = (await bot.get_updates())[-1]
    assert update.message is not None
    assert update.message.photo is not None
    fetched = await bot.download(update.message.photo[-1].file_id)
    assert fetched is not None
    assert fetched.read() == content


async def test_webp_comes_as_a_document(bot: Bot, browser: Browser, chat: int) -> None:
    assert await upload(browser, WEBP, "image/webp") == 200
    assert part((await browser.messages())[-1], "document")["mime"] == "image/webp"


@pytest.mark.parametrize(
    ("content", "mime", "status"),
    [
        (b"MZ a program", "image/png", 415),
        (b"<svg/>", "image/svg+xml", 415),
        (png(3, 2), "text/plain", 415),
        (png(3, 2), "multipart/form-data", 415),
        (b"\x89PNG" + b"\0" * LIMIT, "image/png", 413),
        (b"", "image/png", 415),
    ],
    ids=["forged", "svg", "text", "form", "too big", "empty"],
)
async def test_what_is_refused(browser: Browser, chat: int, content: bytes, mime: str, status: int) -> None:
    before = len(await browser.messages())
    assert await upload(browser, content, mime) == status
    assert len(await browser.messages()) == before


async def test_other_sites_and_strangers_are_refused(house: House, browser: Browser, chat: int) -> None:
    assert await upload(browser, png(3, 2), Origin="https://evil.example") == 403
    stranger = await house.browser()
    assert await upload(stranger, png(3, 2)) == 401


async def test_few_in_ten_minutes(browser: Browser, chat: int) -> None:
    answers = [await upload(browser, png(3, 2)) for _ in range(PUBLIC.uploads + 1)]
    assert answers == [200] * PUBLIC.uploads + [429]


async def test_a_file_needs_the_token_and_must_be_there(
    bot: Bot, house: House, browser: Browser, chat: int
) -> None:
    with pytest.raises(TelegramBadRequest, match="wrong file_id"):
        await bot.get_file("nothing")
    await upload(browser, png(3, 2))
    name = part((await browser.messages())[-1], "photo")["id"]
    async with ClientSession() as anybody:
        for token, found, status in (
            (house.api.token, name, 200),
            (house.api.token, "nothing", 404),
            ("1:forged", name, 401),
        ):
            async with anybody.get(f"{house.api_url}/file/bot{token}/files/{found}") as response:
                assert response.status == status
