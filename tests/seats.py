"""Helpers for tests about seats: people who register, and what they are told."""

from civic.announcements import DeliveryStatus
from civic.events import Event, EventWithSeats
from civic.notices import NoticeKind
from civic.ports import UnitOfWork
from civic.registrations import InDraw, PendingApproval, Registered, Registration, WaitListed, register
from civic.residents import Resident
from tests.factories import a_request
from tests.fakes import FakeClock

Told = tuple[int, NoticeKind]


async def sign_up(
    uow: UnitOfWork, clock: FakeClock, event: Event, resident: Resident, people: int = 1
) -> Registration:
    """A registration that the event takes in some way."""
    outcome = await register(uow, clock, a_request(event, resident, people=people))
    assert isinstance(outcome, Registered | WaitListed | PendingApproval | InDraw)
    return outcome.registration


async def sent(uow: UnitOfWork, clock: FakeClock, status: DeliveryStatus = DeliveryStatus.SENT) -> list[Told]:
    """Sends what is due: to whom (by resident), and of which kind, in order."""
    async with uow.writing() as w:
        due = await w.notices.claim(1000, clock(), clock())
        for notice in due:
            await w.notices.record(notice.id, status)
        await w.commit()
    return [(notice.resident_id, notice.kind) for notice in due]


async def kept(uow: UnitOfWork, registration: Registration) -> Registration:
    """The registration as it is now."""
    async with uow.reading() as r:
        found = await r.registrations.get(registration.id)
    assert found is not None
    return found


async def seats_of(uow: UnitOfWork, event: Event) -> EventWithSeats:
    """The event as it is now, with its seats counted."""
    async with uow.reading() as r:
        found = await r.events.get(event.id)
    assert found is not None
    return found


async def position(uow: UnitOfWork, registration: Registration) -> int:
    """The place in the waiting list now."""
    async with uow.reading() as r:
        return await r.registrations.position(await kept(uow, registration))
