"""`make answers`: how good the answers are, on questions that nothing was learned from."""

import asyncio
import platform
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from benchmarks.answers.baselines import DEPTH, Ranking, character_groups, plain_model, sqlite_words
from benchmarks.answers.pages import (
    FOLDER,
    LANGUAGES,
    PageQuestion,
    for_report,
    page_knowledge,
    page_questions,
)
from benchmarks.answers.questions import fingerprint, for_the_report
from benchmarks.answers.report import Outcome, curve_table, pack_table, ranking_table
from benchmarks.answers.vectors import Bench
from civic.answers.asking import Answerer
from civic.answers.embedding import Vector
from civic.answers.knowledge import load
from civic.answers.passages import passages_of
from civic.answers.worker_process import WorkerProcess

PACK = Path("content") / "kaiserslautern"
REPORT = Path("docs") / "answers.md"


async def of_pack(bench: Bench) -> list[str]:
    """The shipped content with the golden questions that were held out."""
    knowledge = load(PACK)
    passages = await bench.passages([one.text for one in passages_of(knowledge)], "pack")
    questions = for_the_report()
    vectors = await bench.questions([one.text for one in questions])
    by_words = Answerer(knowledge)
    parts = []
    for title, answerer in (
        (f"with {bench.model}", by_words.with_vectors(passages, bench.model)),
        ("by words alone", by_words),
    ):
        given = vectors if answerer.model else [None] * len(questions)
        outcomes = [
            Outcome(one, answerer.decide(one.text, one.language, None, vector))
            for one, vector in zip(questions, given, strict=True)
        ]
        parts += [f"### {title}", pack_table(outcomes, lambda question: question.language)]
        parts.append(pack_table(outcomes, lambda question: question.style))
    intro = (
        f"{len(questions)} golden questions nothing was learned from; their hash is {fingerprint(questions)}."
    )
    return ["## The shipped content", intro, *parts]


async def of_pages(bench: Bench) -> list[str]:
    """Real municipal pages, German and English, with real questions in five languages."""
    knowledge = page_knowledge(PACK)
    passages = passages_of(knowledge)
    vectors = await bench.passages([one.text for one in passages], "pages")
    questions = [one for one in page_questions() if for_report(one)]
    asked = await bench.questions([one.text for one in questions])
    answerer = Answerer(knowledge, vectors, bench.model)
    ways: dict[str, Ranking] = {
        "SQLite FTS5 words": sqlite_words(passages),
        "BM25 of 4 characters": character_groups(passages),
        "the plain model": plain_model(passages, vectors, bench.model),
        "Stadtbote": lambda question, vector: answerer.ranked(question, vector, DEPTH),
    }
    answered = [(one, vector) for one, vector in zip(questions, asked, strict=True) if one.answered]
    found = {name: _ranks(way, answered) for name, way in ways.items()}
    judged = []
    for one, vector in zip(questions, asked, strict=True):
        alternatives = answerer.decide(one.text, one.language, None, vector).alternatives
        best, chance = alternatives[0] if alternatives else ("", 0.0)
        judged.append((chance, one.answered and best == one.entry, one.answered))
    intro = (
        f"{len(knowledge.entries)} pages of one district in German and English, {len(passages)} passages; "
        f"{len(answered)} questions whose page answers them. From OMoS-QA (KONVENS 2024), CC BY 4.0. Half of "
        "the pages, with their questions, were used for learning; this is the other half."
    )
    return ["## Municipal pages", intro, ranking_table(found), "### Answer or abstain", curve_table(judged)]


def _ranks(way: Ranking, questions: Sequence[tuple[PageQuestion, Vector]]) -> dict[str, list[int | None]]:
    found: dict[str, list[int | None]] = {language: [] for language in LANGUAGES}
    for one, vector in questions:
        ranked = way(one.text, vector)
        found[one.language].append(ranked.index(one.entry) + 1 if one.entry in ranked else None)
    return found


async def main() -> None:
    """Measures, prints and writes the page."""
    worker = WorkerProcess()
    await worker.start()
    try:
        bench = Bench(worker)
        parts = await of_pack(bench)
        if FOLDER.is_dir():
            parts += await of_pages(bench)
        else:
            sys.stderr.write(f"{FOLDER} is not here: the municipal pages are left out\n")
    finally:
        await worker.close()
    machine = f"Python {platform.python_version()}, numpy {version('numpy')}, {platform.machine()}"
    head = ["# How good the answers are", f"Written by `make answers` ({machine}). Do not edit."]
    text = "\n\n".join([*head, *parts]) + "\n"
    sys.stdout.write(text)
    REPORT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(main())
