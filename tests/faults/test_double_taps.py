"""Two taps on the same button are two updates: one registration, and a polite answer to the second."""

import asyncio

import pytest

from tests.bot.bot_api import BotApi, Json
from tests.faults.conftest import NewPerson
from tests.faults.towns import Towns, registrations
from tests.handlers.city import Person
from tests.telegram.chat import Telegram

pytestmark = pytest.mark.faults
POLITE = "This button is no longer in use. Please use the newest message."


async def test_two_taps_at_once_on_the_web(towns: Towns, new_person: NewPerson) -> None:
    city = await towns.open()
    event = await city.event(titles={"en": "Café"}, seats=5)
    ada = await new_person(city)
    for step in ("/events", "[Café]", "[Register]", "Ada", "[1]", "[No support needed]"):
        await ada.follows(f"> {step}")
    heard = await _taps_at_once(ada, "Yes, register", 2)
    assert "You are registered" in heard[0]
    assert heard[-1] == POLITE
    assert len(await registrations(city, event.id)) == 1


async def test_a_restart_between_the_two_taps(towns: Towns, new_person: NewPerson) -> None:
    city = await towns.open()
    event = await city.event(titles={"en": "Café"}, seats=5)
    ada = await new_person(city)
    for step in ("/events", "[Café]", "[Register]", "Ada", "[1]", "[No support needed]", "[Yes, register]"):
        await ada.follows(f"> {step}")
    city = await towns.restart(city, ada)
    await ada.follows(f"> [Yes, register]\n< {POLITE}")
    assert len(await registrations(city, event.id)) == 1


async def test_two_taps_on_register_begin_one_form(towns: Towns, new_person: NewPerson) -> None:
    city = await towns.open()
    event = await city.event(titles={"en": "Café"}, seats=5)
    ada = await new_person(city)
    await ada.follows("> /events\n> [Café]")
    assert all("What is your name?" in text for text in await _taps_at_once(ada, "Register", 2))
    await ada.follows(
        "> Ada\n< How many people\n> [1]\n> [No support needed]\n> [Yes, register]\n< Your code"
    )
    assert len(await registrations(city, event.id)) == 1


async def test_two_taps_in_one_answer_of_telegram(towns: Towns, api: BotApi) -> None:
    side = Telegram(api, await towns.open(telegram=True))
    event = await side.event(titles={"en": "Café"}, seats=5)
    ada = side.private()
    await ada.says(f"/start ev_{event.id}")
    await ada.taps("Register")
    await ada.says("Ada")
    for label in ("1", "No support needed"):
        await ada.taps(label)
    taps: list[Json] = []

    async def keep(update: Json) -> None:
        taps.append(update)

    side.deliver = keep
    await ada.taps("Yes, register")
    await ada.taps("Yes, register")
    await api.push(*taps)
    await side.until(lambda: not api.updates)
    assert sum("You are registered" in bubble.text for bubble in ada.hears()) == 1
    assert side.toasts() == [POLITE]
    assert len(await registrations(side.city, event.id)) == 1


async def _taps_at_once(person: Person, label: str, times: int) -> list[str]:
    """Taps before anything is answered; returns the texts of all answers, notices last."""
    line = next(one for one in sorted(person.newest.values(), key=lambda one: -one.id) if one.button(label))
    button = line.button(label)
    assert button is not None
    tap = {"message": line.id, "data": button["data"]}
    await asyncio.gather(*(person.post("taps", tap) for _ in range(times)))
    return [one.text for one in await person.hears()]
