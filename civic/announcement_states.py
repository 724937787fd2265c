"""Which way an announcement may go, and what is void once it goes back to its author."""

from __future__ import annotations

from dataclasses import replace

from civic.announcements import Announcement, AnnouncementStatus

_NEXT: dict[AnnouncementStatus, tuple[AnnouncementStatus, ...]] = {
    # Only what repeats is approved at once, and never scheduled itself.
    AnnouncementStatus.DRAFT: (
        AnnouncementStatus.IN_REVIEW,
        AnnouncementStatus.APPROVED,
        AnnouncementStatus.SCHEDULED,
    ),
    AnnouncementStatus.IN_REVIEW: (
        AnnouncementStatus.DRAFT,
        AnnouncementStatus.APPROVED,
        AnnouncementStatus.SCHEDULED,
    ),
    AnnouncementStatus.APPROVED: (AnnouncementStatus.DRAFT, AnnouncementStatus.SCHEDULED),
    AnnouncementStatus.SCHEDULED: (
        AnnouncementStatus.DRAFT,
        AnnouncementStatus.IN_REVIEW,
        AnnouncementStatus.SENDING,
        AnnouncementStatus.STOPPED,
        AnnouncementStatus.MISSED,
    ),
    AnnouncementStatus.SENDING: (AnnouncementStatus.SENT, AnnouncementStatus.STOPPED),
    AnnouncementStatus.STOPPED: (AnnouncementStatus.SENDING, AnnouncementStatus.SCHEDULED),
    AnnouncementStatus.MISSED: (
        AnnouncementStatus.DRAFT,
        AnnouncementStatus.SCHEDULED,
        AnnouncementStatus.STOPPED,
    ),
    AnnouncementStatus.SENT: (),
}

EDITABLE = frozenset(
    status
    for status, after in _NEXT.items()
    if status is AnnouncementStatus.DRAFT or AnnouncementStatus.DRAFT in after
)
"""Whatever nobody has received yet can be edited, and is a draft again by that."""


def may(status: AnnouncementStatus, to: AnnouncementStatus) -> bool:
    """Whether an announcement can go from one status to the other in one step."""
    return to in _NEXT[status]


def moved(one: Announcement, to: AnnouncementStatus) -> Announcement:
    """The announcement in its next status and revision. ValueError where there is no such way."""
    if not may(one.status, to):
        raise ValueError(f"no announcement goes from {one.status} to {to}")
    return replace(one, status=to, revision=one.revision + 1)


def voided(one: Announcement) -> Announcement:
    """Without submission and approval. Where nobody chose a local time, it is for "at once" again."""
    return replace(
        one,
        due_at=one.due_at if one.local_time else None,
        submitted_at=None,
        escalated_at=None,
        approved_by=None,
        approved_at=None,
        approved_hash="",
    )
