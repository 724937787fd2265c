"""Notices: messages about somebody's own affairs, kept as rows until they are delivered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from civic.residents import Address


class NoticeKind(StrEnum):
    """What happened. The subject is a registration, a question, or an event."""

    SEAT_FREED = "seat_freed"
    EVENT_CANCELLED = "event_cancelled"
    QUESTION_ANSWERED = "question_answered"
    QUESTION_ASKED = "question_asked"
    ANNOUNCEMENT_DONE = "announcement_done"


@dataclass(frozen=True)
class NewNotice:
    """A notice to be written in the same transaction as its reason."""

    resident_id: int
    kind: NoticeKind
    subject_id: int
    created_at: datetime


@dataclass(frozen=True)
class Notice:
    """A notice in the hands of the sender, with the address and language of the person."""

    id: int
    resident_id: int
    kind: NoticeKind
    subject_id: int
    address: Address
    language: str
