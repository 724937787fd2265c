"""Consents of residents."""

from sqlalchemy import ColumnElement, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.consents import Consent, Purpose, Wording
from civic.time import Clock
from storage.repositories.rows import insert_into
from storage.tables import ConsentRow


class SqlConsents:
    """Implements `civic.consents.Consents`."""

    def __init__(self, session: AsyncSession, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    async def of(self, resident_id: int) -> list[Consent]:
        """All of somebody's, those withdrawn too, oldest first."""
        theirs = select(ConsentRow).where(ConsentRow.resident_id == resident_id).order_by(col(ConsentRow.id))
        return [_consent(row) for row in await self._session.exec(theirs)]

    async def give(
        self, resident_id: int, purpose: Purpose, wording: Wording, event_id: int | None = None
    ) -> bool:
        """Notes a consent, given now. False where one stands already, which stays as it is."""
        row = insert_into(self._session, ConsentRow).values(
            resident_id=resident_id,
            purpose=purpose.value,
            event_id=event_id,
            version=wording.version,
            language=wording.language,
            given_at=self._clock(),
        )
        given = row.on_conflict_do_nothing().returning(col(ConsentRow.id))
        return (await self._session.exec(given)).first() is not None

    async def withdraw(self, resident_id: int, purpose: Purpose, event_id: int | None = None) -> bool:
        """Notes that the consent which stands is withdrawn now. False where none stands."""
        ended = update(ConsentRow).where(*_stands(resident_id, purpose, event_id))
        return bool((await self._session.exec(ended.values(withdrawn_at=self._clock()))).rowcount)


def _stands(resident_id: int, purpose: Purpose, event_id: int | None) -> tuple[ColumnElement[bool], ...]:
    return (
        col(ConsentRow.resident_id) == resident_id,
        col(ConsentRow.purpose) == purpose.value,
        col(ConsentRow.event_id).is_(None) if event_id is None else col(ConsentRow.event_id) == event_id,
        col(ConsentRow.withdrawn_at).is_(None),
    )


def _consent(row: ConsentRow) -> Consent:
    wording = Wording(row.version, row.language)
    return Consent(Purpose(row.purpose), row.event_id, wording, row.given_at, row.withdrawn_at)
