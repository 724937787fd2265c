"""The program stops and starts again between every two steps of a registration."""

import pytest

from civic.registrations import Need, RegistrationStatus
from tests.bot.bot_api import BotApi
from tests.faults.conftest import NewPerson
from tests.faults.towns import Towns, registrations
from tests.handlers.city import Person
from tests.telegram.chat import Chat, Telegram

pytestmark = pytest.mark.faults

# What is said or tapped, what is answered, and the question that is asked again after a restart.
STEPS = (
    ("/events", "Café", ""),
    ("[Café]", "Stiftsplatz", ""),
    ("[Register]", "What is your name?", "What is your name?"),
    ("Ada Lovelace", "Thank you, Ada Lovelace!", "How many people are coming"),
    ("[2]", "Do you need support", "Do you need support"),
    ("[Childcare]", "✓ Childcare", "✓ Childcare"),
    ("[Continue]", "How old are the children?", "How old are the children?"),
    ("[3 to 5 years]", "3 to 5 years · 1", "3 to 5 years · 1"),
    ("[1 child, continue]", "Is everything right?", "Support: Childcare"),
    ("[Yes, register]", "You are registered", ""),
)


async def test_a_restart_between_every_two_steps(towns: Towns, new_person: NewPerson) -> None:
    city = await towns.open()
    event = await city.event(titles={"en": "Café"}, seats=5)
    ada = await new_person(city)
    for said, answered, question in STEPS:
        await ada.follows(f"> {said}\n< {answered}")
        city = await towns.restart(city, ada)
        assert await ada.hears() == []
        await ada.follows(f"> /imprint\n< Stadt Kaiserslautern\n< {question}")
    (one,) = await registrations(city, event.id)
    assert (one.name, one.people, one.needs) == ("Ada Lovelace", 2, frozenset({Need.CHILDCARE}))
    assert one.status is RegistrationStatus.CONFIRMED


async def test_cancelled_in_the_form_before_a_restart_stays_cancelled(
    towns: Towns, new_person: NewPerson
) -> None:
    city = await towns.open()
    event = await city.event(titles={"en": "Café"})
    ada = await new_person(city)
    await _up_to(ada, "[2]")
    await ada.follows("> /cancel\n< Nothing was saved")
    city = await towns.restart(city, ada)
    await ada.follows("> /imprint\n<! Do you need support")
    assert await registrations(city, event.id) == []


async def test_what_is_written_while_the_program_is_down_is_handled_in_order(
    towns: Towns, api: BotApi
) -> None:
    side = Telegram(api, await towns.open(telegram=True))
    event = await side.event(titles={"en": "Café"})
    ada = side.private()
    await ada.says(f"/start ev_{event.id}")
    await ada.taps("Register")
    await towns.close(side.city)
    side.deliver = api.push
    for text in ("Ada", "3"):
        await ada.says(text)
    assert ada.hears() == []
    side.city = await towns.open(telegram=True)
    await side.until(lambda: not api.updates)
    assert [_question(ada, piece) for piece in ("Thank you, Ada!", "Do you need support")] == [1, 1]


def _question(person: Chat, piece: str) -> int:
    return sum(piece in bubble.text for bubble in person.side.shown(person.chat.id))


async def _up_to(person: Person, last: str) -> None:
    for said, answered, _ in STEPS:
        await person.follows(f"> {said}\n< {answered}")
        if said == last:
            return
