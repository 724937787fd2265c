"""Copies that wait for a digest, and those that somebody no longer wants."""

from collections.abc import Collection
from datetime import datetime
from itertools import groupby

from sqlalchemy import ColumnElement, and_, exists, or_, true, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.announcement_audience import meant_by_topics
from civic.announcements import (
    AnnouncementStatus,
    Audience,
    Delivery,
    DeliveryStatus,
    SkipReason,
)
from civic.residents import Address, Channel
from storage.repositories.copies import take
from storage.tables import AnnouncementRow, DeliveryRow

_OPEN = DeliveryStatus.OPEN.value
_SKIPPED = {"status": DeliveryStatus.SKIPPED.value, "claimable_at": None}


class SqlWaitingCopies:
    """Implements `civic.waiting_copies.WaitingCopies`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def together_due(self, now: datetime, channel: Channel | None = None) -> bool:
        """Whether `claim_together` has anything to do; takes no lock."""
        due = select(DeliveryRow.id).where(_together(now, channel), _being_sent())
        return (await self._session.exec(select(due.exists()))).one()

    async def claim_together(
        self, limit: int, now: datetime, lease_until: datetime, channel: Channel | None = None
    ) -> list[list[Delivery]]:
        """For at most `limit` residents everything that is to go out together, oldest announcement first."""
        await self._skip_expired(now)
        people = (
            select(DeliveryRow.resident_id)
            .where(_together(now, channel), _being_sent())
            .group_by(col(DeliveryRow.resident_id))
            .order_by(col(DeliveryRow.resident_id))
            .limit(limit)
            .cte("people")
        )
        free = (
            select(DeliveryRow.id)
            .where(
                _together(now, channel),
                _being_sent(),
                col(DeliveryRow.resident_id).in_(select(people.c.resident_id)),
            )
            .with_for_update(skip_locked=True, of=DeliveryRow)
            .cte("free")
        )
        rows = await take(self._session, free, lease_until)
        rows.sort(key=lambda one: (one.resident_id or 0, one.announcement_id))
        return [list(theirs) for _, theirs in groupby(rows, key=lambda one: one.resident_id)]

    async def in_one_message(self, resident_id: int, address: Address, message_id: int) -> list[int]:
        """The announcements that went to a resident in one message, in the order of that message."""
        held = select(DeliveryRow.announcement_id).where(
            DeliveryRow.resident_id == resident_id,
            DeliveryRow.channel == address.channel.value,
            DeliveryRow.chat_id == address.chat_id,
            DeliveryRow.message_id == message_id,
        )
        return list(await self._session.exec(held.order_by(col(DeliveryRow.announcement_id))))

    async def move(self, resident_id: int, at: datetime) -> None:
        """What waits for a resident's next digest goes out at another time."""
        waiting = update(DeliveryRow).where(
            col(DeliveryRow.resident_id) == resident_id,
            col(DeliveryRow.together),
            col(DeliveryRow.status) == _OPEN,
        )
        await self._session.exec(waiting.values(claimable_at=at))

    async def rest(self, channel: Channel, now: datetime, until: datetime, in_hand: Collection[int]) -> None:
        """What is due of announcements that are neither urgent nor for the people of an event goes out at
        another time, but for what somebody has in hand."""
        # Announcements before their copies, as everybody locks them.
        being_sent = select(AnnouncementRow.id).where(
            AnnouncementRow.status == AnnouncementStatus.SENDING.value
        )
        await self._session.exec(being_sent.order_by(col(AnnouncementRow.id)).with_for_update(read=True))
        unhurried = exists().where(
            col(AnnouncementRow.id) == col(DeliveryRow.announcement_id),
            col(AnnouncementRow.status) == AnnouncementStatus.SENDING.value,
            col(AnnouncementRow.urgent) == "",
            col(AnnouncementRow.people_of).is_(None),
        )
        due = update(DeliveryRow).where(
            col(DeliveryRow.claimable_at) <= now,
            col(DeliveryRow.channel) == channel.value,
            col(DeliveryRow.id).not_in(sorted(in_hand)),
            unhurried,
        )
        await self._session.exec(due.values(claimable_at=until))

    async def skip_unwanted(self, resident_id: int, topics: Collection[str]) -> None:
        """Skips what a resident with only these subscriptions left would not be written."""
        about = (
            select(DeliveryRow.id, AnnouncementRow.topics, AnnouncementRow.every_topic)
            .join(AnnouncementRow, col(AnnouncementRow.id) == col(DeliveryRow.announcement_id))
            .where(
                col(DeliveryRow.resident_id) == resident_id,
                _may_be_sent(),
                col(AnnouncementRow.people_of).is_(None),
            )
        )
        unwanted = [
            number
            for number, meant, every in await self._session.exec(about)
            if not meant_by_topics(Audience(tuple(meant), every_topic=every), topics)
        ]
        # Still open: a sender may have taken one since it was read.
        skipped = update(DeliveryRow).where(col(DeliveryRow.id).in_(unwanted), _may_be_sent())
        await self._session.exec(skipped.values(**_SKIPPED, detail=SkipReason.UNSUBSCRIBED.value))

    async def _skip_expired(self, now: datetime) -> None:
        over = exists().where(
            col(AnnouncementRow.id) == col(DeliveryRow.announcement_id),
            col(AnnouncementRow.status) == AnnouncementStatus.SENDING.value,
            col(AnnouncementRow.expires_at) <= now,
        )
        skipped = update(DeliveryRow).where(_together(now), col(DeliveryRow.status) == _OPEN, over)
        await self._session.exec(skipped.values(**_SKIPPED, detail=SkipReason.EXPIRED.value))


def _may_be_sent() -> ColumnElement[bool]:
    """Open, or left unsent by a stop that can be taken back."""
    stopped = and_(
        col(DeliveryRow.status) == DeliveryStatus.SKIPPED.value,
        col(DeliveryRow.detail) == SkipReason.STOPPED.value,
    )
    return or_(col(DeliveryRow.status) == _OPEN, stopped)


def _together(now: datetime, channel: Channel | None = None) -> ColumnElement[bool]:
    through = col(DeliveryRow.channel) == channel.value if channel is not None else true()
    return and_(col(DeliveryRow.together), col(DeliveryRow.claimable_at) <= now, through)


def _being_sent() -> ColumnElement[bool]:
    return exists().where(
        col(AnnouncementRow.id) == col(DeliveryRow.announcement_id),
        col(AnnouncementRow.status) == AnnouncementStatus.SENDING.value,
    )
