"""Values for tests, complete but for what a test is about."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from civic.agreeing import allow_evaluation
from civic.announcements import Announcement, AnnouncementStatus, Audience, Body
from civic.consents import Wording
from civic.events import Event, EventStatus
from civic.link_codes import new_code
from civic.ports import UnitOfWork
from civic.questions import Question
from civic.registrations import RegistrationRequest
from civic.residents import ALL_TOPICS, Address, Channel, Resident
from civic.staff import Role, StaffMember
from civic.time import Clock

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
"""Where `FakeClock` begins."""

BERLIN = ZoneInfo("Europe/Berlin")

BODY = Body("Termin", "Neuer Termin")

_chat_ids = count(7_000_000_000)  # beyond 32 bits, as Telegram's are


def an_event(
    *,
    titles: Mapping[str, str] | None = None,
    starts_at: datetime = NOW + timedelta(days=10),
    seats: int = 10,
    status: EventStatus = EventStatus.PUBLISHED,
    example: bool = False,
) -> Event:
    """An event of two hours with a deadline one day before; not kept yet."""
    return Event(
        id=0,
        titles=titles or {"de": "Reparaturcafé", "en": "Repair café"},
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        deadline=starts_at - timedelta(days=1),
        place="Stiftsplatz 1",
        seats=seats,
        descriptions={"de": "Gemeinsam reparieren."},
        status=status,
        example=example,
    )


async def a_kept_event(
    uow: UnitOfWork,
    *,
    starts_at: datetime = NOW + timedelta(days=10),
    seats: int = 10,
    status: EventStatus = EventStatus.PUBLISHED,
    example: bool = False,
) -> Event:
    """An event in the store, published unless said otherwise."""
    async with uow.writing() as w:
        event = await w.events.add(an_event(starts_at=starts_at, seats=seats, status=status, example=example))
        await w.commit()
        return event


def an_address(channel: Channel = Channel.TELEGRAM) -> Address:
    """An account that nobody had before."""
    return Address(channel, next(_chat_ids))


async def a_resident(
    uow: UnitOfWork,
    *,
    language: str = "de",
    address: Address | None = None,
    topics: Iterable[str] = (),
    district: str = "",
    role: Role | None = None,
) -> Resident:
    """A resident in the store, with one reachable account."""
    async with uow.writing() as w:
        resident = await w.residents.add(
            Resident(0, language, NOW, district=district), address or an_address()
        )
        for topic in topics:
            await w.residents.subscribe(resident.id, topic)
        if role is not None:
            await w.staff.set_member(StaffMember(resident.id, role, NOW))
        await w.commit()
        return resident


async def residents(uow: UnitOfWork, number: int, *, topics: Iterable[str] = ()) -> list[Resident]:
    """Many residents, kept in one transaction."""
    subscribed = tuple(topics)
    kept = []
    async with uow.writing() as w:
        for _ in range(number):
            kept.append(await w.residents.add(Resident(0, "de", NOW), an_address()))
            for topic in subscribed:
                await w.residents.subscribe(kept[-1].id, topic)
        await w.commit()
    return kept


async def a_code(uow: UnitOfWork, clock: Clock, address: Address) -> str:
    """A code that joins this chat with another."""
    code = await new_code(uow, clock, address)
    assert isinstance(code, str)
    return code


def a_request(event: Event, resident: Resident, *, people: int = 1) -> RegistrationRequest:
    """What a resident confirms."""
    return RegistrationRequest(event.id, resident.id, "Mira Beispiel", people, frozenset(), "2026-12")


WORDING = Wording("4711", "de")
"""What somebody agreed to, where a test does not mind."""


async def agrees_to_counting(uow: UnitOfWork, resident: Resident) -> Resident:
    """The same resident, whose questions may be counted."""
    await allow_evaluation(uow, resident.id, WORDING)
    return resident


def a_question(resident: Resident, text: str = "Wann ist der Wertstoffhof offen?") -> Question:
    """A question of a resident; not kept yet."""
    return Question(0, resident.id, resident.language, text, NOW)


async def an_announcement(
    uow: UnitOfWork,
    author: Resident,
    *,
    topics: tuple[str, ...] = (ALL_TOPICS,),
    districts: tuple[str, ...] = (),
    status: AnnouncementStatus = AnnouncementStatus.SCHEDULED,
    due_at: datetime | None = NOW,
) -> Announcement:
    """An announcement in the store, due now unless said otherwise."""
    draft = Announcement(
        0,
        author.id,
        {"de": Body("Termin", "Neuer Termin")},
        Audience(topics, districts),
        status,
        due_at,
        created_at=NOW,
    )
    async with uow.writing() as w:
        kept = await w.announcements.add(draft)
        await w.commit()
        return kept


async def a_sending(
    uow: UnitOfWork, author: Resident, *, topics: tuple[str, ...] = (ALL_TOPICS,)
) -> Announcement:
    """An announcement whose copies are planned and open."""
    announcement = await an_announcement(uow, author, topics=topics)
    sending = replace(announcement, status=AnnouncementStatus.SENDING)
    async with uow.writing() as w:
        await w.deliveries.plan(announcement)
        await w.announcements.update(sending)
        await w.commit()
    return sending
