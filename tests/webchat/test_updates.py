"""How the bot hears of what visitors do: getUpdates and its rules."""

import asyncio

from aiogram import Bot
from telegram import Update

from tests.webchat.house import Browser, House, Json
from webchat.gateway import WEB_BOT_ID
from webchat.news import UPDATES
from webchat.parsing import unknown_fields


async def test_a_start_with_a_payload_is_a_command(bot: Bot, browser: Browser) -> None:
    await browser.start("lang_uk-ev_3", language="uk-UA")
    (update,) = await bot.get_updates()
    message = update.message
    assert message
    assert message.from_user
    assert (message.text, message.message_id, message.chat.type) == ("/start lang_uk-ev_3", 1, "private")
    assert message.chat.id == message.from_user.id
    assert message.from_user.language_code == "uk-UA"
    assert not message.from_user.is_bot
    assert message.entities
    assert [(entity.type, entity.offset, entity.length) for entity in message.entities] == [
        ("bot_command", 0, 6)
    ]


async def test_a_tap_carries_its_message(bot: Bot, house: House, browser: Browser, chat: int) -> None:
    markup = {"inline_keyboard": [[{"text": "Ja", "callback_data": "yes"}]]}
    await house.result("sendMessage", chat_id=chat, text="?", reply_markup=markup)
    await browser.post("/chat/taps", {"message": 2, "data": "yes"})
    (update,) = await bot.get_updates()
    query = update.callback_query
    assert query
    assert query.message
    assert (query.data, query.from_user.id, query.message.message_id) == ("yes", chat, 2)


async def test_leaving_looks_like_blocking_and_takes_waiting_messages_along(
    bot: Bot, browser: Browser, chat: int
) -> None:
    await browser.say("never read")
    await browser.post("/chat/end", {})
    (update,) = await bot.get_updates()
    event = update.my_chat_member
    assert event
    assert (event.chat.id, event.from_user.id) == (chat, chat)
    assert (event.old_chat_member.status, event.new_chat_member.status) == ("member", "kicked")
    assert event.new_chat_member.user.id == WEB_BOT_ID


async def test_python_telegram_bot_knows_every_field(house: House, browser: Browser, chat: int) -> None:
    await browser.say("see https://example.org")
    await browser.post("/chat/end", {})
    for raw in await house.updates():
        assert list(unknown_fields(Update.de_json(raw))) == []


async def test_an_offset_forgets_what_is_before_it(house: House, browser: Browser) -> None:
    await browser.start()
    for text in "abc":
        await browser.say(text)
    assert ids(await house.updates()) == [1, 2, 3, 4]
    assert ids(await house.updates(limit=2)) == [1, 2]
    assert ids(await house.updates(offset=3)) == [3, 4]
    assert ids(await house.updates()) == [3, 4]
    assert ids(await house.updates(offset=-1)) == [4]
    assert ids(await house.updates()) == [4]
    assert ids(await house.updates(offset=5)) == []
    await browser.say("d")
    assert ids(await house.updates()) == [5]


async def test_update_ids_run_over_all_visitors(house: House) -> None:
    one, other = await house.browser(), await house.browser()
    await one.start()
    await other.start()
    await one.say("a")
    updates = await house.updates()
    assert ids(updates) == [1, 2, 3]
    messages = [update["message"] for update in updates]
    assert [message["message_id"] for message in messages if isinstance(message, dict)] == [1, 1, 2]


async def test_the_wish_for_kinds_of_updates_holds(house: House, browser: Browser) -> None:
    await browser.start()
    await browser.post("/chat/end", {})
    await browser.start()
    assert ids(await house.updates(allowed_updates=["message"])) == [3]
    assert ids(await house.updates()) == [3]
    assert ids(await house.updates(allowed_updates=[])) == [2, 3]


async def test_pending_updates_can_be_dropped(house: House, browser: Browser) -> None:
    await browser.start()
    info = await house.result("getWebhookInfo")
    assert info == {"url": "", "has_custom_certificate": False, "pending_update_count": 1}
    assert await house.result("setWebhook", url="")
    assert await house.result("deleteWebhook", drop_pending_updates=True)
    assert await house.updates() == []


async def test_a_long_poll_ends_with_the_first_update(bot: Bot, house: House, browser: Browser) -> None:
    polling = asyncio.create_task(bot.get_updates(timeout=50))
    await house.faults.called.wait()
    await browser.start()
    updates = await asyncio.wait_for(polling, 10)
    assert [update.update_id for update in updates] == [1]


async def test_a_long_poll_ends_when_the_server_stops(house: House) -> None:
    polling = asyncio.create_task(house.call("getUpdates", timeout=50))
    await house.faults.called.wait()
    await asyncio.wait_for(house.api.stop(), 10)
    assert await polling == (200, {"ok": True, "result": []})


async def test_a_ring_relayed_by_another_process_wakes_a_poll(house: House) -> None:
    polling = asyncio.create_task(house.updates(timeout=50))
    await house.faults.called.wait()
    async with House(house.rooms, house.clock) as another:
        await (await another.browser()).start()
    house.gateway.news.arrived(UPDATES)
    assert ids(await asyncio.wait_for(polling, 10)) == [1]


def ids(updates: list[Json]) -> list[object]:
    return [update["update_id"] for update in updates]
