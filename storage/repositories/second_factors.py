"""Second factors of staff, and whose code an account waits for."""

from datetime import datetime

from sqlalchemy import delete
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.residents import Address
from civic.second_factor import SecondFactor
from storage.repositories.rows import insert_into
from storage.repositories.staff_sessions import account_at
from storage.tables import SecondFactorAskedRow, SecondFactorRow


class SqlSecondFactors:
    """Implements `civic.second_factor.SecondFactors`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def of(self, resident_id: int, *, locked: bool = False) -> SecondFactor | None:
        """Somebody's, confirmed or not; locked until the end of the transaction on demand."""
        one = select(SecondFactorRow).where(SecondFactorRow.resident_id == resident_id)
        one = one.execution_options(populate_existing=True)
        row = (await self._session.exec(one.with_for_update() if locked else one)).first()
        if row is None:
            return None
        return SecondFactor(row.resident_id, row.secret, row.created_at, row.confirmed_at, row.last_step)

    async def put(self, factor: SecondFactor) -> None:
        """Keeps it instead of an earlier one."""
        new = {
            "secret": factor.secret,
            "created_at": factor.created_at,
            "confirmed_at": factor.confirmed_at,
            "last_step": factor.last_step,
        }
        row = insert_into(self._session, SecondFactorRow).values(resident_id=factor.resident_id, **new)
        await self._session.exec(row.on_conflict_do_update(index_elements=["resident_id"], set_=new))

    async def remove(self, resident_id: int) -> None:
        """Forgets it, and that somebody's code is waited for."""
        for table in (SecondFactorRow, SecondFactorAskedRow):
            await self._session.exec(delete(table).where(col(table.resident_id) == resident_id))

    async def ask(self, address: Address, resident_id: int, until: datetime) -> None:
        """Waits for somebody's code at an account, instead of anybody else's."""
        account_id = (await self._session.exec(account_at(address))).first()
        if account_id is None:
            return
        new = {"resident_id": resident_id, "expires_at": until}
        row = insert_into(self._session, SecondFactorAskedRow).values(account_id=account_id, **new)
        await self._session.exec(row.on_conflict_do_update(index_elements=["account_id"], set_=new))

    async def asked(self, address: Address, now: datetime) -> int | None:
        """Whose code an account waits for."""
        here = col(SecondFactorAskedRow.account_id).in_(account_at(address))
        one = select(SecondFactorAskedRow.resident_id).where(here, SecondFactorAskedRow.expires_at > now)
        return (await self._session.exec(one)).first()

    async def answered(self, address: Address) -> None:
        """Waits no longer."""
        here = col(SecondFactorAskedRow.account_id).in_(account_at(address))
        await self._session.exec(delete(SecondFactorAskedRow).where(here))
