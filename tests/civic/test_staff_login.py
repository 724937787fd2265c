"""Coming back to the web chat: codes and links work once, wrong ones are limited, nobody loses anything."""

import asyncio
from datetime import timedelta

from civic.link_codes import WrongCode
from civic.linking import look_at_code
from civic.one_time_links import token_hash
from civic.residents import Address, Channel, Resident, subscribe
from civic.staff import Role
from civic.staff_login import (
    CODES,
    LINK_LASTS,
    PAUSE,
    TRIES,
    TRIES_OF_ALL,
    LoggedIn,
    NotLoggedIn,
    OthersThings,
    Paused,
    codes_left,
    forget_logins,
    is_login_link,
    log_in_by_code,
    log_in_by_link,
    new_codes,
    new_login_link,
    read_code,
)
from civic.staff_sessions import Sitting, is_open
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import WORDING, a_code, a_resident, an_address, an_announcement
from tests.fakes import FakeClock

HALF_A_SECOND = 0.5
WRONG = "0000-0000-0000-0000"


async def a_colleague(uow: SqlUnitOfWork) -> Resident:
    return await a_resident(uow, address=an_address(Channel.WEB), role=Role.OWNER)


async def a_browser(uow: SqlUnitOfWork) -> Sitting:
    """One that was never here before."""
    sitting = Sitting(an_address(Channel.WEB))
    await a_resident(uow, address=sitting.address)
    return sitting


async def owner_of(uow: SqlUnitOfWork, address: Address) -> int:
    async with uow.reading() as r:
        resident = await r.residents.at(address)
    assert resident is not None
    return resident.id


async def test_a_code_opens_the_work_area_in_a_new_browser_once(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    colleague, browser = await a_colleague(uow), await a_browser(uow)
    codes = await new_codes(uow, colleague.id)
    assert len(set(codes)) == CODES
    stranger_before = await owner_of(uow, browser.address)
    outcome = await log_in_by_code(uow, clock, browser, codes[0])
    assert isinstance(outcome, LoggedIn)
    assert (outcome.resident, outcome.member.role) == (colleague, Role.OWNER)
    assert await owner_of(uow, browser.address) == colleague.id
    async with uow.reading() as r:
        assert await is_open(r, browser.address, clock())
        assert await r.staff.member(stranger_before) is None
    assert await codes_left(uow, colleague.id) == CODES - 1
    another = await a_browser(uow)
    assert await log_in_by_code(uow, clock, another, codes[0]) == NotLoggedIn()
    assert isinstance(await log_in_by_code(uow, clock, another, codes[1]), LoggedIn)


def test_a_code_is_read_as_people_type_it() -> None:
    assert read_code(" 1a2b 3c4d–5e6f-7g8h ") == "1A2B3C4D5E6F7G8H"
    assert read_code("OIL0") == "0110"


async def test_new_codes_end_the_old_ones(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    colleague, browser = await a_colleague(uow), await a_browser(uow)
    old = await new_codes(uow, colleague.id)
    await new_codes(uow, colleague.id)
    assert await log_in_by_code(uow, clock, browser, old[0]) == NotLoggedIn()


async def test_five_wrong_codes_are_followed_by_a_pause_of_a_quarter_of_an_hour(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    colleague, browser, other = await a_colleague(uow), await a_browser(uow), await a_browser(uow)
    codes = await new_codes(uow, colleague.id)
    for _ in range(TRIES):
        assert await log_in_by_code(uow, clock, browser, WRONG) == NotLoggedIn()
        clock.advance(timedelta(minutes=1))
    until = clock() - timedelta(minutes=1) + PAUSE
    assert await log_in_by_code(uow, clock, browser, codes[0]) == Paused(until)
    assert isinstance(await log_in_by_code(uow, clock, other, codes[1]), LoggedIn)
    clock.now = until
    assert isinstance(await log_in_by_code(uow, clock, browser, codes[0]), LoggedIn)


async def test_wrong_codes_at_the_same_moment_all_count(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    browser = await a_browser(uow)
    tries = [log_in_by_code(uow, clock, browser, WRONG) for _ in range(TRIES + 3)]
    outcomes = await asyncio.gather(*tries)
    assert sum(isinstance(one, NotLoggedIn) for one in outcomes) == TRIES


async def all_wait(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    """Strangers tried so many wrong codes that everybody waits."""
    stranger = await a_browser(uow)
    async with uow.writing() as w:
        for _ in range(TRIES_OF_ALL):
            await w.staff_logins.note_wrong(stranger.address, clock() - timedelta(minutes=1))
        await w.commit()


async def test_a_hundred_wrong_codes_of_many_browsers_stop_wrong_ones_for_a_while(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    await all_wait(sqlite_uow, clock)
    fresh = await a_browser(sqlite_uow)
    assert await log_in_by_code(sqlite_uow, clock, fresh, WRONG) == Paused(clock() + PAUSE)
    clock.advance(PAUSE)
    assert await log_in_by_code(sqlite_uow, clock, fresh, WRONG) == NotLoggedIn()


async def test_strangers_keep_nobody_out_who_has_a_right_code(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    colleague, browser = await a_colleague(uow), await a_browser(uow)
    (code, *_) = await new_codes(uow, colleague.id)
    await all_wait(uow, clock)
    assert isinstance(await log_in_by_code(uow, clock, browser, WRONG), Paused)
    assert isinstance(await log_in_by_code(uow, clock, browser, code), LoggedIn)


async def test_while_all_wait_a_browser_still_has_five_tries(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    colleague, browser = await a_colleague(uow), await a_browser(uow)
    (code, *_) = await new_codes(uow, colleague.id)
    await all_wait(uow, clock)
    for _ in range(TRIES):
        assert isinstance(await log_in_by_code(uow, clock, browser, WRONG), Paused)
    assert isinstance(await log_in_by_code(uow, clock, browser, code), Paused)
    assert await codes_left(uow, colleague.id) == CODES


async def test_a_successor_logs_in_where_a_former_colleague_wrote_announcements(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    colleague, browser = await a_colleague(uow), await a_browser(uow)
    async with uow.reading() as r:
        before = await r.residents.at(browser.address)
    assert before is not None
    written = await an_announcement(uow, before)
    (code, *_) = await new_codes(uow, colleague.id)
    assert isinstance(await log_in_by_code(uow, clock, browser, code), LoggedIn)
    assert await owner_of(uow, browser.address) == colleague.id
    async with uow.reading() as r:
        left = await r.announcements.get(written.id)
    assert left is not None
    assert left.author_id is None


async def test_a_browser_with_things_of_its_own_is_not_taken_over_and_the_code_stays(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    colleague, browser = await a_colleague(uow), await a_browser(uow)
    await subscribe(uow, await owner_of(uow, browser.address), "all", WORDING)
    (code, *_) = await new_codes(uow, colleague.id)
    assert await log_in_by_code(uow, clock, browser, code) == OthersThings()
    assert await codes_left(uow, colleague.id) == CODES


async def test_nothing_is_lost_that_is_saved_while_somebody_logs_in(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    colleague, browser = await a_colleague(uow), await a_browser(uow)
    present = await owner_of(uow, browser.address)
    (code, *_) = await new_codes(uow, colleague.id)
    async with uow.writing() as w:
        await w.residents.subscribe(present, "all")
        login = asyncio.create_task(log_in_by_code(uow, clock, browser, code))
        await asyncio.wait({login}, timeout=HALF_A_SECOND)
        await w.commit()
    assert await login == OthersThings()
    async with uow.reading() as r:
        assert await r.residents.topics(present) == {"all"}


async def test_logging_in_and_joining_chats_lock_in_one_order(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    colleague, browser = await a_colleague(uow), await a_browser(uow)
    (code, *_) = await new_codes(uow, colleague.id)
    async with uow.writing() as w:
        await w.links.lock(colleague.id)
        login = asyncio.create_task(log_in_by_code(uow, clock, browser, code))
        await asyncio.wait({login}, timeout=HALF_A_SECOND)
        await w.links.lock(await owner_of(uow, browser.address))
        await w.commit()
    assert isinstance(await login, LoggedIn)


async def test_logging_in_by_a_link_locks_in_that_order_too(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    colleague, browser = await a_colleague(uow), await a_browser(uow)
    token = await new_login_link(uow, clock, colleague.id)
    assert token is not None
    async with uow.writing() as w:
        await w.links.lock(colleague.id)
        login = asyncio.create_task(log_in_by_link(uow, clock, browser, token))
        await asyncio.wait({login}, timeout=HALF_A_SECOND)
        assert await w.staff_logins.link(token_hash(token), locked=True) is not None
        await w.commit()
    assert isinstance(await login, LoggedIn)


async def test_a_code_that_a_stranger_made_in_the_browser_joins_nobody_with_the_staff(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    colleague, browser, telephone = await a_colleague(uow), await a_browser(uow), an_address()
    await a_resident(uow, address=telephone)
    made = await a_code(uow, clock, browser.address)
    (code, *_) = await new_codes(uow, colleague.id)
    assert isinstance(await log_in_by_code(uow, clock, browser, code), LoggedIn)
    assert await look_at_code(uow, clock, telephone, made) == WrongCode()


async def test_the_work_area_of_a_colleague_is_not_taken_over(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    colleague = await a_colleague(uow)
    theirs = Sitting(an_address(Channel.WEB))
    await a_resident(uow, address=theirs.address, role=Role.COORDINATOR)
    (code, *_) = await new_codes(uow, colleague.id)
    assert await log_in_by_code(uow, clock, theirs, code) == OthersThings()


async def test_a_link_works_once_within_ten_minutes_and_a_new_one_ends_it(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    colleague, browser = await a_colleague(uow), await a_browser(uow)
    old, token = [await new_login_link(uow, clock, colleague.id) for _ in range(2)]
    assert old is not None
    assert token is not None
    assert not await is_login_link(uow, clock, old)
    assert await log_in_by_link(uow, clock, browser, old) == NotLoggedIn()
    assert await is_login_link(uow, clock, token)
    assert isinstance(await log_in_by_link(uow, clock, browser, token), LoggedIn)
    assert await log_in_by_link(uow, clock, browser, token) == NotLoggedIn()
    late = await new_login_link(uow, clock, colleague.id)
    assert late is not None
    clock.advance(LINK_LASTS)
    assert not await is_login_link(uow, clock, late)
    assert await log_in_by_link(uow, clock, browser, late) == NotLoggedIn()


async def test_whoever_is_no_longer_staff_gets_in_by_nothing(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    leaver, browser = await a_resident(uow), await a_browser(uow)
    assert await new_login_link(uow, clock, leaver.id) is None
    (code, *_) = await new_codes(uow, leaver.id)
    assert await log_in_by_code(uow, clock, browser, code) == NotLoggedIn()


async def test_what_has_ended_is_deleted(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    colleague, browser = await a_colleague(uow), await a_browser(uow)
    await new_login_link(uow, clock, colleague.id)
    await log_in_by_code(uow, clock, browser, WRONG)
    clock.advance(2 * PAUSE + timedelta(seconds=1))
    await forget_logins(uow, clock)
    async with uow.reading() as r:
        assert await r.staff_logins.last_wrong(browser.address, 1) == []
