"""Notices about people's own affairs, waiting to be sent."""

from civic.notices import ABOUT_REGISTRATION, NoticeKind
from civic.retention import Kept
from storage.declarations.base import Basis, Declared, Way, through, whose
from storage.declarations.words import CLAIMABLE, CREATED, NUMBER, RESIDENT, STATUS
from storage.tables import NoticeRow

_REGISTRATIONS = tuple(sorted(kind.value for kind in ABOUT_REGISTRATION))
_QUESTIONS = tuple(
    kind.value
    for kind in (
        NoticeKind.QUESTION_ANSWERED,
        NoticeKind.QUESTION_ASKED,
        NoticeKind.QUESTION_REMINDER,
        NoticeKind.QUESTION_ESCALATED,
        NoticeKind.QUESTION_DELAYED,
        NoticeKind.QUESTION_EXPIRED,
        NoticeKind.QUESTION_UNREACHABLE,
    )
)


def _about(parent: str, kinds: tuple[str, ...]) -> Way:
    return through("subject_id", parent, kinds=kinds, beside="kind")


DECLARED = (
    Declared(
        NoticeRow,
        "Tells a person what happened in their own affairs, also after a breakdown, and once.",
        Kept.COPIES,
        Basis.TASK,
        {
            "id": NUMBER,
            "resident_id": RESIDENT,
            "kind": "what happened",
            "subject_id": "to which registration, question or other row it happened",
            "status": STATUS,
            "created_at": CREATED,
            "claimable_at": CLAIMABLE,
            "part": "how much of a long message was sent",
            "failing_since": "since when its text cannot be made",
        },
        # What was to be told to the staff of somebody's affairs goes with that person, too.
        owners=(
            whose("resident_id"),
            _about("registration", _REGISTRATIONS),
            _about("question", _QUESTIONS),
        ),
    ),
)
