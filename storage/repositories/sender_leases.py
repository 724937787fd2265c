"""Who sends the copies of a bot."""

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.sender_leases import Lease
from storage.repositories.rows import insert_into
from storage.tables import SenderLeaseRow

_NEXT = col(SenderLeaseRow.beat) + 1


class SqlSenderLeases:
    """Implements `civic.sender_leases.SenderLeases`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def get(self, key: str) -> Lease | None:
        """Who holds one at present."""
        row = (await self._session.exec(select(SenderLeaseRow).where(SenderLeaseRow.key == key))).first()
        return Lease(row.holder, row.beat) if row else None

    async def take(self, key: str, holder: str, instead_of: Lease | None) -> bool:
        """Takes it from a holder that did not beat since (None: nobody ever had it); whether it could."""
        if instead_of is None:
            new = insert_into(self._session, SenderLeaseRow).values(key=key, holder=holder, beat=1)
            return (await self._session.exec(new.on_conflict_do_nothing())).rowcount == 1
        taken = update(SenderLeaseRow).where(
            col(SenderLeaseRow.key) == key,
            col(SenderLeaseRow.holder) == instead_of.holder,
            col(SenderLeaseRow.beat) == instead_of.beat,
        )
        return (await self._session.exec(taken.values(holder=holder, beat=_NEXT))).rowcount == 1

    async def beat(self, key: str, holder: str) -> bool:
        """Says that the holder lives, and keeps everybody else from taking it until the end of the
        transaction. False where it is not the holder any more."""
        alive = update(SenderLeaseRow).where(
            col(SenderLeaseRow.key) == key, col(SenderLeaseRow.holder) == holder
        )
        return (await self._session.exec(alive.values(beat=_NEXT))).rowcount == 1

    async def give_back(self, key: str, holder: str) -> None:
        """Lets anybody take it at once, if it is this holder's."""
        free = update(SenderLeaseRow).where(
            col(SenderLeaseRow.key) == key, col(SenderLeaseRow.holder) == holder
        )
        await self._session.exec(free.values(holder="", beat=_NEXT))
