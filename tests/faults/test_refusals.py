"""Refusals in the middle of an announcement: each has its outcome, nobody is lost, the report adds up."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from civic.announcements import Report
from civic.event_changes import call_off
from civic.events import Event
from civic.registrations import RegistrationRequest, register
from civic.residents import Address, Channel
from tests.bot.bot_api import BotApi
from tests.fakes import FakeClock
from tests.faults.naps import Naps
from tests.faults.sendings import AUTHOR, a_due_announcement, arrived, tried
from tests.faults.towns import Towns, report, reported
from tests.handlers.city import City
from tests.telegram.chat import Telegram

pytestmark = pytest.mark.faults
PAUSE = 45


async def test_each_refusal_has_its_outcome(
    towns: Towns, api: BotApi, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    city = await towns.open(telegram=True)
    city.app.channels.lines[1].bots.wire.timeout = 0.5
    sending = await a_due_announcement(city.app.services.uow, 12)
    blocked, gone, bad, dropped, hanging, broken, proxied, no_token, *_ = sending.chats
    api.fault("sendMessage", "403", chat_id=blocked)
    api.fault("sendMessage", "400", chat_id=gone, text="Bad Request: chat not found")
    api.fault("sendMessage", "400", chat_id=bad)
    api.fault("sendMessage", "drop", chat_id=dropped, times=1)
    api.fault("sendMessage", "hang", chat_id=hanging, times=1)
    for chat, kind in ((broken, "500"), (proxied, "502"), (no_token, "401")):
        api.fault("sendMessage", kind, chat_id=chat, times=1)  # type: ignore[arg-type]  # one of its kinds
    await reported(city, sending.announcement, Report(12, 4, 2, 1, 2, 0, 3))
    clock.advance(timedelta(minutes=3))
    await reported(city, sending.announcement, Report(12, 7, 2, 1, 2, 0, 0))
    repeated = {broken, proxied, no_token}
    assert tried(api.calls, sending.chats) == {chat: 1 + (chat in repeated) for chat in sending.chats}
    unreached = {blocked, gone, bad, dropped, hanging}
    assert arrived(api.calls, sending.chats) == {chat: 1 for chat in sending.chats if chat not in unreached}
    async with city.app.services.uow.reading() as r:
        ended = {chat for chat, one in sending.readers.items() if not await r.residents.topics(one.id)}
    assert ended == {blocked, gone}
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


async def test_the_author_is_told_figures_that_add_up(towns: Towns, api: BotApi) -> None:
    city = await towns.open(telegram=True)
    sending = await a_due_announcement(city.app.services.uow, 5)
    api.fault("sendMessage", "403", chat_id=sending.chats[2])
    side = Telegram(api, city)
    city.app.deliverer.ring()
    await side.until(lambda: bool(side.shown(AUTHOR)))
    (told,) = side.shown(AUTHOR)
    lines = told.text.splitlines()
    figures = [int(line.rpartition(" ")[2]) for line in lines if line.rpartition(" ")[2].isdigit()]
    assert figures[0] == 5
    assert sum(figures[1:]) == 5


async def test_a_429_delays_the_rest_and_nobody_else(
    towns: Towns, api: BotApi, clock: FakeClock, naps: Naps
) -> None:
    hooks = replace(towns.hooks, sleep=naps.sleep, monotonic=naps.monotonic)
    side = Telegram(api, await towns.open(telegram=True, hooks=hooks))
    ada = side.private()
    await ada.says("/start")
    event = await _with_seat(side.city, ada.chat.id)
    sending = await a_due_announcement(side.app.services.uow, 30)
    api.fault("sendMessage", "429", chat_id=sending.chats[4], times=1, retry_after=PAUSE)
    side.app.deliverer.ring()
    await naps.until_asleep(PAUSE)
    (answer,) = await ada.says("/imprint")
    assert "Stadt Kaiserslautern" in answer.text
    await call_off(side.app.services.uow, clock, event.id)
    side.app.deliverer.ring()
    await side.until(lambda: "cancelled" in side.shown(ada.chat.id)[-1].text)
    before = tried(api.calls, sending.chats)
    assert 5 <= before.total() < 30
    side.app.deliverer.ring()
    await ada.says("/imprint")
    assert tried(api.calls, sending.chats) == before

    clock.advance(timedelta(seconds=PAUSE))
    naps.wake()
    await reported(side.city, sending.announcement, Report(30, 30, 0, 0, 0, 0, 0))
    assert arrived(api.calls, sending.chats) == dict.fromkeys(sending.chats, 1)
    assert tried(api.calls, sending.chats).total() == 31


async def test_what_is_sent_at_a_stop_is_recorded_and_the_rest_comes_once(
    towns: Towns, api: BotApi, clock: FakeClock
) -> None:
    in_the_middle = asyncio.Event()

    async def count(name: str, row: int) -> None:
        if len(api.called("sendMessage")) >= 7:
            in_the_middle.set()

    city = await towns.open(telegram=True, hooks=replace(towns.hooks, failpoint=count))
    sending = await a_due_announcement(city.app.services.uow, 45)
    city.app.deliverer.ring()
    await in_the_middle.wait()
    await towns.close(city)
    before = arrived(api.calls, sending.chats).total()
    assert 7 <= before < 45
    city = await towns.open(telegram=True)
    assert (await report(city, sending.announcement)).sent == before
    clock.advance(timedelta(minutes=3))
    await reported(city, sending.announcement, Report(45, 45, 0, 0, 0, 0, 0))
    assert arrived(api.calls, sending.chats) == dict.fromkeys(sending.chats, 1)


async def test_a_stop_does_not_wait_for_a_server_that_hangs(
    towns: Towns, api: BotApi, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.app.GRACE", 0.3)
    city = await towns.open(telegram=True)
    sending = await a_due_announcement(city.app.services.uow, 5)
    api.fault("sendMessage", "hang")
    city.app.deliverer.ring()
    await Telegram(api, city).until(lambda: tried(api.calls, sending.chats).total() == 5)
    async with asyncio.timeout(10):
        await towns.close(city)
    api.faults.clear()
    clock.advance(timedelta(minutes=3))
    city = await towns.open(telegram=True)
    await reported(city, sending.announcement, Report(5, 5, 0, 0, 0, 0, 0))
    assert arrived(api.calls, sending.chats) == dict.fromkeys(sending.chats, 1)


async def _with_seat(city: City, chat_id: int) -> Event:
    """An event for which the person of that chat is registered."""
    event = await city.event(titles={"en": "Café"})
    uow = city.app.services.uow
    async with uow.reading() as r:
        resident = await r.residents.at(Address(Channel.TELEGRAM, chat_id))
    assert resident is not None
    await register(uow, city.clock, RegistrationRequest(event.id, resident.id, "Ada", 1, frozenset(), "1"))
    return event
