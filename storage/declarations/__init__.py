"""What every table and column is for, how long it is kept, and whose it is.

A new table needs a `Declared` in a module of this folder and the module in `_SUBJECTS`. The record of
processing, the export of somebody's data and forgetting somebody follow from it.
"""

from storage.declarations import (
    alerts,
    announcement_changes,
    announcement_reviews,
    announcement_series,
    announcements,
    calendars,
    choices,
    confirmations,
    consents,
    digests,
    erasures,
    event_messages,
    event_texts,
    events,
    knowledge,
    linking,
    messages,
    news,
    participants,
    people,
    public_channels,
    questions,
    retention,
    returning,
    routing,
    sending,
    staff_entries,
    staff_sessions,
    text_pages,
    updates,
    vectors,
    webchat,
)
from storage.declarations.base import Declared

_SUBJECTS = (
    people,
    choices,
    consents,
    linking,
    staff_sessions,
    events,
    participants,
    event_messages,
    event_texts,
    returning,
    calendars,
    questions,
    staff_entries,
    confirmations,
    digests,
    routing,
    announcements,
    announcement_reviews,
    announcement_changes,
    announcement_series,
    sending,
    messages,
    public_channels,
    news,
    text_pages,
    knowledge,
    vectors,
    updates,
    webchat,
    erasures,
    retention,
    alerts,
)

DECLARED: tuple[Declared, ...] = tuple(one for subject in _SUBJECTS for one in subject.DECLARED)
"""Every table, subject by subject."""

BY_NAME = {one.name: one for one in DECLARED}
"""The same by the names of the tables."""
