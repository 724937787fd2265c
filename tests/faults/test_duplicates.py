"""Updates delivered twice take effect once, on both channels and across a restart."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import pytest
from sqlmodel import select

from bot.app import App
from civic.announcement_readiness import UNDO_WINDOW
from civic.residents import ALL_TOPICS, Address, Channel
from civic.staff import InvitationKind
from storage.rooms import SqlRooms
from storage.tables import RatingRow
from tests.bot.bot_api import BotApi, Json
from tests.fakes import FakeClock
from tests.faults.conftest import NewPerson
from tests.faults.towns import Towns, registrations, until
from tests.handlers.city import Line, Person
from tests.telegram.chat import Chat, Telegram
from webchat.errors import Fault
from webchat.ports import StoredUpdate

pytestmark = pytest.mark.faults


class TwiceRooms(SqlRooms):
    """A queue that hands out each update twice."""

    async def updates(self, offset: int, limit: int, kinds: Collection[str] | None) -> Sequence[StoredUpdate]:
        return [each for one in await super().updates(offset, limit, kinds) for each in (one, one)]


def delivers_twice(app: App) -> None:
    """Puts such a queue between the page and the bot."""
    app.gateway = replace(app.gateway, rooms=TwiceRooms(app.database))
    app.bot_api.gateway = app.gateway


async def twice(side: Telegram, update: Json) -> None:
    """Delivers an update and its repetition in one answer of the server."""
    await side.api.push(update, update)
    await side.until(lambda: side.api.confirmed > int(str(update["update_id"])))


@pytest.fixture
async def doubled(towns: Towns, api: BotApi) -> Telegram:
    """A bot on whose Telegram side everything comes twice."""
    side = Telegram(api, await towns.open(telegram=True))
    side.deliver = lambda update: twice(side, update)
    return side


async def test_the_web_chat_delivers_everything_twice(towns_on_both: Towns, new_person: NewPerson) -> None:
    city = await towns_on_both.open(prepare=delivers_twice)
    event = await city.event(titles={"en": "Café"}, seats=5)
    ada = await new_person(city)
    await ada.follows("""
        > /events
        > [Café]
        > [Register]
        < What is your name?
        > Ada
        < Thank you, Ada!
        > [2]
        > [Step-free access]
        < ✓ Step-free access
        > [Continue]
        < Is everything right?
        > [Yes, register]
        < You are registered
        <! Is everything right?
        <! did not work
    """)
    (one,) = await registrations(city, event.id)
    assert one.people == 2


async def test_telegram_delivers_everything_twice(doubled: Telegram) -> None:
    event = await doubled.event(titles={"en": "Café"}, seats=5)
    ada = doubled.private()
    await _to_the_summary(ada, event.id)
    confirmed = await ada.taps("Yes, register")
    assert [bubble.text for bubble in confirmed if "You are registered" in bubble.text] != []
    assert "did not work" not in "".join(bubble.text for bubble in doubled.shown(ada.chat.id))
    (one,) = await registrations(doubled.city, event.id)
    assert one.people == 1


async def test_one_question_waits_for_a_person(doubled: Telegram) -> None:
    staff = await doubled.staff(InvitationKind.COORDINATOR)
    ada = doubled.private()
    await ada.says("/start")
    await ada.says("When is my waste paper collected?")
    await ada.taps("person")
    async with doubled.app.services.uow.reading() as r:
        assert await r.questions.count_open() == 1
    await doubled.app.deliverer.tick()
    assert sum("waste paper" in bubble.text for bubble in staff.hears()) == 1


async def test_a_tick_stays_a_tick(doubled: Telegram) -> None:
    ada = doubled.private()
    await ada.says("/news")
    await ada.taps("Everything")
    await ada.taps("Yes, 16 or older")
    async with doubled.app.services.uow.reading() as r:
        resident = await r.residents.at(Address(Channel.TELEGRAM, ada.chat.id))
        assert resident is not None
        assert await r.residents.topics(resident.id) == {ALL_TOPICS}


async def test_an_opinion_counts_once(doubled: Telegram) -> None:
    ada = doubled.private()
    await ada.says("/start")
    await ada.says("How many local groups are in the Engagierte Stadt network?")
    await ada.taps("This helped")
    async with doubled.app.database.reading() as session:
        (rating,) = await session.exec(select(RatingRow))
    assert (rating.helpful, rating.unhelpful) == (1, 0)


async def test_a_coordinator_makes_one_event_and_sends_one_announcement(
    doubled: Telegram, clock: FakeClock
) -> None:
    ada = doubled.private()
    await ada.says(f"/start topic_{ALL_TOPICS}")
    await ada.taps("Yes, please")
    await ada.taps("Yes, 16 or older")
    staff = await doubled.staff(InvitationKind.COORDINATOR)
    for text in ("/newevent", "Café", "24.12.2026 18:00", "Stiftsplatz 1", "20"):
        await staff.says(text)
    async with doubled.app.services.uow.reading() as r:
        assert await r.events.count() == 1
    await staff.says("/announce")
    await staff.says("The café opens.")
    await staff.says("On Friday at six.")
    await staff.taps("Send now")
    await staff.taps("Yes, send")
    clock.advance(UNDO_WINDOW)
    await doubled.app.deliverer.tick()
    async with doubled.app.services.uow.reading() as r:
        assert len(await r.announcements.recent(10)) == 1
    assert sum(bubble.text.startswith("The café opens.") for bubble in ada.hears()) == 1


async def test_a_code_for_a_group_is_used_once(doubled: Telegram, caplog: pytest.LogCaptureFixture) -> None:
    token = await doubled.city.invitation(InvitationKind.STAFF_GROUP)
    group = doubled.group()
    await group.adds_bot()
    heard = await group.says(f"/staffgroup {token}")
    assert len(heard) == 1
    async with doubled.app.services.uow.reading() as r:
        assert [one.chat_id for one in await r.staff.staff_groups()] == [group.chat.id]
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


async def test_on_the_web_again_after_a_restart(towns: Towns, new_person: NewPerson) -> None:
    confirming = True

    def never_confirmed(method: str, params: Mapping[str, object]) -> Fault | None:
        broken = method == "getUpdates" and "offset" in params and not confirming
        return Fault(500, "Internal Server Error") if broken else None

    city = await towns.open(hooks=replace(towns.hooks, faults=never_confirmed))
    event = await city.event(titles={"en": "Café"}, seats=5)
    ada = await new_person(city)
    for step in ("/events", "[Café]", "[Register]", "Ada", "[1]", "[No support needed]"):
        await ada.follows(f"> {step}")
    (summary,) = [line for line in ada.newest.values() if line.button("Yes, register")]
    confirming = False
    await _tap(ada, summary, "Yes, register")
    await until(lambda: _has_calendar_file(ada))
    await towns.close(city)
    ada.city = city = await towns.open()
    assert [line.text for line in await ada.hears() if "You are registered" in line.text] == []
    assert len(await registrations(city, event.id)) == 1
    await ada.follows("> [Yes, register]\n< no longer in use")


async def test_on_telegram_again_after_a_restart(towns: Towns, api: BotApi) -> None:
    side = Telegram(api, await towns.open(telegram=True))
    event = await side.event(titles={"en": "Café"}, seats=5)
    ada = side.private()
    await _to_the_summary(ada, event.id)
    side.deliver = api.push
    await side.until(lambda: api.called("getUpdates")[-1].params["timeout"] != "0")
    api.fault("getUpdates", "500")
    await ada.taps("Yes, register")
    await side.until(lambda: "remind" in side.shown(ada.chat.id)[-1].text)
    await towns.close(side.city)
    assert len(api.updates) == 1
    api.faults.clear()
    before = side.shown(ada.chat.id)
    side.city = await towns.open(telegram=True)
    await side.until(lambda: not api.updates)
    again = side.shown(ada.chat.id)[len(before) :]
    assert ["remind" in bubble.text for bubble in again] == [True], "only the open question is asked again"
    assert len(await registrations(side.city, event.id)) == 1


async def _to_the_summary(person: Chat, event_id: int) -> None:
    await person.says(f"/start ev_{event_id}")
    await person.taps("Register")
    await person.says("Ada")
    await person.taps("1")
    await person.taps("No support needed")


async def _tap(person: Person, line: Line, label: str) -> None:
    button = line.button(label)
    assert button is not None
    await person.post("taps", {"message": line.id, "data": button["data"]})


async def _has_calendar_file(person: Person) -> bool:
    url = f"{person.city.url}/chat/events"
    async with person.session.get(url, params={"after": person.seen}) as answer:
        new = (await answer.json())["messages"]
    if not any(one["document"] for one in new):
        return False
    person.seen = max(one["seq"] for one in new)
    return True
