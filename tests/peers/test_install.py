"""Installing the independent server: once, whole or not at all, however many test workers ask for it."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.peers import peer

NPM = """#!/bin/sh
echo run >> "$RUNS"
{more}
mkdir -p node_modules/telegram-test-api
"""


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file in which the npm of this test notes each of its runs."""
    runs = tmp_path / "runs"
    monkeypatch.setenv("RUNS", str(runs))
    return runs


@pytest.fixture
def build(tmp_path: Path) -> Path:
    return tmp_path / "build"


def npm_is(monkeypatch: pytest.MonkeyPatch, folder: Path, more: str = "") -> None:
    """Puts an npm of our own before everything else on the PATH, and a node."""
    programs = folder / "bin"
    programs.mkdir()
    for name, text in (("npm", NPM.format(more=more)), ("node", "#!/bin/sh\n")):
        (programs / name).write_text(text)
        (programs / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")


def test_workers_at_once_install_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, build: Path, runs: Path
) -> None:
    npm_is(monkeypatch, tmp_path)
    with ThreadPoolExecutor(4) as workers:
        found = set(workers.map(peer.install, [build] * 4))
    assert found == {build / "peers"}
    assert (build / "peers" / "node_modules" / "telegram-test-api").is_dir()
    assert runs.read_text() == "run\n"


def test_a_half_made_folder_is_made_anew(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, build: Path, runs: Path
) -> None:
    npm_is(monkeypatch, tmp_path)
    (build / "peers" / "node_modules" / "express").mkdir(parents=True)
    shutil.copyfile(peer.HERE / "package.json", build / "peers" / "package.json")
    assert peer.install(build) == build / "peers"
    assert not (build / "peers" / "node_modules" / "express").exists()


def test_a_failed_installation_leaves_nothing_and_says_why(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, build: Path, runs: Path
) -> None:
    npm_is(monkeypatch, tmp_path, more="echo 'no such package' >&2; exit 1")
    assert peer.install(build) == peer.Unavailable("npm install: no such package")
    assert not (build / "peers").exists()
