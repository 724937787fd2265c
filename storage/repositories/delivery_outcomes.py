"""Outcomes of copies, many in one statement: what a fast sender can afford."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    ScalarSelect,
    Update,
    and_,
    bindparam,
    case,
    func,
    literal,
    null,
    update,
)
from sqlmodel import UTCDateTime, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.announcements import AnnouncementStatus, DeliveryStatus, SkipReason
from civic.delivery_outcomes import GivenBack, PutOff, Settled
from civic.news_times import PlanTimes
from civic.residents import Address, Channel, NewsWhen
from storage.tables import AccountRow, AnnouncementRow, DeliveryRow, ResidentRow

_OPEN = DeliveryStatus.OPEN.value
_SENDING = DeliveryStatus.SENDING.value
_SKIPPED = DeliveryStatus.SKIPPED.value
_UNKNOWN = DeliveryStatus.UNKNOWN.value
_STOPPED = SkipReason.STOPPED.value
_AGAIN = "again"
"""Detail of an open copy that may have arrived before."""

_ID = col(DeliveryRow.id)
_WHICH: BindParameter[int] = bindparam("which")
_UNTIL = bindparam("until", type_=UTCDateTime())


class SqlDeliveryOutcomes:
    """Implements `civic.delivery_outcomes.DeliveryOutcomes`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def settle(self, ended: Sequence[Settled]) -> None:
        """Stores outcomes; what was sent stays sent, whatever a second sender reports."""
        settled = (
            update(DeliveryRow)
            .where(_ID == _WHICH, col(DeliveryRow.status) != DeliveryStatus.SENT.value)
            .values(
                status=bindparam("new_status"),
                claimable_at=null(),
                detail=bindparam("why"),
                message_id=bindparam("number"),
                sent_at=bindparam("at"),
            )
        )
        await self._each(
            settled,
            [
                {
                    "which": one.delivery_id,
                    "new_status": one.status.value,
                    "why": one.detail,
                    "number": one.message_id,
                    "at": one.at if one.status is DeliveryStatus.SENT else None,
                }
                for one in ended
            ],
        )

    async def put_off(self, waiting: Sequence[PutOff]) -> None:
        """Gives claimed copies back for later; those of a stopped announcement are skipped. One that is
        uncertain for the second time ends as unknown."""
        certain = [{"which": one.delivery_id, "until": one.until} for one in waiting if not one.uncertain]
        await self._each(_returned(detail=""), certain)
        uncertain = [{"which": one.delivery_id, "until": one.until} for one in waiting if one.uncertain]
        again = and_(_goes_on(), col(DeliveryRow.detail) != _AGAIN)
        tried = update(DeliveryRow).where(_ID == _WHICH, col(DeliveryRow.status) == _SENDING)
        values = {
            "status": case((again, _OPEN), else_=_UNKNOWN),
            "claimable_at": case((again, _UNTIL), else_=null()),
            "detail": case((again, _AGAIN), else_=""),
        }
        await self._each(tried.values(**values), uncertain)

    async def give_back(self, unsent: Sequence[GivenBack]) -> None:
        """Gives copies back that were claimed and not begun; those of a stopped announcement are skipped."""
        back = [{"which": one.delivery_id, "until": one.due} for one in unsent]
        await self._each(_returned(detail=col(DeliveryRow.detail)), back)

    async def doubt(self, channel: Channel, now: datetime, in_hand: Collection[int]) -> None:
        """Ends copies as unknown whose sender died with them: their lease ran out, and they are not among
        those in hand."""
        left = (
            select(DeliveryRow.id)
            .where(
                col(DeliveryRow.claimable_at) <= now,
                col(DeliveryRow.status) == _SENDING,
                col(DeliveryRow.channel) == channel.value,
                _ID.not_in(sorted(in_hand)),
            )
            .with_for_update(skip_locked=True)
            .cte("left")
        )
        ended = update(DeliveryRow).where(_ID.in_(select(left.c.id)))
        await self._session.exec(ended.values(status=_UNKNOWN, claimable_at=None))

    async def expired(self, now: datetime) -> list[int]:
        """Announcements being sent whose time is over."""
        over = select(AnnouncementRow.id).where(
            AnnouncementRow.status == AnnouncementStatus.SENDING.value, col(AnnouncementRow.expires_at) <= now
        )
        return list(await self._session.exec(over))

    async def reopen_stopped(
        self, announcement_id: int, due: datetime, times: PlanTimes | None = None
    ) -> int:
        """Makes copies that were skipped by a stop due again, now or when `times` say; returns how many."""
        stopped = update(DeliveryRow).where(
            col(DeliveryRow.announcement_id) == announcement_id,
            col(DeliveryRow.status) == _SKIPPED,
            col(DeliveryRow.detail) == _STOPPED,
        )
        waits = {"claimable_at": due} if times is None else _waits_again(times)
        return (await self._session.exec(stopped.values(status=_OPEN, detail="", **waits))).rowcount

    async def moved(self, old: Address, new: Address) -> None:
        """A chat got another number: copies that wait for it, and its account, follow."""
        waiting = update(DeliveryRow).where(
            col(DeliveryRow.channel) == old.channel.value,
            col(DeliveryRow.chat_id) == old.chat_id,
            col(DeliveryRow.claimable_at).is_not(None),
        )
        await self._session.exec(waiting.values(chat_id=new.chat_id))
        taken = select(func.count()).where(
            AccountRow.channel == new.channel.value, AccountRow.chat_id == new.chat_id
        )
        if not (await self._session.exec(taken)).one():
            account = update(AccountRow).where(
                col(AccountRow.channel) == old.channel.value, col(AccountRow.chat_id) == old.chat_id
            )
            await self._session.exec(account.values(chat_id=new.chat_id))

    async def _each(self, statement: Update, rows: list[dict[str, object]]) -> None:
        if rows:
            # In one order, so that two senders never wait for each other in a circle.
            rows.sort(key=lambda row: int(str(row["which"])))
            connection = await self._session.connection()
            await connection.execute(statement, rows)


def _waits_again(times: PlanTimes) -> dict[str, ColumnElement[Any]]:
    """Whoever chose a digest meanwhile gets it there; what had to wait for another day waits for the next."""
    together = col(DeliveryRow.together)
    chosen = select(ResidentRow.news_when).where(col(ResidentRow.id) == col(DeliveryRow.resident_id))
    when = chosen.scalar_subquery()
    waits = [
        (when == NewsWhen.DAILY.value, times.daily),
        (when == NewsWhen.WEEKLY.value, times.weekly),
        (together, times.overflow),
    ]
    at = case(*((which, literal(then, UTCDateTime())) for which, then in waits), else_=times.at)
    digests = when.in_([NewsWhen.DAILY.value, NewsWhen.WEEKLY.value])
    return {"claimable_at": at, "together": case((digests, True), else_=together)}


def _goes_on() -> ScalarSelect[bool]:
    return (
        select(AnnouncementRow.status == AnnouncementStatus.SENDING.value)
        .where(col(AnnouncementRow.id) == col(DeliveryRow.announcement_id))
        .with_for_update(read=True)
        .scalar_subquery()
    )


def _returned(detail: object) -> Update:
    goes_on = _goes_on()
    held = update(DeliveryRow).where(_ID == _WHICH, col(DeliveryRow.status) == _SENDING)
    return held.values(
        status=case((goes_on, _OPEN), else_=_SKIPPED),
        claimable_at=case((goes_on, _UNTIL), else_=null()),
        detail=case((goes_on, detail), else_=_STOPPED),
    )
