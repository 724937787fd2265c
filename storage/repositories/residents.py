"""Residents, their accounts and subscriptions."""

from typing import Any

from sqlalchemy import Row, delete, insert, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.residents import Address, NewsWhen, Resident
from storage.repositories.rows import Columns, insert_into
from storage.tables import AccountRow, ResidentRow, SubscriptionRow


class SqlResidents:
    """Implements `civic.ports.Residents`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def at(self, address: Address) -> Resident | None:
        """The resident behind an account."""
        owner = (
            select(ResidentRow)
            .join(AccountRow, col(AccountRow.resident_id) == col(ResidentRow.id))
            .where(AccountRow.channel == address.channel.value, AccountRow.chat_id == address.chat_id)
        )
        row = (await self._session.exec(owner)).first()
        return to_resident(row) if row else None

    async def get(self, resident_id: int) -> Resident:
        """A resident that is known to exist. KeyError where there is none."""
        row = (await self._session.exec(select(ResidentRow).where(ResidentRow.id == resident_id))).first()
        if row is None:
            raise KeyError(resident_id)
        return to_resident(row)

    async def lock(self, resident_id: int) -> Resident:
        """The same, locked until the end of the transaction."""
        locked = select(ResidentRow).where(ResidentRow.id == resident_id).with_for_update(key_share=True)
        row = (await self._session.exec(locked)).first()
        if row is None:
            raise KeyError(resident_id)
        return to_resident(row)

    async def add(self, resident: Resident, address: Address) -> Resident:
        """Keeps a new resident with their first account; returns whoever has that account now.

        That is somebody else where another transaction was faster.
        """
        new_row = insert(ResidentRow).values(resident_columns(resident)).returning(col(ResidentRow.id))
        resident_id = (await self._session.exec(new_row)).scalar_one()
        account = (
            insert_into(self._session, AccountRow)
            .values(
                resident_id=resident_id,
                channel=address.channel.value,
                chat_id=address.chat_id,
                reachable=True,
                created_at=resident.created_at,
            )
            .on_conflict_do_nothing(index_elements=["channel", "chat_id"])
            .returning(col(AccountRow.id))
        )
        if (await self._session.exec(account)).first() is None:
            await self._session.exec(delete(ResidentRow).where(col(ResidentRow.id) == resident_id))
        kept = await self.at(address)
        assert kept is not None
        return kept

    async def update(self, resident: Resident) -> None:
        """Replaces the row of a resident."""
        changed = (
            update(ResidentRow).where(col(ResidentRow.id) == resident.id).values(resident_columns(resident))
        )
        await self._session.exec(changed)

    async def is_reachable(self, address: Address) -> bool:
        """Whether an account has not blocked the bot, as far as is known."""
        known = select(AccountRow.reachable).where(
            AccountRow.channel == address.channel.value, AccountRow.chat_id == address.chat_id
        )
        return bool((await self._session.exec(known)).first())

    async def set_reachable(self, address: Address, reachable: bool) -> None:
        """Notes that an account blocked or unblocked the bot."""
        account = update(AccountRow).where(
            col(AccountRow.channel) == address.channel.value, col(AccountRow.chat_id) == address.chat_id
        )
        await self._session.exec(account.values(reachable=reachable))

    async def topics(self, resident_id: int) -> frozenset[str]:
        """The topics somebody subscribed to."""
        topics = select(SubscriptionRow.topic).where(SubscriptionRow.resident_id == resident_id)
        return frozenset((await self._session.exec(topics)).all())

    async def subscribe(self, resident_id: int, topic: str) -> None:
        """Adds a subscription that is not there yet."""
        new_row = insert_into(self._session, SubscriptionRow).values(resident_id=resident_id, topic=topic)
        await self._session.exec(new_row.on_conflict_do_nothing())

    async def unsubscribe(self, resident_id: int, topic: str | None = None) -> None:
        """Ends one subscription, or all of them."""
        ended = delete(SubscriptionRow).where(col(SubscriptionRow.resident_id) == resident_id)
        if topic is not None:
            ended = ended.where(col(SubscriptionRow.topic) == topic)
        await self._session.exec(ended)


def to_resident(row: ResidentRow | Row[Any]) -> Resident:
    """The resident of a row."""
    return Resident(
        id=row.id,
        language=row.language,
        created_at=row.created_at,
        language_chosen=row.language_chosen,
        name=row.name,
        notice_version=row.notice_version,
        district=row.district,
        news_when=NewsWhen(row.news_when),
        notice_at=row.notice_at,
        heard_language=row.heard_language,
        numbered=row.numbered,
    )


def resident_columns(resident: Resident) -> Columns:
    """The row of a resident but for its id."""
    return {
        "language": resident.language,
        "language_chosen": resident.language_chosen,
        "name": resident.name,
        "notice_version": resident.notice_version,
        "district": resident.district,
        "news_when": resident.news_when.value,
        "created_at": resident.created_at,
        "notice_at": resident.notice_at,
        "heard_language": resident.heard_language,
        "numbered": resident.numbered,
    }
