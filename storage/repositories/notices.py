"""Messages about people's own affairs, waiting to be delivered."""

from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, func, insert, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.announcements import DeliveryStatus
from civic.notices import MAILED, NewNotice, Notice, NoticeKind
from civic.residents import Address, Channel
from storage.repositories.audience import newest_account
from storage.repositories.mails import SqlMails
from storage.tables import AccountRow, NoticeRow, ResidentRow

_SENDING = DeliveryStatus.SENDING.value


class SqlNotices:
    """Implements `civic.sending_ports.Notices`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, notice: NewNotice) -> None:
        """Keeps a notice for delivery."""
        due = notice.not_before or notice.created_at
        if notice.registration_id is not None:
            await SqlMails(self._session).add(notice.registration_id, notice.kind, due, notice.subject_id)
        if notice.resident_id is None:
            return
        row = insert(NoticeRow).values(
            resident_id=notice.resident_id,
            kind=notice.kind.value,
            subject_id=notice.subject_id,
            status=DeliveryStatus.OPEN.value,
            created_at=notice.created_at,
            claimable_at=due,
            part=0,
        )
        await self._session.exec(row)

    async def is_due(self, now: datetime) -> bool:
        """Whether `claim` has anything to do; takes no lock."""
        due = select(NoticeRow.id).where(col(NoticeRow.claimable_at) <= now)
        return (await self._session.exec(select(due.exists()))).one()

    async def claim(self, limit: int, now: datetime, lease_until: datetime) -> list[Notice]:
        """Takes open notices, or those whose lease ran out, to reachable people, oldest first.

        Notices to people who cannot be reached are settled as unreachable on the way: they would be
        stale when somebody comes back, and the facts behind them are still to be seen.
        """
        due = col(NoticeRow.claimable_at) <= now
        account = newest_account(col(NoticeRow.resident_id))
        await self._give_up(due, account)
        free = (
            select(NoticeRow, ResidentRow.language, AccountRow.channel, AccountRow.chat_id)
            .join(ResidentRow, col(ResidentRow.id) == col(NoticeRow.resident_id))
            .join(AccountRow, col(AccountRow.id) == account)
            .where(due)
            .order_by(col(NoticeRow.claimable_at), col(NoticeRow.id))
            .limit(limit)
            .with_for_update(skip_locked=True, of=NoticeRow)
        )
        rows = (await self._session.exec(free)).all()
        claimed = update(NoticeRow).where(col(NoticeRow.id).in_([row.id for row, *_ in rows]))
        await self._session.exec(claimed.values(status=_SENDING, claimable_at=lease_until))
        return [
            _notice(row, language, Address(Channel(channel), chat_id))
            for row, language, channel, chat_id in rows
        ]

    async def record(self, notice_id: int, status: DeliveryStatus) -> None:
        """Stores the outcome."""
        settled = update(NoticeRow).where(col(NoticeRow.id) == notice_id)
        await self._session.exec(settled.values(status=status.value, claimable_at=None))

    async def postpone(self, notice_id: int, until: datetime) -> None:
        """Gives a claimed notice back; nobody takes it before `until`."""
        held = update(NoticeRow).where(col(NoticeRow.id) == notice_id, col(NoticeRow.status) == _SENDING)
        await self._session.exec(held.values(status=DeliveryStatus.OPEN.value, claimable_at=until))

    async def failed(self, notice_id: int, since: datetime, until: datetime) -> None:
        """The same of one whose text cannot be made since then."""
        await self.postpone(notice_id, until)
        failing = update(NoticeRow).where(col(NoticeRow.id) == notice_id)
        await self._session.exec(failing.values(failing_since=since))

    async def newest(self, resident_id: int, kind: NoticeKind) -> datetime | None:
        """From when on the newest notice of a kind to somebody may be sent, or was."""
        newest = select(func.max(col(NoticeRow.created_at))).where(
            NoticeRow.resident_id == resident_id, NoticeRow.kind == kind.value
        )
        return (await self._session.exec(newest)).one()

    async def skip_open(self, kind: NoticeKind, subject_id: int) -> bool:
        """Takes back notices that nobody has begun to send; whether there were any."""
        skipped = update(NoticeRow).where(
            col(NoticeRow.kind) == kind.value,
            col(NoticeRow.subject_id) == subject_id,
            col(NoticeRow.status) == DeliveryStatus.OPEN.value,
            col(NoticeRow.part) == 0,
        )
        done = await self._session.exec(
            skipped.values(status=DeliveryStatus.SKIPPED.value, claimable_at=None)
        )
        if kind in MAILED:
            await SqlMails(self._session).skip_open(kind, subject_id)
        return done.rowcount > 0

    async def advance(self, notice_id: int, now: datetime) -> None:
        """One message of a longer notice was sent; the next part is due."""
        sent = update(NoticeRow).where(col(NoticeRow.id) == notice_id)
        following = {"part": NoticeRow.part + 1, "status": DeliveryStatus.OPEN.value, "claimable_at": now}
        await self._session.exec(sent.values(following))

    async def _give_up(self, due: ColumnElement[bool], account: ScalarSelect[int]) -> None:
        unreachable = update(NoticeRow).where(due, account.is_(None))
        await self._session.exec(
            unreachable.values(status=DeliveryStatus.UNREACHABLE.value, claimable_at=None)
        )


def _notice(row: NoticeRow, language: str, address: Address) -> Notice:
    kind, failing = NoticeKind(row.kind), row.failing_since
    return Notice(
        row.id, row.resident_id, kind, row.subject_id, address, language, row.part, failing_since=failing
    )
