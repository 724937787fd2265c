"""Who is being forgotten, and how many were."""

from civic.retention import Kept
from storage.declarations.base import Basis, Declared, whose
from storage.declarations.words import NUMBER
from storage.tables import ErasureCountRow, ErasureRow

DECLARED = (
    Declared(
        ErasureRow,
        "Forgets a person to the end, also after a breakdown; deleted when that is done.",
        Kept.ACCOUNT,
        Basis.TASK,
        {
            "id": NUMBER,
            "resident_id": "who is being forgotten",
            "accounts": "the chats of which everything is deleted",
            "language": "the language of the goodbye",
            "begun_at": "for its order",
            "said_at": "since when only the goodbye is left to be read",
        },
        owners=(whose("resident_id"),),
    ),
    Declared(
        ErasureCountRow,
        "Counts how many people were forgotten; who they were is not kept.",
        Kept.PUBLIC,
        Basis.NONE,
        {"month": "in which month", "people": "how many"},
    ),
)
