"""The wire of announcements says to the server what aiogram's session says, and hears the same refusals."""

import json
from collections.abc import AsyncIterator

import pytest
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.types import BufferedInputFile, InlineKeyboardButton, InlineKeyboardMarkup, ReplyParameters

from bot.http_session import NotTheBotApi
from bot.wire_session import LaneBots, lane_bots
from tests.bot.bot_api import TOKEN, BotApi, Kind

TEXT = 'Grüße „Жовтень“ العربية 😀 <b>&amp; "</b>\n'
BUTTONS = InlineKeyboardMarkup(
    inline_keyboard=[
        [InlineKeyboardButton(text="Anmelden 😀", callback_data="register:7")],
        [InlineKeyboardButton(text="Mehr", url="https://www.example.org/?a=1&b=ü")],
    ]
)


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        yield api


@pytest.fixture
async def bots(api: BotApi) -> AsyncIterator[LaneBots]:
    bots = lane_bots(TOKEN, api.base, None)
    yield bots
    await bots.close()


def read(params: dict[str, str]) -> dict[str, object]:
    """Parameters as the server understands them, whether objects came as JSON or as text that holds JSON."""
    found: dict[str, object] = {}
    for name, value in params.items():
        found[name] = value if name == "text" else json.loads(value) if value[:1] in "{[" else value
    return found


async def test_a_text_arrives_as_by_the_usual_session(api: BotApi, bots: LaneBots) -> None:
    answer = ReplyParameters(message_id=4, allow_sending_without_reply=True)
    for bot in (bots.notices, bots.announcements):
        sent = await bot.send_message(7_000_000_001, TEXT, reply_markup=BUTTONS, reply_parameters=answer)
        assert sent.message_id == len(api.called("sendMessage"))
        await bot.edit_message_text(TEXT, chat_id=7_000_000_001, message_id=sent.message_id)
    usual, quick = api.called("sendMessage")
    assert read(quick.params) == read(usual.params)
    assert quick.params["text"] == TEXT
    assert quick.params["parse_mode"] == "HTML"
    before, after = (read(call.params) | {"message_id": 0} for call in api.called("editMessageText"))
    assert after == before


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("400", TelegramBadRequest),
        ("403", TelegramForbiddenError),
        ("429", TelegramRetryAfter),
        ("500", TelegramServerError),
        ("502", NotTheBotApi),
        ("drop", TelegramNetworkError),
    ],
)
async def test_refusals_are_those_of_the_usual_session(
    api: BotApi, bots: LaneBots, kind: Kind, error: type[Exception]
) -> None:
    api.fault("sendMessage", kind, retry_after=3)
    told = []
    for bot in (bots.notices, bots.announcements):
        with pytest.raises(error) as refused:
            await bot.send_message(7, "x")
        told.append((type(refused.value), str(refused.value)))
    assert told[0] == told[1]


async def test_a_server_that_hangs_is_given_up(api: BotApi, bots: LaneBots) -> None:
    api.fault("sendMessage", "hang")
    bots.wire.timeout = 0.05
    with pytest.raises(TelegramNetworkError, match="timeout"):
        await bots.announcements.send_message(7, "x")


async def test_whatever_is_no_text_goes_the_usual_way(api: BotApi, bots: LaneBots) -> None:
    photo = await bots.announcements.send_photo(7, BufferedInputFile(b"x", "x.png"), caption="y")
    assert photo.message_id == 1
    assert photo.chat.id == 7
    assert api.called("sendPhoto")[0].params["caption"] == "y"


async def test_only_announcements_are_paid_for_and_only_if_wanted(api: BotApi) -> None:
    bots = lane_bots(TOKEN, api.base, None, paid=True)
    for bot in (bots.replies, bots.notices, bots.announcements):
        await bot.send_message(7, "x")
    await bots.announcements.send_photo(7, BufferedInputFile(b"x", "x.png"))
    await bots.announcements.edit_message_text("y", chat_id=7, message_id=3)
    await bots.close()
    assert [call.params.get("allow_paid_broadcast") for call in api.calls] == [
        None,
        None,
        "true",
        "true",
        None,
    ]
