"""Thanks after events, and what came back."""

from datetime import datetime

from sqlalchemy import and_, exists, or_, update
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.events import Event, EventStatus
from civic.ratings import Rating, Ratings
from civic.registrations import RegistrationStatus
from storage.repositories.events import to_event
from storage.repositories.rows import insert_into
from storage.tables import EventRatingRow, EventRow, RegistrationRow


class SqlEventRatings:
    """Implements `civic.event_message_ports.EventRatings`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def to_thank(self, ended_after: datetime, ended_before: datetime) -> list[tuple[int, Event]]:
        """Registrations that were not thanked yet: who came, or had a seat where nobody was checked in."""
        other = aliased(RegistrationRow)
        checked_in = exists().where(col(other.event_id) == col(EventRow.id), col(other.arrived) > 0)
        thanked = exists().where(col(EventRatingRow.registration_id) == col(RegistrationRow.id))
        found = (
            select(RegistrationRow.id, EventRow)
            .join(EventRow, col(EventRow.id) == col(RegistrationRow.event_id))
            .where(
                and_(col(EventRow.ends_at) > ended_after, col(EventRow.ends_at) <= ended_before),
                EventRow.status == EventStatus.PUBLISHED.value,
                RegistrationRow.status == RegistrationStatus.CONFIRMED.value,
                col(RegistrationRow.resident_id).is_not(None),
                or_(col(RegistrationRow.arrived) > 0, ~checked_in),
                ~thanked,
            )
            .order_by(col(RegistrationRow.id))
        )
        return [(number, to_event(row)) for number, row in await self._session.exec(found)]

    async def thank(self, registration_id: int, event_id: int, at: datetime) -> bool:
        """Notes that somebody is thanked now. False where they were before."""
        row = insert_into(self._session, EventRatingRow).values(
            registration_id=registration_id, event_id=event_id, stars=None, text="", asked_at=at
        )
        kept = row.on_conflict_do_nothing().returning(col(EventRatingRow.registration_id))
        return (await self._session.exec(kept)).first() is not None

    async def get(self, registration_id: int) -> Rating | None:
        """What one person said, if they were asked."""
        found = select(EventRatingRow).where(EventRatingRow.registration_id == registration_id)
        row = (await self._session.exec(found)).first()
        return Rating(row.registration_id, row.event_id, row.stars, row.text, row.asked_at) if row else None

    async def update(self, rating: Rating) -> None:
        """Stores what one person said."""
        said = update(EventRatingRow).where(col(EventRatingRow.registration_id) == rating.registration_id)
        await self._session.exec(said.values(stars=rating.stars, text=rating.text))

    async def of_event(self, event_id: int) -> Ratings:
        """What everybody said. The sentences come in no order that says whose they are."""
        rows = (
            await self._session.exec(select(EventRatingRow).where(EventRatingRow.event_id == event_id))
        ).all()
        counts = {stars: sum(row.stars == stars for row in rows) for stars in range(5, 0, -1)}
        return Ratings(len(rows), counts, tuple(sorted(row.text for row in rows if row.text)))

    async def rated_events(self, ended_after: datetime) -> list[Event]:
        """Events that ended then or later and were rated, the newest first."""
        rated = select(EventRatingRow.event_id).where(col(EventRatingRow.stars).is_not(None))
        found = select(EventRow).where(col(EventRow.id).in_(rated), EventRow.ends_at >= ended_after)
        rows = await self._session.exec(found.order_by(col(EventRow.ends_at).desc()))
        return [to_event(row) for row in rows]
