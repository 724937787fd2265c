"""Public channels in which the bot may post."""

from civic.retention import Kept
from storage.declarations.base import Basis, Declared
from storage.declarations.words import CHANNEL, NUMBER
from storage.tables import PublicChannelRow

DECLARED = (
    Declared(
        PublicChannelRow,
        "Posts announcements in a public channel of the city; who reads it is not kept.",
        Kept.PUBLIC,
        Basis.NONE,
        {
            "id": NUMBER,
            "channel": CHANNEL,
            "chat_id": "the number of the channel",
            "title": "what it is called",
            "language": "the language of its readers",
            "added_at": "since when",
        },
    ),
)
