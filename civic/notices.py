"""Notices: messages about somebody's own affairs, kept as rows until they are delivered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from civic.residents import Address


class NoticeKind(StrEnum):
    """What happened. The subject is a registration, a reminder, a question, an event, a translation, an
    entry of the staff, or nothing in particular (0)."""

    SEAT_FREED = "seat_freed"
    SEAT_OFFERED = "seat_offered"
    OFFER_LAPSED = "offer_lapsed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    DRAWN_OUT = "drawn_out"
    SEAT_RELEASED = "seat_released"
    EVENT_CANCELLED = "event_cancelled"
    # About an event: somebody's registration for it was left half finished.
    DRAFT_EXPIRED = "draft_expired"
    CHANGED_BY_STAFF = "changed_by_staff"
    # About a copy of a message, an alert, and an event.
    PARTICIPANT_MESSAGE = "participant_message"
    NEED_ALERT = "need_alert"
    REGISTRATIONS_PENDING = "registrations_pending"
    EVENT_CHANGED = "event_changed"
    EVENT_REMINDER = "event_reminder"
    EVENT_THANKS = "event_thanks"
    QUESTION_ANSWERED = "question_answered"
    QUESTION_ASKED = "question_asked"
    QUESTION_REMINDER = "question_reminder"
    QUESTION_ESCALATED = "question_escalated"
    QUESTION_DELAYED = "question_delayed"
    QUESTION_EXPIRED = "question_expired"
    QUESTION_UNREACHABLE = "question_unreachable"
    TRANSLATION_DONE = "translation_done"
    EVENT_TEXTS_DONE = "event_texts_done"
    # About a link by which a volunteer translated on the web page.
    TEXT_HANDED_IN = "text_handed_in"
    # About an announcement: to those who may approve it, and to its author.
    ANNOUNCEMENT_REVIEW = "announcement_review"
    ANNOUNCEMENT_REVIEW_LATE = "announcement_review_late"
    ANNOUNCEMENT_SENT_BACK = "announcement_sent_back"
    ANNOUNCEMENT_APPROVED = "announcement_approved"
    ANNOUNCEMENT_HELD = "announcement_held"
    ANNOUNCEMENT_DONE = "announcement_done"
    ANNOUNCEMENT_COMING = "announcement_coming"
    ANNOUNCEMENT_MISSED = "announcement_missed"
    # It was scheduled, and its event takes nobody any more.
    ANNOUNCEMENT_EVENT = "announcement_event"
    # About a correction or a recall: it is done. About a correction: to those who may approve it, and to
    # its author.
    ANNOUNCEMENT_CHANGED = "announcement_changed"
    CORRECTION_REVIEW = "correction_review"
    CORRECTION_REVIEW_LATE = "correction_review_late"
    CORRECTION_SENT_BACK = "correction_sent_back"
    CORRECTION_APPROVED = "correction_approved"
    ENTRIES_TO_CONFIRM = "entries_to_confirm"
    # The first two are about an entry of the staff, the next two about one person who got it.
    ENTRY_WAITING = "entry_waiting"
    ENTRY_WITHDRAWN = "entry_withdrawn"
    ENTRY_ANSWER = "entry_answer"
    ENTRY_TAKEN_BACK = "entry_taken_back"
    DIGEST = "digest"
    # About the first draft of several that a feed gave.
    NEWS_DRAFTED = "news_drafted"
    FILE_DRAFTED = "file_drafted"
    # To a member of staff: another role, or none any more.
    STAFF_ROLE = "staff_role"
    # About nothing in particular: to a resident who was silent for long, and to owners.
    INACTIVE = "inactive"
    RETENTION_FAILING = "retention_failing"
    # About an alert, to the owners.
    ALERT = "alert"
    ALERT_OVER = "alert_over"


OF_STAFF = frozenset(NoticeKind) - {
    # Whoever was taken off the staff could never log in to read it. It names nobody.
    NoticeKind.STAFF_ROLE,
    NoticeKind.SEAT_FREED,
    NoticeKind.SEAT_OFFERED,
    NoticeKind.OFFER_LAPSED,
    NoticeKind.ACCEPTED,
    NoticeKind.DECLINED,
    NoticeKind.DRAWN_OUT,
    NoticeKind.SEAT_RELEASED,
    NoticeKind.EVENT_CANCELLED,
    NoticeKind.DRAFT_EXPIRED,
    NoticeKind.CHANGED_BY_STAFF,
    NoticeKind.PARTICIPANT_MESSAGE,
    NoticeKind.EVENT_CHANGED,
    NoticeKind.EVENT_REMINDER,
    NoticeKind.EVENT_THANKS,
    NoticeKind.QUESTION_ANSWERED,
    NoticeKind.QUESTION_DELAYED,
    NoticeKind.QUESTION_EXPIRED,
    NoticeKind.ENTRY_ANSWER,
    NoticeKind.ENTRY_TAKEN_BACK,
    NoticeKind.INACTIVE,
}
"""What only members of staff are told. A new kind counts as theirs until it is named here."""


ABOUT_REGISTRATION = frozenset(
    (
        NoticeKind.SEAT_FREED,
        NoticeKind.SEAT_OFFERED,
        NoticeKind.OFFER_LAPSED,
        NoticeKind.ACCEPTED,
        NoticeKind.DECLINED,
        NoticeKind.DRAWN_OUT,
        NoticeKind.EVENT_CANCELLED,
        NoticeKind.EVENT_CHANGED,
        NoticeKind.EVENT_THANKS,
        NoticeKind.SEAT_RELEASED,
        NoticeKind.CHANGED_BY_STAFF,
    )
)
"""The subject of these is a registration."""

MAILED = ABOUT_REGISTRATION | {NoticeKind.EVENT_REMINDER, NoticeKind.PARTICIPANT_MESSAGE}
"""These go out by e-mail too, where an address was left for the registration."""


@dataclass(frozen=True)
class NewNotice:
    """A notice to be written in the same transaction as its reason; nobody sends it before `not_before`.

    `about` is the registration where the subject is something else that belongs to one. With `resident_id`
    None there is no chat to write to. Where an address was left for the registration, a mail says the same.
    """

    resident_id: int | None
    kind: NoticeKind
    subject_id: int
    created_at: datetime
    not_before: datetime | None = None
    about: int | None = None

    @property
    def registration_id(self) -> int | None:
        """The registration that this is about, if it is about one."""
        return self.subject_id if self.kind in ABOUT_REGISTRATION else self.about


@dataclass(frozen=True)
class Notice:
    """A notice in the hands of the sender, with the address and language of the person.

    `part` counts the messages of a longer notice that were sent before. One `by_mail` goes to the address
    that was left for the registration, from where nobody can tap. `failing_since`: from when on its text
    could not be made.
    """

    id: int
    resident_id: int
    kind: NoticeKind
    subject_id: int
    address: Address
    language: str
    part: int = 0
    by_mail: bool = False
    failing_since: datetime | None = None
