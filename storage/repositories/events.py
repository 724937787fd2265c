"""Events, with their seats counted in the same query."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Executable,
    Row,
    ScalarSelect,
    Select,
    bindparam,
    delete,
    func,
    insert,
    inspect,
    update,
)
from sqlalchemy import select as select_columns
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.events import Event, EventStatus, EventWithSeats, Way
from civic.extra_questions import ExtraQuestion, QuestionKind
from civic.registrations import RegistrationStatus
from storage.repositories.rows import Columns
from storage.tables import EventRow, RegistrationRow


class SqlEvents:
    """Implements `civic.event_ports.Events`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def get(self, event_id: int) -> EventWithSeats | None:
        """An event with its seats taken and people waiting."""
        row = (await (await self._session.connection()).execute(_ONE, {"event_id": event_id})).first()
        return _with_seats(row) if row else None

    async def lock(self, event_id: int) -> Event | None:
        """An event, locked until the end of the transaction, so that seats can be counted."""
        locked = select(EventRow).where(EventRow.id == event_id).with_for_update(key_share=True)
        row = (await self._session.exec(locked)).first()
        return to_event(row) if row else None

    async def add(self, event: Event) -> Event:
        """Keeps a new event; returns it with its id."""
        new_row = insert(EventRow).values(_columns(event)).returning(EventRow)
        return to_event((await self._session.exec(new_row)).scalar_one())

    async def update(self, event: Event) -> None:
        """Replaces the row of an event."""
        await self._session.exec(update(EventRow).where(col(EventRow.id) == event.id).values(_columns(event)))

    async def coming(self, now: datetime) -> list[EventWithSeats]:
        """Published events that start after `now`, soonest first."""
        return await self._all(_COMING, now=now)

    async def of_staff(self, now: datetime) -> list[EventWithSeats]:
        """Drafts and events of any status that end after `now`, soonest first."""
        return await self._all(_NOT_OVER, now=now)

    async def drafts(self) -> list[EventWithSeats]:
        """Every draft, finished or not, the newest first."""
        found = await self._with_seats(col(EventRow.status) == EventStatus.DRAFT.value)
        return sorted(found, key=lambda one: -one.event.id)

    async def earlier(self, now: datetime, limit: int) -> list[EventWithSeats]:
        """Published events that began before `now`, the latest first."""
        published = col(EventRow.status) == EventStatus.PUBLISHED.value
        found = await self._with_seats(published, col(EventRow.starts_at) <= now)
        return found[::-1][:limit]

    async def of_series(self, series: int) -> list[Event]:
        """All dates of a series, soonest first."""
        return [one.event for one in await self._with_seats(col(EventRow.series) == series)]

    async def remove(self, event_id: int) -> None:
        """Deletes an event with its registrations."""
        await self._session.exec(delete(EventRow).where(col(EventRow.id) == event_id))

    async def count(self) -> int:
        """How many events there are, of any status."""
        return (await self._session.exec(select(func.count()).select_from(EventRow))).one()

    async def count_examples(self) -> int:
        """How many of them are sample events."""
        samples = select(func.count()).select_from(EventRow).where(col(EventRow.example))
        return (await self._session.exec(samples)).one()

    async def remove_examples(self) -> int:
        """Deletes sample events with their registrations; returns how many events."""
        removed = delete(EventRow).where(col(EventRow.example)).returning(col(EventRow.id))
        return len((await self._session.exec(removed)).all())

    async def unserved(self, now: datetime) -> list[Event]:
        """Published events yet to begin where seats are free although people wait, none to be drawn first."""
        drawn = (col(EventRow.way) != Way.DRAW.value) | col(EventRow.drawn_at).is_not(None)
        in_use = _people(RegistrationStatus.CONFIRMED) + _sum(RegistrationRow.offered)
        waits = col(EventRow.id).in_(
            select(RegistrationRow.event_id).where(RegistrationRow.status == RegistrationStatus.WAITING.value)
        )
        return await self._coming(now, drawn, waits, col(EventRow.seats) > in_use)

    async def undrawn(self, now: datetime) -> list[Event]:
        """Published events yet to begin whose seats are still to be drawn."""
        return await self._coming(now, col(EventRow.way) == Way.DRAW.value, col(EventRow.drawn_at).is_(None))

    async def _coming(self, now: datetime, *which: ColumnElement[bool]) -> list[Event]:
        published = col(EventRow.status) == EventStatus.PUBLISHED.value
        coming = select(EventRow).where(published, col(EventRow.starts_at) > now, *which)
        rows = await self._session.exec(coming.order_by(col(EventRow.starts_at), col(EventRow.id)))
        return list(map(to_event, rows))

    async def _with_seats(self, *which: ColumnElement[bool]) -> list[EventWithSeats]:
        return await self._all(_soonest_first(*which))

    async def _all(self, events: Executable, **values: object) -> list[EventWithSeats]:
        rows = await (await self._session.connection()).execute(events, values)
        return list(map(_with_seats, rows))


def _people(status: RegistrationStatus) -> ScalarSelect[int]:
    return _sum(RegistrationRow.people, RegistrationRow.status == status.value)


def _sum(column: int, *which: bool) -> ScalarSelect[int]:
    return (
        select(func.coalesce(func.sum(col(column)), 0))
        .where(RegistrationRow.event_id == EventRow.id, *which)
        .correlate(EventRow)
        .scalar_subquery()
    )


_WITH_SEATS = select_columns(
    *inspect(EventRow).local_table.c,
    _people(RegistrationStatus.CONFIRMED).label("taken"),
    _people(RegistrationStatus.WAITING).label("waiting"),
    _sum(RegistrationRow.offered).label("offered"),
)


def _soonest_first(*which: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return _WITH_SEATS.where(*which).order_by(col(EventRow.starts_at), col(EventRow.id))


# Asked for at each step of a form and with each question, and therefore built once.
_ONE = _WITH_SEATS.where(col(EventRow.id) == bindparam("event_id"))
_NOW = bindparam("now", type_=inspect(EventRow).local_table.c.starts_at.type)
_COMING = _soonest_first(col(EventRow.status) == EventStatus.PUBLISHED.value, col(EventRow.starts_at) > _NOW)
_NOT_OVER = _soonest_first(col(EventRow.ends_at) > _NOW)


def _with_seats(row: Row[*tuple[Any, ...]]) -> EventWithSeats:
    return EventWithSeats(to_event(row), row.taken, row.waiting, row.offered)


def to_event(row: EventRow | Row[*tuple[Any, ...]]) -> Event:
    """The event of a row."""
    return Event(
        id=row.id,
        titles=row.titles,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        deadline=row.deadline,
        place=row.place,
        seats=row.seats,
        descriptions=row.descriptions,
        cost=row.cost,
        organiser=row.organiser,
        contact=row.contact,
        step_free=row.step_free,
        spoken=row.spoken,
        status=EventStatus(row.status),
        example=row.example,
        created_by=row.created_by,
        revision=row.revision,
        opens_at=row.opens_at,
        way=Way(row.way),
        draw_at=row.draw_at,
        draw_seed=row.draw_seed,
        drawn_at=row.drawn_at,
        questions=tuple(map(_to_question, row.questions)),
        age_from=row.age_from,
        age_to=row.age_to,
        photos=row.photos,
        offer_hours=row.offer_hours,
        reminders=tuple(row.reminders),
        release_after=row.release_after,
        series=row.series,
        latitude=row.latitude,
        longitude=row.longitude,
        sequence=row.sequence,
        listing_only=row.listing_only,
        link=row.link,
        text_states=row.text_states,
    )


def _to_question(kept: Mapping[str, Any]) -> ExtraQuestion:
    return ExtraQuestion(**{**kept, "kind": QuestionKind(kept["kind"])})


def _kept_question(question: ExtraQuestion) -> dict[str, object]:
    return {
        "id": question.id,
        "kind": question.kind.value,
        "texts": dict(question.texts),
        "required": question.required,
        "choices": {choice: dict(texts) for choice, texts in question.choices.items()},
    }


def _columns(event: Event) -> Columns:
    return {
        "titles": dict(event.titles),
        "descriptions": dict(event.descriptions),
        "starts_at": event.starts_at,
        "ends_at": event.ends_at,
        "deadline": event.deadline,
        "place": event.place,
        "seats": event.seats,
        "cost": event.cost,
        "organiser": event.organiser,
        "contact": event.contact,
        "step_free": event.step_free,
        "spoken": event.spoken,
        "status": event.status.value,
        "example": event.example,
        "created_by": event.created_by,
        "revision": event.revision,
        "opens_at": event.opens_at,
        "way": event.way.value,
        "draw_at": event.draw_at,
        "draw_seed": event.draw_seed,
        "drawn_at": event.drawn_at,
        "questions": list(map(_kept_question, event.questions)),
        "age_from": event.age_from,
        "age_to": event.age_to,
        "photos": event.photos,
        "offer_hours": event.offer_hours,
        "reminders": list(event.reminders),
        "release_after": event.release_after,
        "series": event.series,
        "latitude": event.latitude,
        "longitude": event.longitude,
        "sequence": event.sequence,
        "listing_only": event.listing_only,
        "link": event.link,
        "text_states": dict(event.text_states),
    }
