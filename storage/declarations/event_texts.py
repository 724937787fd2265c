"""Translations of events' texts by volunteers."""

from civic.retention import Kept
from storage.declarations.base import Basis, Declared, names, whose
from storage.declarations.words import EVENT, EXPIRES, FINGERPRINT, LINK_HASH, NUMBER
from storage.tables import EventTranslationRow

DECLARED = (
    Declared(
        EventTranslationRow,
        "Lets a volunteer translate the public texts of an event by a link.",
        Kept.LINK,
        Basis.STAFF,
        {
            "id": NUMBER,
            "token_hash": LINK_HASH,
            "event_id": EVENT,
            "texts": "what is to be translated",
            "fingerprint": FINGERPRINT,
            "source": "the language of the texts",
            "target": "the language to translate into",
            "asked_by": "which member of staff is told when it is done",
            "expires_at": EXPIRES,
            "taken_by": "which volunteer took it on; emptied when they are forgotten",
            "results": "what was translated",
            "done_at": "when it was done",
            "settled_at": "when it was taken over or dropped",
        },
        owners=(whose("asked_by"),),
        mentions=(names("taken_by"),),
        secret=("token_hash",),
    ),
)
