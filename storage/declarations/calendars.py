"""Calendars in and out."""

from civic.retention import Kept
from storage.declarations.base import Basis, Declared, whose
from storage.declarations.words import CREATED, EVENT, FINGERPRINT, LINK_HASH, RESIDENT
from storage.tables import CalendarFeedRow, CalendarItemRow, EventStampRow, FeedTokenRow

DECLARED = (
    Declared(
        CalendarFeedRow,
        "Looks at a calendar of somebody else now and then.",
        Kept.TECHNICAL,
        Basis.NONE,
        {"name": "which calendar", "checked_at": "when it was imported last"},
    ),
    Declared(
        CalendarItemRow,
        "Makes an event of each date of such a calendar, once.",
        Kept.PUBLIC,
        Basis.NONE,
        {
            "feed": "which calendar",
            "uid": "which date",
            "recurrence": "which of its repetitions",
            "event_id": EVENT,
            "fingerprint": FINGERPRINT,
            "starts_at": "when it begins",
            "cancelled": "whether it was cancelled there",
        },
    ),
    Declared(
        FeedTokenRow,
        "Shows a person their own registrations in their calendar.",
        Kept.ACCOUNT,
        Basis.TASK,
        {"resident_id": RESIDENT, "token_hash": LINK_HASH, "created_at": CREATED},
        owners=(whose("resident_id"),),
        secret=("token_hash",),
    ),
    Declared(
        EventStampRow,
        "Tells calendars when an event changed.",
        Kept.PUBLIC,
        Basis.NONE,
        {"event_id": EVENT, "revision": "which version", "changed_at": "since when"},
    ),
)
