"""The work area of staff in the web chat: open while something is done, locked after half a day."""

from datetime import timedelta

from civic.residents import Address, Channel
from civic.staff import InvitationKind, Role, join
from civic.staff_invitations import invite
from civic.staff_sessions import NOTED_EVERY, STAFF_IDLE, Sitting, begin, is_open, lock, note_use
from civic.text_links import NoAccess, exchange, link_for_staff, look
from civic.text_sheets import SheetKind
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import a_resident, an_address
from tests.fakes import FakeClock
from tests.text_pages import a_key

SECOND = timedelta(seconds=1)


async def a_sitting(uow: SqlUnitOfWork, clock: FakeClock) -> Sitting:
    sitting = Sitting(an_address(Channel.WEB))
    await a_resident(uow, address=sitting.address, role=Role.COORDINATOR)
    async with uow.writing() as w:
        await begin(w, sitting, clock())
        await w.commit()
    return sitting


async def opened(uow: SqlUnitOfWork, clock: FakeClock, address: Address) -> bool:
    async with uow.reading() as r:
        return await is_open(r, address, clock())


async def used(uow: SqlUnitOfWork, clock: FakeClock, sitting: Sitting) -> None:
    async with uow.reading() as r:
        ends_at = await r.staff_sessions.ends_at(sitting.address)
    await note_use(uow, clock, sitting, ends_at)


async def test_it_locks_itself_after_twelve_hours_without_anything_done(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    sitting = await a_sitting(uow, clock)
    clock.advance(STAFF_IDLE - SECOND)
    assert await opened(uow, clock, sitting.address)
    clock.advance(SECOND)
    assert not await opened(uow, clock, sitting.address)


async def test_use_keeps_it_open_and_is_written_every_five_minutes_at_most(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    sitting = await a_sitting(uow, clock)
    first = clock() + STAFF_IDLE
    clock.advance(NOTED_EVERY - SECOND)
    await used(uow, clock, sitting)
    async with uow.reading() as r:
        assert await r.staff_sessions.ends_at(sitting.address) == first
    clock.advance(SECOND)
    await used(uow, clock, sitting)
    async with uow.reading() as r:
        assert await r.staff_sessions.ends_at(sitting.address) == first + NOTED_EVERY


async def test_use_does_not_open_what_has_locked_itself(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    sitting = await a_sitting(uow, clock)
    clock.advance(STAFF_IDLE)
    await used(uow, clock, sitting)
    assert not await opened(uow, clock, sitting.address)


async def test_it_is_locked_at_once_on_demand_and_only_there(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    here, elsewhere = await a_sitting(uow, clock), await a_sitting(uow, clock)
    await lock(uow, clock, here.address)
    assert not await opened(uow, clock, here.address)
    assert await opened(uow, clock, elsewhere.address)


async def test_all_of_one_person_are_ended_together(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    one, other = await a_sitting(uow, clock), await a_sitting(uow, clock)
    async with uow.writing() as w:
        resident = await w.residents.at(one.address)
        assert resident is not None
        await w.staff_sessions.end_all(resident.id, clock())
        await w.commit()
    assert not await opened(uow, clock, one.address)
    assert await opened(uow, clock, other.address)


async def test_an_account_of_a_messenger_needs_none(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    address = an_address(Channel.TELEGRAM)
    await a_resident(uow, address=address, role=Role.COORDINATOR)
    await lock(uow, clock, address)
    clock.advance(timedelta(weeks=8))
    assert await opened(uow, clock, address)


async def test_nobody_has_one_who_was_not_let_in(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    address = an_address(Channel.WEB)
    await a_resident(uow, address=address, role=Role.OWNER)
    assert not await opened(uow, clock, address)


async def test_accepting_an_invitation_opens_it_in_the_same_transaction(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    sitting = Sitting(an_address(Channel.WEB), timedelta(hours=2))
    resident = await a_resident(uow, address=sitting.address)
    token = await invite(uow, clock, InvitationKind.COORDINATOR)
    await join(uow, clock, token, resident.id, None, sitting)
    assert await opened(uow, clock, sitting.address)
    clock.advance(timedelta(hours=2))
    assert not await opened(uow, clock, sitting.address)


async def test_the_text_page_closes_with_the_work_area(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    sitting = await a_sitting(uow, clock)
    async with uow.reading() as r:
        author = await r.residents.at(sitting.address)
    assert author is not None
    key = await a_key(uow, SheetKind.EVENT, author)
    clock.advance(STAFF_IDLE - timedelta(minutes=30))
    token = await link_for_staff(uow, clock, key, author.id)
    assert not isinstance(await look(uow, clock, token), NoAccess)
    assert not isinstance(await exchange(uow, clock, token, "b" * 22), NoAccess)
    clock.advance(timedelta(minutes=30))
    assert isinstance(await look(uow, clock, token), NoAccess)
