"""A person blocks the bot: news for them ends at once, their registrations stay."""

import asyncio
from dataclasses import replace

import pytest

from civic.announcements import Report
from civic.residents import ALL_TOPICS, Address, Channel
from tests.bot.bot_api import BotApi
from tests.factories import an_announcement
from tests.faults.conftest import NewPerson
from tests.faults.sendings import a_due_announcement, tried
from tests.faults.towns import Towns, registrations, reported
from tests.handlers.city import City
from tests.telegram.chat import Chat, Telegram

pytestmark = pytest.mark.faults


async def subscribed(side: Telegram, user_id: int) -> Chat:
    """Somebody who gets all news."""
    person = side.private(user_id)
    await person.says(f"/start topic_{ALL_TOPICS}")
    await person.taps("Yes, please")
    await person.taps("Yes, 16 or older")
    assert await topics(side.city, Address(Channel.TELEGRAM, user_id)) == {ALL_TOPICS}
    return person


async def topics(city: City, address: Address) -> frozenset[str]:
    """What somebody subscribed to."""
    async with city.app.services.uow.reading() as r:
        resident = await r.residents.at(address)
        assert resident is not None
        return await r.residents.topics(resident.id)


async def test_nothing_is_sent_to_who_blocked_the_bot(towns: Towns, api: BotApi) -> None:
    side = Telegram(api, await towns.open(telegram=True))
    event = await side.event(titles={"en": "Café"}, seats=5)
    ada, ben = await subscribed(side, 71), await subscribed(side, 72)
    await ada.says(f"/start ev_{event.id}")
    await ada.taps("Register")
    await ada.says("Ada")
    for label in ("1", "No support needed", "Yes, register"):
        await ada.taps(label)
    await ada.removes_bot()
    assert await topics(side.city, Address(Channel.TELEGRAM, ada.chat.id)) == frozenset()
    before = len(side.shown(ada.chat.id))
    sending = await a_due_announcement(side.app.services.uow, 3)
    await reported(side.city, sending.announcement, Report(4, 4, 0, 0, 0, 0, 0))
    (news,) = ben.hears()
    assert "Neuer Termin" in news.text
    assert len(side.shown(ada.chat.id)) == before
    assert len(await registrations(side.city, event.id)) == 1


async def test_leaving_the_page_is_the_same(towns: Towns, new_person: NewPerson) -> None:
    city = await towns.open()
    ada = await new_person(city)
    await ada.follows("> /news\n> [Everything]\n> [Yes, 16 or older]\n< ✓")
    address = Address(Channel.WEB, 1)
    assert await topics(city, address) == {ALL_TOPICS}
    assert await ada.post("end", {}) == 200
    await city.settled()
    assert await topics(city, address) == frozenset()


async def test_a_block_in_the_middle_of_an_announcement(towns: Towns, api: BotApi) -> None:
    sending_began, goes_on = asyncio.Event(), asyncio.Event()

    async def wait_here(name: str, row: int) -> None:
        sending_began.set()
        await goes_on.wait()

    hooks = replace(towns.hooks, failpoint=wait_here)
    side = Telegram(api, await towns.open(telegram=True, hooks=hooks))
    sending = await a_due_announcement(side.app.services.uow, 60)  # two batches and more
    last = side.private(sending.chats[-1])
    side.app.deliverer.ring()
    await sending_began.wait()
    await last.removes_bot()
    goes_on.set()
    await reported(side.city, sending.announcement, Report(60, 59, 0, 0, 0, 1, 0))
    following = await an_announcement(side.app.services.uow, sending.readers[sending.chats[0]])
    await reported(side.city, following, Report(59, 59, 0, 0, 0, 0, 0))
    assert tried(api.calls, [last.chat.id]).total() == 0
