"""Which answers somebody confirmed to be still correct."""

from civic.retention import Kept
from storage.declarations.base import Basis, Declared, names, whose
from storage.declarations.words import FINGERPRINT, RESIDENT
from storage.tables import ConfirmationRow, ReminderRow

DECLARED = (
    Declared(
        ConfirmationRow,
        "Knows how fresh an answer is.",
        Kept.PUBLIC,
        Basis.STAFF,
        {
            "entry": "which entry",
            "fingerprint": FINGERPRINT,
            "confirmed_at": "when it was confirmed",
            "confirmed_by": "who confirmed it; emptied when they are forgotten",
        },
        mentions=(names("confirmed_by"),),
    ),
    Declared(
        ReminderRow,
        "Does not remind a member of staff of old answers too often.",
        Kept.STAFF,
        Basis.STAFF,
        {"resident_id": RESIDENT, "reminded_at": "when they were reminded last"},
        owners=(whose("resident_id"),),
    ),
)
