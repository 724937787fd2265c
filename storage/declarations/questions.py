"""Questions waiting for a person, what was said after them, translations, and opinions on answers."""

from civic.retention import Kept
from storage.declarations.base import Basis, Declared, Way, names, through
from storage.declarations.words import EXPIRES, LINK_HASH, NUMBER, QUESTION, STATUS
from storage.tables import QuestionNoteRow, QuestionRow, RatingRow, TranslationRow

DECLARED = (
    Declared(
        QuestionRow,
        "Hands a question to a person, who answers it.",
        Kept.QUESTION,
        Basis.TASK,
        {
            "id": NUMBER,
            "resident_id": "whom to answer",
            "language": "the language of the question",
            "text": "what is asked",
            "asked_at": "when it was asked: for the order and the promised time",
            "entry": "which entry the bot had found",
            "score": "how sure the bot was",
            "status": STATUS,
            "answer": "what was answered",
            "answered_by": "who answered; emptied when they are forgotten",
            "answered_at": "when it was answered: its text is deleted so long after",
            "topic": "which colleagues it concerns",
            "opened_at": "when a colleague saw it first",
            "claimed_by": "who is at it, so that nobody answers twice; emptied when they are forgotten",
            "claimed_at": "since when",
            "reminded_at": "that colleagues were reminded",
            "escalated_at": "that owners were told",
            "told_at": "that the person was told of a delay",
            "closed_at": "when it was closed",
            "ending": "how it ended",
            "answer_language": "the language of the answer",
            "translated": "who translated the answer: nobody, a volunteer or a machine",
            "announcement_id": "the announcement that it is a reply to",
        },
        owners=(Way("resident_id"),),
        mentions=(names("answered_by"), names("claimed_by")),
    ),
    Declared(
        QuestionNoteRow,
        "Keeps what a person added to a question.",
        Kept.QUESTION,
        Basis.TASK,
        {
            "id": NUMBER,
            "question_id": QUESTION,
            "kind": "an addition, or that the answer did not help",
            "text": "what was said",
            "at": "when it was said",
        },
        owners=(through("question_id", "question"),),
    ),
    Declared(
        TranslationRow,
        "Lets a volunteer translate a question or an answer by a link.",
        Kept.QUESTION,
        Basis.TASK,
        {
            "id": NUMBER,
            "token_hash": LINK_HASH,
            "question_id": QUESTION,
            "part": "whether it is the question or the answer",
            "text": "what is to be translated",
            "source": "the language of the text",
            "target": "the language to translate into",
            "asked_by": "which member of staff is told when it is done",
            "expires_at": EXPIRES,
            "taken_by": "which volunteer took it on; emptied when they are forgotten",
            "result": "what was translated",
            "done_at": "when it was done",
        },
        owners=(
            through("question_id", "question"),
            Way("asked_by", shown=("id", "part", "source", "target", "expires_at", "done_at")),
        ),
        mentions=(names("taken_by"),),
        secret=("token_hash",),
    ),
    Declared(
        RatingRow,
        "Counts whether an answer helps; whose opinion it was is not kept.",
        Kept.PUBLIC,
        Basis.NONE,
        {
            "entry": "which entry",
            "language": "in which language it was read",
            "helpful": "how many found it helpful",
            "unhelpful": "how many did not",
        },
    ),
)
