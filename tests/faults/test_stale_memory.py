"""Conversations in hand are let go of after every update, so that the next one reads what is stored."""

import pytest
from aiogram.fsm.storage.base import StorageKey
from aiogram.fsm.storage.memory import SimpleEventIsolation
from aiogram.types import Update

from bot.services import services_for
from bot.settings import Settings
from bot.wire_session import lane_bots
from civic.conversations import Conversation, ConversationKey
from civic.residents import Channel
from handlers.conversation_memory import ConversationMemory
from handlers.routers import dispatcher
from storage.unit_of_work import SqlUnitOfWork
from tests.bot.bot_api import TOKEN, BotApi, message_update
from tests.fakes import FakeClock
from tests.faults.shaky import Shaky
from tests.handlers.city import read_once

pytestmark = pytest.mark.faults
WHO = 71


@pytest.mark.parametrize("chat_id", [WHO, -501], ids=["a visit that fails", "a group"])
async def test_nothing_stale_is_kept(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock, api: BotApi, chat_id: int
) -> None:
    shaky = Shaky(sqlite_uow)
    memory = ConversationMemory(shaky, clock)
    dp = dispatcher(services_for(Settings(), shaky, clock, read_once), memory, SimpleEventIsolation())
    bots = lane_bots(TOKEN, api.base, None)
    bot = bots.replies
    raw = message_update(1, WHO, "Hello")
    message = raw["message"]
    assert isinstance(message, dict)
    if chat_id < 0:
        del message["text"]
        message |= {"chat": {"id": chat_id, "type": "group", "title": "Old"}, "new_chat_title": "New"}
    shaky.fail("senders.look")
    update = Update.model_validate(raw, context={"bot": bot})
    await dp.feed_update(bot, update, channel=Channel.TELEGRAM)
    present = Conversation("Registering:name")
    async with sqlite_uow.writing() as w:
        await w.conversations.save(ConversationKey(bot.id, chat_id, WHO), present, clock())
        await w.commit()
    assert await memory.get_state(StorageKey(bot.id, chat_id, WHO)) == present.state
    await bots.close()
