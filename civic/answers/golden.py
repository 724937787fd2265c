"""Golden questions of a content pack: reading them, measuring how they are answered, what became worse."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from civic.answers.content_files import Fault, read_text
from civic.answers.knowledge import Knowledge
from civic.answers.library import Library
from civic.answers.outcomes import Answered, Choose, Decision

FILE = "golden.jsonl"
DROP_MAX = 0.005


@dataclass(frozen=True, slots=True)
class Golden:
    """A question and the entries that answer it; none where a person has to."""

    id: str
    language: str
    question: str
    right: frozenset[str]
    answerable: bool


class Result(StrEnum):
    """How a question was answered. `among`: the right entry is one of the choices; `offered`: choices
    without it; `handed`: no answer was claimed."""

    RIGHT = "right"
    AMONG = "among"
    WRONG = "wrong"
    OFFERED = "offered"
    HANDED = "handed"


@dataclass(frozen=True, slots=True)
class Judged:
    """The result of one question and the entry it was answered with, if any."""

    golden: Golden
    result: Result
    entry: str = ""


@dataclass(frozen=True, slots=True)
class Measured:
    """All questions with their results."""

    judged: Sequence[Judged]

    def count(self, *, answerable: bool) -> Mapping[Result, int]:
        """How many of the questions that can be answered, or of the others, had which result."""
        found = Counter(one.result for one in self.judged if one.golden.answerable is answerable)
        return {result: found[result] for result in Result}

    @property
    def found(self) -> float:
        """The share of answerable questions answered right or with the right entry among the choices."""
        count = self.count(answerable=True)
        total = sum(count.values())
        return (count[Result.RIGHT] + count[Result.AMONG]) / total if total else 1.0


def read_golden(path: Path) -> tuple[list[Golden], list[Fault]]:
    """The questions in a file, one JSON object a line, and its faults by line. No file: no questions."""
    if not path.exists():
        return [], []
    text, faults = read_text(path)
    found: dict[str, Golden] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        golden = _golden(line)
        if isinstance(golden, str):
            faults.append(Fault(str(path), number, golden))
        elif golden.id in found:
            faults.append(Fault(str(path), number, f"id {golden.id!r} stands twice"))
        else:
            found[golden.id] = golden
    return list(found.values()), faults


def unknown_entries(path: Path, knowledge: Knowledge) -> list[Fault]:
    """Questions that are answered by an entry of the pack that is not there (any more)."""
    faults = []
    for number, line in enumerate(path.read_text("utf-8").splitlines() if path.exists() else (), start=1):
        golden = _golden(line) if line.strip() else ""
        if isinstance(golden, Golden):
            own = {key for key in golden.right if key.partition("/")[0] in knowledge.initiatives}
            missing = sorted(own - knowledge.entries.keys())
            missing += sorted(golden.right - own if golden.answerable and not own else ())
            faults += [Fault(str(path), number, f"there is no entry {key!r}") for key in missing]
    return faults


async def measure(library: Library, questions: Iterable[Golden], today: date | None = None) -> Measured:
    """Asks every question in its language."""
    judged = []
    for golden in questions:
        decision = await library.ask(golden.question, golden.language, today)
        judged.append(_judged(golden, decision))
    return Measured(judged)


def worse(before: Measured, after: Measured, accepted: Collection[str] = ()) -> list[str]:
    """Why the second is worse than the first, a line for each reason; `accepted` are ids of questions of
    which somebody said that the new answer is right."""
    reasons = []
    if before.found - after.found > DROP_MAX + 1e-9:  # half a point exactly passes
        shares = f"{before.found:.1%} before, {after.found:.1%} now"
        reasons.append(f"golden questions answered or among the choices: {shares}")
    wrong = {one.golden.id for one in before.judged if one.result is Result.WRONG}
    for one in after.judged:
        is_new = one.result is Result.WRONG and one.golden.id not in wrong
        if is_new and not one.golden.answerable and one.golden.id not in accepted:
            reasons.append(f"golden question {one.golden.id} has no answer and would get {one.entry}")
    return reasons


def of_languages(questions: Iterable[Golden], knowledge: Knowledge) -> list[Golden]:
    """The questions in languages that the entries are written in, or asked for in."""
    entries = knowledge.entries.values()
    written = {language for entry in entries for language in (*entry.versions, *entry.asked)}
    return [golden for golden in questions if golden.language in written]


def _judged(golden: Golden, decision: Decision) -> Judged:
    match decision:
        case Answered(entry=entry):
            return Judged(golden, Result.RIGHT if entry in golden.right else Result.WRONG, entry)
        case Choose(entries=entries):
            return Judged(golden, Result.AMONG if golden.right & set(entries) else Result.OFFERED)
        case _:
            return Judged(golden, Result.HANDED)


def _golden(line: str) -> Golden | str:
    """One question, or what is wrong with its line."""
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        return "is no JSON"
    if not isinstance(data, dict):
        return "is no JSON object"
    texts = {key: data.get(key) for key in ("id", "language", "question")}
    for key, value in texts.items():
        if not isinstance(value, str) or not value.strip():
            return f"{key}: missing or no text"
    entry, also = data.get("entry"), data.get("also", [])
    if "entry" not in data or not (entry is None or isinstance(entry, str)):
        return "entry: expected an entry or null"
    if not isinstance(also, list) or not all(isinstance(key, str) for key in also):
        return "also: expected a list of entries"
    right = frozenset([*also, *([entry] if entry else [])])
    return Golden(str(data["id"]), str(data["language"]), str(data["question"]), right, entry is not None)
