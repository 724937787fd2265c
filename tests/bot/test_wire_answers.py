"""What the session makes of the server's answers."""

import gc
import json
import weakref

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramNetworkError
from aiogram.methods import SendMessage

from bot.http_session import HttpSession
from bot.quick_wire import QuickWire
from tests.bot.bot_api import TOKEN

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
