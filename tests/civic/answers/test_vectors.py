"""Vectors for all passages: each text is embedded once, whatever happens in the middle."""

import asyncio
from datetime import timedelta
from pathlib import Path

import numpy as np

from civic.answers.embedding import BATCH, Vectors, Working, passage_hash, to_halves
from civic.answers.shipped_vectors import FILE, write_shipped
from civic.answers.vectors import KEPT_UNUSED, PassageVectors
from storage.unit_of_work import SqlUnitOfWork
from tests.civic.answers.fake_embedder import FakeEmbedder
from tests.fakes import FakeClock

TEXTS = ["x" * (count + 1) for count in range(3 * BATCH + 5)]


def places(vectors: Vectors | None) -> list[int] | None:
    """The direction of each vector."""
    return None if vectors is None else [int(place) for place in vectors.argmax(axis=1)]


async def kept(uow: SqlUnitOfWork, model: str = "fuse-0") -> int:
    """How many of the texts have a vector in the database."""
    async with uow.reading() as r:
        return len(await r.vectors.get_many(model, [passage_hash(text) for text in TEXTS]))


async def test_a_restart_embeds_nothing_and_gives_the_same(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    embedder, steps = FakeEmbedder(), list[tuple[int, int]]()
    first = await PassageVectors(uow, clock, embedder).vectors_for(
        TEXTS, lambda done, total: steps.append((done, total))
    )
    assert places(first) == list(range(1, len(TEXTS) + 1))
    assert steps == [(0, 53), (16, 53), (32, 53), (48, 53), (53, 53)]
    after_restart = FakeEmbedder()
    again = await PassageVectors(uow, clock, after_restart).vectors_for(TEXTS)
    assert after_restart.embedded.total() == 0
    np.testing.assert_array_equal(first, again)


async def test_equal_texts_are_embedded_once_and_only_new_ones_later(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    embedder = FakeEmbedder()
    vectors = PassageVectors(sqlite_uow, clock, embedder)
    assert places(await vectors.vectors_for(["aa", "b", "aa ", "b"])) == [2, 1, 2, 1]
    assert embedder.embedded.total() == 2
    assert places(await vectors.vectors_for(["ccc", "b"])) == [3, 1]
    assert embedder.embedded["ccc"] == 1
    assert embedder.embedded.total() == 3


async def test_nothing_to_embed(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    vectors = await PassageVectors(sqlite_uow, clock, FakeEmbedder()).vectors_for([])
    assert vectors is not None
    assert vectors.shape == (0, 512)


async def test_after_a_failure_in_the_middle_the_rest_is_embedded(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    embedder, batches = FakeEmbedder(), 0

    async def dies_at_the_third() -> None:
        nonlocal batches
        batches += 1
        if batches == 3:
            embedder.fail()

    embedder.before = dies_at_the_third
    vectors = PassageVectors(sqlite_uow, clock, embedder)
    assert await vectors.vectors_for(TEXTS) is None
    assert await kept(sqlite_uow) == 2 * BATCH
    assert await vectors.vectors_for(TEXTS) is None
    embedder.state, embedder.before = Working("fuse-0"), None
    assert places(await vectors.vectors_for(TEXTS)) == list(range(1, len(TEXTS) + 1))
    assert set(embedder.embedded.values()) == {1}


async def test_two_at_once_embed_nothing_twice(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    embedder = FakeEmbedder()

    async def slow() -> None:
        for _ in range(20):
            await asyncio.sleep(0)

    embedder.before = slow
    vectors = PassageVectors(uow, clock, embedder)
    first, second = await asyncio.gather(vectors.vectors_for(TEXTS), vectors.vectors_for(TEXTS[::-1]))
    assert places(first) == list(range(1, len(TEXTS) + 1))
    assert places(second) == list(range(len(TEXTS), 0, -1))
    assert set(embedder.embedded.values()) == {1}


async def test_two_processes_at_once_do_no_harm(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    sides = [PassageVectors(uow, clock, FakeEmbedder()) for _ in range(2)]
    first, second = await asyncio.gather(*(side.vectors_for(TEXTS) for side in sides))
    assert first is not None
    assert second is not None
    np.testing.assert_array_equal(first, second)
    assert await kept(uow) == len(TEXTS)


async def test_cancelled_it_keeps_what_it_has(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    embedder, reached = FakeEmbedder(), asyncio.Event()

    async def hangs_at_the_second() -> None:
        if embedder.embedded:
            reached.set()
            await asyncio.Event().wait()

    embedder.before = hangs_at_the_second
    vectors = PassageVectors(sqlite_uow, clock, embedder)
    indexing = asyncio.create_task(vectors.vectors_for(TEXTS))
    async with asyncio.timeout(20):
        await reached.wait()
    indexing.cancel()
    assert isinstance((await asyncio.gather(indexing, return_exceptions=True))[0], asyncio.CancelledError)
    embedder.before = None
    assert await vectors.vectors_for(TEXTS) is not None
    assert set(embedder.embedded.values()) == {1}


async def test_no_transaction_is_open_while_the_model_works(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    embedder, written = FakeEmbedder(), 0

    async def writes_meanwhile() -> None:
        nonlocal written
        async with asyncio.timeout(5), sqlite_uow.writing() as w:
            await w.vectors.put_many("other", {"hash": b"12"}, clock())
            await w.commit()
        written += 1

    embedder.before = writes_meanwhile
    assert await PassageVectors(sqlite_uow, clock, embedder).vectors_for(TEXTS) is not None
    assert written == 4


async def test_vectors_of_another_model_are_not_mixed(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    await PassageVectors(sqlite_uow, clock, FakeEmbedder("fuse-0")).vectors_for(TEXTS)
    newer = FakeEmbedder("fuse-1")
    await PassageVectors(sqlite_uow, clock, newer).vectors_for(TEXTS)
    assert newer.embedded.total() == len(TEXTS)


async def test_a_model_that_changes_in_the_middle(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    embedder = FakeEmbedder()

    async def changes() -> None:
        if embedder.embedded:
            embedder.model = "fuse-1"

    embedder.before = changes
    vectors = PassageVectors(sqlite_uow, clock, embedder)
    assert await vectors.vectors_for(TEXTS) is None
    assert (await kept(sqlite_uow, "fuse-0"), await kept(sqlite_uow, "fuse-1")) == (BATCH, 0)


async def test_an_unknown_model_has_no_vectors(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    embedder = FakeEmbedder("")
    assert await PassageVectors(sqlite_uow, clock, embedder).vectors_for(TEXTS) is None
    embedder.fail()
    assert await PassageVectors(sqlite_uow, clock, embedder).vectors_for(TEXTS) is None


async def test_a_kept_vector_of_a_wrong_length_is_embedded_again(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    async with sqlite_uow.writing() as w:
        await w.vectors.put_many("fuse-0", {passage_hash("abc"): b"1234"}, clock())
        await w.commit()
    for _ in range(2):
        assert places(await PassageVectors(sqlite_uow, clock, FakeEmbedder()).vectors_for(["abc"])) == [3]


async def test_what_is_unused_for_long_is_forgotten(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    vectors = PassageVectors(sqlite_uow, clock, FakeEmbedder())
    await vectors.vectors_for(TEXTS)
    for _ in range(3):
        clock.advance(KEPT_UNUSED / 2 + timedelta(days=1))
        await vectors.vectors_for(TEXTS[:10])
    assert await kept(sqlite_uow) == 10


async def test_shipped_vectors_come_first(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock, tmp_path: Path
) -> None:
    shipper = FakeEmbedder()
    some = await shipper.passages(TEXTS[:20])
    assert some is not None
    shipped = dict(zip(map(passage_hash, TEXTS[:20]), to_halves(some), strict=True))
    write_shipped(tmp_path / FILE, "fuse-0", shipped)
    embedder = FakeEmbedder()
    vectors = PassageVectors(sqlite_uow, clock, embedder, tmp_path / FILE)
    assert places(await vectors.vectors_for(TEXTS)) == list(range(1, len(TEXTS) + 1))
    assert embedder.embedded.keys() == set(TEXTS[20:])
    assert await kept(sqlite_uow) == len(TEXTS) - 20
