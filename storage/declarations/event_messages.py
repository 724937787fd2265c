"""Reminders of events, and what people said afterwards."""

from civic.retention import Kept
from storage.declarations.base import Basis, Declared, through
from storage.declarations.words import EVENT, NUMBER, REGISTRATION, STATUS
from storage.tables import EventRatingRow, EventReminderRow, ReminderPlanRow

DECLARED = (
    Declared(
        EventReminderRow,
        "Reminds a person of an event.",
        Kept.EVENT_PEOPLE,
        Basis.TASK,
        {
            "id": NUMBER,
            "registration_id": REGISTRATION,
            "hours": "how long before the start",
            "due_at": "when it is due",
            "status": STATUS,
        },
        owners=(through("registration_id", "registration"),),
    ),
    Declared(
        ReminderPlanRow,
        "Notices that reminders have to be planned anew.",
        Kept.EVENT_PEOPLE,
        Basis.TASK,
        {
            "registration_id": REGISTRATION,
            "starts_at": "the start they were planned for",
            "hours": "the hours they were planned for",
        },
        owners=(through("registration_id", "registration"),),
    ),
    Declared(
        EventRatingRow,
        "Asks once what people thought of an event, and keeps what they say.",
        Kept.EVENT_PEOPLE,
        Basis.CONSENT,
        {
            "registration_id": REGISTRATION,
            "event_id": EVENT,
            "stars": "how the person liked it; only if they say",
            "text": "what the person says about it; only if they do",
            "asked_at": "that the person was asked, once",
        },
        owners=(through("registration_id", "registration"),),
    ),
)
