"""Recovery codes, login links and wrong tries of staff, and whose an account is."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, insert, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.residents import Address
from civic.staff_login_ports import LoginLink
from storage.repositories.staff_sessions import account_at
from storage.tables import (
    AccountRow,
    LinkCodeRow,
    LoginLinkRow,
    PasskeyChallengeRow,
    QuestionRow,
    RecoveryCodeRow,
    RegistrationRow,
    SecondFactorAskedRow,
    SecondFactorRow,
    StaffRow,
    SubscriptionRow,
    WrongCodeRow,
)


class SqlStaffLogins:
    """Implements `civic.staff_login_ports.StaffLogins`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def replace_codes(self, resident_id: int, hashes: Sequence[str]) -> None:
        """Keeps these codes instead of all earlier ones."""
        theirs = col(RecoveryCodeRow.resident_id) == resident_id
        await self._session.exec(delete(RecoveryCodeRow).where(theirs))
        for code_hash in hashes:
            row = insert(RecoveryCodeRow).values(code_hash=code_hash, resident_id=resident_id)
            await self._session.exec(row)

    async def owner_of_code(self, code_hash: str, *, locked: bool = False) -> int | None:
        """Whose code it is; None for one that is unknown, used or replaced. Locked on demand."""
        one = select(RecoveryCodeRow.resident_id).where(RecoveryCodeRow.code_hash == code_hash)
        return (await self._session.exec(one.with_for_update() if locked else one)).first()

    async def use_code(self, code_hash: str) -> None:
        """Deletes a code, so that it works once."""
        await self._session.exec(delete(RecoveryCodeRow).where(col(RecoveryCodeRow.code_hash) == code_hash))

    async def count_codes(self, resident_id: int) -> int:
        """How many codes somebody has left."""
        theirs = select(func.count()).where(col(RecoveryCodeRow.resident_id) == resident_id)
        return (await self._session.exec(theirs)).one()

    async def note_wrong(self, address: Address, at: datetime) -> None:
        """Counts a wrong code of an account."""
        account_id = (await self._session.exec(account_at(address))).first()
        if account_id is not None:
            await self._session.exec(insert(WrongCodeRow).values(account_id=account_id, at=at))

    async def last_wrong(self, address: Address, number: int) -> list[datetime]:
        """When an account's last wrong codes were tried, newest first, at most so many."""
        wrong = select(WrongCodeRow.at).where(col(WrongCodeRow.account_id).in_(account_at(address)))
        newest = wrong.order_by(col(WrongCodeRow.at).desc(), col(WrongCodeRow.id).desc()).limit(number)
        return list(await self._session.exec(newest))

    async def count_wrong(self, since: datetime) -> int:
        """How many wrong codes all accounts tried since then."""
        wrong = select(func.count()).select_from(WrongCodeRow).where(col(WrongCodeRow.at) >= since)
        return (await self._session.exec(wrong)).one()

    async def forget_wrong(self, address: Address) -> None:
        """Forgets the wrong codes of an account."""
        of_account = col(WrongCodeRow.account_id).in_(account_at(address))
        await self._session.exec(delete(WrongCodeRow).where(of_account))

    async def replace_link(self, link: LoginLink) -> None:
        """Keeps a link instead of any earlier one of the same person."""
        earlier = col(LoginLinkRow.resident_id) == link.resident_id
        await self._session.exec(delete(LoginLinkRow).where(earlier))
        row = insert(LoginLinkRow).values(
            token_hash=link.token_hash,
            resident_id=link.resident_id,
            expires_at=link.expires_at,
            used_at=link.used_at,
        )
        await self._session.exec(row)

    async def link(self, token_hash: str, *, locked: bool = False) -> LoginLink | None:
        """One link; locked until the end of the transaction on demand."""
        one = select(LoginLinkRow).where(LoginLinkRow.token_hash == token_hash)
        row = (await self._session.exec(one.with_for_update() if locked else one)).first()
        return LoginLink(row.token_hash, row.resident_id, row.expires_at, row.used_at) if row else None

    async def update_link(self, link: LoginLink) -> None:
        """Stores when it was used."""
        one = update(LoginLinkRow).where(col(LoginLinkRow.token_hash) == link.token_hash)
        await self._session.exec(one.values(used_at=link.used_at))

    async def has_own_things(self, resident_id: int) -> bool:
        """Whether a resident has a registration, a subscription, a question or a role."""
        for table in (RegistrationRow, SubscriptionRow, QuestionRow, StaffRow):
            one = select(func.count()).select_from(table).where(table.resident_id == resident_id)
            if (await self._session.exec(one)).one():
                return True
        return False

    async def move_account(self, address: Address, resident_id: int) -> int | None:
        """Gives an account to another resident; returns who had it and is left without any, if so.

        A code that the one before made there to join chats ends.
        """
        one = (col(AccountRow.channel) == address.channel.value) & (
            col(AccountRow.chat_id) == address.chat_id
        )
        before = (await self._session.exec(select(AccountRow.resident_id).where(one))).first()
        of_account = col(LinkCodeRow.account_id).in_(account_at(address))
        await self._session.exec(delete(LinkCodeRow).where(of_account))
        await self._session.exec(update(AccountRow).where(one).values(resident_id=resident_id))
        left = select(AccountRow.id).where(AccountRow.resident_id == before).limit(1)
        return before if (await self._session.exec(left)).first() is None else None

    async def forget(self, now: datetime, wrong_before: datetime, unconfirmed_before: datetime) -> None:
        """Deletes links and challenges that ended, wrong tries and unconfirmed second factors of before."""
        await self._session.exec(delete(LoginLinkRow).where(col(LoginLinkRow.expires_at) <= now))
        await self._session.exec(
            delete(PasskeyChallengeRow).where(col(PasskeyChallengeRow.expires_at) <= now)
        )
        await self._session.exec(
            delete(SecondFactorAskedRow).where(col(SecondFactorAskedRow.expires_at) <= now)
        )
        await self._session.exec(delete(WrongCodeRow).where(col(WrongCodeRow.at) < wrong_before))
        begun = col(SecondFactorRow.confirmed_at).is_(None) & (
            col(SecondFactorRow.created_at) <= unconfirmed_before
        )
        await self._session.exec(delete(SecondFactorRow).where(begun))
