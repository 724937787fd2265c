"""Confirmations of entries and their weekly reminders, on both databases."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from sqlmodel import delete

from civic.confirmations import Confirmation
from civic.residents import Resident
from storage.database import Database
from storage.tables import ResidentRow
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import NOW, a_resident

WEEK = timedelta(days=7)


async def confirm(uow: SqlUnitOfWork, confirmation: Confirmation) -> None:
    async with uow.writing() as w:
        await w.confirmations.set(confirmation)
        await w.commit()


async def test_the_newest_confirmation_counts(uow: SqlUnitOfWork) -> None:
    resident = await a_resident(uow)
    first = Confirmation("a/one", "f1", NOW, resident.id)
    second = replace(first, fingerprint="f2", confirmed_at=NOW + WEEK)
    other = Confirmation("a/two", "f3", NOW)
    for one in (first, other, second):
        await confirm(uow, one)
    async with uow.reading() as r:
        assert await r.confirmations.get("a/one") == second
        assert await r.confirmations.get("a/three") is None
        assert await r.confirmations.all() == {"a/one": second, "a/two": other}


async def forget(database: Database, resident: Resident) -> None:
    async with database.writing() as session:
        await session.exec(delete(ResidentRow).where(ResidentRow.id == resident.id))  # type: ignore[arg-type]
        await session.commit()


async def test_who_is_forgotten_leaves_the_confirmation(database: Database, uow: SqlUnitOfWork) -> None:
    resident = await a_resident(uow)
    await confirm(uow, Confirmation("a/one", "f1", NOW, resident.id))
    async with uow.writing() as w:
        assert await w.confirmations.claim_reminder(resident.id, NOW, NOW - WEEK)
        await w.commit()
    await forget(database, resident)
    async with uow.reading() as r:
        assert await r.confirmations.get("a/one") == Confirmation("a/one", "f1", NOW, None)


async def claimed(uow: SqlUnitOfWork, resident: Resident, days: int) -> bool:
    now = NOW + timedelta(days=days)
    async with uow.writing() as w:
        won = await w.confirmations.claim_reminder(resident.id, now, now - WEEK)
        await w.commit()
        return won


async def test_a_reminder_is_claimed_once_a_week(uow: SqlUnitOfWork) -> None:
    resident, other = await a_resident(uow), await a_resident(uow)
    assert [await claimed(uow, resident, day) for day in (0, 0, 6, 7, 8, 13, 14)] == [
        *(True, False, False, True, False, False, True)
    ]
    assert await claimed(uow, other, 1)


async def test_two_processes_at_once_claim_it_once(uow: SqlUnitOfWork) -> None:
    resident = await a_resident(uow)
    won = await asyncio.gather(*(claimed(uow, resident, 0) for _ in range(8)))
    assert sorted(won) == [*[False] * 7, True]
