"""Writing on the web page."""

from civic.retention import Kept
from storage.declarations.base import Basis, Declared, whose
from storage.declarations.words import CREATED, EXPIRES, KIND, LANGUAGE, LINK_HASH, NUMBER
from storage.tables import TextDraftRow, TextLinkRow

DECLARED = (
    Declared(
        TextLinkRow,
        "Lets a member of staff or a volunteer write texts in a browser, by a link.",
        Kept.LINK,
        Basis.STAFF,
        {
            "id": NUMBER,
            "token_hash": LINK_HASH,
            "kind": KIND,
            "subject_id": "which texts",
            "made_by": "which member of staff made the link",
            "created_at": CREATED,
            "expires_at": EXPIRES,
            "language": "the language a volunteer translates into",
            "source": "the language of the texts",
            "of": "which version of the texts",
            "given": "what is to be translated",
            "results": "what a volunteer wrote; who that is, is not kept",
            "secret_hash": "recognises the browser that uses the link",
            "taken_at": "the link works once",
            "ends_at": "when the work ends",
            "done_at": "when the volunteer was done",
            "settled_at": "when it was taken over or dropped",
            "revoked_at": "since when it does not work any more",
        },
        owners=(whose("made_by"),),
        secret=("token_hash", "secret_hash"),
    ),
    Declared(
        TextDraftRow,
        "Keeps what was typed and not saved; who typed it is not kept.",
        Kept.FORM,
        Basis.NONE,
        {
            "kind": KIND,
            "subject_id": "which texts",
            "language": LANGUAGE,
            "texts": "what was typed",
            "base": "what it was begun from",
            "at": "when it was typed last",
        },
    ),
)
