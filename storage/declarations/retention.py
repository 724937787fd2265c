"""What is needed to delete things in time, and what stays of them."""

from civic.retention import Kept
from storage.declarations.base import Basis, Declared, whose
from storage.declarations.words import ANNOUNCEMENT, RESIDENT
from storage.tables import AnnouncementFiguresRow, ResidentSignRow, RetentionRunRow

DECLARED = (
    Declared(
        ResidentSignRow,
        "Forgets people who have been silent for long, and warns them before.",
        Kept.ACCOUNT,
        Basis.TASK,
        {
            "resident_id": RESIDENT,
            "last_on": "the day of their last message or tap",
            "warned_on": "the day on which they were told that they would be forgotten",
        },
        owners=(whose("resident_id"),),
    ),
    Declared(
        AnnouncementFiguresRow,
        "Keeps the counts of a report when it is deleted who got the announcement.",
        Kept.PUBLIC,
        Basis.NONE,
        {"announcement_id": ANNOUNCEMENT, "figures": "the counts", "kept_at": "when they were counted"},
    ),
    Declared(
        RetentionRunRow,
        "Shows whether things are deleted in time.",
        Kept.TECHNICAL,
        Basis.NONE,
        {
            "rule": "which rule",
            "succeeded_at": "when it last did its work",
            "failing_since": "since when it fails",
            "reason": "the kind of failure",
            "told_at": "when owners were last told",
        },
    ),
)
