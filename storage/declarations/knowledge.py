"""What was imported from outside for answers."""

from civic.retention import Kept
from storage.declarations.base import Basis, Declared
from storage.declarations.words import CREATED, FINGERPRINT, LANGUAGE, NUMBER, STATUS
from storage.tables import GenerationRow, KnowledgeTextRow

DECLARED = (
    Declared(
        GenerationRow,
        "Keeps one state of a source until the next one has passed its checks.",
        Kept.PUBLIC,
        Basis.NONE,
        {
            "id": NUMBER,
            "source": "where it comes from",
            "title": "what the source is called",
            "status": STATUS,
            "created_at": CREATED,
            "checked_at": "when the source was looked at last",
            "activated_at": "since when it answers",
            "entries": "how many entries it has",
            "texts": "how many texts it has",
            "fingerprint": FINGERPRINT,
            "detail": "why it was refused",
        },
    ),
    Declared(
        KnowledgeTextRow,
        "Answers questions from public pages.",
        Kept.PUBLIC,
        Basis.NONE,
        {
            "generation_id": "the state of the source",
            "key": NUMBER,
            "language": LANGUAGE,
            "place": "the order of the source",
            "question": "what it answers",
            "text": "the answer",
            "more": "what is said when somebody wants to know more",
            "context": "words by which it is found",
            "source": "where it comes from",
            "source_url": "the page it comes from",
            "source_date": "how old it is",
            "valid_until": "until when it holds",
        },
    ),
)
