"""The end of the program: nothing is left running, whatever hangs; and the clean-up takes all its steps."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from aiohttp import ClientSession

import bot.app
import bot.cleaning
import bot.ending
from bot.app import App, Hooks
from bot.clock import Bells
from bot.ending import ended
from bot.in_hand import HANGS_AFTER, InHand
from bot.library_keeper import LibraryKeeper
from bot.rounds import Rounds
from bot.settings import Settings
from civic.questions import close, hand_over
from civic.time import utc_now
from storage.unit_of_work import SqlUnitOfWork
from tests.civic.answers.fake_embedder import FakeEmbedder
from tests.factories import a_question, a_resident
from tests.fakes import FakeClock
from tests.handlers.city import City, read_once
from tests.handlers.test_views import city_services


async def test_work_that_a_bell_began_is_over_when_the_bells_are_stopped() -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def hourly() -> bool:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)  # cleans up, as an import does in the database
            ended.set()
        return True

    bells = Bells(utc_now, lambda: None, hourly)
    bells.start()
    await begun.wait()
    await bells.stop()
    assert ended.is_set()


async def test_the_cleaning_up_of_such_work_is_not_broken_off(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def hourly() -> bool:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0.1)  # cancelled once more this would end here
            ended.set()
        return True

    bells = Bells(utc_now, lambda: None, hourly)
    bells.start()
    await begun.wait()
    await bells.stop()
    assert ended.is_set()


async def stubborn(times: int) -> None:
    """Goes on however often it is cancelled, up to so many times."""
    for _ in range(times + 1):
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.Event().wait()


@pytest.mark.parametrize(("times", "hangs"), [(0, False), (1, False), (3, True)])
async def test_what_is_cut_off_and_goes_on_holds_up_no_end(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, times: int, *, hangs: bool
) -> None:
    monkeypatch.setattr(bot.ending, "LAST_STEPS", 0.05)
    task = asyncio.create_task(stubborn(times))
    await asyncio.sleep(0)
    await asyncio.wait_for(ended([task], "rounds", 0.01), 5)
    assert ("hang even after" in caplog.text, task.done()) == (hangs, not hangs)
    bells = Bells(utc_now, lambda: None, hourly_nothing)
    bells.start()
    bells.beside(0, lambda: stubborn(times))
    await asyncio.sleep(0.05)
    await asyncio.wait_for(bells.stop(), 5)
    for one in asyncio.all_tasks() - {asyncio.current_task()}:
        if "stubborn" in repr(one):
            one.cancel()
            one.cancel()
    task.cancel()


async def hourly_nothing() -> bool:
    return True


async def test_a_round_that_hangs_is_cut_off_before_the_embedder_is_closed(
    sqlite_url: str, clock: FakeClock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(bot.app, "GRACE", 0.01)
    embedder, begun = FakeEmbedder(), asyncio.Event()
    hooks = Hooks(clock=clock, read=read_once, embedder=lambda *_: embedder)
    app = await App.build(Settings(database_url=sqlite_url, web_port=0), hooks)

    async def look() -> bool:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            assert not embedder.closed
        return False

    monkeypatch.setattr(app.keeper, "look", look)
    await app.start()
    app.rounds.ring()
    await begun.wait()
    with caplog.at_level(logging.WARNING):
        await asyncio.wait_for(app.stop(), 5)
    assert "some rounds were not finished at the stop" in caplog.text
    assert embedder.closed


async def test_a_menu_that_hangs_holds_up_no_stop(
    sqlite_url: str, clock: FakeClock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(bot.app, "LAST_REQUESTS", 0.05)
    monkeypatch.setattr(bot.ending, "LAST_STEPS", 0.05)

    async def introduce(*_: object) -> None:
        await stubborn(9)

    monkeypatch.setattr(bot.app, "introduce", introduce)
    app = await App.build(Settings(database_url=sqlite_url, web_port=0), Hooks(clock=clock, read=read_once))
    await app.start()
    menus = list(app._menus)
    assert menus
    await asyncio.wait_for(app.stop(), 10)
    assert "some channels, menus or models hang" in caplog.text
    for one in menus:
        while not one.done():
            one.cancel()
            await asyncio.sleep(0)


async def test_knowledge_that_takes_long_holds_up_no_digest(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked, told = asyncio.Event(), asyncio.Event()
    services = city_services(sqlite_uow, clock)
    keeper = LibraryKeeper(sqlite_uow, services.library)

    async def look() -> bool:
        looked.set()
        await asyncio.Event().wait()
        return False

    async def push_due(*_: object) -> None:
        told.set()

    monkeypatch.setattr(keeper, "look", look)
    monkeypatch.setattr("bot.rounds.push_due", push_due)
    rounds = Rounds(services, keeper)
    going = asyncio.create_task(rounds.run())
    for _ in range(2):
        rounds.ring()
        await asyncio.wait_for(told.wait(), 5)
        told.clear()
    assert looked.is_set()
    going.cancel()
    await asyncio.gather(going, return_exceptions=True)


async def test_a_round_that_hangs_is_seen_after_ten_minutes_and_knowledge_may_take_long(
    sqlite_uow: SqlUnitOfWork,
    clock: FakeClock,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    seconds, begun, go_on = 0.0, asyncio.Event(), asyncio.Event()
    services = city_services(sqlite_uow, clock)
    keeper = LibraryKeeper(sqlite_uow, services.library)

    async def hang(*_: object) -> bool:
        begun.set()
        await go_on.wait()
        return False

    in_hand = InHand(lambda: seconds)
    rounds = Rounds(services, keeper, in_hand=in_hand)
    monkeypatch.setattr("bot.rounds.push_due", hang)
    for what, hangs in (("knowledge", False), ("digests", True)):
        rounds._work["knowledge"] = hang
        begun.clear()
        going = asyncio.create_task(rounds._try(what))
        await begun.wait()
        seconds += HANGS_AFTER
        assert not in_hand.hangs
        in_hand.goes_on(what)
        seconds += HANGS_AFTER
        assert not in_hand.hangs
        seconds += 1
        assert [in_hand.hangs for _ in range(2)] == [hangs] * 2
        assert caplog.text.count("nothing has moved") == int(hangs)
        go_on.set()
        await going
        go_on.clear()
        assert not in_hand.hangs


@pytest.fixture
async def city(sqlite_url: str, clock: FakeClock) -> AsyncIterator[City]:
    """A running bot."""
    opened = await City.open(sqlite_url, clock)
    yield opened
    await opened.close()


async def test_a_step_of_the_clean_up_that_fails_keeps_no_text_for_ever(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = city.app.services
    question = await hand_over(services.uow, a_question(await a_resident(services.uow)))
    await close(services.uow, services.clock, question.id, question.resident_id)
    city.clock.advance(timedelta(days=city.app.settings.question_days + 1))

    async def fail(*_: object) -> None:
        raise MemoryError("while counting")

    monkeypatch.setattr(bot.cleaning, "count_weeks", fail)
    with pytest.raises(ExceptionGroup) as failed:
        await city.app._clean()
    assert [str(one) for one in failed.value.exceptions] == ["while counting"]
    async with services.uow.reading() as r:
        kept = await r.questions.get(question.id)
    assert kept is not None
    assert kept.text == ""


async def test_what_hangs_makes_the_clock_late(city: City) -> None:
    async def clock_said() -> object:
        async with ClientSession() as session, session.get(f"{city.url}/health/ready") as answer:
            return (await answer.json())["clock"]

    await city.app.bells._ring()
    usual, in_hand, watch = city.app.hooks.monotonic, city.app.in_hand, city.app.operation.watch
    assert (await clock_said(), watch.clock_is_late()) == ("ok", False)
    with in_hand.begun("draws"):
        in_hand._monotonic = lambda: usual() + HANGS_AFTER + 1
        assert (await clock_said(), watch.clock_is_late()) == ("late", True)
    assert (await clock_said(), watch.clock_is_late()) == ("ok", False)


def test_the_same_may_be_done_twice_at_a_time() -> None:
    seconds = 0.0
    in_hand = InHand(lambda: seconds)
    with in_hand.begun("plans"):
        with in_hand.begun("plans"):
            seconds = HANGS_AFTER / 2
        seconds = HANGS_AFTER + 1
        assert in_hand.hangs
    assert not in_hand.hangs
