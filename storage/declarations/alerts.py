"""What is wrong with the bot itself."""

from civic.retention import Kept
from storage.declarations.base import Basis, Declared
from storage.declarations.words import NUMBER
from storage.tables import AlertRow

DECLARED = (
    Declared(
        AlertRow,
        "Tells owners what is wrong with the bot, and when it is over.",
        Kept.TECHNICAL,
        Basis.NONE,
        {
            "id": NUMBER,
            "trouble": "what is wrong",
            "began_at": "since when",
            "told_at": "when owners were told, so that they are not told too often",
            "over_at": "until when",
        },
    ),
)
