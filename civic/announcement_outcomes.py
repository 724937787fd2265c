"""What can come of submitting, approving, releasing and taking back an announcement."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from civic.announcement_checks import Problem
from civic.announcements import Announcement


class Alone(StrEnum):
    """Why an announcement goes out without a second person."""

    NOBODY_ELSE = "nobody_else"
    TOPICS = "topics"
    EVENT_CANCELLED = "event_cancelled"
    EVENT_MOVED = "event_moved"
    OPERATOR = "operator"


class Refusal(StrEnum):
    """Why somebody may not do it."""

    NOT_STAFF = "not_staff"
    NOT_OWNER = "not_owner"
    # Their role or their topics do not allow it.
    NO_RIGHT = "no_right"
    # It is somebody else's, who is there to submit or release it.
    NOT_AUTHOR = "not_author"
    # Nobody approves an announcement of their own.
    AUTHOR = "author"
    # Another person has to approve it.
    SECOND_NEEDED = "second_needed"
    # There is nobody else who could approve it.
    NOBODY_ELSE = "nobody_else"


@dataclass(frozen=True)
class Submitted:
    """It waits for somebody else; so many people were asked. It would reach so many at present."""

    announcement: Announcement
    asked: int
    recipients: int


@dataclass(frozen=True)
class Released:
    """It is scheduled for `announcement.due_at` and can be taken back until then."""

    announcement: Announcement
    recipients: int


@dataclass(frozen=True)
class ApprovedWithoutTime:
    """It is approved, but the time it was meant for has passed; its author was asked for another one."""

    announcement: Announcement
    recipients: int


@dataclass(frozen=True)
class BackToAuthor:
    """It is a draft again, neither submitted nor approved."""

    announcement: Announcement


@dataclass(frozen=True)
class TooLate:
    """It is being sent already, or was not on its way at all."""


@dataclass(frozen=True)
class NoText:
    """There is no text that may be sent in any language."""


@dataclass(frozen=True)
class NobodyThere:
    """Nobody would receive it."""


@dataclass(frozen=True)
class Faulty:
    """The texts have problems that keep it from being sent."""

    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class TimePassed:
    """The time it is meant for is over."""


@dataclass(frozen=True)
class ExpiresFirst:
    """It would no longer be true when it goes out."""


@dataclass(frozen=True)
class WrongNumber:
    """It goes to so many people now; above `TYPED_ABOVE` that number has to be typed."""

    recipients: int


@dataclass(frozen=True)
class NotShown:
    """Whoever approves it was not shown this version."""


@dataclass(frozen=True)
class NotAllowed:
    """Not by this person, or not in this way."""

    reason: Refusal


Unready = NoText | NobodyThere | Faulty | TimePassed | ExpiresFirst
"""Why an announcement cannot be sent as it is, whoever wants it."""
