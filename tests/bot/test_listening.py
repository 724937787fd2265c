"""A port that is taken is one line, which names the setting that is to blame."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody else listens on."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


@pytest.mark.parametrize("setting", ["STADTBOTE_WEB_PORT", "STADTBOTE_METRICS_PORT"])
def test_the_setting_is_named(taken: int, tmp_path: Path, setting: str) -> None:
    ours = {name: value for name, value in os.environ.items() if not name.startswith("STADTBOTE_")}
    chosen = {"STADTBOTE_EMBEDDINGS": "off", "STADTBOTE_WEB_PORT": "0", setting: str(taken)}
    ended = subprocess.run(
        [sys.executable, "-m", "bot", "run"],
        cwd=tmp_path,
        env={**ours, **chosen, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert ended.returncode == 1
    [line] = [one for one in ended.stderr.splitlines() if "cannot listen" in one]
    assert line.startswith(f"{setting}: cannot listen (")
