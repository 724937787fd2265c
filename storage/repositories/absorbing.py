"""One resident takes the place of another in every row. What refers to residents is listed here, once."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, update
from sqlalchemy.orm import Mapped, aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.announcements import DeliveryStatus
from civic.drafts import DRAFT_OF
from storage.quotes import erase_data_requests
from storage.tables import (
    AccountRow,
    AnnouncementChangeRow,
    AnnouncementLogRow,
    AnnouncementRow,
    AnnouncementSeriesRow,
    AnnouncementShownRow,
    AuditRow,
    ConfirmationRow,
    ConsentRow,
    ConversationRow,
    DeliveryRow,
    DigestPlanRow,
    DigestRow,
    EventCoordinatorRow,
    EventRow,
    EventTranslationRow,
    FeedTokenRow,
    LinkTryRow,
    LoginLinkRow,
    NoticeRow,
    ParticipantMessageRow,
    PasskeyRow,
    QuestionRow,
    RecoveryCodeRow,
    RegistrationRow,
    ReminderRow,
    ResidentRow,
    ResidentSignRow,
    SecondFactorAskedRow,
    SecondFactorRow,
    StaffEntryAskerRow,
    StaffEntryRow,
    StaffEntryTextRow,
    StaffEntryVersionRow,
    StaffPushRow,
    StaffRow,
    StaffTopicRow,
    SubscriptionRow,
    TextLinkRow,
    TopicAloneRow,
    TranslationRow,
)
from storage.tables.base import Table

Columns = Mapping[type[Table], Sequence[str]]

FOLLOW: Columns = {
    # Announcements before their copies, as everybody locks them.
    AnnouncementRow: ("author_id", "approved_by"),
    AnnouncementChangeRow: ("by_id",),
    AnnouncementLogRow: ("staff_id",),
    AnnouncementSeriesRow: ("author_id",),
    AccountRow: ("resident_id",),
    AuditRow: ("staff_id", "member_id"),
    ConfirmationRow: ("confirmed_by",),
    ConsentRow: ("resident_id",),
    EventRow: ("created_by",),
    EventTranslationRow: ("asked_by", "taken_by"),
    LinkTryRow: ("resident_id",),
    NoticeRow: ("resident_id",),
    ParticipantMessageRow: ("author_id",),
    PasskeyRow: ("resident_id",),
    QuestionRow: ("resident_id", "answered_by", "claimed_by"),
    RecoveryCodeRow: ("resident_id",),
    RegistrationRow: ("resident_id", "entered_by", "arrived_by"),
    SecondFactorAskedRow: ("resident_id",),
    StaffEntryRow: ("created_by", "edited_by"),
    StaffEntryTextRow: ("written_by",),
    StaffEntryVersionRow: ("written_by", "approved_by"),
    TextLinkRow: ("made_by",),
    TopicAloneRow: ("staff_id",),
    TranslationRow: ("asked_by", "taken_by"),
}
"""Columns that hold a resident, as often as there are rows. Of registrations none may clash any more."""

ONE_EACH: Columns = {
    AnnouncementShownRow: ("announcement_id",),
    DeliveryRow: ("announcement_id",),
    DigestPlanRow: (),
    DigestRow: ("week",),
    EventCoordinatorRow: ("event_id",),
    FeedTokenRow: (),
    LoginLinkRow: (),
    ReminderRow: (),
    SecondFactorRow: (),
    ResidentSignRow: (),
    StaffEntryAskerRow: ("entry_id",),
    StaffPushRow: (),
    StaffTopicRow: ("topic",),
    SubscriptionRow: ("topic",),
}
"""Tables with one row for each `resident_id` and these columns; where both have one, one of them stays."""

ENDS: Sequence[type[Table]] = (StaffRow,)
"""Tables whose `resident_id` is settled by the use case; the row of the absorbed one goes with them."""

_FURTHEST_FIRST = (DeliveryStatus.SENT, DeliveryStatus.SENDING, DeliveryStatus.UNKNOWN, DeliveryStatus.OPEN)


async def absorb(session: AsyncSession, kept_id: int, absorbed_id: int) -> None:
    """Moves every row, then deletes the absorbed resident. Both must be locked."""
    # By the absorbed one's number nobody finds these any more.
    await erase_data_requests(session, absorbed_id)
    await _point_forms(session, kept_id, absorbed_id)
    for table, columns in FOLLOW.items():
        for name in columns:
            column: Mapped[Any] = getattr(table, name)
            await session.exec(update(table).where(column == absorbed_id).values({name: kept_id}))
    await _keep_one_copy(session, kept_id, absorbed_id)
    await _keep_newest_feed(session, kept_id, absorbed_id)
    await _drop_unconfirmed_factors(session, kept_id, absorbed_id)
    for table, others in ONE_EACH.items():
        own: Mapped[Any] = table.resident_id  # type: ignore[attr-defined]
        await session.exec(delete(table).where(own == absorbed_id, _has_one(table, others, kept_id)))
        await session.exec(update(table).where(own == absorbed_id).values(resident_id=kept_id))
    await session.exec(delete(ResidentRow).where(col(ResidentRow.id) == absorbed_id))


def _has_one(table: type[Table], others: Iterable[str], resident_id: int) -> ColumnElement[bool]:
    """Whether that resident has a row in the place of this one."""
    that: Any = aliased(table)
    same = [getattr(that, name) == getattr(table, name) for name in others]
    return exists().where(that.resident_id == resident_id, *same)


async def _keep_one_copy(session: AsyncSession, kept_id: int, absorbed_id: int) -> None:
    """Of two copies of one announcement the one that is further on its way stays."""
    rows = select(DeliveryRow.id, DeliveryRow.announcement_id, DeliveryRow.resident_id, DeliveryRow.status)
    both = rows.where(col(DeliveryRow.resident_id).in_((kept_id, absorbed_id))).order_by(col(DeliveryRow.id))
    places = {status.value: place for place, status in enumerate(_FURTHEST_FIRST)}
    copies: dict[int, list[tuple[int, bool, int]]] = {}
    for number, announcement_id, resident_id, status in await session.exec(both.with_for_update()):
        place = places.get(status, len(places))
        copies.setdefault(announcement_id, []).append((place, resident_id != kept_id, number))
    spare = [number for found in copies.values() for *_, number in sorted(found)[1:]]
    await session.exec(delete(DeliveryRow).where(col(DeliveryRow.id).in_(spare)))


async def _keep_newest_feed(session: AsyncSession, kept_id: int, absorbed_id: int) -> None:
    """Of two calendar addresses the newer one goes on: it is the one in somebody's hands."""
    both = select(FeedTokenRow).where(col(FeedTokenRow.resident_id).in_((kept_id, absorbed_id)))
    newest_first = (await session.exec(both.order_by(col(FeedTokenRow.created_at).desc()))).all()
    for row in newest_first[1:]:
        await session.exec(delete(FeedTokenRow).where(col(FeedTokenRow.resident_id) == row.resident_id))


async def _drop_unconfirmed_factors(session: AsyncSession, kept_id: int, absorbed_id: int) -> None:
    """One that was never confirmed must not take the place of one that is asked for."""
    both = col(SecondFactorRow.resident_id).in_((kept_id, absorbed_id))
    await session.exec(delete(SecondFactorRow).where(both, col(SecondFactorRow.confirmed_at).is_(None)))


async def _point_forms(session: AsyncSession, kept_id: int, absorbed_id: int) -> None:
    """Half-finished registrations say whose they are."""
    chats = select(AccountRow.chat_id).where(AccountRow.resident_id == absorbed_id)
    forms = select(ConversationRow).where(col(ConversationRow.chat_id).in_(chats))
    for row in (await session.exec(forms)).all():
        if row.data.get(DRAFT_OF) == absorbed_id:
            own = update(ConversationRow).where(
                col(ConversationRow.bot_id) == row.bot_id,
                col(ConversationRow.chat_id) == row.chat_id,
                col(ConversationRow.user_id) == row.user_id,
            )
            await session.exec(own.values(data={**row.data, DRAFT_OF: kept_id}))
