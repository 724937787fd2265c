"""A work area that is locked is neither joined with a chat nor parted from one."""

from dataclasses import dataclass

import pytest

from civic.link_codes import Locked, WrongCode, code_hash, new_code
from civic.linking import Linked, Place, Preview, Split, link, look_at_code, split, write_here
from civic.passkeys import new_challenge, take_challenge
from civic.residents import Address, Channel, Resident
from civic.staff import Role
from civic.staff_sessions import Sitting, begin, is_open, lock
from storage.database import Database
from storage.locked_rooms import locked_since
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import BERLIN, a_code, a_resident, an_address
from tests.fakes import FakeClock


@dataclass(frozen=True)
class Desk:
    """An owner's browser with its work area open, and somebody else's telephone."""

    owner: Resident
    browser: Address
    telephone: Address


@pytest.fixture
async def desk(uow: SqlUnitOfWork, clock: FakeClock) -> Desk:
    browser, telephone = an_address(Channel.WEB), an_address()
    owner = await a_resident(uow, address=browser, role=Role.OWNER)
    await a_resident(uow, address=telephone)
    async with uow.writing() as w:
        await begin(w, Sitting(browser), clock())
        await w.commit()
    return Desk(owner, browser, telephone)


async def test_a_locked_work_area_gives_out_no_code(uow: SqlUnitOfWork, clock: FakeClock, desk: Desk) -> None:
    await lock(uow, clock, desk.browser)
    assert await new_code(uow, clock, desk.browser) == Locked()


async def test_a_code_ends_with_the_work_area_that_made_it(
    uow: SqlUnitOfWork, clock: FakeClock, desk: Desk
) -> None:
    code = await a_code(uow, clock, desk.browser)
    assert isinstance(await look_at_code(uow, clock, desk.telephone, code), Preview)
    await lock(uow, clock, desk.browser)
    assert await look_at_code(uow, clock, desk.telephone, code) == WrongCode()
    joined = await link(uow, clock, BERLIN, code_hash(code), desk.telephone, Place.HERE)
    assert joined == WrongCode()
    async with uow.reading() as r:
        assert await r.links.accounts(desk.owner.id) == [desk.browser]


async def test_no_code_is_looked_at_in_a_locked_work_area(
    uow: SqlUnitOfWork, clock: FakeClock, desk: Desk
) -> None:
    code = await a_code(uow, clock, desk.telephone)
    await lock(uow, clock, desk.browser)
    assert await look_at_code(uow, clock, desk.browser, code) == Locked()
    assert await link(uow, clock, BERLIN, code_hash(code), desk.browser, Place.HERE) == Locked()
    async with uow.reading() as r:
        assert await r.links.accounts(desk.owner.id) == [desk.browser]


@pytest.mark.parametrize("place", Place)
async def test_joining_chats_logs_nobody_out(
    uow: SqlUnitOfWork, clock: FakeClock, desk: Desk, place: Place
) -> None:
    code = await a_code(uow, clock, desk.telephone)
    assert isinstance(await link(uow, clock, BERLIN, code_hash(code), desk.browser, place), Linked)
    async with uow.reading() as r:
        assert await is_open(r, desk.browser, clock())


async def test_writing_here_opens_no_locked_work_area_and_keeps_what_is_the_chats(
    uow: SqlUnitOfWork, clock: FakeClock, desk: Desk, database: Database
) -> None:
    code = await a_code(uow, clock, desk.telephone)
    assert isinstance(await link(uow, clock, BERLIN, code_hash(code), desk.browser, Place.THERE), Linked)
    other = await a_code(uow, clock, desk.browser)
    challenge = await new_challenge(uow, clock, desk.browser)
    async with uow.writing() as w:
        await w.staff_logins.note_wrong(desk.browser, clock())
        await w.commit()
    await lock(uow, clock, desk.browser)
    await write_here(uow, desk.browser)
    async with uow.reading() as r:
        assert await r.links.accounts(desk.owner.id) == [desk.browser, desk.telephone]
        assert await r.staff_sessions.ends_at(desk.browser) == clock()
        assert await r.staff_logins.last_wrong(desk.browser, 5) == [clock()]
        assert await r.links.code(code_hash(other)) is not None
    assert challenge is not None
    assert await take_challenge(uow, clock, desk.browser) == challenge
    async with database.reading() as session:
        # The lines of before stay hidden.
        hidden = await session.exec(locked_since(desk.browser.chat_id, clock()))
        assert hidden.first() == clock()


async def test_a_locked_work_area_is_not_parted_from_the_other_chat(
    uow: SqlUnitOfWork, clock: FakeClock, desk: Desk
) -> None:
    code = await a_code(uow, clock, desk.browser)
    joined = await link(uow, clock, BERLIN, code_hash(code), desk.telephone, Place.HERE)
    assert isinstance(joined, Linked)
    await lock(uow, clock, desk.browser)
    assert await split(uow, clock, desk.browser) == Locked()
    # In a messenger nothing is locked.
    assert isinstance(await split(uow, clock, desk.telephone), Split)
