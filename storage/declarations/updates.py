"""Updates that took effect, and where people are in their forms."""

from civic.retention import Kept
from storage.declarations.base import Basis, By, Declared, Way
from storage.declarations.words import CHANNEL
from storage.tables import ConversationRow, UpdateRow

DECLARED = (
    Declared(
        UpdateRow,
        "Lets a message take effect once, however often the messenger delivers it.",
        Kept.UPDATE,
        Basis.NONE,
        {
            "channel": CHANNEL,
            "update_id": "a running number of the messenger, which names nobody",
            "handled_at": "deletes it when it cannot come again",
        },
    ),
    Declared(
        ConversationRow,
        "Goes on with a form where the person was, also after a restart.",
        Kept.FORM,
        Basis.HEALTH,
        {
            "bot_id": "which bot",
            "chat_id": "the chat of the form",
            "user_id": "who fills it in",
            "thread_id": "the thread of the chat",
            "business_connection_id": "part of the framework's key; empty",
            "destiny": "part of the framework's key",
            "state": "the present question",
            "data": "what was answered so far; outside a form the entry that answered last",
            "changed_at": "deletes what was left in the middle",
        },
        owners=(Way("chat_id", By.BOT_CHAT, "bot_id"), Way("user_id", By.BOT_CHAT, "bot_id")),
    ),
)
