"""The web chat: visitors, their transcripts, and the queue of updates for the bot."""

from civic.retention import Kept
from storage.declarations.base import Basis, By, Declared, Way, of_visitor
from storage.declarations.words import CREATED, KIND, NUMBER
from storage.tables import (
    WebCounterRow,
    WebFileRow,
    WebMessageRow,
    WebNoticeRow,
    WebSettingRow,
    WebUpdateRow,
    WebVisitorRow,
)

_VISITOR = "whose it is"
_SEQ = "tells the page what is new"
_MESSAGE = "the line it belongs to"

DECLARED = (
    Declared(
        WebCounterRow,
        "Numbers visitors and updates.",
        Kept.TECHNICAL,
        Basis.NONE,
        {"name": "what is counted", "value": "the last number"},
    ),
    Declared(
        WebVisitorRow,
        "Recognises a browser when it comes back.",
        Kept.TRANSCRIPT,
        Basis.TASK,
        {
            "id": "the number of the chat",
            "token_hash": "recognises the browser's cookie; the cookie cannot be told from it",
            "language": "the language of the browser",
            "created": CREATED,
            "seen": "deletes whoever has not come for long",
            "last_seq": _SEQ,
            "last_message_id": "the number of the last line",
            "next_token_hash": "the same of the cookie that takes its place before somebody becomes staff",
        },
        owners=(of_visitor("id"),),
        secret=("token_hash", "next_token_hash"),
    ),
    Declared(
        WebMessageRow,
        "Shows a person their conversation again.",
        Kept.TRANSCRIPT,
        Basis.TASK,
        {
            "visitor_id": _VISITOR,
            "id": NUMBER,
            "seq": _SEQ,
            "date": "when it was written; deletes it in time",
            "body": "what was written",
            "deleted": "whether it was taken back",
        },
        owners=(of_visitor("visitor_id"),),
    ),
    Declared(
        WebNoticeRow,
        "Shows a short text after a tap.",
        Kept.TRANSCRIPT,
        Basis.TASK,
        {
            "visitor_id": _VISITOR,
            "seq": _SEQ,
            "date": "when it was shown; deletes it in time",
            "text": "what was shown",
            "alert": "whether it has to be closed",
        },
        owners=(of_visitor("visitor_id"),),
    ),
    Declared(
        WebFileRow,
        "Lets a person open the files and pictures of their conversation.",
        Kept.TRANSCRIPT,
        Basis.TASK,
        {
            "id": NUMBER,
            "visitor_id": _VISITOR,
            "message_id": _MESSAGE,
            "name": "what it is called",
            "mime": "its format",
            "content": "the file",
        },
        owners=(of_visitor("visitor_id"),),
    ),
    Declared(
        WebUpdateRow,
        "Brings what a person wrote or tapped to the bot; deleted when the bot has it.",
        Kept.UPDATE,
        Basis.TASK,
        {
            "id": NUMBER,
            "visitor_id": _VISITOR,
            "kind": KIND,
            "message_id": _MESSAGE,
            "body": "what was written or tapped",
        },
        owners=(of_visitor("visitor_id"),),
    ),
    Declared(
        WebSettingRow,
        "Keeps what the bot says about itself, and its menu in a chat.",
        Kept.TRANSCRIPT,
        Basis.TASK,
        {"name": "what it is about; the menu of one chat names this chat", "value": "what is said"},
        owners=(Way("name", By.SETTING),),
    ),
)
