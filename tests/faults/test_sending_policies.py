"""What becomes of copies that nobody can be sure of, of chats that moved, and of what is seen on the page."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.announcing import LEASE, Policies
from bot.app import App
from civic.announcement_sending import plan_due
from civic.announcements import Report
from civic.delivery_reports import Part
from civic.residents import ALL_TOPICS, Address, Channel
from civic.staff import Group, GroupKind
from tests.bot.bot_api import BotApi
from tests.factories import NOW, a_resident, an_announcement
from tests.fakes import FakeClock
from tests.faults.conftest import NewPerson
from tests.faults.naps import Naps
from tests.faults.sendings import a_due_announcement, arrived, tried
from tests.faults.towns import Towns, reported
from tests.telegram.chat import Telegram

pytestmark = pytest.mark.faults
MOVED = "Bad Request: group chat was upgraded to a supergroup chat"


@pytest.mark.parametrize("policy", ["resend", "unknown"])
async def test_what_a_dead_program_held(
    towns_on_both: Towns, api: BotApi, clock: FakeClock, policy: str
) -> None:
    city = await towns_on_both.open(telegram=True, changed={"after_crash": policy})
    uow = city.app.services.uow
    sending = await a_due_announcement(uow, 6)
    await plan_due(uow, clock)
    async with uow.writing() as w:
        held = await w.deliveries.claim(2, NOW, NOW + LEASE)
        await w.commit()
    await reported(city, sending.announcement, Report(6, 4, 0, 0, 0, 0, 2))
    clock.advance(LEASE + timedelta(seconds=1))
    ended = Report(6, 6, 0, 0, 0, 0, 0) if policy == "resend" else Report(6, 4, 0, 0, 2, 0, 0)
    await reported(city, sending.announcement, ended)
    assert max(arrived(api.calls, sending.chats).values()) == 1
    unsent = set() if policy == "resend" else {one.address.chat_id for one in held}
    assert set(sending.chats) - set(arrived(api.calls, sending.chats)) == unsent


def test_the_defaults_rather_double_than_miss() -> None:
    assert Policies() == Policies(resend_unknown=False, resend_after_crash=True)


async def test_a_chat_that_moved_gets_it_at_its_new_number(towns_on_both: Towns, api: BotApi) -> None:
    city = await towns_on_both.open(telegram=True)
    uow, old, new = city.app.services.uow, -501, -1_000_000_000_501
    sending = await a_due_announcement(uow, 3)
    member = await a_resident(uow, topics=[ALL_TOPICS], address=Address(Channel.TELEGRAM, old))
    async with uow.writing() as w:
        await w.staff.set_group(Group(Channel.TELEGRAM, old, GroupKind.STAFF, NOW))
        await w.commit()
    api.fault("sendMessage", "400", chat_id=old, text=MOVED, migrate_to=new)
    await reported(city, sending.announcement, Report(4, 4, 0, 0, 0, 0, 0))
    assert arrived(api.calls, [old, new]) == {new: 1}
    assert tried(api.calls, [old]) == {old: 1}
    async with uow.reading() as r:
        assert await r.residents.at(Address(Channel.TELEGRAM, new)) == member
        assert [one.chat_id for one in await r.staff.staff_groups()] == [new]


async def test_five_seconds_of_429_delay_no_answer(towns_on_both: Towns, api: BotApi, naps: Naps) -> None:
    hooks = replace(towns_on_both.hooks, sleep=naps.sleep, monotonic=naps.monotonic)
    side = Telegram(api, await towns_on_both.open(telegram=True, hooks=hooks))
    ada = side.private()
    await ada.says("/start")
    sending = await a_due_announcement(side.app.services.uow, 40)
    api.fault("sendMessage", "429", chat_id=sending.chats[9], times=1, retry_after=5)
    side.app.deliverer.ring()
    await naps.until_asleep(5)
    asked = naps.now
    (answer,) = await ada.says("/imprint")
    assert "Stadt Kaiserslautern" in answer.text
    assert naps.now - asked < 1
    # What was on the wire when the 429 came has arrived by now; nothing follows it.
    before = tried(api.calls, sending.chats)
    await ada.says("/imprint")
    assert tried(api.calls, sending.chats) == before
    assert before.total() < 40
    side.city.clock.advance(timedelta(seconds=5))
    naps.wake()
    await reported(side.city, sending.announcement, Report(40, 40, 0, 0, 0, 0, 0))
    assert arrived(api.calls, sending.chats) == dict.fromkeys(sending.chats, 1)


async def test_copies_whose_time_is_over_are_not_sent(towns: Towns, api: BotApi, clock: FakeClock) -> None:
    gone_off = asyncio.Event()

    async def later(name: str, row: int) -> None:
        if not gone_off.is_set() and len(api.called("sendMessage")) >= 7:
            clock.advance(timedelta(hours=1))
            gone_off.set()

    city = await towns.open(telegram=True, hooks=replace(towns.hooks, failpoint=later))
    uow = city.app.services.uow
    sending = await a_due_announcement(uow, 60)
    async with uow.writing() as w:
        expiring = replace(sending.announcement, expires_at=NOW + timedelta(minutes=30))
        await w.announcements.update(expiring)
        await w.commit()
    city.app.deliverer.ring()
    await gone_off.wait()
    sent = await _all_ended(city.app, sending.announcement.id)
    assert 7 <= sent.sent < 60
    assert sent == Report(60, sent.sent, 0, 0, 0, 60 - sent.sent, 0)
    assert arrived(api.calls, sending.chats).total() == sent.sent
    async with uow.reading() as r:
        [part] = await r.delivery_reports.breakdown(sending.announcement.id)
    assert part.skipped == {"expired": 60 - sent.sent}


async def test_what_is_looked_at_on_the_page_is_delivered(
    towns: Towns, new_person: NewPerson, clock: FakeClock
) -> None:
    city = await towns.open()
    ada, eve = await new_person(city), await new_person(city)
    uow = city.app.services.uow
    for number in (1, 2):
        async with uow.writing() as w:
            await w.residents.subscribe(number, ALL_TOPICS)
            await w.commit()
    author = await a_resident(uow)
    clock.advance(timedelta(minutes=5))
    announcement = await an_announcement(uow, author, due_at=clock())
    await city.settled()
    assert await _parts(city.app, announcement.id) == [Part("en", False, 2, waiting=2)]
    clock.advance(timedelta(minutes=5))
    assert "Neuer Termin" in (await ada.hears())[-1].text
    assert await _parts(city.app, announcement.id) == [Part("en", False, 2, delivered=1, waiting=1)]
    assert eve.seen > 0


async def _parts(app: App, number: int) -> list[Part]:
    async with app.services.uow.reading() as r:
        return await r.delivery_reports.breakdown(number)


async def _all_ended(app: App, number: int) -> Report:
    async with asyncio.timeout(20):
        while True:
            app.deliverer.ring()
            async with app.services.uow.reading() as r:
                report = await r.deliveries.report(number)
            if report.planned and not report.open:
                return report
            await asyncio.sleep(0.02)
