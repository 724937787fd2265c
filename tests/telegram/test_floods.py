"""A thousand messages of one person: nobody else waits for them, whichever way they come."""

import asyncio

import pytest
from aiogram import Bot, Dispatcher
from aiogram.types import Update
from aiohttp import ClientSession, CookieJar

from bot.updates import person_of
from civic.manners import MOST_MESSAGES, MOST_TAPS
from handlers.views import safety
from tests.bot.bot_api import Json, message_update
from tests.handlers.city import Person
from tests.telegram.chat import Chat, Telegram

ADA, BEN = 71, 72
QUESTION = "How many local groups are in the Engagierte Stadt network?"
A_HANDFUL = 3


@pytest.fixture
def handled(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Whose updates reached the conversations, in order."""
    people: list[int] = []
    original = Dispatcher.feed_update

    async def noting(dp: Dispatcher, bot: Bot, update: Update, **data: object) -> object:
        people.append(person_of(update))
        return await original(dp, bot, update, **data)

    monkeypatch.setattr(Dispatcher, "feed_update", noting)
    return people


def flood(size: int) -> list[Json]:
    """So many messages of Ada, then a question of Ben."""
    return [*(message_update(10 + n, ADA, "hello") for n in range(size)), question(10 + size)]


def question(update_id: int) -> Json:
    """Ben asks something."""
    return message_update(update_id, BEN, QUESTION)


def answers(side: Telegram, chat_id: int) -> list[str]:
    """What was written in a chat."""
    return [bubble.text for bubble in side.shown(chat_id)]


async def test_a_thousand_messages_that_wait_at_telegram(telegram_side: Telegram, handled: list[int]) -> None:
    await telegram_side.api.push(*flood(1000))
    await telegram_side.until(lambda: telegram_side.api.confirmed > 1010)
    # Telegram shows the next hundred when those before are confirmed; what is turned away is at once.
    assert handled.count(ADA) == MOST_MESSAGES + 1
    assert handled.index(BEN) <= MOST_MESSAGES + 1
    assert "112" in "".join(answers(telegram_side, BEN))
    notice = safety.too_many(telegram_side.app.services.catalogues.main).text
    assert answers(telegram_side, ADA).count(notice) == 1


async def test_people_of_one_fetch_are_answered_side_by_side(
    telegram_side: Telegram, handled: list[int]
) -> None:
    await telegram_side.api.push(*flood(99))
    await telegram_side.until(lambda: telegram_side.api.confirmed > 109)
    assert handled.index(BEN) < A_HANDFUL


async def test_a_thousand_deliveries_by_webhook(hooked: Telegram, handled: list[int]) -> None:
    await asyncio.gather(*map(hooked.deliver, flood(1000)))
    assert handled.count(ADA) == MOST_MESSAGES + 1
    assert "112" in "".join(answers(hooked, BEN))
    handled.clear()
    more = [message_update(2000 + n, ADA, "hello") for n in range(100)]
    await asyncio.gather(*map(hooked.deliver, [*more, question(3000)]))
    assert handled == [BEN]


async def test_hundreds_of_requests_to_the_web_chat(telegram_side: Telegram, handled: list[int]) -> None:
    city = telegram_side.city
    async with (
        ClientSession(cookie_jar=CookieJar(unsafe=True)) as one,
        ClientSession(cookie_jar=CookieJar(unsafe=True)) as other,
    ):
        ada, ben = Person(city, "en-US", one), Person(city, "en-US", other)
        await ada.start()
        await ben.start()
        handled.clear()
        body = {"text": "hello", "language": "en"}
        statuses = [await ada.post("messages", body) for _ in range(300)]
        heard = await ben.says(QUESTION)
        assert (statuses.count(200), set(statuses[59:])) == (59, {429})
        assert any("112" in line.text for line in heard)
        assert len(handled) <= MOST_MESSAGES + 2
        assert [one.text for one in await ada.hears()].count(
            safety.too_many(city.app.services.catalogues["en"]).text
        ) == 1


async def test_taps_get_one_notice_and_then_none(
    telegram_side: Telegram, ada: Chat, handled: list[int]
) -> None:
    await ada.says("/help")
    tap = ada.tap("Imprint").to_dict()
    taps: list[Json] = [
        {"update_id": 5000 + n, "callback_query": {**tap, "id": str(n)}} for n in range(MOST_TAPS + 40)
    ]
    handled.clear()
    await telegram_side.api.push(*taps)
    await telegram_side.until(lambda: telegram_side.api.confirmed >= 5000 + len(taps))
    assert len(handled) == MOST_TAPS + 1
    assert telegram_side.toasts() == [safety.too_many_taps(telegram_side.app.services.catalogues["en"])]
