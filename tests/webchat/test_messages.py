"""The Bot API's message methods through a real aiogram bot, seen from the page."""

from datetime import UTC, datetime

import pytest
from aiogram import Bot
from aiogram.enums import ChatAction, ParseMode
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.types import (
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
    MessageEntity,
    ReplyParameters,
)

from tests.webchat.house import Browser, House

KEYBOARD = InlineKeyboardMarkup(
    inline_keyboard=[
        [
            InlineKeyboardButton(text="Ja", callback_data="yes"),
            InlineKeyboardButton(text="Nein", callback_data="no"),
        ],
        [InlineKeyboardButton(text="Karte", url="https://example.org/map")],
    ]
)


async def test_a_message_reaches_the_page(bot: Bot, browser: Browser, chat: int) -> None:
    sent = await bot.send_message(
        chat,
        "<b>Grüße</b> 😀 <a href='https://example.org'>hier</a>",
        parse_mode=ParseMode.HTML,
        reply_markup=KEYBOARD,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )
    assert sent.message_id == 2
    assert sent.chat.id == chat
    assert sent.from_user
    assert sent.from_user.is_bot
    assert (await browser.messages())[1] == {
        "id": 2,
        "seq": 2,
        "from": "bot",
        "date": int(datetime(2027, 3, 1, 12, tzinfo=UTC).timestamp()),
        "text": "Grüße 😀 hier",
        "entities": [
            {"type": "bold", "offset": 0, "length": 5},
            {"type": "text_link", "offset": 9, "length": 4, "url": "https://example.org"},
        ],
        "buttons": [
            [{"text": "Ja", "data": "yes"}, {"text": "Nein", "data": "no"}],
            [{"text": "Karte", "url": "https://example.org/map"}],
        ],
        "document": None,
        "photo": None,
        "edited": False,
        "deleted": False,
    }


async def test_explicit_entities(bot: Bot, browser: Browser, chat: int) -> None:
    await bot.send_message(chat, "😀 ab", entities=[MessageEntity(type="italic", offset=3, length=2)])
    assert (await browser.messages())[-1]["entities"] == [{"type": "italic", "offset": 3, "length": 2}]


async def test_an_edit_is_news_and_replaces_text_and_buttons(bot: Bot, browser: Browser, chat: int) -> None:
    sent = await bot.send_message(chat, "one", reply_markup=KEYBOARD)
    after = (await browser.events())["last"]
    assert isinstance(after, int)
    edited = await sent.edit_text("two")
    assert isinstance(edited, Message)
    assert edited.edit_date
    (message,) = await browser.messages(after)
    assert (message["id"], message["text"], message["buttons"], message["edited"]) == (2, "two", [], True)
    assert message["seq"] == after + 1


async def test_buttons_alone_can_be_changed(bot: Bot, browser: Browser, chat: int) -> None:
    sent = await bot.send_message(chat, "<i>one</i>", parse_mode=ParseMode.HTML)
    await sent.edit_reply_markup(reply_markup=KEYBOARD)
    message = (await browser.messages())[-1]
    assert message["text"] == "one"
    assert message["entities"]
    assert message["buttons"]


async def test_an_edit_that_changes_nothing_is_refused(bot: Bot, chat: int) -> None:
    sent = await bot.send_message(chat, "same", reply_markup=KEYBOARD)
    with pytest.raises(TelegramBadRequest, match="message is not modified: specified new message content"):
        await sent.edit_text("same", reply_markup=KEYBOARD)
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await sent.edit_reply_markup(reply_markup=KEYBOARD)


async def test_another_address_behind_the_same_words_is_a_change(
    bot: Bot, browser: Browser, chat: int
) -> None:
    link = "<a href='https://example.org/{}'>x</a>"
    sent = await bot.send_message(chat, link.format(1), parse_mode=ParseMode.HTML)
    await sent.edit_text(link.format(2), parse_mode=ParseMode.HTML)
    entities = (await browser.messages())[-1]["entities"]
    assert entities == [{"type": "text_link", "offset": 0, "length": 1, "url": "https://example.org/2"}]


async def test_a_deleted_message_keeps_its_place_and_loses_its_text(
    bot: Bot, browser: Browser, chat: int
) -> None:
    sent = await bot.send_message(chat, "secret", reply_markup=KEYBOARD)
    assert await sent.delete()
    message = (await browser.messages(after=2))[0]
    assert (message["id"], message["deleted"], message["text"], message["buttons"]) == (2, True, "", [])
    with pytest.raises(TelegramBadRequest, match="message to delete not found"):
        await bot.delete_message(chat, 2)
    with pytest.raises(TelegramBadRequest, match="message to edit not found"):
        await bot.edit_message_text("x", chat_id=chat, message_id=2)


async def test_the_bot_may_delete_but_not_change_what_a_visitor_wrote(bot: Bot, chat: int) -> None:
    with pytest.raises(TelegramBadRequest, match="message can't be edited"):
        await bot.edit_message_text("x", chat_id=chat, message_id=1)
    assert await bot.delete_message(chat, 1)


async def test_replies_need_their_message(bot: Bot, chat: int) -> None:
    assert await bot.send_message(chat, "a", reply_parameters=ReplyParameters(message_id=1))
    with pytest.raises(TelegramBadRequest, match="message to be replied not found"):
        await bot.send_message(chat, "a", reply_parameters=ReplyParameters(message_id=99))
    lenient = ReplyParameters(message_id=99, allow_sending_without_reply=True)
    assert await bot.send_message(chat, "a", reply_parameters=lenient)


async def test_force_reply_is_taken_and_shows_no_buttons(bot: Bot, browser: Browser, chat: int) -> None:
    await bot.send_message(chat, "Name?", reply_markup=ForceReply())
    assert (await browser.messages())[-1]["buttons"] == []


async def test_an_answered_tap_shows_a_notice_once(
    house: House, bot: Bot, browser: Browser, chat: int
) -> None:
    await bot.send_message(chat, "?", reply_markup=KEYBOARD)
    assert (await browser.post("/chat/taps", {"message": 2, "data": "yes"}))[0] == 200
    (update,) = await bot.get_updates()
    assert update.callback_query
    assert await update.callback_query.answer("Gespeichert", show_alert=True)
    assert (await browser.events(after=2))["notices"] == [{"seq": 3, "text": "Gespeichert", "alert": True}]
    assert (await browser.events(after=3))["notices"] == []
    assert (await browser.events(after=0))["notices"] == []
    house.clock.advance(minutes=5)
    assert (await browser.events(after=2))["notices"] == []
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await update.callback_query.answer("late")


async def test_an_empty_answer_to_a_tap_shows_nothing(bot: Bot, browser: Browser, chat: int) -> None:
    await bot.send_message(chat, "?", reply_markup=KEYBOARD)
    await browser.post("/chat/taps", {"message": 2, "data": "no"})
    (update,) = await bot.get_updates()
    assert update.callback_query
    assert await update.callback_query.answer()
    assert (await browser.events(after=1))["notices"] == []


async def test_chat_actions_are_accepted(bot: Bot, chat: int) -> None:
    assert await bot.send_chat_action(chat, ChatAction.TYPING)


async def test_a_visitor_who_was_away_for_a_month_cannot_be_reached(
    house: House, bot: Bot, chat: int
) -> None:
    house.clock.advance(days=30)
    assert await bot.send_message(chat, "still here")
    house.clock.advance(seconds=1)
    with pytest.raises(TelegramForbiddenError, match="bot was blocked by the user"):
        await bot.send_message(chat, "gone")


async def test_a_visitor_who_left_cannot_be_reached(bot: Bot, browser: Browser, chat: int) -> None:
    await browser.post("/chat/end", {})
    with pytest.raises(TelegramForbiddenError, match="bot was blocked by the user"):
        await bot.send_message(chat, "gone")
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await bot.send_message(chat + 1, "never came")


async def test_a_tap_brings_the_replied_message_back(
    house: House, bot: Bot, browser: Browser, chat: int
) -> None:
    """So that a question can be passed on later although the bot did not keep it."""
    await browser.say("Wo ist das?")
    reply = ReplyParameters(message_id=2)
    answer = await bot.send_message(chat, "Hier.", reply_markup=KEYBOARD, reply_parameters=reply)
    again = await bot.send_message(chat, "Oder da.", reply_parameters=ReplyParameters(message_id=3))
    assert again.reply_to_message
    assert again.reply_to_message.reply_to_message is None
    await browser.post("/chat/taps", {"message": answer.message_id, "data": "yes"})
    taps = [update for update in await house.updates() if "callback_query" in update]
    query = taps[0]["callback_query"]
    assert isinstance(query, dict)
    assert query["message"]["reply_to_message"]["text"] == "Wo ist das?"
