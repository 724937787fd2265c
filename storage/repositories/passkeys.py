"""Passkeys of staff, and what their devices are to sign."""

from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.passkeys import Passkey
from civic.residents import Address
from storage.repositories.rows import insert_into
from storage.repositories.staff_sessions import account_at
from storage.tables import PasskeyChallengeRow, PasskeyRow


class SqlPasskeys:
    """Implements `civic.passkeys.Passkeys`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, passkey: Passkey) -> bool:
        """Keeps a new one; False where its device gave it away before."""
        row = insert_into(self._session, PasskeyRow).values(
            resident_id=passkey.resident_id,
            credential_id=passkey.credential_id,
            public_key=passkey.public_key,
            sign_count=passkey.sign_count,
            created_at=passkey.created_at,
            used_at=passkey.used_at,
        )
        new = row.on_conflict_do_nothing(index_elements=["credential_id"]).returning(col(PasskeyRow.id))
        return (await self._session.exec(new)).first() is not None

    async def of(self, resident_id: int) -> list[Passkey]:
        """Somebody's passkeys, oldest first."""
        theirs = select(PasskeyRow).where(PasskeyRow.resident_id == resident_id)
        return [_passkey(row) for row in await self._session.exec(theirs.order_by(col(PasskeyRow.id)))]

    async def by_credential(self, credential_id: bytes, *, locked: bool = False) -> Passkey | None:
        """The one that a device names; locked until the end of the transaction on demand."""
        one = select(PasskeyRow).where(PasskeyRow.credential_id == credential_id)
        row = (await self._session.exec(one.with_for_update() if locked else one)).first()
        return _passkey(row) if row else None

    async def update(self, passkey: Passkey) -> None:
        """Stores how often and when it signed."""
        one = update(PasskeyRow).where(col(PasskeyRow.id) == passkey.id)
        await self._session.exec(one.values(sign_count=passkey.sign_count, used_at=passkey.used_at))

    async def remove(self, resident_id: int, number: int) -> None:
        """Deletes one of somebody's passkeys."""
        one = (col(PasskeyRow.id) == number) & (col(PasskeyRow.resident_id) == resident_id)
        await self._session.exec(delete(PasskeyRow).where(one))

    async def remove_all(self, resident_id: int) -> None:
        """Forgets all of somebody's."""
        await self._session.exec(delete(PasskeyRow).where(col(PasskeyRow.resident_id) == resident_id))

    async def set_challenge(self, address: Address, challenge: bytes, until: datetime) -> bool:
        """Keeps what an account's device shall sign, instead of an earlier one; False for no account."""
        account_id = (await self._session.exec(account_at(address))).first()
        if account_id is None:
            return False
        new = {"challenge": challenge, "expires_at": until}
        row = insert_into(self._session, PasskeyChallengeRow).values(account_id=account_id, **new)
        await self._session.exec(row.on_conflict_do_update(index_elements=["account_id"], set_=new))
        return True

    async def take_challenge(self, address: Address, now: datetime) -> bytes | None:
        """Deletes it and returns it if it still holds."""
        one = delete(PasskeyChallengeRow).where(col(PasskeyChallengeRow.account_id).in_(account_at(address)))
        taken = one.returning(col(PasskeyChallengeRow.challenge), col(PasskeyChallengeRow.expires_at))
        found = (await self._session.exec(taken)).first()
        return found[0] if found is not None and now < found[1] else None


def _passkey(row: PasskeyRow) -> Passkey:
    return Passkey(
        row.id,
        row.resident_id,
        row.credential_id,
        row.public_key,
        row.sign_count,
        row.created_at,
        row.used_at,
    )
