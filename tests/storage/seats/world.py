"""One event with its people on a real database, and how each step is done there."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import count

from sqlalchemy import delete
from sqlmodel import col, select

from civic.announcements import DeliveryStatus
from civic.changing import add_person, cancel, cancel_people, change_details
from civic.desk import DeskRequest, register_at_desk
from civic.draws import draw_due
from civic.event_changes import change_event
from civic.event_notices import note_delivery
from civic.events import Event, EventStatus, create_event, publish_event
from civic.moderation import accept, decline
from civic.notices import NoticeKind
from civic.offers import claim, expire_due, pass_on, rejoin
from civic.ports import AlreadyHandled, UnitOfWork, Work
from civic.registrations import Registration, register
from civic.residents import Cause, Channel, Resident
from civic.staff import Role
from civic.told import snapshot
from storage.database import Database
from storage.repositories.registrations import to_registration
from storage.tables import EventRow, NoticeRow, RegistrationRow
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import BERLIN, a_request, a_resident, an_event, residents
from tests.fakes import FakeClock
from tests.storage.seats.steps import PEOPLE, Act, Killed, Office, Step, Story, Together, Twice, Wait

_updates = count(1)


class Dead(Exception):
    """The process ended here."""


class Dying:
    """Transactions of a process that ends just before they are durable."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow

    def reading(self) -> AbstractAsyncContextManager[Work]:
        """Reading goes well."""
        return self._uow.reading()

    @asynccontextmanager
    async def writing(self, cause: Cause | None = None) -> AsyncIterator[Work]:
        """Writing goes well, and then is lost."""
        async with self._uow.writing(cause) as w:

            async def die() -> None:
                raise Dead

            w.commit = die  # type: ignore[method-assign]
            yield w


class World:
    """The event of a story; `open` makes it, `close` removes what it left behind."""

    def __init__(self, database: Database, story: Story) -> None:
        self.clock = FakeClock(story.begins)
        self.story = story
        self._url = database.url.render_as_string(hide_password=False)
        self._databases = [database]
        self.uow = SqlUnitOfWork(database, self.clock)
        self.people: list[Resident] = []
        self.event_id = 0

    async def open(self) -> None:
        """Publishes the event, a week before it begins."""
        staff = await a_resident(self.uow, role=Role.COORDINATOR)
        self.people = [*await residents(self.uow, PEOPLE), staff]
        draft = replace(
            an_event(
                starts_at=self.clock() + timedelta(days=7), seats=self.story.seats, status=EventStatus.DRAFT
            ),
            way=self.story.way,
            draw_at=self.clock() + timedelta(days=2),
        )
        published = await publish_event(self.uow, self.clock, (await create_event(self.uow, draft)).id)
        assert published is not None
        self.event_id = published.id

    async def close(self) -> None:
        """Removes the event with its registrations, all notices, and connections of dead processes."""
        async with self._databases[0].writing() as session:
            await session.exec(delete(NoticeRow))
            await session.exec(delete(EventRow).where(col(EventRow.id) == self.event_id))
            await session.commit()
        for database in self._databases[1:]:
            await database.close()

    async def event(self) -> Event:
        """The event as it is."""
        async with self.uow.reading() as r:
            found = await r.events.get(self.event_id)
        assert found is not None
        return found.event

    async def registrations(self) -> dict[int, Registration]:
        """Every registration of the event, those that ended too."""
        async with self._databases[-1].reading() as session:
            rows = await session.exec(
                select(RegistrationRow).where(RegistrationRow.event_id == self.event_id)
            )
            return {row.id: to_registration(row) for row in rows}

    async def notices(self, after: int) -> list[NoticeRow]:
        """Rows of notices with a higher number."""
        async with self._databases[-1].reading() as session:
            rows = await session.exec(
                select(NoticeRow).where(NoticeRow.id > after).order_by(col(NoticeRow.id))
            )
            return list(rows)

    async def tick(self) -> None:
        """What the program does each second; twice at once, as two processes would."""
        await asyncio.gather(*(draw_due(self.uow, self.clock, BERLIN) for _ in range(2)))
        await asyncio.gather(*(expire_due(self.uow, self.clock, BERLIN) for _ in range(2)))

    async def deliver(self) -> None:
        """Sends what is due; blocked people cannot be reached."""
        blocked = {self.people[who].id for who in self.story.blocked}
        said = snapshot(await self.event())
        async with self.uow.writing() as w:
            for notice in await w.notices.claim(1000, self.clock(), self.clock()):
                gone = notice.resident_id in blocked
                status = DeliveryStatus.UNREACHABLE if gone else DeliveryStatus.SENT
                told = said if notice.kind is NoticeKind.EVENT_CHANGED else None
                await note_delivery(w, notice, status, told)
                await w.notices.record(notice.id, status)
            await w.commit()

    async def do(self, step: Step) -> None:
        """Does a step."""
        match step:
            case Act():
                await self._act(self.uow, step)
            case Office():
                await self._office(step)
            case Wait():
                self.clock.advance(timedelta(hours=step.hours))
            case Killed():
                await self._killed(step.act)
            case Twice():
                await self._twice(step.act)
            case Together():
                await asyncio.gather(*(self._act(self.uow, act) for act in step.acts))

    async def _killed(self, act: Act) -> None:
        before = await self.registrations()
        try:
            await self._act(Dying(self.uow), act)
        except Dead:
            assert await self.registrations() == before
        self._databases.append(Database(self._url))
        self.uow = SqlUnitOfWork(self._databases[-1], self.clock)

    async def _twice(self, act: Act) -> None:
        cause = Cause(Channel.TELEGRAM, next(_updates))
        await self._act(self.uow, act, cause)
        after = await self.registrations()
        async with self.uow.reading() as r:
            took_effect = await r.updates.seen(cause)
        if took_effect:
            try:
                await self._act(self.uow, act, cause)
            except AlreadyHandled:
                assert await self.registrations() == after
                return
            raise AssertionError("the second delivery went through")

    async def _act(self, uow: UnitOfWork, act: Act, cause: Cause | None = None) -> None:
        who = self.people[act.who]
        if act.what == "register":
            request = a_request(await self.event(), who, people=act.n)
            await register(uow, self.clock, request, cause)
            return
        async with self.uow.reading() as r:
            registration = await r.registrations.of(self.event_id, who.id)
        if registration is not None:
            await self._calls(uow, act, registration.id, who.id, cause)[act.what]()

    def _calls(
        self, uow: UnitOfWork, act: Act, number: int, who: int, cause: Cause | None
    ) -> dict[str, Callable[[], Awaitable[object]]]:
        clock = self.clock
        return {
            "cancel": lambda: cancel(uow, clock, BERLIN, number, who, cause),
            "claim": lambda: claim(uow, clock, BERLIN, number, who, cause),
            "pass": lambda: pass_on(uow, clock, BERLIN, number, who, cause),
            "rejoin": lambda: rejoin(uow, clock, BERLIN, number, who, cause),
            "add": lambda: add_person(uow, clock, BERLIN, number, who, "Bo", cause),
            "fewer": lambda: cancel_people(uow, clock, BERLIN, number, who, act.n, cause),
            "change": lambda: change_details(uow, clock, number, who, name="Changed", cause=cause),
            "accept": lambda: accept(uow, clock, BERLIN, number, self.people[-1].id, cause),
            "decline": lambda: decline(uow, clock, BERLIN, number, self.people[-1].id, cause),
        }

    async def _office(self, step: Office) -> None:
        event = await self.event()
        moved = timedelta(hours=step.n)
        match step.what:
            case "desk":
                request = DeskRequest(event.id, "Erna", step.n, phone="0631 1")
                await register_at_desk(self.uow, self.clock, BERLIN, request, self.people[-1].id)
                return
            case "raise":
                changed = replace(event, seats=event.seats + step.n)
            case "lower":
                changed = replace(event, seats=max(0, event.seats - step.n))
            case _:
                changed = replace(
                    event,
                    starts_at=event.starts_at + moved,
                    ends_at=event.ends_at + moved,
                    deadline=event.deadline + moved,
                )
        assert await change_event(self.uow, self.clock, BERLIN, changed) is not None
