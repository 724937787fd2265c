"""Sessions of staff in the web chat."""

from datetime import datetime

from sqlalchemy import and_, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from civic.residents import Address, Channel
from storage.repositories.rows import insert_into
from storage.tables import AccountRow, StaffSessionRow


class SqlStaffSessions:
    """Implements `civic.staff_sessions.StaffSessions`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def ends_at(self, address: Address) -> datetime | None:
        """When the session of an account ends or ended; None where there was none."""
        one = select(StaffSessionRow.ends_at).where(col(StaffSessionRow.account_id).in_(account_at(address)))
        return (await self._session.exec(one)).first()

    async def set_end(self, address: Address, at: datetime) -> None:
        """Begins, prolongs or ends it; does nothing for an account that is not known."""
        account_id = (await self._session.exec(account_at(address))).first()
        if account_id is None:
            return
        row = insert_into(self._session, StaffSessionRow).values(account_id=account_id, ends_at=at)
        await self._session.exec(
            row.on_conflict_do_update(index_elements=["account_id"], set_={"ends_at": at})
        )

    async def end_all(self, resident_id: int, at: datetime) -> None:
        """Ends every open session of a member of staff."""
        theirs = select(AccountRow.id).where(AccountRow.resident_id == resident_id)
        still_open = (col(StaffSessionRow.account_id).in_(theirs)) & (col(StaffSessionRow.ends_at) > at)
        await self._session.exec(update(StaffSessionRow).where(still_open).values(ends_at=at))

    async def may_work(self, resident_id: int, now: datetime) -> bool:
        """Whether any account of theirs is open; who has none at all may work, too."""
        accounts = (
            select(AccountRow.channel, StaffSessionRow.ends_at)
            .select_from(AccountRow)
            .join(
                StaffSessionRow,
                and_(col(StaffSessionRow.account_id) == col(AccountRow.id)),
                isouter=True,
            )
            .where(AccountRow.resident_id == resident_id)
        )
        found = (await self._session.exec(accounts)).all()
        return not found or any(
            channel != Channel.WEB.value or (ends_at is not None and ends_at > now)
            for channel, ends_at in found
        )


def account_at(address: Address) -> SelectOfScalar[int]:
    """The id of an account."""
    return select(AccountRow.id).where(
        AccountRow.channel == address.channel.value, AccountRow.chat_id == address.chat_id
    )
