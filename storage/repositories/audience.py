"""Who belongs to an audience: one condition for the head count before sending and for the plan itself."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, ScalarSelect, and_, exists, false, func, or_
from sqlalchemy.orm import Mapped, aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.announcement_audience import shares_topic
from civic.announcements import AnnouncementStatus, Audience, DeliveryStatus, EventPeople
from civic.registrations import RegistrationStatus
from civic.residents import ALL_TOPICS
from storage.tables import (
    AccountRow,
    AnnouncementRow,
    DeliveryRow,
    RegistrationRow,
    ResidentRow,
    SubscriptionRow,
)

_PARTICIPANTS = (RegistrationStatus.CONFIRMED.value,)
_WAITING = (RegistrationStatus.WAITING.value, RegistrationStatus.OFFERED.value)
_STANDINGS = {
    EventPeople.PARTICIPANTS: _PARTICIPANTS,
    EventPeople.WAITING: _WAITING,
    EventPeople.BOTH: (*_PARTICIPANTS, *_WAITING),
}
_BEGUN = (AnnouncementStatus.SENDING, AnnouncementStatus.SENT, AnnouncementStatus.STOPPED)


def newest_account(resident_id: Mapped[int]) -> ScalarSelect[int]:
    """The id of the account by which a resident is reached; null where there is none."""
    return (
        select(func.max(col(AccountRow.id)))
        .where(col(AccountRow.resident_id) == resident_id, col(AccountRow.reachable))
        .correlate_except(AccountRow)
        .scalar_subquery()
    )


def is_newest_account() -> ColumnElement[bool]:
    """Whether an account is the one by which its resident is reached.

    The same as `newest_account`, for whole towns: a database can answer it for all rows at once.
    """
    newer = aliased(AccountRow)
    passed_over = exists().where(
        col(newer.resident_id) == col(AccountRow.resident_id),
        col(newer.reachable),
        col(newer.id) > col(AccountRow.id),
    )
    return and_(col(AccountRow.reachable), ~passed_over)


async def belongs(session: AsyncSession, audience: Audience, now: datetime) -> ColumnElement[bool]:
    """Whether a resident belongs to an audience, as a condition for `ResidentRow`; not whether reachable."""
    conditions = [_people_of(audience, audience.event_id) if audience.event_id else _subscribed(audience)]
    if audience.districts:
        conditions.append(col(ResidentRow.district).in_(audience.districts))
    if audience.languages:
        conditions.append(col(ResidentRow.language).in_(audience.languages))
    if audience.not_recent_days and audience.event_id is None:
        since = now - timedelta(days=audience.not_recent_days)
        conditions.append(~_got_one_of(await _with_same_topic(session, audience, since), since))
    return and_(*conditions)


def _people_of(audience: Audience, event_id: int) -> ColumnElement[bool]:
    return exists().where(
        col(RegistrationRow.resident_id) == col(ResidentRow.id),
        col(RegistrationRow.event_id) == event_id,
        col(RegistrationRow.status).in_(_STANDINGS[audience.people]),
    )


def _subscribed(audience: Audience) -> ColumnElement[bool]:
    """A subscriber of `all` subscribed to every topic."""
    if ALL_TOPICS in audience.topics:
        return exists().where(col(SubscriptionRow.resident_id) == col(ResidentRow.id))
    if audience.every_topic and audience.topics:
        every = and_(*(_subscribed_to(topic) for topic in audience.topics))
        return or_(_subscribed_to(ALL_TOPICS), every)
    return _subscribed_to(ALL_TOPICS, *audience.topics)


def _subscribed_to(*topics: str) -> ColumnElement[bool]:
    mine = aliased(SubscriptionRow)
    return exists().where(col(mine.resident_id) == col(ResidentRow.id), col(mine.topic).in_(topics))


def _got_one_of(announcements: Sequence[int], since: datetime) -> ColumnElement[bool]:
    if not announcements:
        return false()
    return exists().where(
        col(DeliveryRow.announcement_id).in_(announcements),
        col(DeliveryRow.resident_id) == col(ResidentRow.id),
        col(DeliveryRow.status) == DeliveryStatus.SENT.value,
        col(DeliveryRow.sent_at) > since,
    )


async def _with_same_topic(session: AsyncSession, audience: Audience, since: datetime) -> list[int]:
    """Announcements that may have reached somebody since then, and share a topic. There are few of them."""
    candidates = select(AnnouncementRow.id, AnnouncementRow.topics).where(
        col(AnnouncementRow.status).in_([status.value for status in _BEGUN]),
        or_(col(AnnouncementRow.finished_at).is_(None), col(AnnouncementRow.finished_at) > since),
        col(AnnouncementRow.people_of).is_(None),
    )
    rows = await session.exec(candidates)
    return [number for number, topics in rows if shares_topic(audience.topics, topics)]
