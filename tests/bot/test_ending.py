"""The end of the program: nothing is left running, whatever hangs; and the clean-up takes all its steps."""

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

import bot.app
import bot.cleaning
from bot.app import App, Hooks
from bot.clock import Bells
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
