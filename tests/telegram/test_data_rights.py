"""Being forgotten on Telegram: nothing is left but the number of an update, whatever is delivered twice."""

import json

from civic.forgetting import begin_forgetting
from civic.residents import Address, Channel
from storage.tables import METADATA
from tests.telegram.chat import Chat, Telegram
from tests.telegram.test_private import register


def everything(side: Telegram) -> str:
    """All rows as a text, without the numbers by which SQLite counts."""
    rows = {name: found for name, found in side.rows().items() if name in METADATA.tables}
    return json.dumps(rows, default=str)


async def test_everything_goes_and_the_goodbye_comes(telegram_side: Telegram) -> None:
    side = telegram_side
    await side.event(titles={"en": "Democracy café"})
    ada = side.private(7_654_321_098)
    await ada.says("/start")
    await register(ada, "Democracy café", "Ada Lovelace")
    shown = await ada.says("/mydata")
    assert "Name that you gave last: Ada Lovelace" in shown[0].text
    assert "<file my-data.json>" in shown[1].params.values()
    (asked,) = await ada.says("/forget")
    assert "You lose your seat at “Democracy café”." in asked.text
    (goodbye,) = await ada.taps("Yes, delete everything")
    assert "I have deleted everything" in goodbye.text
    assert "delete this chat there, too" in goodbye.text
    left = everything(side)
    assert "7654321098" not in left
    assert "Ada Lovelace" not in left
    assert len(side.app.services.manners) == 0
    (again,) = await ada.says("/start")
    assert "automated assistant of Stadt Kaiserslautern" in again.text


async def test_the_last_tap_delivered_twice_makes_nobody_known_again(hooked: Telegram) -> None:
    ada = hooked.private(7_654_321_098)
    await ada.says("/start")
    await ada.says("/forget")
    update = await hooked.happens(callback_query=ada.tap("Yes, delete everything"))
    assert "I have deleted everything" in ada.hears()[0].text
    await hooked.deliver(update)
    (again,) = ada.hears()
    assert "I have deleted everything" in again.text
    assert "7654321098" not in everything(hooked)


async def test_who_only_blocks_the_bot_leaves_no_row(telegram_side: Telegram) -> None:
    stranger = telegram_side.private(7_654_321_098)
    await stranger.removes_bot()
    assert "7654321098" not in everything(telegram_side)


async def test_what_a_breakdown_interrupted_ends_with_the_next_message(
    telegram_side: Telegram, ada: Chat
) -> None:
    services = telegram_side.app.services
    async with services.uow.reading() as r:
        resident = await r.residents.at(Address(Channel.TELEGRAM, ada.chat.id))
    assert resident is not None
    await begin_forgetting(services.uow, services.clock, resident.id)
    (answer,) = await ada.says("/events")
    assert "I have deleted everything" in answer.text
    async with services.uow.reading() as r:
        assert await r.residents.at(Address(Channel.TELEGRAM, ada.chat.id)) is None
        assert await r.erasures.unfinished() == []


async def test_a_second_tap_on_the_last_button_makes_nobody_known_again(telegram_side: Telegram) -> None:
    ada = telegram_side.private(7_654_321_098)
    await ada.says("/start")
    await ada.says("/forget")
    second = ada.tap("Yes, delete everything")
    await ada.taps("Yes, delete everything")
    await telegram_side.happens(callback_query=second)
    (again,) = ada.hears()
    assert "I have deleted everything" in again.text
    assert "7654321098" not in everything(telegram_side)
