"""Who on the staff answers for what, and what each is told of at once."""

from civic.retention import Kept
from storage.declarations.base import Basis, Declared, whose
from storage.declarations.words import NUMBER, RESIDENT
from storage.tables import StaffPushRow, StaffTopicRow

DECLARED = (
    Declared(
        StaffTopicRow,
        "Brings a question to the colleagues who know about it.",
        Kept.STAFF,
        Basis.STAFF,
        {"resident_id": RESIDENT, "topic": "what they answer for"},
        owners=(whose("resident_id"),),
    ),
    Declared(
        StaffPushRow,
        "Tells the staff of new questions, and not more often than once an hour.",
        Kept.STAFF,
        Basis.STAFF,
        {
            "id": NUMBER,
            "resident_id": "who is told; empty for a group",
            "channel": "the messenger of the group",
            "chat_id": "the number of the group",
            "since": "since when something waits",
            "sending_since": "since when it is being sent",
            "next_at": "when it may be sent",
        },
        owners=(whose("resident_id"),),
    ),
)
