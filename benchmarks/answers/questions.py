"""The questions: written for tuning, the golden ones of the shipped pack in two halves, and real ones."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

TUNING = Path(__file__).with_name("tuning.jsonl")
GOLDEN = Path("content") / "kaiserslautern" / "golden.jsonl"
SEED = "stadtbote golden"


@dataclass(frozen=True, slots=True)
class Question:
    """A question with the keys of the entries that answer it; none where no entry does."""

    id: str
    language: str
    style: str
    text: str
    right: frozenset[str]


def read(path: Path) -> list[Question]:
    """All questions of a file, one JSON object a line."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    return [
        Question(
            row["id"],
            row["language"],
            row["style"],
            row["question"],
            frozenset([row["entry"], *row["also"]]) if row["entry"] else frozenset(),
        )
        for row in rows
    ]


def held_out(question: Question) -> bool:
    """Whether nothing may be learned from a golden question: half of them, by a hash of the id."""
    return bool(hashlib.sha256(f"{SEED} {question.id}".encode()).digest()[0] & 1)


def for_learning() -> list[Question]:
    """Everything that calibration may see."""
    return [*(one for one in read(GOLDEN) if not held_out(one)), *read(TUNING)]


def for_the_report() -> list[Question]:
    """The other half of the golden questions."""
    return [one for one in read(GOLDEN) if held_out(one)]


def fingerprint(questions: Iterable[Question]) -> str:
    """A hash of the questions, to show that those held out are the same as ever."""
    lines = sorted(f"{one.id}\t{one.language}\t{one.text}\t{sorted(one.right)}" for one in questions)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]
