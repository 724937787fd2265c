"""`stadtbote init`: the file that it writes names every setting once, parses, and is never written over."""

import re
import stat
from collections import Counter
from pathlib import Path

import pytest
from dotenv.parser import parse_stream

from bot.__main__ import main
from bot.settings import Settings
from bot.settings_check import NOTICE_FIELDS, problems
from bot.settings_file import template
from bot.settings_source import setting_name
from tests.bot.test_settings import PUBLIC

EXAMPLE = Path(__file__).resolve().parents[2] / ".env.example"
EVERY = [setting_name(field) for field in Settings.model_fields]
FIRST = ["STADTBOTE_ENV", "STADTBOTE_PUBLIC_URL", *map(setting_name, NOTICE_FIELDS)]
FOR_COMPOSE = ["POSTGRES_PASSWORD", "PUBLISH"]


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in EVERY:
        monkeypatch.delenv(name, raising=False)


def written() -> Path:
    """The file as the command writes it where nothing is named."""
    assert main(["init"]) == 0
    return Path(".env")


def without_marks(text: str) -> str:
    """The same settings, all of them in use."""
    return re.sub(r"^# (?=[A-Z_]+=)", "", text, flags=re.M)


def test_every_setting_is_in_it_once_and_those_of_a_public_service_come_first() -> None:
    text = template()
    names = re.findall(r"^(?:# )?([A-Z_]+)=", text, re.M)
    assert Counter(names) == Counter(EVERY + FOR_COMPOSE)
    assert re.findall(r"^([A-Z_]+)=$", text, re.M) == [*FIRST, "POSTGRES_PASSWORD"]
    assert all(str(info.description) in text for info in Settings.model_fields.values())


def test_it_parses_and_changes_nothing_until_it_is_filled_in() -> None:
    file = written()
    with file.open(encoding="utf-8") as stream:
        assert not [binding for binding in parse_stream(stream) if binding.error]
    assert problems({}, file) == []
    assert Settings.load(file, {}) == Settings.load(None, {})


def test_the_defaults_that_it_names_are_the_defaults() -> None:
    file = written()
    file.write_text(without_marks(file.read_text("utf-8")), "utf-8")
    assert problems({}, file) == []
    assert Settings.load(file, {}) == Settings.load(None, {})


def test_check_reads_it_and_is_content_once_it_is_filled_in(capsys: pytest.CaptureFixture[str]) -> None:
    file = written()
    assert main(["check"]) == 0
    empty = file.read_text("utf-8")
    file.write_text(empty.replace("STADTBOTE_ENV=", "STADTBOTE_ENV=production"), "utf-8")
    capsys.readouterr()
    assert main(["check"]) == 1
    named = {line.partition(":")[0] for line in capsys.readouterr().err.splitlines()}
    assert named == set(FIRST) - {"STADTBOTE_ENV"}
    filled = empty
    for name, value in PUBLIC.items():
        filled = filled.replace(f"\n{name}=\n", f"\n{name}={value}\n")
    file.write_text(filled, "utf-8")
    assert main(["check"]) == 0


def test_only_its_owner_may_read_it_and_it_is_not_written_over(capsys: pytest.CaptureFixture[str]) -> None:
    file = written()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.write_text("STADTBOTE_WEB_PORT=9000\n", "utf-8")
    file.chmod(0o644)
    capsys.readouterr()
    assert main(["init", ".env"]) == 1
    assert capsys.readouterr().err == ".env: is there already; --force writes over it\n"
    assert file.read_text("utf-8") == "STADTBOTE_WEB_PORT=9000\n"
    assert main(["init", "--force"]) == 0
    assert (file.read_text("utf-8"), stat.S_IMODE(file.stat().st_mode)) == (template(), 0o600)
    assert main(["init", "nowhere/.env"]) == 1
    assert "nowhere/.env: cannot be written" in capsys.readouterr().err


def test_the_example_settings_are_that_file() -> None:
    assert EXAMPLE.read_text("utf-8") == template(), "stadtbote init .env.example --force"
