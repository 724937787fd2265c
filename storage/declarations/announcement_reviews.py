"""Reviewing announcements."""

from civic.retention import Kept
from storage.declarations.base import Basis, Declared, names, whose
from storage.declarations.words import ANNOUNCEMENT, EVENT, NUMBER, RESIDENT
from storage.tables import AnnouncementLogRow, AnnouncementShownRow, EventMoveRow, TopicAloneRow

DECLARED = (
    Declared(
        AnnouncementLogRow,
        "Shows who on the staff did what with an announcement.",
        Kept.AUDIT,
        Basis.PROOF,
        {
            "id": NUMBER,
            "announcement_id": ANNOUNCEMENT,
            "at": "when it was done",
            "staff_id": "who did it; emptied when they are forgotten",
            "what": "what was done",
            "revision": "to which version",
            "content_hash": "to which text exactly",
            "number": "to how many people",
            "note": "why it was given back",
        },
        mentions=(names("staff_id"),),
    ),
    Declared(
        AnnouncementShownRow,
        "Lets somebody release only what they have seen.",
        Kept.STAFF,
        Basis.PROOF,
        {
            "announcement_id": ANNOUNCEMENT,
            "resident_id": RESIDENT,
            "content_hash": "what exactly the person saw",
        },
        owners=(whose("resident_id"),),
    ),
    Declared(
        TopicAloneRow,
        "Knows the topics whose announcements need no second person, and who decided that.",
        Kept.STAFF,
        Basis.PROOF,
        {
            "topic": "which topic",
            "since": "since when",
            "staff_id": "which owner decided it; becomes 0 when they are forgotten",
        },
        mentions=(names("staff_id", 0),),
    ),
    Declared(
        EventMoveRow,
        "Warns before an announcement of an event that was moved meanwhile.",
        Kept.PUBLIC,
        Basis.NONE,
        {"event_id": EVENT, "at": "when it was moved last"},
    ),
)
