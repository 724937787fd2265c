"""Whether an announcement is ready to be sent: texts, recipients, time, and the number that confirms it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from civic.announcement_checks import Check, nothing_wrong
from civic.announcement_hours import UNHURRIED, Hours
from civic.announcement_outcomes import (
    ExpiresFirst,
    Faulty,
    NobodyThere,
    NoText,
    TimePassed,
    Unready,
    WrongNumber,
)
from civic.announcement_states import moved
from civic.announcements import Announcement, AnnouncementStatus, WhereMissing, content_hash

if TYPE_CHECKING:
    from civic.ports import Work

TYPED_ABOVE = 50
UNDO_WINDOW = timedelta(seconds=60)


@dataclass(frozen=True)
class ReviewRules:
    """What is asked of texts before anything is submitted or sent, and when copies may be sent."""

    check: Check = nothing_wrong
    hours: Hours = UNHURRIED


async def confirmed(
    w: Work, rules: ReviewRules, one: Announcement, by: int | None, typed: int | None, now: datetime
) -> int | Unready | WrongNumber:
    """How many it goes to, if this is ready to be sent and the number was typed where it has to be."""
    recipients = await recipients_of(w, rules, one, by, now)
    if by is not None and isinstance(recipients, int) and recipients > TYPED_ABOVE and typed != recipients:
        return WrongNumber(recipients)
    return recipients


async def recipients_of(
    w: Work, rules: ReviewRules, one: Announcement, by: int | None, now: datetime
) -> int | Unready:
    """How many it goes to at present; a public channel counts as one."""
    if not one.sendable:
        return NoText()
    blocking = tuple(problem for problem in rules.check(one) if problem.blocks)
    if blocking:
        return Faulty(blocking)
    if one.due_at is not None and one.due_at < now:
        return TimePassed()
    if one.expires_at is not None and one.expires_at <= rules.hours.from_(one, earliest(one, by, now)):
        return ExpiresFirst()
    counts = await w.announcements.head_counts(one.audience)
    only_those = one.where_missing is WhereMissing.SKIP
    recipients = sum(n for code, n in counts.items() if not only_those or code in one.sendable)
    return recipients + len(one.channels) or NobodyThere()


def earliest(one: Announcement, by: int | None, now: datetime) -> datetime:
    """When it can go out: at its time, but not before it could be taken back. Operators need no such time."""
    soonest = now if by is None else now + UNDO_WINDOW
    return max(one.due_at or soonest, soonest)


def at_time_of(current: Announcement, shown: Announcement) -> Announcement:
    """The announcement, for the time that its author was shown."""
    return replace(current, due_at=shown.due_at, local_time=shown.local_time, zone=shown.zone)


def approved_by(
    one: Announcement, by: int | None, now: datetime, *, without_time: bool = False
) -> Announcement:
    """The announcement with its approval: scheduled, or waiting for a time. A template only is approved."""
    without_time = without_time or one.repeats
    to = AnnouncementStatus.APPROVED if without_time else AnnouncementStatus.SCHEDULED
    return replace(
        moved(one, to),
        due_at=one.due_at if without_time else earliest(one, by, now),
        approved_by=by,
        approved_at=now,
        approved_hash=content_hash(one),
    )
