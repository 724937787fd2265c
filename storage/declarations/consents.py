"""What residents agreed to."""

from civic.retention import Kept
from storage.declarations.base import Basis, Declared, whose
from storage.declarations.words import NUMBER, RESIDENT
from storage.tables import ConsentRow

DECLARED = (
    Declared(
        ConsentRow,
        "Shows to what a person agreed, in which words, and that they took it back.",
        Kept.ACCOUNT,
        Basis.PROOF,
        {
            "id": NUMBER,
            "resident_id": RESIDENT,
            "purpose": "to what: announcements, photos, or counting questions",
            "event_id": "at which event photos may be taken; the row goes with it",
            "version": "recognises the text that was shown",
            "language": "the language of that text",
            "given_at": "since when it holds",
            "withdrawn_at": "until when it held",
        },
        owners=(whose("resident_id"),),
    ),
)
