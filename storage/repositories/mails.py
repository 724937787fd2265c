"""E-mail addresses for registrations, and the mails to them."""

from datetime import datetime

from sqlalchemy import delete, exists, func, insert, literal, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.announcements import DeliveryStatus
from civic.notices import NoticeKind
from civic.return_ports import OutgoingMail
from storage.repositories.rows import insert_into
from storage.tables import MailAddressRow, OutgoingMailRow, RegistrationRow, ResidentRow

_FIRST = "address_left"
_OPEN, _SENDING = DeliveryStatus.OPEN.value, DeliveryStatus.SENDING.value


class SqlMails:
    """Implements `civic.return_ports.Mails`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def address(self, registration_id: int) -> str | None:
        """The address that was left for a registration."""
        one = select(MailAddressRow.address).where(MailAddressRow.registration_id == registration_id)
        return (await self._session.exec(one)).first()

    async def set_address(self, registration_id: int, address: str, now: datetime) -> None:
        """Keeps an address in the place of an earlier one."""
        values = {"address": address, "left_at": now}
        row = insert_into(self._session, MailAddressRow).values(registration_id=registration_id, **values)
        await self._session.exec(row.on_conflict_do_update(index_elements=["registration_id"], set_=values))

    async def left_since(self, address: str, since: datetime) -> int:
        """For how many registrations an address was left since then."""
        left = select(func.count()).where(
            func.lower(MailAddressRow.address) == address.lower(), col(MailAddressRow.left_at) > since
        )
        return (await self._session.exec(left)).one()

    async def remove_address(self, registration_id: int) -> bool:
        """Deletes it, and takes back every mail that nobody has begun to send; False if there is none."""
        one = delete(MailAddressRow).where(col(MailAddressRow.registration_id) == registration_id)
        return (await self._session.exec(one)).rowcount > 0

    async def add(
        self, registration_id: int, kind: NoticeKind | None, due: datetime, subject_id: int = 0
    ) -> None:
        """Queues a mail about a registration for which an address was left; does nothing for others."""
        values = {
            "kind": _name(kind),
            "subject_id": subject_id,
            "status": _OPEN,
            "created_at": due,
            "claimable_at": due,
            "tries": 0,
            "detail": "",
        }
        reader = select(
            MailAddressRow.registration_id,
            *(literal(value, getattr(OutgoingMailRow, name).type) for name, value in values.items()),
        ).where(MailAddressRow.registration_id == registration_id)
        await self._session.exec(insert(OutgoingMailRow).from_select(["registration_id", *values], reader))

    async def count_since(self, registration_id: int, kind: NoticeKind | None, since: datetime) -> int:
        """How many mails of a kind were queued since then."""
        queued = select(func.count()).where(
            OutgoingMailRow.registration_id == registration_id,
            OutgoingMailRow.kind == _name(kind),
            col(OutgoingMailRow.created_at) > since,
        )
        return (await self._session.exec(queued)).one()

    async def skip_open(self, kind: NoticeKind, subject_id: int) -> None:
        """Takes back mails that nobody has begun to send."""
        waiting = update(OutgoingMailRow).where(
            col(OutgoingMailRow.subject_id) == subject_id,
            col(OutgoingMailRow.kind) == kind.value,
            col(OutgoingMailRow.status) == _OPEN,
        )
        await self._session.exec(waiting.values(status=DeliveryStatus.SKIPPED.value, claimable_at=None))

    async def is_due(self, now: datetime) -> bool:
        """Whether `claim` has anything to do; takes no lock."""
        due = select(OutgoingMailRow.id).where(col(OutgoingMailRow.claimable_at) <= now)
        return (await self._session.exec(select(due.exists()))).one()

    async def claim(self, limit: int, now: datetime, lease_until: datetime) -> list[OutgoingMail]:
        """Takes open mails, or those whose lease ran out, oldest first; those without an address any more
        are settled as skipped on the way."""
        await self._skip_unaddressed(now)
        due = (
            select(OutgoingMailRow, MailAddressRow.address, RegistrationRow, ResidentRow.language)
            .join(MailAddressRow, col(MailAddressRow.registration_id) == col(OutgoingMailRow.registration_id))
            .join(RegistrationRow, col(RegistrationRow.id) == col(OutgoingMailRow.registration_id))
            .join(ResidentRow, col(ResidentRow.id) == col(RegistrationRow.resident_id), isouter=True)
            .where(col(OutgoingMailRow.claimable_at) <= now)
            .order_by(col(OutgoingMailRow.claimable_at), col(OutgoingMailRow.id))
            .limit(limit)
            .with_for_update(skip_locked=True, of=OutgoingMailRow)
        )
        rows = (await self._session.exec(due)).all()
        found = [
            _mail(row, address, registration.resident_id, language or registration.language)
            for row, address, registration, language in rows
        ]
        claimed = update(OutgoingMailRow).where(col(OutgoingMailRow.id).in_([one.id for one in found]))
        taken = {"status": _SENDING, "claimable_at": lease_until, "tries": OutgoingMailRow.tries + 1}
        await self._session.exec(claimed.values(taken))
        return found

    async def record(self, mail_id: int, status: DeliveryStatus, detail: str = "") -> None:
        """Stores the outcome."""
        settled = update(OutgoingMailRow).where(col(OutgoingMailRow.id) == mail_id)
        await self._session.exec(settled.values(status=status.value, claimable_at=None, detail=detail))

    async def postpone(self, mail_id: int, until: datetime) -> None:
        """Gives a claimed mail back; nobody takes it before `until`."""
        held = update(OutgoingMailRow).where(
            col(OutgoingMailRow.id) == mail_id, col(OutgoingMailRow.status) == _SENDING
        )
        await self._session.exec(held.values(status=_OPEN, claimable_at=until))

    async def _skip_unaddressed(self, now: datetime) -> None:
        left = exists().where(col(MailAddressRow.registration_id) == col(OutgoingMailRow.registration_id))
        gone = update(OutgoingMailRow).where(col(OutgoingMailRow.claimable_at) <= now, ~left)
        await self._session.exec(gone.values(status=DeliveryStatus.SKIPPED.value, claimable_at=None))


def _name(kind: NoticeKind | None) -> str:
    return _FIRST if kind is None else kind.value


def _mail(row: OutgoingMailRow, address: str, resident_id: int | None, language: str) -> OutgoingMail:
    kind = None if row.kind == _FIRST else NoticeKind(row.kind)
    return OutgoingMail(
        row.id,
        row.registration_id,
        resident_id,
        kind,
        address,
        language,
        row.created_at,
        row.tries + 1,
        row.subject_id,
    )
