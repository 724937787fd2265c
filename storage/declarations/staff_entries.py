"""Knowledge that coordinators write."""

from civic.retention import Kept
from storage.declarations.base import Basis, Declared, leads_to, names, whose
from storage.declarations.words import CREATED, LANGUAGE, NUMBER, RESIDENT, REVISION, STATUS
from storage.tables import StaffEntryAskerRow, StaffEntryRow, StaffEntryTextRow, StaffEntryVersionRow

_ENTRY = "the entry it belongs to"

DECLARED = (
    Declared(
        StaffEntryRow,
        "Answers a question that residents ask, in words of the staff.",
        Kept.PUBLIC,
        Basis.STAFF,
        {
            "id": NUMBER,
            "language": "the main language",
            "status": STATUS,
            "version": "the newest version that was published",
            "revision": REVISION,
            "valid_until": "until when it holds",
            "question_id": "the question it was made from; emptied when its asker is forgotten",
            "created_by": "who began it; emptied when they are forgotten",
            "edited_by": "who changed it last, and so cannot release it; emptied when they are forgotten",
            "created_at": CREATED,
        },
        mentions=(leads_to("question_id", "question"), names("created_by"), names("edited_by")),
    ),
    Declared(
        StaffEntryTextRow,
        "Holds the working copy of an entry in one language.",
        Kept.PUBLIC,
        Basis.STAFF,
        {
            "entry_id": _ENTRY,
            "language": LANGUAGE,
            "question": "what it answers",
            "text": "the answer",
            "automatic": "whether a machine translated it",
            "based_on": "the text that it translates",
            "written_by": "who wrote it, and so cannot release it; emptied when they are forgotten",
        },
        mentions=(names("written_by"),),
    ),
    Declared(
        StaffEntryVersionRow,
        "Shows what was published, and who released it.",
        Kept.PUBLIC,
        Basis.PROOF,
        {
            "id": NUMBER,
            "entry_id": _ENTRY,
            "number": "which version",
            "language": "the main language",
            "texts": "what was published",
            "valid_until": "until when it held",
            "hash": "what exactly was released",
            "published_at": "when",
            "written_by": "who wrote it; emptied when they are forgotten",
            "approved_by": "who released it; emptied when they are forgotten",
            "alone": "whether there was nobody else to ask",
        },
        mentions=(names("written_by"), names("approved_by")),
    ),
    Declared(
        StaffEntryAskerRow,
        "Sends an answer to everybody who asked, and a correction when it changes.",
        Kept.QUESTION,
        Basis.TASK,
        {
            "id": NUMBER,
            "entry_id": _ENTRY,
            "resident_id": RESIDENT,
            "question_id": "what the person asked",
            "version": "which version the person got",
            "got": "which text the person got",
            "got_language": "in which language",
            "updated": "whether the person got a correction",
        },
        owners=(whose("resident_id"),),
        mentions=(leads_to("question_id", "question"),),
    ),
)
