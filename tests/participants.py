"""Helpers for tests about the people of an event: a team, and registrations of every kind."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import count

from civic.events import Event
from civic.participants import Participant, Roll, look
from civic.ports import UnitOfWork
from civic.registrations import Need, Registration, RegistrationStatus
from civic.residents import Resident
from civic.staff import Role
from tests.factories import NOW, a_resident
from tests.fakes import FakeClock

_numbers = count(1)


def a_registration(
    event: Event,
    resident: Resident | None,
    *,
    name: str = "Mira Beispiel",
    people: int = 1,
    status: RegistrationStatus = RegistrationStatus.CONFIRMED,
    needs: Iterable[Need] = (),
    details: Mapping[str, str] | None = None,
    queue: int = 0,
    phone: str = "",
    language: str = "",
) -> Registration:
    """A registration; not kept yet."""
    number = next(_numbers)
    return Registration(
        0,
        event.id,
        resident.id if resident else None,
        f"C{number:05}",
        name,
        people,
        status,
        queue or number,
        NOW,
        frozenset(needs),
        need_details=details or {},
        phone=phone,
        language=language,
    )


async def keep(uow: UnitOfWork, *registrations: Registration) -> list[Registration]:
    """Keeps them all in one transaction."""
    async with uow.writing() as w:
        kept = [await w.registrations.add(one) for one in registrations]
        await w.commit()
    return kept


async def a_coordinator(
    uow: UnitOfWork, clock: FakeClock, event: Event, *, language: str = "de", role: Role = Role.COORDINATOR
) -> Resident:
    """A member of staff who looks after an event."""
    one = await a_resident(uow, language=language, role=role)
    async with uow.writing() as w:
        await w.teams.add(event.id, one.id)
        await w.commit()
    return one


async def look_after(uow: UnitOfWork, event: Event) -> Event:
    """Puts everybody on the staff on an event's team."""
    async with uow.writing() as w:
        for member in await w.staff.everybody():
            await w.teams.add(event.id, member.resident_id)
        await w.commit()
    return event


async def roll_of(uow: UnitOfWork, event: Event, staff: Resident) -> Roll:
    """The list as this coordinator sees it."""
    found = await look(uow, event.id, staff.id)
    assert isinstance(found, Roll)
    return found


def a_participant(registration: Registration, language: str = "de") -> Participant:
    """Somebody on the list."""
    return Participant(registration, language)


async def set_way(uow: UnitOfWork, event: Event, **changes: object) -> Event:
    """Changes an event in the store."""
    changed = replace(event, **changes)  # type: ignore[arg-type]
    async with uow.writing() as w:
        await w.events.update(changed)
        await w.commit()
    return changed
