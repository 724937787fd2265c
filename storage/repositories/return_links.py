"""Return links to registrations."""

from datetime import datetime

from sqlalchemy import delete, insert, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.return_ports import ReturnLink
from storage.tables import ReturnLinkRow


class SqlReturnLinks:
    """Implements `civic.return_ports.ReturnLinks`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, link: ReturnLink) -> None:
        """Keeps a new link."""
        row = insert(ReturnLinkRow).values(
            token_hash=link.token_hash,
            registration_id=link.registration_id,
            created_at=link.created_at,
            revoked_at=link.revoked_at,
            last_used_at=link.last_used_at,
        )
        await self._session.exec(row)

    async def valid(self, token_hash: bytes) -> ReturnLink | None:
        """The link with this hash, unless it was revoked."""
        one = select(ReturnLinkRow).where(
            ReturnLinkRow.token_hash == token_hash, col(ReturnLinkRow.revoked_at).is_(None)
        )
        row = (await self._session.exec(one)).first()
        if row is None:
            return None
        return ReturnLink(
            row.token_hash, row.registration_id, row.created_at, row.revoked_at, row.last_used_at
        )

    async def used(self, token_hash: bytes, now: datetime) -> None:
        """Notes when it was last used."""
        one = update(ReturnLinkRow).where(col(ReturnLinkRow.token_hash) == token_hash)
        await self._session.exec(one.values(last_used_at=now))

    async def remove(self, token_hash: bytes) -> None:
        """Deletes one link."""
        await self._session.exec(delete(ReturnLinkRow).where(col(ReturnLinkRow.token_hash) == token_hash))

    async def revoke(self, registration_id: int, now: datetime) -> int:
        """Ends every link of a registration; returns how many there were."""
        valid = update(ReturnLinkRow).where(
            col(ReturnLinkRow.registration_id) == registration_id, col(ReturnLinkRow.revoked_at).is_(None)
        )
        return (await self._session.exec(valid.values(revoked_at=now))).rowcount
