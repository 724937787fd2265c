"""Which rows are past their period: a condition for each table, the same for counting and for deleting."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_
from sqlalchemy.orm import Mapped
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.announcements import AnnouncementStatus
from civic.calls import IMPORTANT
from civic.notices import NoticeKind
from civic.questions import QuestionStatus
from civic.retention_periods import WARNED_BEFORE, Rule
from storage import kept_rooms
from storage.ended_rows import Keys, end_residents, end_visitors, without_texts
from storage.repositories.participants import has_details
from storage.repositories.questions import ENDED_AT
from storage.staff_rooms import of_staff
from storage.tables import (
    AccountRow,
    AnnouncementChangeRow,
    AnnouncementEditRow,
    AnnouncementLogRow,
    AnnouncementProgressRow,
    AnnouncementRow,
    AnnouncementShownRow,
    AuditRow,
    ConversationRow,
    DeliveryRow,
    DigestRow,
    EventRow,
    EventTranslationRow,
    InvitationRow,
    NoticeRow,
    OutgoingMailRow,
    ParticipantMessageRow,
    PictureRow,
    QuestionRow,
    RegistrationRow,
    ResidentRow,
    ResidentSignRow,
    StaffEntryAskerRow,
    StaffRow,
    TextDraftRow,
    TextLinkRow,
    TranslationRow,
    UpdateRow,
    WebMessageRow,
    WebNoticeRow,
    WebVisitorRow,
)
from storage.tables.base import Table

Condition = Callable[[datetime, datetime], ColumnElement[bool]]
"""Of the rows to go, from the end of their period and the present time."""

_NEVER_SENT = sorted(
    status.value
    for status in AnnouncementStatus
    if status.name in ("DRAFT", "IN_REVIEW", "APPROVED", "MISSED")
)
_OfAnnouncement = DeliveryRow | AnnouncementProgressRow | AnnouncementShownRow
_IMPORTANT = sorted(kind.value for kind in IMPORTANT)


@dataclass(frozen=True)
class Sweep:
    """Rows of one table that go by one rule. `end` takes the place of deleting just the rows; where that is
    much work for each, no more than `most` go in one transaction."""

    row: type[Table]
    old: Condition
    end: Callable[[AsyncSession, Keys], Awaitable[None]] | None = None
    most: int = 1000


def _undecided(row: type[TextLinkRow] | type[EventTranslationRow]) -> ColumnElement[bool]:
    """Whether a volunteer is done and nobody has said what becomes of it."""
    return and_(col(row.done_at).is_not(None), col(row.settled_at).is_(None))


def _never_sent(before: datetime, now: datetime) -> ColumnElement[bool]:
    touched = (
        select(func.max(col(AnnouncementLogRow.at)))
        .where(col(AnnouncementLogRow.announcement_id) == col(AnnouncementRow.id))
        .correlate(AnnouncementRow)
        .scalar_subquery()
    )
    template = and_(col(AnnouncementRow.series_id).is_not(None), col(AnnouncementRow.series_day) == "")
    return and_(
        col(AnnouncementRow.status).in_(_NEVER_SENT),
        func.coalesce(touched, col(AnnouncementRow.created_at)) <= before,
        ~template,
    )


def are_old(before: datetime) -> ColumnElement[bool]:
    """Whether the sending of an announcement ended so long ago, and nothing is done with its copies."""
    copies = exists().where(
        col(DeliveryRow.announcement_id) == col(AnnouncementRow.id),
        col(DeliveryRow.claimable_at).is_not(None),
    )
    edits = exists().where(
        col(AnnouncementChangeRow.announcement_id) == col(AnnouncementRow.id),
        col(AnnouncementEditRow.change_id) == col(AnnouncementChangeRow.id),
        col(AnnouncementEditRow.claimable_at).is_not(None),
    )
    return and_(col(AnnouncementRow.finished_at) <= before, ~copies, ~edits)


def _of_old(row: type[_OfAnnouncement], before: datetime) -> ColumnElement[bool]:
    return col(row.announcement_id).in_(select(AnnouncementRow.id).where(are_old(before)))


def _sent_notice(before: datetime, now: datetime) -> ColumnElement[bool]:
    # Whoever calls people who could not be reached finds here whom; that ends with the registration.
    needed = and_(
        col(NoticeRow.kind).in_(_IMPORTANT),
        exists().where(col(RegistrationRow.id) == col(NoticeRow.subject_id)).correlate(NoticeRow),
    )
    return and_(col(NoticeRow.claimable_at).is_(None), col(NoticeRow.created_at) <= before, ~needed)


def _ended(before: datetime) -> ColumnElement[bool]:
    return and_(col(QuestionRow.status) != QuestionStatus.OPEN.value, before > ENDED_AT)


def _is_over(event_id: Mapped[int], before: datetime) -> ColumnElement[bool]:
    return event_id.in_(select(EventRow.id).where(col(EventRow.ends_at) <= before))


def may_go() -> ColumnElement[bool]:
    """Whether a resident can be inactive: no member of staff, and registered for nothing."""
    staff = exists().where(col(StaffRow.resident_id) == col(ResidentRow.id))
    registered = exists().where(col(RegistrationRow.resident_id) == col(ResidentRow.id))
    return and_(~staff.correlate(ResidentRow), ~registered.correlate(ResidentRow))


def is_reachable() -> ColumnElement[bool]:
    """Whether a resident can be written to."""
    account = exists().where(
        col(AccountRow.resident_id) == col(ResidentRow.id), col(AccountRow.reachable).is_(True)
    )
    return account.correlate(ResidentRow)


def _inactive(before: datetime, now: datetime) -> ColumnElement[bool]:
    silent = and_(
        col(ResidentSignRow.resident_id) == col(ResidentRow.id),
        col(ResidentSignRow.last_on) <= before.date(),
    )
    was_warned = col(ResidentSignRow.warned_on) <= (now - WARNED_BEFORE).date()
    on_its_way = exists().where(
        col(NoticeRow.resident_id) == col(ResidentRow.id),
        col(NoticeRow.kind) == NoticeKind.INACTIVE.value,
        col(NoticeRow.claimable_at).is_not(None),
    )
    warned = and_(was_warned, ~on_its_way.correlate(ResidentRow, ResidentSignRow))
    return and_(
        exists().where(silent, or_(warned, ~is_reachable())).correlate(ResidentRow),
        may_go(),
    )


def _lines(row: type[WebMessageRow] | type[WebNoticeRow]) -> Condition:
    def old(before: datetime, now: datetime) -> ColumnElement[bool]:
        kept = col(row.visitor_id).in_(kept_rooms.kept(now))
        # What the staff are shown is about others, whatever they take part in themselves.
        work = col(row.visitor_id).in_(of_staff())
        return and_(col(row.date) < before, or_(~kept, work))

    return old


SWEEPS: Mapping[Rule, tuple[Sweep, ...]] = {
    Rule.UPDATES: (Sweep(UpdateRow, lambda before, now: col(UpdateRow.handled_at) < before),),
    Rule.FORMS: (Sweep(ConversationRow, lambda before, now: col(ConversationRow.changed_at) < before),),
    Rule.LINKS: (
        Sweep(InvitationRow, lambda before, now: col(InvitationRow.expires_at) <= before),
        Sweep(
            TranslationRow,
            lambda before, now: and_(
                col(TranslationRow.done_at).is_(None), col(TranslationRow.expires_at) <= before
            ),
        ),
        Sweep(
            EventTranslationRow,
            lambda before, now: or_(
                and_(
                    col(EventTranslationRow.done_at).is_(None),
                    col(EventTranslationRow.expires_at) <= before,
                ),
                col(EventTranslationRow.settled_at) <= before,
            ),
        ),
    ),
    Rule.PICTURES: (
        Sweep(
            PictureRow,
            lambda before, now: and_(
                col(PictureRow.used_at) < before,
                ~exists().where(col(AnnouncementRow.picture_id) == col(PictureRow.id)).correlate(PictureRow),
            ),
        ),
    ),
    Rule.TYPED_TEXTS: (Sweep(TextDraftRow, lambda before, now: col(TextDraftRow.at) < before),),
    Rule.TEXT_LINKS: (
        Sweep(
            TextLinkRow,
            lambda before, now: and_(col(TextLinkRow.expires_at) < before, ~_undecided(TextLinkRow)),
        ),
    ),
    Rule.TRANSCRIPTS: (
        Sweep(WebMessageRow, _lines(WebMessageRow)),
        Sweep(WebNoticeRow, _lines(WebNoticeRow)),
        Sweep(
            WebVisitorRow,
            lambda before, now: and_(
                col(WebVisitorRow.seen) < before, col(WebVisitorRow.id).not_in(kept_rooms.kept(now))
            ),
            end_visitors,
        ),
    ),
    Rule.NEEDS: (
        Sweep(
            RegistrationRow,
            lambda before, now: and_(_is_over(col(RegistrationRow.event_id), before), has_details()),
        ),
    ),
    Rule.PEOPLE: (
        Sweep(RegistrationRow, lambda before, now: _is_over(col(RegistrationRow.event_id), before)),
        Sweep(
            ParticipantMessageRow,
            lambda before, now: _is_over(col(ParticipantMessageRow.event_id), before),
        ),
    ),
    Rule.QUESTIONS: (
        Sweep(
            QuestionRow,
            lambda before, now: and_(_ended(before), col(QuestionRow.text) != ""),
            without_texts,
        ),
    ),
    Rule.QUESTION_ROWS: (
        Sweep(
            StaffEntryAskerRow,
            lambda before, now: or_(
                col(StaffEntryAskerRow.question_id).is_(None),
                col(StaffEntryAskerRow.question_id).in_(select(QuestionRow.id).where(_ended(before))),
            ),
        ),
        Sweep(QuestionRow, lambda before, now: _ended(before)),
    ),
    Rule.SENT: (
        Sweep(NoticeRow, _sent_notice),
        Sweep(
            OutgoingMailRow,
            lambda before, now: and_(
                col(OutgoingMailRow.claimable_at).is_(None), col(OutgoingMailRow.created_at) <= before
            ),
        ),
        Sweep(DigestRow, lambda before, now: col(DigestRow.created_at) <= before),
    ),
    Rule.DRAFTS: (
        Sweep(
            AnnouncementChangeRow,
            lambda before, now: and_(
                col(AnnouncementChangeRow.confirmed_at).is_(None),
                col(AnnouncementChangeRow.created_at) <= before,
            ),
        ),
        Sweep(AnnouncementRow, _never_sent),
        Sweep(
            TextLinkRow,
            lambda before, now: and_(col(TextLinkRow.done_at) <= before, _undecided(TextLinkRow)),
        ),
        Sweep(
            EventTranslationRow,
            lambda before, now: and_(
                col(EventTranslationRow.done_at) <= before, _undecided(EventTranslationRow)
            ),
        ),
    ),
    Rule.COPIES: (
        Sweep(DeliveryRow, lambda before, now: _of_old(DeliveryRow, before)),
        Sweep(AnnouncementProgressRow, lambda before, now: _of_old(AnnouncementProgressRow, before)),
        Sweep(AnnouncementShownRow, lambda before, now: _of_old(AnnouncementShownRow, before)),
    ),
    Rule.AUDIT: (
        Sweep(AuditRow, lambda before, now: col(AuditRow.at) <= before),
        Sweep(AnnouncementLogRow, lambda before, now: col(AnnouncementLogRow.at) <= before),
    ),
    Rule.RESIDENTS: (Sweep(ResidentRow, _inactive, end_residents, most=20),),
}
"""By rule, in the order in which they go: lines before their visitors."""
