"""The weekly digest of the staff, and the counts it is made of."""

from civic.retention import Kept
from storage.declarations.base import Basis, Declared, whose
from storage.declarations.words import CREATED, LANGUAGE, NUMBER, RESIDENT
from storage.tables import DigestPlanRow, DigestRow, EntryUseRow, GapClusterRow, GapWeekRow

DECLARED = (
    Declared(
        DigestPlanRow,
        "Sends the digest when a member of staff wants it.",
        Kept.STAFF,
        Basis.STAFF,
        {
            "resident_id": RESIDENT,
            "weekday": "on which day; none for never",
            "hour": "at which hour",
            "next_at": "when it is due",
        },
        owners=(whose("resident_id"),),
    ),
    Declared(
        DigestRow,
        "Sends a digest once a week and person.",
        Kept.STAFF,
        Basis.STAFF,
        {"id": NUMBER, "resident_id": RESIDENT, "week": "which week", "created_at": CREATED},
        owners=(whose("resident_id"),),
    ),
    Declared(
        EntryUseRow,
        "Counts how often an entry is shown; to whom is not kept.",
        Kept.PUBLIC,
        Basis.NONE,
        {
            "entry": "which entry",
            "language": LANGUAGE,
            "month": "in which month",
            "shown": "how often",
        },
    ),
    Declared(
        GapWeekRow,
        "Counts the unanswered questions of a week once.",
        Kept.PUBLIC,
        Basis.NONE,
        {"week": "which week", "counted_at": "when it was counted"},
    ),
    Declared(
        GapClusterRow,
        "Shows what is missing: words that three or more people used in their questions.",
        Kept.PUBLIC,
        Basis.NONE,
        {
            "week": "which week",
            "place": "the order",
            "label": "words that several people shared",
            "people": "how many people",
            "languages": "how many in which language",
        },
    ),
)
