"""Planning an announcement: its audience becomes rows within the database, none of them is loaded."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Subquery,
    and_,
    case,
    func,
    literal,
    null,
    or_,
    true,
)
from sqlalchemy.sql.elements import SQLCoreOperations
from sqlmodel import UTCDateTime, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.announcements import Announcement, AnnouncementStatus, DeliveryStatus, SkipReason, WhereMissing
from civic.news_times import PlanTimes
from civic.residents import Channel, NewsWhen
from storage.repositories.audience import belongs, is_newest_account
from storage.repositories.rows import UNSETTLED, insert_into
from storage.tables import AccountRow, AnnouncementRow, DeliveryRow, PublicChannelRow, ResidentRow

_NAMES = ("resident_id", "channel", "chat_id", "language", "announcement_id")
_STANDING = ("status", "detail", "claimable_at", "together")


async def plan_residents(session: AsyncSession, announcement: Announcement, times: PlanTimes | None) -> int:
    """A row for each reachable resident of the audience, once each; returns how many.

    Without `times` everybody's may leave at once. Who has no text to read gets a row that says so.
    """
    due_at = announcement.due_at
    assert due_at is not None
    recipients = (
        select(ResidentRow.id, AccountRow.channel, AccountRow.chat_id, ResidentRow.language)
        .add_columns(literal(announcement.id))
        .join(AccountRow, col(AccountRow.resident_id) == col(ResidentRow.id))
        .where(
            is_newest_account(), await belongs(session, announcement.audience, times.at if times else due_at)
        )
        .order_by(col(ResidentRow.id))
    )
    reads = _reads(announcement, col(ResidentRow.language))
    at: ColumnElement[datetime] = literal(due_at, UTCDateTime())
    together: ColumnElement[bool] = literal(False)
    if times is not None:
        full = await _full_days(session, announcement, times)
        if full is not None:
            recipients = recipients.outerjoin(full, full.c.resident_id == col(ResidentRow.id))
        at, together = _waits(times, full)
    recipients = recipients.add_columns(*_standing(reads, at, together))
    rows = insert_into(session, DeliveryRow).from_select([*_NAMES, *_STANDING], recipients)
    return (await session.exec(rows.on_conflict_do_nothing())).rowcount


async def plan_channels(session: AsyncSession, announcement: Announcement, times: PlanTimes | None) -> int:
    """A row for each public channel that is meant and still known; returns how many."""
    if not announcement.channels:
        return 0
    own = col(PublicChannelRow.language)
    language = case((own == "", announcement.language), else_=own)
    at = literal(times.at if times else announcement.due_at, UTCDateTime())
    channels = (
        select(literal(None, BigInteger()), PublicChannelRow.channel, PublicChannelRow.chat_id, language)
        .add_columns(literal(announcement.id))
        .add_columns(*_standing(_reads(announcement, language), at, literal(False)))
        .where(
            col(PublicChannelRow.channel) == Channel.TELEGRAM.value,
            col(PublicChannelRow.chat_id).in_(announcement.channels),
        )
        .order_by(col(PublicChannelRow.id))
    )
    rows = insert_into(session, DeliveryRow).from_select([*_NAMES, *_STANDING], channels)
    return (await session.exec(rows.on_conflict_do_nothing())).rowcount


def _reads(announcement: Announcement, language: SQLCoreOperations[str]) -> ColumnElement[bool]:
    if announcement.where_missing is WhereMissing.WITH_NOTE:
        return true()
    return language.in_(sorted(announcement.sendable))


def _standing(
    reads: ColumnElement[bool], at: ColumnElement[datetime], together: ColumnElement[bool]
) -> Sequence[ColumnElement[Any]]:
    return (
        case((reads, DeliveryStatus.OPEN.value), else_=DeliveryStatus.SKIPPED.value),
        case((reads, ""), else_=SkipReason.NO_TEXT.value),
        case((reads, at), else_=null()),
        together,
    )


def _waits(times: PlanTimes, full: Subquery | None) -> tuple[ColumnElement[datetime], ColumnElement[bool]]:
    when = col(ResidentRow.news_when)
    delayed = [
        (when == NewsWhen.DAILY.value, times.daily),
        (when == NewsWhen.WEEKLY.value, times.weekly),
    ]
    if full is not None:
        delayed.append((full.c.resident_id.is_not(None), times.overflow))
    at = case(*((which, literal(then, UTCDateTime())) for which, then in delayed), else_=times.at)
    return at, or_(*(which for which, _ in delayed))


async def _full_days(session: AsyncSession, announcement: Announcement, times: PlanTimes) -> Subquery | None:
    """Residents whose day has as many messages as it may, what waits for that day among them."""
    first, end = times.day
    live = select(AnnouncementRow.id).where(
        or_(
            col(AnnouncementRow.status) == AnnouncementStatus.SENDING.value,
            col(AnnouncementRow.finished_at) >= first,
        ),
        col(AnnouncementRow.urgent) == "",
        col(AnnouncementRow.people_of).is_(None),
        col(AnnouncementRow.id) != announcement.id,
    )
    others = list(await session.exec(live))
    if not times.per_day or len(others) < times.per_day:
        return None
    sent = and_(
        col(DeliveryRow.status) == DeliveryStatus.SENT.value,
        col(DeliveryRow.sent_at) >= first,
        col(DeliveryRow.sent_at) < end,
    )
    planned = and_(
        col(DeliveryRow.status).in_(UNSETTLED),
        col(DeliveryRow.claimable_at) >= first,
        col(DeliveryRow.claimable_at) < end,
    )
    together = col(DeliveryRow.together)
    # Whatever goes out together is one message.
    messages = func.sum(case((together, 0), else_=1)) + func.max(case((together, 1), else_=0))
    return (
        select(DeliveryRow.resident_id)
        .where(col(DeliveryRow.announcement_id).in_(others), col(DeliveryRow.resident_id).is_not(None))
        .where(or_(sent, planned))
        .group_by(col(DeliveryRow.resident_id))
        .having(messages >= times.per_day)
        .subquery("full_days")
    )
