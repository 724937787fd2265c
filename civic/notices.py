"""Notices: messages about somebody's own affairs, kept as rows until they are delivered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from civic.residents import Address


class NoticeKind(StrEnum):
    """What happened. The subject is a registration, a question, an event, a translation, an entry of the
    staff, or nothing in particular (0)."""

    SEAT_FREED = "seat_freed"
    EVENT_CANCELLED = "event_cancelled"
    QUESTION_ANSWERED = "question_answered"
    QUESTION_ASKED = "question_asked"
    QUESTION_REMINDER = "question_reminder"
    QUESTION_ESCALATED = "question_escalated"
    QUESTION_DELAYED = "question_delayed"
    QUESTION_EXPIRED = "question_expired"
    QUESTION_UNREACHABLE = "question_unreachable"
    TRANSLATION_DONE = "translation_done"
    ANNOUNCEMENT_DONE = "announcement_done"
    ENTRIES_TO_CONFIRM = "entries_to_confirm"
    # The first two are about an entry of the staff, the next two about one person who got it.
    ENTRY_WAITING = "entry_waiting"
    ENTRY_WITHDRAWN = "entry_withdrawn"
    ENTRY_ANSWER = "entry_answer"
    ENTRY_TAKEN_BACK = "entry_taken_back"
    DIGEST = "digest"


@dataclass(frozen=True)
class NewNotice:
    """A notice to be written in the same transaction as its reason."""

    resident_id: int
    kind: NoticeKind
    subject_id: int
    created_at: datetime


@dataclass(frozen=True)
class Notice:
    """A notice in the hands of the sender, with the address and language of the person.

    `part` counts the messages of a longer notice that were sent before.
    """

    id: int
    resident_id: int
    kind: NoticeKind
    subject_id: int
    address: Address
    language: str
    part: int = 0
