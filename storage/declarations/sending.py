"""Who sends, and what an author sees of it while it goes on."""

from civic.retention import Kept
from storage.declarations.base import Basis, Declared, of_account
from storage.declarations.words import ANNOUNCEMENT, CHANNEL
from storage.tables import AnnouncementProgressRow, SenderLeaseRow

DECLARED = (
    Declared(
        SenderLeaseRow,
        "Lets one process send at a time.",
        Kept.TECHNICAL,
        Basis.NONE,
        {
            "key": "which bot",
            "holder": "which process",
            "beat": "whether it lives",
        },
    ),
    Declared(
        AnnouncementProgressRow,
        "Shows the author how far an announcement is.",
        Kept.COPIES,
        Basis.STAFF,
        {
            "announcement_id": ANNOUNCEMENT,
            "channel": CHANNEL,
            "chat_id": "the author's chat",
            "message_id": "the message that shows it",
            "reported": "whether it shows the end",
        },
        owners=(of_account(),),
    ),
)
