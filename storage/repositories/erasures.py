"""People who are being forgotten."""

from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.data_ports import Erasure, Person
from civic.residents import Address, Channel
from storage.repositories.rows import insert_into
from storage.tables import ErasureCountRow, ErasureRow


class SqlErasures:
    """Implements `civic.data_ports.Erasures`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, erasure: Erasure) -> Erasure:
        """Keeps what has to be done; returns it with its id, or the one that was begun before."""
        row = insert_into(self._session, ErasureRow).values(
            resident_id=erasure.person.resident_id,
            accounts=[[one.channel.value, one.chat_id] for one in erasure.person.accounts],
            language=erasure.language,
            begun_at=erasure.begun_at,
            said_at=erasure.said_at,
        )
        await self._session.exec(row.on_conflict_do_nothing(index_elements=["resident_id"]))
        kept = await self.of(erasure.person.resident_id)
        assert kept is not None
        return kept

    async def of(self, resident_id: int) -> Erasure | None:
        """The erasure of a resident."""
        row = (
            await self._session.exec(select(ErasureRow).where(ErasureRow.resident_id == resident_id))
        ).first()
        return _erasure(row) if row else None

    async def at(self, address: Address) -> Erasure | None:
        """The erasure to which a chat belongs. There are never more than a few."""
        every = await self.unfinished()
        return next((one for one in every if address in one.person.accounts), None)

    async def unfinished(self) -> list[Erasure]:
        """All of them, the oldest first."""
        rows = await self._session.exec(select(ErasureRow).order_by(col(ErasureRow.id)))
        return [_erasure(row) for row in rows]

    async def lock(self, erasure_id: int) -> Erasure | None:
        """One of them, locked until the end of the transaction; None where it is done."""
        one = select(ErasureRow).where(ErasureRow.id == erasure_id).with_for_update()
        row = (await self._session.exec(one)).first()
        return _erasure(row) if row else None

    async def say(self, erasure_id: int, at: datetime) -> None:
        """Notes that only the goodbye is left."""
        said = update(ErasureRow).where(col(ErasureRow.id) == erasure_id)
        await self._session.exec(said.values(said_at=at))

    async def end(self, erasure_id: int) -> None:
        """Deletes what is done."""
        await self._session.exec(delete(ErasureRow).where(col(ErasureRow.id) == erasure_id))

    async def count(self, month: str) -> None:
        """Counts one more person who was forgotten in a month (YYYY-MM)."""
        first = insert_into(self._session, ErasureCountRow).values(month=month, people=1)
        more = {"people": col(ErasureCountRow.people) + 1}
        await self._session.exec(first.on_conflict_do_update(index_elements=["month"], set_=more))


def _erasure(row: ErasureRow) -> Erasure:
    accounts = tuple(Address(Channel(str(channel)), int(chat)) for channel, chat in row.accounts)
    person = Person(row.resident_id, accounts)
    return Erasure(row.id, person, row.language, row.begun_at, row.said_at)
