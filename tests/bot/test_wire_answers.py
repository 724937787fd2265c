"""What the session makes of the server's answers."""

import gc
import json
import weakref
from contextlib import suppress
from typing import Any

import pytest
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.enums import ParseMode
from aiogram.exceptions import TelegramAPIError, TelegramNetworkError
from aiogram.methods import EditMessageCaption, EditMessageText, SendMessage, TelegramMethod
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, ReplyParameters

from bot.http_session import HttpSession
from bot.quick_wire import QuickWire
from tests.bot.bot_api import TOKEN, BotApi

SENT = {"message_id": 5, "date": 1, "chat": {"id": 1, "type": "private"}, "text": "Guten Tag"}


async def test_who_is_late_opens_no_connections_anew() -> None:
    session, bot = HttpSession("http://127.0.0.1:1"), Bot(TOKEN)
    client = await session.create_session()
    await session.close()
    for wire in (session, QuickWire(session)):
        with pytest.raises(TelegramNetworkError, match="The connections are closed"):
            await wire.make_request(bot, SendMessage(chat_id=1, text="Guten Tag"))
    assert session._client is client
    assert client.closed


def test_the_shape_of_an_answer_is_made_once() -> None:
    session, bot = HttpSession("http://127.0.0.1:1"), Bot(TOKEN)
    method, content = SendMessage(chat_id=1, text="Guten Tag"), json.dumps({"ok": True, "result": SENT})
    answer = session.check_response(bot, method, 200, content)
    assert answer.result is not None
    assert answer.result.message_id == 5
    shape = weakref.ref(type(answer))
    del answer
    gc.collect()
    assert type(session.check_response(bot, method, 200, content)) is shape()


BUTTONS = InlineKeyboardMarkup(
    inline_keyboard=[[InlineKeyboardButton(text="Ja „gern“ ✓", callback_data="yes:5")]],
)


@pytest.mark.parametrize("most_known", [0, 1])
@pytest.mark.parametrize(
    "method",
    [
        SendMessage(chat_id=7, text="Grüße & <b>mehr</b>\n\U0001f600", reply_markup=BUTTONS),
        SendMessage(chat_id="@city", text="", disable_notification=True, allow_paid_broadcast=False),
        SendMessage(chat_id=7, text="ja", reply_parameters=ReplyParameters(message_id=5)),
        SendMessage(chat_id=7, text="ja", parse_mode=None, link_preview_options=None),
        EditMessageText(chat_id=7, message_id=5, text="مرحبا", reply_markup=BUTTONS),
        EditMessageCaption(chat_id=7, message_id=5, caption=None, show_caption_above_media=True),
    ],
)
async def test_the_short_way_says_the_same(method: TelegramMethod[Any], most_known: int) -> None:
    """As aiogram's own session, but for what is left out because it is not set."""
    async with BotApi() as api:
        default = DefaultBotProperties(
            parse_mode=ParseMode.HTML, link_preview=LinkPreviewOptions(is_disabled=True)
        )
        bot, wire = Bot(TOKEN, default=default), HttpSession(api.base)
        for session in (wire, QuickWire(wire, most_known), QuickWire(wire, most_known)):
            with suppress(TelegramAPIError):
                await session.make_request(bot, method)
        await wire.close()
        usual, *quick = [call.params for call in api.called(method.__api_method__)]
        assert usual
        assert quick == [usual, usual]
