"""People without an account: offers and changes reach them by telephone or e-mail; on both databases."""

from dataclasses import replace
from datetime import timedelta

from sqlmodel import select

from civic.announcements import DeliveryStatus
from civic.calls import Why, called, to_call
from civic.changing import cancel
from civic.desk import DeskRequest, register_at_desk
from civic.event_changes import call_off, change_event
from civic.events import Closing, Event
from civic.mail_addresses import AddressKept, leave_address
from civic.notices import ABOUT_REGISTRATION, NoticeKind
from civic.offers import claim, expire_due, pass_on
from civic.registrations import Closed, Registration, RegistrationStatus, WaitListed
from civic.residents import Resident
from civic.staff import Role
from storage.database import Database
from storage.tables import OutgoingMailRow
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import BERLIN, a_kept_event, a_resident
from tests.fakes import FakeClock
from tests.participants import look_after
from tests.seats import kept, seats_of, sent, sign_up

DAY = timedelta(days=1)


async def erna_waits(
    uow: SqlUnitOfWork, clock: FakeClock
) -> tuple[Event, Registration, Registration, Resident]:
    """The only seat is taken; a woman without an account, and after her a resident, wait for it."""
    event = await a_kept_event(uow, seats=1)
    staff = await a_resident(uow, role=Role.COORDINATOR)
    seated = await sign_up(uow, clock, event, await a_resident(uow))
    outcome = await register_at_desk(
        uow, clock, BERLIN, DeskRequest(event.id, "Erna", phone="0631 1"), staff.id
    )
    assert isinstance(outcome, WaitListed)
    return event, seated, outcome.registration, staff


async def erna_is_offered(
    uow: SqlUnitOfWork, clock: FakeClock
) -> tuple[Event, Registration, Resident, list[tuple[int, NoticeKind]]]:
    event, seated, erna, staff = await erna_waits(uow, clock)
    assert seated.resident_id is not None
    await cancel(uow, clock, BERLIN, seated.id, seated.resident_id)
    return event, erna, staff, await sent(uow, clock)


async def calls(uow: SqlUnitOfWork, clock: FakeClock, event: Event) -> list[tuple[int, Why]]:
    return [(one.registration.id, one.why) for one in await to_call(uow, clock, event.id)]


async def mails(database: Database, registration: Registration) -> list[tuple[str, str]]:
    async with database.reading() as session:
        rows = await session.exec(
            select(OutgoingMailRow).where(OutgoingMailRow.registration_id == registration.id)
        )
        return [(row.kind, row.status) for row in rows]


async def test_an_offer_is_to_be_told_by_telephone(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    event, erna, staff, told = await erna_is_offered(uow, clock)
    await look_after(uow, event)
    assert told == [(staff.id, NoticeKind.SEAT_OFFERED)]
    assert await calls(uow, clock, event) == [(erna.id, Why.OFFER)]
    await called(uow, clock, erna.id, staff.id)
    assert await calls(uow, clock, event) == []


async def test_an_offer_that_nobody_told_her_of_is_still_to_be_explained(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    event, erna, _, _ = await erna_is_offered(uow, clock)
    waits = await sign_up(uow, clock, event, await a_resident(uow))
    clock.advance(DAY)
    await expire_due(uow, clock, BERLIN)
    assert (await kept(uow, erna)).status is RegistrationStatus.PASSED
    assert (await kept(uow, waits)).status is RegistrationStatus.OFFERED  # she does not block the list
    assert await calls(uow, clock, event) == [(erna.id, Why.OFFER)]
    await call_off(uow, clock, event.id)
    assert await calls(uow, clock, event) == []  # she was out of the list by then


async def test_whose_offer_was_answered_need_not_be_called(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    for answer in (claim, pass_on):
        event, erna, staff, _ = await erna_is_offered(uow, clock)
        await answer(uow, clock, BERLIN, erna.id, staff.id)
        assert await calls(uow, clock, event) == []
        assert "call" not in (await kept(uow, erna)).told


async def test_without_her_coordinator_she_is_called_and_mailed(
    uow: SqlUnitOfWork, database: Database, clock: FakeClock
) -> None:
    event, seated, erna, staff = await erna_waits(uow, clock)
    left = await leave_address(uow, clock, erna.id, staff.id, "erna@example.org")
    assert isinstance(left, AddressKept)
    async with uow.writing() as w:
        await w.registrations.update(replace(erna, entered_by=None))
        await w.commit()
    assert seated.resident_id is not None
    await cancel(uow, clock, BERLIN, seated.id, seated.resident_id)
    assert (await kept(uow, erna)).status is RegistrationStatus.OFFERED
    assert await sent(uow, clock) == []
    assert await calls(uow, clock, event) == [(erna.id, Why.OFFER)]
    assert await mails(database, erna) == [
        ("address_left", DeliveryStatus.OPEN.value),
        (NoticeKind.SEAT_OFFERED.value, DeliveryStatus.OPEN.value),
    ]


async def test_changes_and_the_end_of_an_event_are_mailed_to_who_left_an_address(
    uow: SqlUnitOfWork, database: Database, clock: FakeClock
) -> None:
    event, _, erna, staff = await erna_waits(uow, clock)
    await leave_address(uow, clock, erna.id, staff.id, "erna@example.org")
    now = (await seats_of(uow, event)).event
    assert await change_event(uow, clock, BERLIN, replace(now, place="Elsewhere")) is not None
    await call_off(uow, clock, event.id)
    kinds = [kind for kind, _ in await mails(database, erna)]
    changed = [NoticeKind.EVENT_CHANGED.value] if NoticeKind.EVENT_CHANGED in ABOUT_REGISTRATION else []
    assert kinds == ["address_left", *changed, NoticeKind.EVENT_CANCELLED.value]


async def test_nobody_is_entered_for_an_event_that_is_only_listed(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    event = await a_kept_event(uow)
    staff = await a_resident(uow, role=Role.COORDINATOR)
    async with uow.writing() as w:
        await w.events.update(replace(event, listing_only=True))
        await w.commit()
    for at in (clock(), event.starts_at + timedelta(minutes=1)):
        clock.now = at
        outcome = await register_at_desk(uow, clock, BERLIN, DeskRequest(event.id, "X"), staff.id)
        assert outcome == Closed(Closing.LISTING_ONLY)
