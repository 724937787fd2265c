"""Confirmations of entries, and the weekly reminders to give them."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.confirmations import Confirmation
from storage.repositories.rows import insert_into
from storage.tables import ConfirmationRow, ReminderRow


class SqlConfirmations:
    """Implements `civic.confirmations.Confirmations`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def get(self, entry: str) -> Confirmation | None:
        """The newest confirmation of an entry."""
        found = select(ConfirmationRow).where(ConfirmationRow.entry == entry)
        row = (await self._session.exec(found)).first()
        return _confirmation(row) if row else None

    async def all(self) -> Mapping[str, Confirmation]:
        """Every confirmation, by entry."""
        rows = await self._session.exec(select(ConfirmationRow))
        return {row.entry: _confirmation(row) for row in rows}

    async def set(self, confirmation: Confirmation) -> None:
        """Keeps a confirmation in the place of an earlier one of the same entry."""
        values = {
            "fingerprint": confirmation.fingerprint,
            "confirmed_at": confirmation.confirmed_at,
            "confirmed_by": confirmation.confirmed_by,
        }
        row = insert_into(self._session, ConfirmationRow).values(entry=confirmation.entry, **values)
        await self._session.exec(row.on_conflict_do_update(index_elements=["entry"], set_=values))

    async def claim_reminder(self, resident_id: int, now: datetime, before: datetime) -> bool:
        """Notes a reminder as of now, unless there was one after `before`; whoever gets True sends it."""
        row = insert_into(self._session, ReminderRow).values(resident_id=resident_id, reminded_at=now)
        claimed = row.on_conflict_do_update(
            index_elements=["resident_id"],
            set_={"reminded_at": now},
            where=col(ReminderRow.reminded_at) <= before,
        )
        return (await self._session.exec(claimed.returning(col(ReminderRow.resident_id)))).first() is not None


def _confirmation(row: ConfirmationRow) -> Confirmation:
    return Confirmation(row.entry, row.fingerprint, row.confirmed_at, row.confirmed_by)
