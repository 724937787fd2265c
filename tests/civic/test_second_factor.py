"""The second factor of staff: asked for in a second step; each code works once."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from civic.one_time_codes import app_address, code_at, read_digits, step_of, typed_secret
from civic.residents import Address, Channel, Resident, subscribe
from civic.second_factor import (
    ASKED_FOR,
    SecondFactor,
    confirm_second_factor,
    end_second_factor,
    has_second_factor,
    is_asked,
    new_second_factor,
)
from civic.staff import Role
from civic.staff_log import LogPart, Noted, read_log
from civic.staff_login import (
    CODES,
    PAUSE,
    TRIES,
    TRIES_OF_ALL,
    CodeNeeded,
    LoggedIn,
    NotLoggedIn,
    OthersThings,
    Paused,
    codes_left,
    forget_logins,
    log_in_by_code,
    log_in_by_link,
    new_codes,
    new_login_link,
)
from civic.staff_members import remove_member
from civic.staff_sessions import Sitting, begin, is_open, lock
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import WORDING, a_resident, an_address
from tests.fakes import FakeClock

STEP = timedelta(seconds=30)


@pytest.mark.parametrize(
    ("seconds", "code"), [(59, "287082"), (1111111109, "081804"), (20000000000, "353130")]
)
def test_as_the_standard_computes(seconds: int, code: str) -> None:
    """RFC 6238, appendix B, the last six digits."""
    assert code_at(b"12345678901234567890", datetime.fromtimestamp(seconds, UTC)) == code


def test_a_clock_may_be_wrong_by_one_step(clock: FakeClock) -> None:
    secret, now = bytes(range(20)), clock()
    good = {
        shift: step_of(secret, code_at(secret, now + shift * STEP), now) is not None for shift in range(-3, 4)
    }
    assert good == {-3: False, -2: False, -1: True, 0: True, 1: True, 2: False, 3: False}


def test_how_it_is_shown_and_read() -> None:
    secret = b"12345678901234567890"
    assert typed_secret(secret) == "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"
    address = app_address(secret, "Team", "Stadtbote & Co")
    assert address.startswith("otpauth://totp/Stadtbote%20%26%20Co:Team?")
    assert "secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" in address
    assert [read_digits(text) for text in (" 012 345", "٠١٢٣٤٥", "12345", "1234567", "a12345")] == [
        "012345",
        "012345",
        None,
        None,
        None,
    ]
    assert "1234" not in repr(SecondFactor(1, secret, datetime(2026, 1, 1, tzinfo=UTC)))


async def a_colleague(uow: SqlUnitOfWork, clock: FakeClock) -> tuple[Resident, Address, bytes]:
    """Somebody with a second factor, their browser, and what their app knows."""
    address = an_address(Channel.WEB)
    colleague = await a_resident(uow, address=address, role=Role.OWNER)
    async with uow.writing() as w:
        await begin(w, Sitting(address), clock())
        await w.commit()
    secret = await new_second_factor(uow, clock, colleague.id)
    assert secret is not None
    assert await confirm_second_factor(uow, clock, colleague.id, code_at(secret, clock()))
    clock.advance(STEP)
    return colleague, address, secret


async def a_browser(uow: SqlUnitOfWork) -> Sitting:
    sitting = Sitting(an_address(Channel.WEB))
    await a_resident(uow, address=sitting.address)
    return sitting


async def opened(uow: SqlUnitOfWork, clock: FakeClock, sitting: Sitting) -> bool:
    async with uow.reading() as r:
        return await is_open(r, sitting.address, clock())


async def noted(uow: SqlUnitOfWork) -> list[str]:
    return [line.what for line in (await read_log(uow, LogPart.STAFF, 0)).lines]


async def test_it_counts_once_it_was_confirmed(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    colleague = await a_resident(uow, address=an_address(Channel.WEB), role=Role.OWNER)
    first = await new_second_factor(uow, clock, colleague.id)
    secret = await new_second_factor(uow, clock, colleague.id)
    assert first is not None
    assert secret is not None
    assert not await confirm_second_factor(uow, clock, colleague.id, code_at(first, clock()))
    assert not await has_second_factor(uow, colleague.id)
    clock.advance(ASKED_FOR)
    assert not await confirm_second_factor(uow, clock, colleague.id, code_at(secret, clock()))
    secret = await new_second_factor(uow, clock, colleague.id)
    assert secret is not None
    assert await confirm_second_factor(uow, clock, colleague.id, code_at(secret, clock()))
    assert await has_second_factor(uow, colleague.id)
    assert not await confirm_second_factor(uow, clock, colleague.id, code_at(secret, clock()))
    assert await new_second_factor(uow, clock, colleague.id) is None
    assert await noted(uow) == [Noted.SECOND_FACTOR_SET]


async def test_after_a_recovery_code_and_after_a_link(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    colleague, _, secret = await a_colleague(uow, clock)
    codes, browser = await new_codes(uow, colleague.id), await a_browser(uow)
    assert await log_in_by_code(uow, clock, browser, codes[0]) == CodeNeeded()
    assert await codes_left(uow, colleague.id) == CODES - 1
    assert not await opened(uow, clock, browser)
    assert await is_asked(uow, clock, browser.address)
    assert isinstance(await log_in_by_code(uow, clock, browser, code_at(secret, clock())), LoggedIn)
    assert await opened(uow, clock, browser)
    assert not await is_asked(uow, clock, browser.address)
    token, another = await new_login_link(uow, clock, colleague.id), await a_browser(uow)
    assert token is not None
    assert await log_in_by_link(uow, clock, another, token) == CodeNeeded()
    assert await log_in_by_link(uow, clock, await a_browser(uow), token) == NotLoggedIn()
    assert not await opened(uow, clock, another)
    clock.advance(STEP)
    assert isinstance(await log_in_by_code(uow, clock, another, code_at(secret, clock())), LoggedIn)
    assert await noted(uow) == [Noted.SECOND_FACTOR_SET]


async def test_where_nobody_can_log_in_no_code_is_used_up(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    colleague, _, _ = await a_colleague(uow, clock)
    codes, browser = await new_codes(uow, colleague.id), await a_browser(uow)
    async with uow.reading() as r:
        present = await r.residents.at(browser.address)
    assert present is not None
    await subscribe(uow, present.id, "all", WORDING)
    assert await log_in_by_code(uow, clock, browser, codes[0]) == OthersThings()
    assert await codes_left(uow, colleague.id) == CODES


async def test_each_code_works_once(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    colleague, _, secret = await a_colleague(uow, clock)
    codes, browsers = await new_codes(uow, colleague.id), [await a_browser(uow) for _ in range(2)]
    clock.advance(STEP)
    for browser, code in zip(browsers, codes, strict=False):
        assert await log_in_by_code(uow, clock, browser, code) == CodeNeeded()
    code = code_at(secret, clock())
    outcomes = await asyncio.gather(*(log_in_by_code(uow, clock, one, code) for one in browsers))
    assert sorted(type(one).__name__ for one in outcomes) == ["LoggedIn", "NotLoggedIn"]
    # Nor does an earlier one that was not used.
    left = browsers[0] if isinstance(outcomes[1], LoggedIn) else browsers[1]
    assert await log_in_by_code(uow, clock, left, code_at(secret, clock() - STEP)) == NotLoggedIn()
    clock.advance(STEP)
    assert isinstance(await log_in_by_code(uow, clock, left, code_at(secret, clock())), LoggedIn)


async def test_wrong_codes_are_limited_and_the_first_step_is_forgotten(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    colleague, _, secret = await a_colleague(uow, clock)
    codes, browser = await new_codes(uow, colleague.id), await a_browser(uow)
    assert await log_in_by_code(uow, clock, browser, codes[0]) == CodeNeeded()
    for _ in range(TRIES):
        wrong = f"{(int(code_at(secret, clock())) + 7) % 10**6:06}"
        assert await log_in_by_code(uow, clock, browser, wrong) == NotLoggedIn()
    assert isinstance(await log_in_by_code(uow, clock, browser, code_at(secret, clock())), Paused)
    clock.advance(PAUSE)
    assert await log_in_by_code(uow, clock, browser, code_at(secret, clock())) == NotLoggedIn()
    await forget_logins(uow, clock)
    assert not await is_asked(uow, clock, browser.address)


async def test_strangers_keep_nobody_out_who_took_the_first_step(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    colleague, _, secret = await a_colleague(uow, clock)
    browser, stranger = await a_browser(uow), await a_browser(uow)
    token = await new_login_link(uow, clock, colleague.id)
    assert token is not None
    async with uow.writing() as w:
        for _ in range(TRIES_OF_ALL):
            await w.staff_logins.note_wrong(stranger.address, clock())
        await w.commit()
    assert await log_in_by_link(uow, clock, browser, token) == CodeNeeded()
    assert await log_in_by_code(uow, clock, browser, "0000-0000-0000-0000") == NotLoggedIn()
    assert isinstance(await log_in_by_code(uow, clock, browser, code_at(secret, clock())), LoggedIn)


async def test_without_the_phone_a_second_recovery_code_is_the_last_resort(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    colleague, _, _ = await a_colleague(uow, clock)
    codes, browser = await new_codes(uow, colleague.id), await a_browser(uow)
    assert await log_in_by_code(uow, clock, browser, codes[0]) == CodeNeeded()
    assert await log_in_by_code(uow, clock, browser, codes[0]) == NotLoggedIn()
    assert isinstance(await log_in_by_code(uow, clock, browser, codes[1]), LoggedIn)
    assert (await noted(uow))[0] == Noted.CAME_WITHOUT_IT


async def test_a_colleague_begins_at_the_desk_where_somebody_took_the_first_step(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    (first, _, of_first), (second, _, of_second) = [await a_colleague(uow, clock) for _ in range(2)]
    browser, codes = await a_browser(uow), [await new_codes(uow, one.id) for one in (first, second)]
    assert await log_in_by_code(uow, clock, browser, codes[0][0]) == CodeNeeded()
    assert await log_in_by_code(uow, clock, browser, codes[1][0]) == CodeNeeded()
    assert [await codes_left(uow, one.id) for one in (first, second)] == [CODES - 1, CODES - 1]
    # Now it is the second one's app that counts, and the first one's no more.
    assert await log_in_by_code(uow, clock, browser, code_at(of_first, clock())) == NotLoggedIn()
    arrived = await log_in_by_code(uow, clock, browser, code_at(of_second, clock()))
    assert isinstance(arrived, LoggedIn)
    assert arrived.resident.id == second.id
    assert Noted.CAME_WITHOUT_IT not in await noted(uow)


async def test_how_it_ends(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    colleague, address, _ = await a_colleague(uow, clock)
    other = await a_resident(uow, address=an_address(Channel.WEB), role=Role.OWNER)
    await lock(uow, clock, address)
    assert not await end_second_factor(uow, clock, address, colleague.id)
    async with uow.writing() as w:
        await begin(w, Sitting(address), clock())
        await w.commit()
    assert await end_second_factor(uow, clock, address, colleague.id)
    assert not await has_second_factor(uow, colleague.id)
    assert (await noted(uow))[0] == Noted.SECOND_FACTOR_ENDED
    codes = await new_codes(uow, colleague.id)
    assert isinstance(await log_in_by_code(uow, clock, Sitting(address), codes[0]), LoggedIn)
    secret = await new_second_factor(uow, clock, colleague.id)
    assert secret is not None
    assert await confirm_second_factor(uow, clock, colleague.id, code_at(secret, clock()))
    await remove_member(uow, clock, colleague.id, other.id)
    async with uow.reading() as r:
        assert await r.second_factors.of(colleague.id) is None


async def test_one_that_was_begun_does_not_outlive_ten_minutes_or_replace_one_that_is_confirmed(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    older = await a_resident(uow, role=Role.OWNER)
    colleague, _, secret = await a_colleague(uow, clock)
    await new_second_factor(uow, clock, older.id)
    async with uow.writing() as w:
        await w.links.absorb(older.id, colleague.id)
        await w.commit()
    async with uow.reading() as r:
        factor = await r.second_factors.of(older.id)
    assert factor is not None
    assert (factor.secret, factor.confirmed_at is not None) == (secret, True)
    other = await a_resident(uow, role=Role.OWNER)
    await new_second_factor(uow, clock, other.id)
    for wait, is_there in ((timedelta(), True), (ASKED_FOR, False)):
        clock.advance(wait)
        await forget_logins(uow, clock)
        async with uow.reading() as r:
            assert (await r.second_factors.of(other.id) is not None) is is_there
            assert await r.second_factors.of(older.id) is not None
