"""What coordinators do with the people of an event."""

from civic.retention import Kept
from storage.declarations.base import Basis, Declared, names, through, whose
from storage.declarations.words import CREATED, EVENT, NUMBER, REGISTRATION, RESIDENT, REVISION
from storage.tables import (
    AuditRow,
    EventCoordinatorRow,
    EventNumbersRow,
    NeedAlertRow,
    NeedThresholdRow,
    ParticipantCopyRow,
    ParticipantMessageRow,
    PendingPushRow,
)

DECLARED = (
    Declared(
        EventCoordinatorRow,
        "Says which colleagues see the people of an event.",
        Kept.STAFF,
        Basis.STAFF,
        {"event_id": EVENT, "resident_id": RESIDENT},
        owners=(whose("resident_id"),),
    ),
    Declared(
        AuditRow,
        "Shows who on the staff decided what, or did what with an event's people; of those it says nothing.",
        Kept.AUDIT,
        Basis.PROOF,
        {
            "id": NUMBER,
            "at": "when it was done",
            "staff_id": "who did it; emptied when they are forgotten",
            "what": "what was done",
            "event_id": "the event that it was about, if any",
            "member_id": "the colleague whom it was about; emptied when they are forgotten",
            "detail": "a role, topics, or the number of an answer; nothing about people",
        },
        mentions=(names("staff_id"), names("member_id")),
    ),
    Declared(
        ParticipantMessageRow,
        "Writes to the people of an event about this event.",
        Kept.EVENT_PEOPLE,
        Basis.TASK,
        {
            "id": NUMBER,
            "event_id": EVENT,
            "author_id": "who wrote it; emptied when they are forgotten",
            "recipients": "to whom: those with a seat, those who wait, or all",
            "texts": "what it says, by language",
            "machine": "which texts were made by a machine",
            "revision": REVISION,
            "created_at": CREATED,
            "sent_at": "that it was sent, once",
        },
        mentions=(names("author_id"),),
    ),
    Declared(
        ParticipantCopyRow,
        "Sees to it that nobody gets such a message twice.",
        Kept.EVENT_PEOPLE,
        Basis.TASK,
        {"id": NUMBER, "message_id": "the message", "registration_id": REGISTRATION},
        owners=(through("registration_id", "registration"),),
    ),
    Declared(
        NeedThresholdRow,
        "Tells coordinators in time that support has to be organised.",
        Kept.PUBLIC,
        Basis.NONE,
        {"event_id": EVENT, "need": "which support", "least": "from how many people on"},
    ),
    Declared(
        NeedAlertRow,
        "Tells it once; it names nobody.",
        Kept.EVENT_NEEDS,
        Basis.NONE,
        {
            "id": NUMBER,
            "event_id": EVENT,
            "need": "which support",
            "language": 'the code of the language to be interpreted; one named in words is only "other"',
            "at": "when it was told",
        },
    ),
    Declared(
        PendingPushRow,
        "Tells coordinators once of registrations that wait for them.",
        Kept.TECHNICAL,
        Basis.NONE,
        {"event_id": EVENT, "told_at": "when it was told", "newest": "up to which it was told"},
    ),
    Declared(
        EventNumbersRow,
        "Keeps how many people came when the people themselves are forgotten.",
        Kept.PUBLIC,
        Basis.NONE,
        {"event_id": EVENT, "figures": "counts; nobody is in them, and nothing in anybody's words"},
    ),
)
