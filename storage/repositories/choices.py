"""The last screens of people who read without buttons."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import delete
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.choices import Choice, Shown
from civic.residents import Address, Channel
from storage.repositories.rows import insert_into
from storage.repositories.staff_sessions import account_at
from storage.tables import AccountRow, ResidentRow, ShownScreenRow


class SqlShownScreens:
    """Implements `civic.choices.ShownScreens`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def at(self, address: Address) -> Shown | None:
        """The one of an account."""
        one = select(ShownScreenRow).where(col(ShownScreenRow.account_id).in_(account_at(address)))
        row = (await self._session.exec(one)).first()
        if row is None:
            return None
        return Shown(row.message_id, to_choices(row.choices), row.step, row.asked_id, row.asked)

    async def keep(self, address: Address, shown: Shown) -> None:
        """Puts it in the place of an older one; does nothing for an account that is not known."""
        account_id = (await self._session.exec(account_at(address))).first()
        if account_id is None:
            return
        values = {
            "message_id": shown.message_id,
            "step": shown.step,
            "choices": [[one.number, one.label, one.data] for one in shown.choices],
            "asked_id": shown.asked_id,
            "asked": shown.asked,
        }
        row = insert_into(self._session, ShownScreenRow).values(account_id=account_id, **values)
        # A notice may have been sent meanwhile; what is further down in the chat counts.
        older = col(ShownScreenRow.message_id) <= shown.message_id
        await self._session.exec(
            row.on_conflict_do_update(index_elements=["account_id"], set_=values, where=older)
        )

    async def forget(self, address: Address) -> None:
        """Nothing can be chosen by number any more."""
        theirs = col(ShownScreenRow.account_id).in_(account_at(address))
        await self._session.exec(delete(ShownScreenRow).where(theirs))

    async def forget_all(self, resident_id: int) -> None:
        """The same in every chat of a resident."""
        theirs = select(AccountRow.id).where(AccountRow.resident_id == resident_id)
        await self._session.exec(delete(ShownScreenRow).where(col(ShownScreenRow.account_id).in_(theirs)))

    async def readers(self) -> Mapping[Address, str]:
        """Every account of those who read without buttons, with their language."""
        theirs = (
            select(AccountRow.channel, AccountRow.chat_id, ResidentRow.language)
            .join(ResidentRow, col(ResidentRow.id) == col(AccountRow.resident_id))
            .where(col(ResidentRow.numbered))
        )
        rows = (await self._session.exec(theirs)).all()
        return {Address(Channel(channel), chat_id): language for channel, chat_id, language in rows}

    async def reader(self, address: Address) -> str | None:
        """The language of whoever reads without buttons at an account; None where they have buttons."""
        theirs = (
            select(ResidentRow.language)
            .join(AccountRow, col(AccountRow.resident_id) == col(ResidentRow.id))
            .where(
                AccountRow.channel == address.channel.value,
                AccountRow.chat_id == address.chat_id,
                col(ResidentRow.numbered),
            )
        )
        return (await self._session.exec(theirs)).first()


def to_choices(stored: Iterable[Sequence[Any]]) -> tuple[Choice, ...]:
    """The choices of a stored screen."""
    return tuple(Choice(*each) for each in stored)
