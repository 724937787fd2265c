"""Whose passkeys there are, what they open, and challenges that are signed once."""

import asyncio
from datetime import timedelta

import pytest

from civic.passkeys import (
    CHALLENGE_LASTS,
    MOST_PASSKEYS,
    Passkey,
    are_possible,
    keep_passkey,
    log_in_by_passkey,
    new_challenge,
    passkeys_of,
    remove_passkey,
    take_challenge,
)
from civic.residents import Channel, Resident
from civic.staff import Role
from civic.staff_login import LoggedIn, NotLoggedIn
from civic.staff_sessions import STAFF_IDLE, Sitting, begin, is_open
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import NOW, a_resident, an_address
from tests.fakes import FakeClock

HALF_A_SECOND = 0.5


def a_key(name: bytes = b"key", count: int = 0) -> Passkey:
    return Passkey(0, 0, name, b"public", count, NOW)


async def at_a_desk(uow: SqlUnitOfWork, clock: FakeClock) -> tuple[Resident, Sitting]:
    """A coordinator whose work area is open."""
    sitting = Sitting(an_address(Channel.WEB))
    resident = await a_resident(uow, address=sitting.address, role=Role.COORDINATOR)
    async with uow.writing() as w:
        await begin(w, sitting, clock())
        await w.commit()
    return resident, sitting


async def a_browser(uow: SqlUnitOfWork) -> Sitting:
    sitting = Sitting(an_address(Channel.WEB))
    await a_resident(uow, address=sitting.address)
    return sitting


async def test_only_who_is_at_work_sets_one_up_and_a_key_has_one_owner(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    resident, desk = await at_a_desk(uow, clock)
    assert not await keep_passkey(uow, clock, (await a_browser(uow)).address, a_key())
    assert await keep_passkey(uow, clock, desk.address, a_key())
    _, other = await at_a_desk(uow, clock)
    assert not await keep_passkey(uow, clock, other.address, a_key())
    clock.advance(STAFF_IDLE)
    assert not await keep_passkey(uow, clock, desk.address, a_key(b"another"))
    assert [one.credential_id for one in await passkeys_of(uow, resident.id)] == [b"key"]


async def test_there_is_an_end_to_how_many(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    _, desk = await at_a_desk(sqlite_uow, clock)
    kept = [
        await keep_passkey(sqlite_uow, clock, desk.address, a_key(bytes([n])))
        for n in range(MOST_PASSKEYS + 1)
    ]
    assert kept == [True] * MOST_PASSKEYS + [False]


async def test_one_opens_the_work_area_in_another_browser(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    resident, desk = await at_a_desk(uow, clock)
    await keep_passkey(uow, clock, desk.address, a_key())
    clock.advance(timedelta(weeks=8))
    browser = await a_browser(uow)
    outcome = await log_in_by_passkey(uow, clock, browser, b"key", 0)
    assert isinstance(outcome, LoggedIn)
    assert (outcome.resident, outcome.member.role) == (resident, Role.COORDINATOR)
    async with uow.reading() as r:
        assert await r.residents.at(browser.address) == resident
        assert await is_open(r, browser.address, clock())
    assert (await passkeys_of(uow, resident.id))[0].used_at == clock()
    assert await log_in_by_passkey(uow, clock, browser, b"unknown", 0) == NotLoggedIn()


async def test_a_count_that_does_not_grow_is_a_copys(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    _, desk = await at_a_desk(uow, clock)
    await keep_passkey(uow, clock, desk.address, a_key(count=4))
    assert await log_in_by_passkey(uow, clock, desk, b"key", 4) == NotLoggedIn()
    assert await log_in_by_passkey(uow, clock, desk, b"key", 0) == NotLoggedIn()
    assert isinstance(await log_in_by_passkey(uow, clock, desk, b"key", 5), LoggedIn)
    assert await log_in_by_passkey(uow, clock, desk, b"key", 5) == NotLoggedIn()


async def test_logging_in_and_joining_chats_lock_in_one_order(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    resident, desk = await at_a_desk(uow, clock)
    await keep_passkey(uow, clock, desk.address, a_key())
    browser = await a_browser(uow)
    async with uow.writing() as w:
        await w.links.lock(resident.id)
        login = asyncio.create_task(log_in_by_passkey(uow, clock, browser, b"key", 0))
        await asyncio.wait({login}, timeout=HALF_A_SECOND)
        assert await w.passkeys.by_credential(b"key", locked=True) is not None
        await w.commit()
    assert isinstance(await login, LoggedIn)


async def test_a_removed_one_opens_nothing_and_nobody_removes_those_of_others(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    resident, desk = await at_a_desk(uow, clock)
    await keep_passkey(uow, clock, desk.address, a_key())
    (kept,) = await passkeys_of(uow, resident.id)
    _, other = await at_a_desk(uow, clock)
    await remove_passkey(uow, clock, other.address, kept.id)
    assert not await remove_passkey(uow, clock, (await a_browser(uow)).address, kept.id)
    assert await passkeys_of(uow, resident.id) == [kept]
    assert await remove_passkey(uow, clock, desk.address, kept.id)
    assert await log_in_by_passkey(uow, clock, desk, b"key", 1) == NotLoggedIn()


async def test_a_challenge_is_signed_once_within_five_minutes(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    browser = await a_browser(uow)
    first = await new_challenge(uow, clock, browser.address)
    second = await new_challenge(uow, clock, browser.address)
    assert first != second
    assert await take_challenge(uow, clock, browser.address) == second
    assert await take_challenge(uow, clock, browser.address) is None
    await new_challenge(uow, clock, browser.address)
    clock.advance(CHALLENGE_LASTS)
    assert await take_challenge(uow, clock, browser.address) is None
    assert await new_challenge(uow, clock, an_address(Channel.WEB)) is None


@pytest.mark.parametrize(
    ("address", "possible"),
    [
        ("https://bot.city.example", True),
        ("http://localhost:8080", True),
        ("http://127.0.0.1:8080", False),
        ("https://[::1]:8080", False),
        ("http://bot.city.example", False),
    ],
)
def test_browsers_make_keys_for_names_by_https(address: str, possible: bool) -> None:
    assert are_possible(address) is possible
