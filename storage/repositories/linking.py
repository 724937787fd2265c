"""Joining residents: codes, accounts, and everything that refers to one resident and then to another."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, insert, update
from sqlalchemy.orm import Mapped
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from civic.announcements import DeliveryStatus
from civic.link_ports import LinkCode
from civic.notices import ABOUT_REGISTRATION
from civic.registrations import Registration
from civic.residents import Address, Channel, Resident
from storage.repositories.absorbing import absorb
from storage.repositories.deliveries import SqlDeliveries
from storage.repositories.residents import resident_columns, to_resident
from storage.repositories.rows import insert_into
from storage.tables import (
    AccountRow,
    DeliveryRow,
    LinkCodeRow,
    LinkTryRow,
    NoticeRow,
    PasskeyChallengeRow,
    RegistrationRow,
    ResidentRow,
    SecondFactorAskedRow,
    ShownScreenRow,
    StaffSessionRow,
    WrongCodeRow,
)
from storage.tables.base import Table

OF_ACCOUNT: Sequence[type[Table]] = (
    LinkCodeRow,
    PasskeyChallengeRow,
    SecondFactorAskedRow,
    ShownScreenRow,
    StaffSessionRow,
    WrongCodeRow,
)
"""Tables with an `account_id`."""

_OPEN = DeliveryStatus.OPEN.value


class SqlLinks:
    """Implements `civic.link_ports.Links`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def put_code(self, code_hash: str, address: Address, expires_at: datetime) -> None:
        """Keeps a code of an account; the one before ends. KeyError where there is no such account."""
        account = (await self._session.exec(_at(address))).first()
        if account is None:
            raise KeyError(address)
        values = {"code_hash": code_hash, "expires_at": expires_at}
        row = insert_into(self._session, LinkCodeRow).values(account_id=account.id, **values)
        await self._session.exec(row.on_conflict_do_update(index_elements=["account_id"], set_=values))

    async def code(self, code_hash: str) -> LinkCode | None:
        """The code with this hash, expired or not."""
        one = (
            select(LinkCodeRow, AccountRow)
            .join(AccountRow, col(AccountRow.id) == col(LinkCodeRow.account_id))
            .where(LinkCodeRow.code_hash == code_hash)
        )
        found = (await self._session.exec(one)).first()
        if found is None:
            return None
        row, account = found
        return LinkCode(row.code_hash, _address(account), account.resident_id, row.expires_at)

    async def take_code(self, code_hash: str) -> bool:
        """Uses a code up. False where somebody else was faster."""
        used = delete(LinkCodeRow).where(col(LinkCodeRow.code_hash) == code_hash)
        return (await self._session.exec(used)).rowcount > 0

    async def wrong_tries(self, since: datetime, resident_id: int | None = None) -> int:
        """How many wrong codes were entered then or later, by one resident or by everybody."""
        tries = select(func.count()).where(col(LinkTryRow.at) >= since)
        if resident_id is not None:
            tries = tries.where(LinkTryRow.resident_id == resident_id)
        return (await self._session.exec(tries)).one()

    async def note_wrong(self, resident_id: int, at: datetime) -> None:
        """Counts a wrong code."""
        await self._session.exec(insert(LinkTryRow).values(resident_id=resident_id, at=at))

    async def forget(self, codes_before: datetime, tries_before: datetime) -> None:
        """Deletes codes that expired before, and wrong ones that were entered before."""
        await self._session.exec(delete(LinkCodeRow).where(col(LinkCodeRow.expires_at) <= codes_before))
        await self._session.exec(delete(LinkTryRow).where(col(LinkTryRow.at) < tries_before))

    async def accounts(self, resident_id: int) -> Sequence[Address]:
        """The accounts of a resident; first those that can be reached, the newest before the others."""
        own = select(AccountRow).where(AccountRow.resident_id == resident_id)
        newest = own.order_by(col(AccountRow.reachable).desc(), col(AccountRow.id).desc())
        return [_address(row) for row in await self._session.exec(newest)]

    async def lock(self, *resident_ids: int) -> Sequence[Resident]:
        """Those of these residents that there are, by id, locked against everything that refers to them."""
        those = select(ResidentRow).where(col(ResidentRow.id).in_(resident_ids))
        # Stronger than a change needs: nobody may write a row about a resident who is about to go.
        locked = those.order_by(col(ResidentRow.id)).with_for_update()
        return [to_resident(row) for row in await self._session.exec(locked)]

    async def events_of_both(self, first_id: int, second_id: int) -> Sequence[int]:
        """Ids of events for which both have a registration, whatever its status, in order."""
        of_first = select(RegistrationRow.event_id).where(RegistrationRow.resident_id == first_id)
        both = select(RegistrationRow.event_id).where(
            RegistrationRow.resident_id == second_id, col(RegistrationRow.event_id).in_(of_first)
        )
        return list(await self._session.exec(both.order_by(col(RegistrationRow.event_id))))

    async def drop(self, registration: Registration) -> None:
        """Deletes a registration that another one of the same person replaces; its open notices end."""
        about = update(NoticeRow).where(
            col(NoticeRow.subject_id) == registration.id,
            col(NoticeRow.kind).in_(sorted(kind.value for kind in ABOUT_REGISTRATION)),
            col(NoticeRow.status) == _OPEN,
        )
        await self._session.exec(about.values(status=DeliveryStatus.SKIPPED.value, claimable_at=None))
        await self._session.exec(delete(RegistrationRow).where(col(RegistrationRow.id) == registration.id))

    async def absorb(self, kept_id: int, absorbed_id: int) -> None:
        """Everything that refers to one resident refers to the other from now on; the first is deleted.

        They must have no event in common any more. Of a copy of an announcement for both, the one that
        is further on its way stays.
        """
        await absorb(self._session, kept_id, absorbed_id)

    async def make_newest(self, address: Address) -> None:
        """Makes an account the one to which its resident is written. What belongs to the account stays."""
        row = (await self._session.exec(_at(address).with_for_update())).one()
        old, values = row.id, row.model_dump(exclude={"id"})
        # An address is there once, so the old row gives it up before the new one takes it.
        this = col(AccountRow.id) == old
        await self._session.exec(update(AccountRow).where(this).values(channel=""))
        new = insert(AccountRow).values(values).returning(col(AccountRow.id))
        new_id = (await self._session.exec(new)).scalar_one()
        for table in OF_ACCOUNT:
            own: Mapped[int] = table.account_id  # type: ignore[attr-defined]
            await self._session.exec(update(table).where(own == old).values(account_id=new_id))
        await self._session.exec(delete(AccountRow).where(this))

    async def redirect(self, resident_id: int) -> None:
        """Copies that nobody has begun to send go to where a resident is written to now."""
        own = select(AccountRow).where(AccountRow.resident_id == resident_id, col(AccountRow.reachable))
        newest = (await self._session.exec(own.order_by(col(AccountRow.id).desc()).limit(1))).first()
        if newest is None:
            await SqlDeliveries(self._session).skip_of(resident_id)
            return
        waiting = update(DeliveryRow).where(
            col(DeliveryRow.resident_id) == resident_id, col(DeliveryRow.status) == _OPEN
        )
        await self._session.exec(waiting.values(channel=newest.channel, chat_id=newest.chat_id))

    async def split_off(self, address: Address, resident: Resident) -> Resident:
        """Keeps a new resident, to whom an account belongs from now on; returns them with their id."""
        new_row = insert(ResidentRow).values(resident_columns(resident)).returning(ResidentRow)
        kept = to_resident((await self._session.exec(new_row)).scalar_one())
        account = update(AccountRow).where(
            col(AccountRow.channel) == address.channel.value, col(AccountRow.chat_id) == address.chat_id
        )
        await self._session.exec(account.values(resident_id=kept.id))
        return kept


def _at(address: Address) -> SelectOfScalar[AccountRow]:
    return select(AccountRow).where(
        AccountRow.channel == address.channel.value, AccountRow.chat_id == address.chat_id
    )


def _address(row: AccountRow) -> Address:
    return Address(Channel(row.channel), row.chat_id)
