"""Vectors beside the content: written as a whole, and never trusted when they are read."""

from pathlib import Path

import numpy as np
import pytest

from civic.answers.embedding import Progress
from civic.answers.shipped_vectors import FILE, read_shipped, ship, shipped_hashes, write_shipped
from tests.civic.answers.fake_embedder import FakeEmbedder

ONE, TWO = (np.array(numbers, "<f2").tobytes() for numbers in ([1, 0, 0], [0, 1, 0]))


def silent(done: int, total: int) -> None:
    """Nobody looks."""


NO_PROGRESS: Progress = silent


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / FILE
    write_shipped(path, "fuse-0", {"b": TWO, "a": ONE})
    return path


def test_what_was_written_is_read(file: Path) -> None:
    assert read_shipped(file, "fuse-0") == {"a": ONE, "b": TWO}
    assert shipped_hashes(file) == {"a", "b"}
    assert list(file.parent.iterdir()) == [file]


def test_the_same_vectors_give_the_same_bytes(file: Path) -> None:
    before = file.read_bytes()
    write_shipped(file, "fuse-0", {"a": ONE, "b": TWO})
    assert file.read_bytes() == before


def test_another_model_has_none(file: Path) -> None:
    assert read_shipped(file, "fuse-1") == {}


def test_no_file(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert read_shipped(tmp_path / FILE, "fuse-0") == {}
    assert shipped_hashes(tmp_path / FILE) == frozenset()
    assert caplog.text == ""


@pytest.mark.parametrize("damage", ["cut", "text", "empty", "keys", "shape", "pickle", "words"])
def test_a_damaged_file_has_none_and_is_named(
    file: Path, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    match damage:
        case "cut":
            file.write_bytes(file.read_bytes()[:-40])
        case "text":
            file.write_text("version https://git-lfs")
        case "empty":
            file.write_bytes(b"")
        case "keys":
            np.savez(file, model=np.array("fuse-0"))
        case "shape":
            np.savez(file, model=np.array("fuse-0"), hashes=np.array(["a"]), vectors=np.ones(3))
        case "pickle":
            objects = np.array([{}], dtype=object)
            np.savez(file, model=np.array("fuse-0"), hashes=objects, vectors=objects)
        case "words":
            np.savez(file, model=np.array("fuse-0"), hashes=np.array(["a"]), vectors=np.array([["x"]]))
    assert read_shipped(file, "fuse-0") == {}
    assert FILE in caplog.text
    assert isinstance(shipped_hashes(file), frozenset)


def test_an_entry_without_sense_is_left_out(file: Path) -> None:
    table = np.array([[1, 0], [np.nan, 0], [np.inf, 0], [0, 0]], np.float16)
    np.savez(file, model=np.array("fuse-0"), hashes=np.array(list("abcd")), vectors=table)
    assert read_shipped(file, "fuse-0").keys() == {"a"}


async def test_shipping_embeds_what_is_new_and_drops_what_is_gone(tmp_path: Path) -> None:
    path = tmp_path / FILE
    assert await ship(path, FakeEmbedder(), ["a", "bb", "bb"], NO_PROGRESS) == 2
    first = read_shipped(path, "fuse-0")
    embedder = FakeEmbedder()
    assert await ship(path, embedder, ["bb", "ccc"], NO_PROGRESS) == 1
    assert embedder.embedded == {"ccc": 1}
    second = read_shipped(path, "fuse-0")
    assert len(first.keys() & second.keys()) == 1
    assert len(second) == 2


async def test_without_a_model_the_file_stays_as_it_was(file: Path) -> None:
    before = shipped_hashes(file)
    embedder = FakeEmbedder()
    embedder.fail()
    assert await ship(file, embedder, ["new"], NO_PROGRESS) is None
    embedder = FakeEmbedder()

    async def dies() -> None:
        embedder.fail()

    embedder.before = dies
    assert await ship(file, embedder, ["new"], NO_PROGRESS) is None
    assert shipped_hashes(file) == before == {"a", "b"}
