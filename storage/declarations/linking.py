"""Codes that join two chats of one person."""

from civic.retention import Kept
from storage.declarations.base import Basis, Declared, names, through
from storage.declarations.words import NUMBER
from storage.tables import LinkCodeRow, LinkTryRow

DECLARED = (
    Declared(
        LinkCodeRow,
        "Joins two chats of one person by a code, once, within minutes.",
        Kept.LINK,
        Basis.TASK,
        {
            "code_hash": "recognises the code; the code itself cannot be told from it",
            "account_id": "the chat that shows the code",
            "expires_at": "after ten minutes the code is worth nothing",
        },
        owners=(through("account_id", "account"),),
        secret=("code_hash",),
    ),
    Declared(
        LinkTryRow,
        "Keeps codes from being guessed; counts on when its person is forgotten.",
        Kept.LINK,
        Basis.TASK,
        {
            "id": NUMBER,
            "resident_id": "who tried a wrong code; emptied when they are forgotten",
            "at": "when it was tried",
        },
        mentions=(names("resident_id"),),
    ),
)
