"""What people who read without buttons can choose at present."""

from civic.retention import Kept
from storage.declarations.base import Basis, Declared, through
from storage.tables import ShownScreenRow

DECLARED = (
    Declared(
        ShownScreenRow,
        "Knows what a typed number means, for people who read without buttons; only the last screen is kept.",
        Kept.ACCOUNT,
        Basis.TASK,
        {
            "account_id": "in whose chat",
            "message_id": "which message of the bot it was",
            "step": "which question of a form was open",
            "choices": "the choices with their numbers, as they were shown",
            "asked_id": "which message it answered, where a choice passes that on",
            "asked": "the words of that message, until the next screen",
        },
        owners=(through("account_id", "account"),),
    ),
)
