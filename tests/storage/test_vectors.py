"""Vectors of passages on both databases."""

from datetime import timedelta

from storage.unit_of_work import SqlUnitOfWork
from tests.fakes import FakeClock

MANY = {f"hash {number}": bytes([number % 256, number // 256]) for number in range(1200)}


async def put(uow: SqlUnitOfWork, clock: FakeClock, model: str, vectors: dict[str, bytes]) -> None:
    async with uow.writing() as w:
        await w.vectors.put_many(model, vectors, clock())
        await w.commit()


async def found(uow: SqlUnitOfWork, model: str, *hashes: str) -> dict[str, bytes]:
    async with uow.reading() as r:
        return await r.vectors.get_many(model, hashes)


async def test_more_than_one_statement_takes(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    await put(uow, clock, "m", MANY)
    assert await found(uow, "m", *MANY, "unknown") == MANY
    assert await found(uow, "n", *MANY) == {}
    assert await found(uow, "m") == {}


async def test_the_latest_counts(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    await put(uow, clock, "m", {"a": b"first"})
    await put(uow, clock, "m", {"a": b"second", "b": b"\x00\xff"})
    await put(uow, clock, "n", {"a": b"other model"})
    assert await found(uow, "m", "a", "b") == {"a": b"second", "b": b"\x00\xff"}


async def test_only_what_is_unused_is_forgotten(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    await put(uow, clock, "m", {"used": b"1", "unused": b"2"})
    await put(uow, clock, "n", {"used": b"3"})
    clock.advance(timedelta(days=2))
    async with uow.writing() as w:
        await w.vectors.touch("m", ["used"], clock())
        assert await w.vectors.forget_unused(clock() - timedelta(days=1)) == 2
        await w.commit()
    assert await found(uow, "m", "used", "unused") == {"used": b"1"}
    assert await found(uow, "n", "used") == {}


async def test_nothing_is_touched_twice_a_day(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    await put(uow, clock, "m", {"a": b"1"})
    clock.advance(timedelta(hours=23))
    async with uow.writing() as w:
        await w.vectors.touch("m", ["a"], clock())
        assert await w.vectors.forget_unused(clock() - timedelta(hours=1)) == 1
