"""`python -m civic.answers.worker`: the process that alone loads the models. It answers each JSON line of its
input with one line, and ends when its input does."""

import argparse
import contextlib
import json
import os
import signal
import sys
from base64 import b64encode
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from civic.answers.native_models import Models

# One thread: with more, OpenMP's threads wait in busy loops, and one question in twenty took two seconds.
ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OMP_WAIT_POLICY": "passive",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}
NOTHING_USABLE = 3


def main(argv: Sequence[str] | None = None) -> int:
    """Announces the model, then answers until the end of input."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cpuinfo", type=Path, default=Path("/proc/cpuinfo"), help="for tests")
    arguments = parser.parse_args(argv)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches the whole group; the parent decides
    _no_core_dumps()
    answers = _own_output()
    # Read by the libraries when they are loaded, which is why they are not imported above.
    os.environ.update(ONE_THREAD)
    from civic.answers.native_models import Models

    models = Models(arguments.cpuinfo)
    _say(answers, {"model": models.name, "failed": models.failed})
    if not models.parts:
        return NOTHING_USABLE
    for line in sys.stdin.buffer:
        _say(answers, _reply(models, line))
    return 0


def _reply(models: "Models", line: bytes) -> dict[str, object]:
    request = json.loads(line)
    try:
        vectors = models.embed(request["texts"], request["kind"])
    except Exception as failure:  # the next text may be another; what this one was is not told
        return {"id": request["id"], "error": type(failure).__name__}
    data = b64encode(vectors.astype("<f4").tobytes()).decode()
    return {"id": request["id"], "shape": vectors.shape, "data": data}


def _say(answers: BinaryIO, what: dict[str, object]) -> None:
    answers.write(json.dumps(what).encode() + b"\n")
    answers.flush()


def _own_output() -> BinaryIO:
    """The pipe to the parent for answers only: whatever a library prints goes to standard error."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return answers


def _no_core_dumps() -> None:
    """A crash must not leave what people wrote on the disk."""
    with contextlib.suppress(ImportError):  # there is no such limit on Windows
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):  # the parent has gone
        sys.exit(main())
