"""The database breaks down for a moment: people are told, forms stay, and nothing is half-written."""

import pytest

from bot.app import App
from civic.announcements import Report
from tests.bot.bot_api import BotApi
from tests.fakes import FakeClock
from tests.faults.conftest import NewPerson
from tests.faults.sendings import a_due_announcement, arrived
from tests.faults.shaky import Shaky, made_shaky
from tests.faults.test_duplicates import twice
from tests.faults.towns import Towns, registrations, reported
from tests.handlers.city import City
from tests.telegram.chat import Telegram

pytestmark = pytest.mark.faults
SORRY = "Sorry, that did not work just now. Please try again in a moment."
TO_THE_SUMMARY = (
    "> /events\n> [Café]\n> [Register]\n> Ada\n> [1]\n> [No support needed]\n< Is everything right?"
)


async def shaky_city(towns: Towns, *, telegram: bool = False) -> tuple[City, Shaky]:
    """A running bot, and the handle of its database."""
    made: list[Shaky] = []

    def prepare(app: App) -> None:
        made.append(made_shaky(app))

    return await towns.open(telegram=telegram, prepare=prepare), made[0]


async def resident_name(city: City) -> str:
    """What is stored of the only resident's name."""
    async with city.app.services.uow.reading() as r:
        return (await r.residents.get(1)).name


@pytest.mark.parametrize("point", ["begin", "residents.update", "commit"])
async def test_confirming(
    towns: Towns, new_person: NewPerson, point: str, caplog: pytest.LogCaptureFixture
) -> None:
    city, shaky = await shaky_city(towns)
    event = await city.event(titles={"en": "Café"}, seats=5)
    ada = await new_person(city)
    await ada.follows(TO_THE_SUMMARY)
    shaky.fail(point)
    (told,) = await ada.taps("Yes, register")
    assert told.text == SORRY
    assert "out of order" in caplog.text
    assert await registrations(city, event.id) == []
    assert await resident_name(city) == ""
    await ada.follows("> /imprint\n< Is everything right?\n> [Yes, register]\n< You are registered")
    assert len(await registrations(city, event.id)) == 1
    assert await resident_name(city) == "Ada"


async def test_a_step_of_a_form(towns: Towns, new_person: NewPerson) -> None:
    city, shaky = await shaky_city(towns)
    await city.event(titles={"en": "Café"}, seats=5)
    ada = await new_person(city)
    await ada.follows("> /events\n> [Café]\n> [Register]\n< What is your name?")
    shaky.fail("conversations.save")
    heard = await ada.says("Ada")
    assert heard[-1].text == SORRY
    await ada.follows(
        "> /imprint\n< What is your name?\n> Ada\n< Thank you, Ada!\n> [2]\n< Do you need support"
    )


async def test_after_the_effect_and_before_the_form_ends(towns: Towns, new_person: NewPerson) -> None:
    city, shaky = await shaky_city(towns)
    event = await city.event(titles={"en": "Café"}, seats=5)
    ada = await new_person(city)
    await ada.follows(TO_THE_SUMMARY)
    shaky.fail("conversations.save")
    await ada.follows(f"""
        > [Yes, register]
        < {SORRY}
        > /imprint
        < Is everything right?
        > [Yes, register]
        < registered for this event before
        > /imprint
        <! Is everything right?
    """)
    assert len(await registrations(city, event.id)) == 1


async def test_where_somebody_is_in_a_form_cannot_be_read(towns: Towns, new_person: NewPerson) -> None:
    city, shaky = await shaky_city(towns)
    await city.event(titles={"en": "Café"}, seats=5)
    ada = await new_person(city)
    await ada.follows("> /events\n> [Café]\n> [Register]\n< What is your name?")
    shaky.fail("senders.look")
    await ada.follows(f"> Ada\n< {SORRY}\n> /imprint\n< What is your name?\n> Ada\n< Thank you, Ada!")


async def test_the_same_and_the_update_comes_again(towns: Towns, api: BotApi) -> None:
    city, shaky = await shaky_city(towns, telegram=True)
    side = Telegram(api, city)
    event = await side.event(titles={"en": "Café"}, seats=5)
    ada = side.private()
    await ada.says(f"/start ev_{event.id}")
    await ada.taps("Register")
    await ada.says("Ada")
    for label in ("1", "No support needed"):
        await ada.taps(label)
    shaky.fail("conversations.save")
    side.deliver = lambda update: twice(side, update)
    sorry, told, _ = await ada.taps("Yes, register")
    assert sorry.text == SORRY
    assert "registered" in told.text
    assert len(await registrations(city, event.id)) == 1


async def test_recording_what_was_sent(towns: Towns, api: BotApi, clock: FakeClock) -> None:
    city, shaky = await shaky_city(towns, telegram=True)
    sending = await a_due_announcement(city.app.services.uow, 12)
    shaky.fail("outcomes.settle", spared=5)
    city.app.deliverer.ring()
    side = Telegram(api, city)
    await side.until(lambda: arrived(api.calls, sending.chats).total() == 12)
    await reported(city, sending.announcement, Report(12, 12, 0, 0, 0, 0, 0))
    assert arrived(api.calls, sending.chats) == dict.fromkeys(sending.chats, 1)


async def test_a_database_that_is_locked_for_seconds_does_not_end_a_pass(
    towns: Towns, api: BotApi, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    # Each of its last writes takes longer than it may at the end of the program.
    monkeypatch.setattr("bot.announcing.LAST_WRITES", 0.0)
    city = await towns.open(telegram=True)
    sending = await a_due_announcement(city.app.services.uow, 3)
    city.app.deliverer.ring()
    await Telegram(api, city).until(lambda: arrived(api.calls, sending.chats).total() == 3)
    await reported(city, sending.announcement, Report(3, 3, 0, 0, 0, 0, 0))
    await city.app.deliverer.tick()
    assert "a delivery pass failed" not in caplog.text
    assert not city.app.deliverer.leases["telegram"]
