"""One transaction per use case: what is kept, what is taken back, and what happens only once."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy.exc import InvalidRequestError
from sqlmodel import select

from civic.events import create_event
from civic.ports import AlreadyHandled
from civic.residents import Cause, Channel
from civic.retention_periods import Rule
from storage.database import Database
from storage.tables import UpdateRow
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import NOW, a_kept_event, a_resident, an_event
from tests.fakes import FakeClock
from tests.retention import runs

CAUSE = Cause(Channel.TELEGRAM, 9_000_000_001)


async def test_what_is_not_committed_is_taken_back(uow: SqlUnitOfWork) -> None:
    resident = await a_resident(uow)
    async with uow.writing(CAUSE) as w:
        await w.residents.subscribe(resident.id, "culture")
    async with uow.reading() as r:
        assert await r.residents.topics(resident.id) == frozenset()
        assert not await r.updates.seen(CAUSE)


async def test_an_error_takes_everything_back(uow: SqlUnitOfWork) -> None:
    resident = await a_resident(uow)

    async def fail() -> None:
        async with uow.writing() as w:
            await w.residents.subscribe(resident.id, "culture")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    async with uow.reading() as r:
        assert await r.residents.topics(resident.id) == frozenset()


async def test_committing_twice_is_an_error(uow: SqlUnitOfWork) -> None:
    async with uow.writing() as w:
        await w.commit()
        with pytest.raises(RuntimeError, match="before"):
            await w.commit()


async def test_nothing_is_done_after_the_commit(uow: SqlUnitOfWork) -> None:
    async with uow.writing() as w:
        await w.commit()
        with pytest.raises(InvalidRequestError, match="permanently closed"):
            await w.events.count()


async def test_an_update_takes_effect_once(uow: SqlUnitOfWork) -> None:
    await create_event(uow, an_event(), CAUSE)
    with pytest.raises(AlreadyHandled):
        await create_event(uow, an_event(), CAUSE)
    async with uow.reading() as r:
        assert await r.events.count() == 1
        assert await r.updates.seen(CAUSE)
        assert not await r.updates.seen(Cause(Channel.WEB, CAUSE.update_id))


async def test_an_update_twice_at_once_takes_effect_once(uow: SqlUnitOfWork) -> None:
    async def handle() -> bool:
        try:
            await create_event(uow, an_event(), CAUSE)
        except AlreadyHandled:
            return False
        return True

    done = await asyncio.gather(*(handle() for _ in range(10)))
    assert sorted(done) == [False] * 9 + [True]
    async with uow.reading() as r:
        assert await r.events.count() == 1


async def test_a_noted_update_is_dated_and_noted_once(
    database: Database, uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    for _ in range(2):
        async with uow.writing() as w:
            await w.updates.note(CAUSE)
            await w.commit()
        clock.advance(timedelta(minutes=1))
    with pytest.raises(AlreadyHandled):
        async with uow.writing(CAUSE):
            raise AssertionError("entered")
    async with database.reading() as session:
        rows = (await session.exec(select(UpdateRow))).all()
    assert [(row.channel, row.update_id, row.handled_at) for row in rows] == [
        ("telegram", 9_000_000_001, NOW)
    ]


async def test_ids_are_never_reused(uow: SqlUnitOfWork) -> None:
    first = await a_kept_event(uow, example=True)
    async with uow.writing() as w:
        assert await w.events.remove_examples() == 1
        await w.commit()
    second = await a_kept_event(uow)
    assert second.id > first.id


async def test_old_updates_are_forgotten(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    new = Cause(Channel.TELEGRAM, CAUSE.update_id + 1)
    await create_event(uow, an_event(), CAUSE)
    clock.advance(timedelta(days=1))
    await create_event(uow, an_event(), new)
    clock.advance(timedelta(days=1, seconds=1))
    assert await runs(uow, clock, Rule.UPDATES) == 1
    async with uow.reading() as r:
        assert not await r.updates.seen(CAUSE)
        assert await r.updates.seen(new)
