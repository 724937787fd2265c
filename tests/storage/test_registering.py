"""Registering with the real store: many at once, and the waiting list moves."""

import asyncio
from collections import Counter

from civic.changing import Cancelled, cancel
from civic.events import Event
from civic.notices import NoticeKind
from civic.ports import AlreadyHandled
from civic.registrations import (
    AlreadyRegistered,
    Registered,
    RegistrationStatus,
    WaitListed,
    register,
)
from civic.residents import Address, Cause, Channel, Resident, choose_district, choose_language, meet
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import BERLIN, NOW, a_kept_event, a_request, a_resident, residents
from tests.fakes import FakeClock


async def confirmed(uow: SqlUnitOfWork, event: Event, resident: Resident, people: int = 1) -> Registered:
    outcome = await register(uow, FakeClock(), a_request(event, resident, people=people))
    assert isinstance(outcome, Registered)
    return outcome


async def waiting(uow: SqlUnitOfWork, event: Event, resident: Resident, people: int = 1) -> WaitListed:
    outcome = await register(uow, FakeClock(), a_request(event, resident, people=people))
    assert isinstance(outcome, WaitListed)
    return outcome


async def offered_to(uow: SqlUnitOfWork, event: Event) -> list[tuple[int | None, int]]:
    async with uow.reading() as r:
        return [(one.resident_id, one.offered) for one in await r.registrations.offers(event.id)]


async def test_two_hundred_want_the_last_ten_seats(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    event = await a_kept_event(uow, seats=10)
    everybody = await residents(uow, 200)
    outcomes = await asyncio.gather(*(register(uow, clock, a_request(event, one)) for one in everybody))
    seated = [one for one in outcomes if isinstance(one, Registered)]
    listed = [one for one in outcomes if isinstance(one, WaitListed)]
    assert (len(seated), len(listed)) == (10, 190)
    assert sorted(one.position for one in listed) == list(range(1, 191))
    async with uow.reading() as r:
        kept = await r.events.get(event.id)
        assert kept is not None
        assert (kept.taken, kept.waiting, kept.free) == (10, 190, 0)
        assert len({one.code for one in await r.registrations.of_event(event.id)}) == 200


async def test_a_double_tap_registers_once(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    event, resident = await a_kept_event(uow), await a_resident(uow)
    request = a_request(event, resident, people=2)
    outcomes = await asyncio.gather(*(register(uow, clock, request) for _ in range(5)))
    kinds = Counter(type(one).__name__ for one in outcomes)
    assert kinds == {Registered.__name__: 1, AlreadyRegistered.__name__: 4}
    async with uow.reading() as r:
        assert await r.registrations.seats_taken(event.id) == 2


async def test_an_update_delivered_twice_registers_once(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    event, resident = await a_kept_event(uow), await a_resident(uow)
    cause = Cause(Channel.WEB, 12)

    async def handle() -> bool:
        try:
            return isinstance(await register(uow, clock, a_request(event, resident), cause), Registered)
        except AlreadyHandled:
            return False

    assert sorted(await asyncio.gather(handle(), handle())) == [False, True]


async def test_freed_seats_go_to_the_waiting_list_in_its_order(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    event = await a_kept_event(uow, seats=4)
    a, b, c, d, e, f = await residents(uow, 6)
    first = await confirmed(uow, event, a, people=2)
    second = await confirmed(uow, event, b, people=2)
    head = await waiting(uow, event, c, people=3)
    fits = await waiting(uow, event, d, people=1)
    is_late = await waiting(uow, event, e, people=1)
    assert isinstance(await cancel(uow, clock, BERLIN, first.registration.id, a.id), Cancelled)
    newcomer = await waiting(uow, event, f, people=1)
    assert newcomer.position == 2
    assert await offered_to(uow, event) == [(d.id, 1), (e.id, 1)]
    assert isinstance(await cancel(uow, clock, BERLIN, second.registration.id, b.id), Cancelled)
    async with uow.writing() as w:
        for listed, status in (
            (head, RegistrationStatus.OFFERED),
            (fits, RegistrationStatus.OFFERED),
            (is_late, RegistrationStatus.OFFERED),
            (newcomer, RegistrationStatus.OFFERED),
        ):
            now = await w.registrations.get(listed.registration.id)
            assert now is not None
            assert now.status is status
        assert await w.registrations.seats_taken(event.id) == 4
        told = await w.notices.claim(10, NOW, NOW)
        assert [(n.resident_id, n.kind, n.subject_id) for n in told] == [
            (d.id, NoticeKind.SEAT_OFFERED, fits.registration.id),
            (e.id, NoticeKind.SEAT_OFFERED, is_late.registration.id),
            (f.id, NoticeKind.SEAT_OFFERED, newcomer.registration.id),
            (c.id, NoticeKind.SEAT_OFFERED, head.registration.id),
        ]
    assert await offered_to(uow, event) == [(c.id, 1), (d.id, 1), (e.id, 1), (f.id, 1)]


async def test_cancelling_and_registering_at_once_never_overbooks(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    event = await a_kept_event(uow, seats=5)
    seated, new = await residents(uow, 5), await residents(uow, 20)
    held = [await confirmed(uow, event, one) for one in seated]
    await asyncio.gather(
        *(
            cancel(uow, clock, BERLIN, one.registration.id, who.id)
            for one, who in zip(held, seated, strict=True)
        ),
        *(register(uow, clock, a_request(event, one)) for one in new),
    )
    async with uow.reading() as r:
        kept = await r.events.get(event.id)
    assert kept is not None
    assert (kept.taken + kept.offered, kept.waiting) == (5, 15)


async def test_two_changes_of_one_resident_do_not_undo_each_other(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    event, resident = await a_kept_event(uow), await a_resident(uow)
    await asyncio.gather(
        register(uow, clock, a_request(event, resident)),
        choose_language(uow, resident.id, "ar"),
        choose_district(uow, resident.id, "west"),
    )
    async with uow.reading() as r:
        changed = await r.residents.get(resident.id)
    assert (changed.name, changed.language, changed.district) == ("Mira Beispiel", "ar", "west")


async def test_a_first_message_twice_at_once_is_one_resident(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    address = Address(Channel.TELEGRAM, 5_000_000_000)
    met = await asyncio.gather(*(meet(uow, clock, address, "de") for _ in range(8)))
    assert len({resident.id for resident in met}) == 1
