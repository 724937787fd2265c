"""How the staff's work area in the web chat is locked and opened again."""

from civic.retention import Kept
from storage.declarations.base import Basis, Declared, through, whose
from storage.declarations.words import CREATED, EXPIRES, LINK_HASH, NUMBER, RESIDENT
from storage.tables import (
    LoginLinkRow,
    PasskeyChallengeRow,
    PasskeyRow,
    RecoveryCodeRow,
    SecondFactorAskedRow,
    SecondFactorRow,
    StaffSessionRow,
    WrongCodeRow,
)

_ACCOUNT = "in whose chat"

DECLARED = (
    Declared(
        StaffSessionRow,
        "Locks the work area of a member of staff in a browser that nobody uses.",
        Kept.STAFF,
        Basis.STAFF,
        {"account_id": _ACCOUNT, "ends_at": "until when the work area is open"},
        owners=(through("account_id", "account"),),
    ),
    Declared(
        RecoveryCodeRow,
        "Lets a member of staff back in by a code, once.",
        Kept.STAFF,
        Basis.STAFF,
        {"code_hash": "recognises the code; the code itself cannot be told from it", "resident_id": RESIDENT},
        owners=(whose("resident_id"),),
        secret=("code_hash",),
    ),
    Declared(
        WrongCodeRow,
        "Keeps codes from being guessed.",
        Kept.LINK,
        Basis.STAFF,
        {"id": NUMBER, "account_id": _ACCOUNT, "at": "when a wrong code was tried"},
        owners=(through("account_id", "account"),),
    ),
    Declared(
        LoginLinkRow,
        "Lets a member of staff into the web chat from their messenger, once.",
        Kept.LINK,
        Basis.STAFF,
        {
            "token_hash": LINK_HASH,
            "resident_id": RESIDENT,
            "expires_at": EXPIRES,
            "used_at": "the link works once",
        },
        owners=(whose("resident_id"),),
        secret=("token_hash",),
    ),
    Declared(
        PasskeyRow,
        "Lets a member of staff in with a device of theirs.",
        Kept.STAFF,
        Basis.STAFF,
        {
            "id": NUMBER,
            "resident_id": RESIDENT,
            "credential_id": "recognises the device's key",
            "public_key": "checks what the device signed",
            "sign_count": "shows whether the key was copied",
            "created_at": CREATED,
            "used_at": "tells which of several keys is still in use",
        },
        owners=(whose("resident_id"),),
        secret=("credential_id", "public_key"),
    ),
    Declared(
        SecondFactorRow,
        "Asks a member of staff for a code of the app on their phone, too, where they set that up.",
        Kept.STAFF,
        Basis.STAFF,
        {
            "resident_id": RESIDENT,
            "secret": "what the app computes its codes from",
            "created_at": CREATED,
            "confirmed_at": "since when a code is asked for",
            "last_step": "each code works once",
        },
        owners=(whose("resident_id"),),
        secret=("secret",),
    ),
    Declared(
        SecondFactorAskedRow,
        "Remembers between the two steps of logging in who took the first one.",
        Kept.LINK,
        Basis.STAFF,
        {"account_id": _ACCOUNT, "resident_id": RESIDENT, "expires_at": EXPIRES},
        owners=(whose("resident_id"), through("account_id", "account")),
    ),
    Declared(
        PasskeyChallengeRow,
        "Sees to it that nothing a device signed is used twice.",
        Kept.LINK,
        Basis.STAFF,
        {
            "account_id": _ACCOUNT,
            "challenge": "what the device is to sign",
            "expires_at": "after minutes it is worth nothing",
        },
        owners=(through("account_id", "account"),),
        secret=("challenge",),
    ),
)
