"""Codes that join two chats: how they may be typed, how long they work, and how many may be wrong."""

from datetime import timedelta

import pytest
from sqlalchemy import delete
from sqlmodel import col

from civic import link_codes
from civic.link_codes import SamePerson, TooManyTries, WrongCode, code_hash, forget_codes
from civic.linking import Preview, look_at_code
from civic.residents import Address, Channel
from storage.database import Database
from storage.tables import ResidentRow
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import a_code, a_resident, an_address
from tests.fakes import FakeClock


@pytest.fixture
def here() -> Address:
    return an_address(Channel.WEB)


@pytest.fixture
def there() -> Address:
    return an_address()


@pytest.mark.parametrize(
    "typed",
    [
        "AB2X-9KMP",
        "ab2x9kmp",
        " ab2x 9kmp ",
        "AB2X–9KMP",
        "ab٢x-٩kmp",
        "ＡＢ２Ｘ９ＫＭＰ",
        "АВ2Х9КМР",
        "ab2x\u200f9kmp",
    ],
)
def test_a_code_is_read_as_people_type_it(typed: str) -> None:
    assert code_hash(typed) == code_hash("AB2X9KMP")
    assert code_hash(typed) != code_hash("AB2X9KMQ")


async def test_only_the_hash_of_a_code_is_kept(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock, there: Address
) -> None:
    await a_resident(sqlite_uow, address=there)
    code = await a_code(sqlite_uow, clock, there)
    assert len(code) == link_codes.CODE_LENGTH
    assert not set(code) & set("0O1IL")
    async with sqlite_uow.reading() as r:
        assert await r.links.code(code) is None
        kept = await r.links.code(code_hash(code))
    assert kept is not None
    assert kept.address == there
    assert kept.expires_at == clock() + timedelta(minutes=10)


async def test_unknown_expired_and_replaced_codes_get_one_answer(
    uow: SqlUnitOfWork, clock: FakeClock, here: Address, there: Address
) -> None:
    await a_resident(uow, address=there)
    await a_resident(uow, address=here)
    assert await look_at_code(uow, clock, here, "AB2X9KMP") == WrongCode()
    replaced = await a_code(uow, clock, there)
    code = await a_code(uow, clock, there)
    assert await look_at_code(uow, clock, here, replaced) == WrongCode()
    clock.advance(timedelta(minutes=9, seconds=59))
    assert isinstance(await look_at_code(uow, clock, here, code), Preview)
    clock.advance(timedelta(seconds=1))
    assert await look_at_code(uow, clock, here, code) == WrongCode()


async def test_a_code_does_not_work_where_it_was_made(
    uow: SqlUnitOfWork, clock: FakeClock, there: Address
) -> None:
    await a_resident(uow, address=there)
    code = await a_code(uow, clock, there)
    assert await look_at_code(uow, clock, there, code) == SamePerson()


async def test_after_five_wrong_codes_even_a_good_one_waits_ten_minutes(
    uow: SqlUnitOfWork, clock: FakeClock, here: Address, there: Address
) -> None:
    await a_resident(uow, address=there)
    await a_resident(uow, address=here)
    third = an_address()
    await a_resident(uow, address=third)
    for _ in range(link_codes.OWN_TRIES):
        assert await look_at_code(uow, clock, here, "wrong") == WrongCode()
    good = await a_code(uow, clock, there)
    assert await look_at_code(uow, clock, here, good) == TooManyTries()
    assert isinstance(await look_at_code(uow, clock, third, good), Preview)
    clock.advance(timedelta(minutes=10, seconds=1))
    good = await a_code(uow, clock, there)
    assert isinstance(await look_at_code(uow, clock, here, good), Preview)


async def test_all_people_together_have_a_limit_that_forgetting_somebody_does_not_lift(
    database: Database, clock: FakeClock, there: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    uow = SqlUnitOfWork(database, clock)
    monkeypatch.setattr(link_codes, "ALL_TRIES", 3)
    await a_resident(uow, address=there)
    guests = [an_address() for _ in range(3)]
    known = [await a_resident(uow, address=each) for each in guests]
    for guest in guests:
        assert await look_at_code(uow, clock, guest, "wrong") == WrongCode()
    async with database.writing() as session:
        await session.exec(delete(ResidentRow).where(col(ResidentRow.id) == known[0].id))
        await session.commit()
    good = await a_code(uow, clock, there)
    assert await look_at_code(uow, clock, guests[1], good) == TooManyTries()
    clock.advance(timedelta(hours=1, seconds=1))
    await forget_codes(uow, clock)
    async with uow.reading() as r:
        assert await r.links.code(code_hash(good)) is None
        assert await r.links.wrong_tries(clock() - timedelta(days=1)) == 0
