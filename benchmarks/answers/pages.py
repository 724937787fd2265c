"""Real municipal pages and real questions: OMoS-QA (KONVENS 2024, CC BY 4.0), one district of Integreat."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from civic.answers.imports import joined
from civic.answers.knowledge import Knowledge, load
from sources.integreat import collected, read_files

REGION = "rems-murr-kreis"
SEED = "stadtbote pages"
LANGUAGES = ("de", "en", "fr", "ar", "uk")
FOLDER = Path(__file__).parents[3] / "shared" / "eval" / "integreat"


@dataclass(frozen=True, slots=True)
class PageQuestion:
    """A question with the page that it belongs to; `answered`: whether that page answers it."""

    id: int
    language: str
    text: str
    entry: str
    answered: bool


def page_knowledge(pack: Path, folder: Path = FOLDER) -> Knowledge:
    """All German and English pages of the district, without the city's own content."""
    city = load(pack).city
    lists = read_files(REGION, [folder / f"pages_{language}.json" for language in ("de", "en")])
    empty = Knowledge(city, (), ())
    return joined(empty, [collected(REGION, lists, "de", ("de", "en"))])


def page_questions(folder: Path = FOLDER) -> list[PageQuestion]:
    """All questions."""
    rows = [json.loads(line) for line in (folder / "questions.jsonl").read_text("utf-8").splitlines()]
    return [
        PageQuestion(
            row["id"],
            row["language"],
            row["question"],
            f"integreat/{REGION}/{row['page']}",
            row["answered_by_page"],
        )
        for row in rows
    ]


def for_report(question: PageQuestion) -> bool:
    """Whether it belongs to the half that is reported and not learned from, by a hash of its page."""
    page = question.entry.rpartition("/")[2]
    return bool(hashlib.sha256(f"{SEED} {page}".encode()).digest()[0] & 1)
