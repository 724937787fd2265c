"""How people come back to a registration."""

from civic.retention import Kept
from storage.declarations.base import Basis, Declared, through
from storage.declarations.words import CLAIMABLE, CREATED, KIND, LINK_HASH, NUMBER, REGISTRATION, STATUS
from storage.tables import MailAddressRow, OutgoingMailRow, ReturnLinkRow

_OWNER = (through("registration_id", "registration"),)

DECLARED = (
    Declared(
        ReturnLinkRow,
        "Lets a person come back to a registration from another device.",
        Kept.EVENT_PEOPLE,
        Basis.TASK,
        {
            "id": NUMBER,
            "token_hash": LINK_HASH,
            "registration_id": REGISTRATION,
            "created_at": CREATED,
            "revoked_at": "since when it does not work any more",
            "last_used_at": "shows the person whether somebody used it",
        },
        owners=_OWNER,
        secret=("token_hash",),
    ),
    Declared(
        MailAddressRow,
        "Writes to a person by e-mail about one registration, if they want that.",
        Kept.EVENT_PEOPLE,
        Basis.CONSENT,
        {
            "registration_id": REGISTRATION,
            "address": "where to write to",
            "left_at": "when the person left it",
        },
        owners=_OWNER,
    ),
    Declared(
        OutgoingMailRow,
        "Sends such a mail once.",
        Kept.EVENT_PEOPLE,
        Basis.CONSENT,
        {
            "id": NUMBER,
            "registration_id": REGISTRATION,
            "kind": KIND,
            "subject_id": "to which row it happened",
            "status": STATUS,
            "created_at": CREATED,
            "claimable_at": CLAIMABLE,
            "tries": "how often it was tried",
            "detail": "why it did not go out",
        },
        owners=_OWNER,
    ),
)
