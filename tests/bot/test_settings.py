"""Settings: what is read from where, what is refused, and that the operators' page says the same."""

import re
from datetime import time
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from bot import settings_check
from bot.__main__ import main
from bot.settings import Settings
from bot.settings_check import problems
from bot.settings_source import setting_name
from tests.bot.bot_api import TOKEN

PAGE = Path(__file__).resolve().parents[2] / "docs" / "settings.md"
PUBLIC = {
    "STADTBOTE_ENV": "production",
    "STADTBOTE_CONTROLLER": "City of Kaiserslautern",
    "STADTBOTE_CONTROLLER_ADDRESS": "Willy-Brandt-Platz 1, 67657 Kaiserslautern",
    "STADTBOTE_HUMAN_CONTACT": "Town hall, room 12",
    "STADTBOTE_IMPRINT_URL": "https://kaiserslautern.de/imprint",
    "STADTBOTE_PRIVACY_CONTACT": "privacy@kaiserslautern.de",
    "STADTBOTE_PRIVACY_OFFICER": "Frau Sommer, dpo@kaiserslautern.de",
    "STADTBOTE_LEGAL_BASIS": "Art. 6 (1) (e) GDPR with § 3 LDSG RLP",
    "STADTBOTE_HOSTING": "The city's own computer centre",
    "STADTBOTE_COMPLAINT_AUTHORITY": "LfDI Rheinland-Pfalz, Mainz",
    "STADTBOTE_PUBLIC_URL": "https://bot.kaiserslautern.de",
}


NO_TEXT = ("STADTBOTE_ENV", "STADTBOTE_IMPRINT_URL", "STADTBOTE_PUBLIC_URL")
PLACEHOLDERS = (
    "TODO",
    "xxx",
    "<name of the city>",
    "example",
    "dpo@example.org",
    "changeme",
    "Musterstadt",
    "Max Mustermann",
    " ",
)


def load(**given: str) -> Settings:
    return Settings.load(None, {setting_name(field): value for field, value in given.items()})


def found(**given: str) -> list[str]:
    return problems({setting_name(field): value for field, value in given.items()}, None)


def test_nothing_set_is_a_working_bot_on_this_machine() -> None:
    settings = Settings.load(None, {})
    assert settings.telegram_token is None
    assert settings.public_url == "http://127.0.0.1:8080"
    assert settings.database_url == "sqlite+aiosqlite:///data/stadtbote.db"
    assert settings.content.name == "kaiserslautern"
    assert settings.zone.key == "Europe/Berlin"
    assert settings.webhook_key is None
    assert settings.secret_values == ()


def test_the_environment_wins_over_the_file_and_empty_means_unset(tmp_path: Path) -> None:
    env_file = tmp_path / ".env"
    env_file.write_text("STADTBOTE_WEB_PORT=1111\nSTADTBOTE_TIMEZONE=Europe/Vienna\nOTHER=1\n_ENV_FILE=x\n")
    environ = {"STADTBOTE_WEB_PORT": "2222", "STADTBOTE_TIMEZONE": "", "STADTBOTE_SEND_RATE": ""}
    settings = Settings.load(env_file, environ)
    assert (settings.web_port, settings.timezone, settings.send_rate) == (2222, "Europe/Vienna", 25)
    assert settings.public_url == "http://127.0.0.1:2222"


def test_by_default_this_processs_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STADTBOTE_WEB_PORT", "3333")
    assert Settings.load(None).web_port == 3333
    assert Settings().web_port == 8080


def test_settings_are_frozen() -> None:
    with pytest.raises(ValidationError):
        Settings().__setattr__("web_port", 1)


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("sqlite:///data/a.db", "sqlite+aiosqlite:///data/a.db"),
        ("sqlite+aiosqlite:////srv/a.db", "sqlite+aiosqlite:////srv/a.db"),
        ("postgres://u:p@db/s", "postgresql+asyncpg://u:p@db/s"),
        (
            "postgresql://u:p%40q@db:5433/s?sslmode=require",
            "postgresql+asyncpg://u:p%40q@db:5433/s?ssl=require",
        ),
        ("postgresql+asyncpg://u@db/s", "postgresql+asyncpg://u@db/s"),
    ],
)
def test_database_addresses_name_the_async_driver(given: str, read: str) -> None:
    assert load(database_url=given).database_url == read


def test_lists_are_read_by_comma() -> None:
    settings = load(languages="de, en,uk ,de_simple", trusted_proxies="127.0.0.1, 10.1.0.0/16, ::1")
    assert settings.languages == ("de", "en", "uk", "de_simple")
    assert [str(network) for network in settings.trusted_proxies] == [
        "127.0.0.1/32",
        "10.1.0.0/16",
        "::1/128",
    ]


def test_addresses_lose_their_last_slash_and_all_interfaces_become_localhost() -> None:
    assert load(telegram_api="http://localhost:8081/").telegram_api == "http://localhost:8081"
    assert load(web_host="0.0.0.0", web_port="80").public_url == "http://localhost:80"
    assert load(web_host="::1").public_url == "http://[::1]:8080"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("telegram_token", "no token"),
        ("telegram_api", "api.telegram.org"),
        ("telegram_api", "ftp://api.telegram.org"),
        ("telegram_api", "https://user:pw@api.telegram.org"),
        ("telegram_api", "https://api.telegram.org/{token}"),
        ("telegram_api", "http://[::1"),
        ("telegram_api", "http://host:99999"),
        ("webhook_url", "http://bot.city.de/telegram"),
        ("webhook_url", "https://bot.city.de/"),
        ("webhook_secret", "not allowed!"),
        ("database_url", "mysql://u:p@db/s"),
        ("database_url", "sqlite://"),
        ("database_url", "sqlite:///:memory:"),
        ("database_url", "postgresql://db"),
        ("database_url", "postgresql://u:p[w@h/d"),
        ("web_port", "65536"),
        ("timezone", "Europe/Lautern"),
        ("timezone", "../etc/passwd"),
        ("languages", "de,Deutsch"),
        ("languages", "de,en,de"),
        ("send_rate", "0"),
        ("send_rate", "1001"),
        ("send_rate", "nan"),
        ("trusted_proxies", "10.0.0.1/8"),
        ("trusted_proxies", "proxy.city.de"),
        ("env", "staging"),
        ("log_level", "LOUD"),
        ("transcript_days", "0"),
        ("ca_bundle", "/nowhere/ca.pem"),
        ("content", "/nowhere/content"),
        ("webhook_url", "https://bot.city.de/telegram"),  # without a token
        ("smtp_url", "mail.city.de"),
        ("smtp_url", "http://mail.city.de"),
        ("smtp_url", "smtp://"),
        ("smtp_url", "smtp://mail.city.de:0"),
        ("smtp_url", "smtp://mail.city.de:99999"),
        ("smtp_url", "smtp://[::1"),
        ("smtp_url", "smtp://mail.city.de/inbox"),
        ("smtp_url", "smtp://mail.city.de?tls"),
        ("smtp_url", "smtps://mail.city.de?starttls"),
        ("smtp_url", "smtp://bot:s3cretpw@mail.city.de:587"),  # the password would not be encrypted
        ("security_contact", "Town hall, room 12"),
        ("security_contact", "http://www.city.de/security"),
        ("security_contact", "security@city.de\nExpires: never"),
        ("smtp_from", "City Office"),
        ("smtp_from", "bot@city.de"),  # without a server
    ],
)
def test_each_wrong_value_is_one_line_naming_the_setting(field: str, value: str) -> None:
    lines = found(**{field: value})
    assert len(lines) == 1
    assert lines[0].startswith(f"{setting_name(field)}: ")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("security@city.de", "mailto:security@city.de"),
        ("mailto:security@city.de", "mailto:security@city.de"),
        ("https://www.city.de/security", "https://www.city.de/security"),
    ],
)
def test_a_contact_for_faults_is_an_address_that_programs_understand(given: str, kept: str) -> None:
    assert load(security_contact=given).security_contact == kept


def test_a_mail_server_needs_a_sender() -> None:
    assert found(smtp_url="smtp://mail.city.de") == [
        "STADTBOTE_SMTP_FROM: must be set for STADTBOTE_SMTP_URL"
    ]
    assert found(smtp_url="smtp://bot:pw@localhost", smtp_from="bot@city.de") == []


def test_a_mail_servers_password_is_a_secret() -> None:
    settings = load(smtp_url="smtps://bot:s3cret%2Fpw@mail.city.de", smtp_from="bot@city.de")
    assert {"s3cret%2Fpw", "s3cret/pw"} <= set(settings.secret_values)
    assert "s3cret" not in repr(settings)
    assert "s3cretpw" not in "".join(found(smtp_url="smtp://bot:s3cretpw@mail.city.de:587"))


def test_all_problems_are_listed_at_once() -> None:
    lines = problems(
        {
            "STADTBOTE_WEB_PORT": "eighty",
            "STADTBOTE_TIMEZONE": "Mars",
            "STADTBOTE_TIMEZON": "Europe/Berlin",
            "STADTBOTE_ENV": "production",
            "HOME": "/root",
        },
        None,
        further=["content/x.md:3: no id"],
    )
    assert [line.partition(":")[0] for line in lines] == [
        "STADTBOTE_TIMEZON",
        "STADTBOTE_WEB_PORT",
        "STADTBOTE_TIMEZONE",
        "STADTBOTE_CONTROLLER",
        "STADTBOTE_CONTROLLER_ADDRESS",
        "STADTBOTE_HUMAN_CONTACT",
        "STADTBOTE_IMPRINT_URL",
        "STADTBOTE_PRIVACY_CONTACT",
        "STADTBOTE_PRIVACY_OFFICER",
        "STADTBOTE_LEGAL_BASIS",
        "STADTBOTE_HOSTING",
        "STADTBOTE_COMPLAINT_AUTHORITY",
        "STADTBOTE_PUBLIC_URL",
        "content/x.md",
    ]
    assert lines[0].endswith("did you mean STADTBOTE_TIMEZONE?")


def test_the_env_file_is_checked_line_by_line(tmp_path: Path) -> None:
    env_file = tmp_path / ".env"
    env_file.write_text("STADTBOTE_WEBPORT=80\nSTADTBOTE_SEND_RATE=fast\nCITY='broken\nDB_PASSWORD=x\n")
    lines = problems({}, env_file)
    assert lines[0].startswith(f"{env_file}:3: ")
    assert [line.partition(":")[0] for line in lines[1:]] == ["STADTBOTE_WEBPORT", "STADTBOTE_SEND_RATE"]


def test_an_env_file_that_is_no_text_is_a_problem_and_a_missing_one_is_not(tmp_path: Path) -> None:
    env_file = tmp_path / ".env"
    assert problems({}, env_file) == []
    env_file.write_bytes(b"STADTBOTE_CONTROLLER=K\xf6ln\n")
    assert problems({}, env_file) == [f"{env_file}: cannot be read as UTF-8 text"]


def test_production_is_content_with_real_values() -> None:
    assert problems(PUBLIC, None) == []


@pytest.mark.parametrize("value", PLACEHOLDERS)
@pytest.mark.parametrize("setting", [name for name in PUBLIC if name not in NO_TEXT])
def test_production_refuses_placeholders(setting: str, value: str) -> None:
    lines = problems(PUBLIC | {setting: value}, None)
    assert [line.partition(":")[0] for line in lines] == [setting]


def test_production_refuses_the_examples_of_the_documentation() -> None:
    given = {name: name.removeprefix("STADTBOTE_").lower() for name in PUBLIC}
    examples = {
        name: str((Settings.model_fields[field].examples or [""])[0]) for name, field in given.items()
    }
    lines = problems(examples, None)
    found = {line.partition(":")[0] for line in lines}
    real = {"STADTBOTE_LEGAL_BASIS", "STADTBOTE_COMPLAINT_AUTHORITY"}
    assert found == {*PUBLIC} - real - {"STADTBOTE_ENV", "STADTBOTE_PUBLIC_URL"}


def test_the_program_does_not_start_with_a_gap_in_the_notice(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, value in PUBLIC.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("STADTBOTE_PRIVACY_OFFICER", "Max Mustermann")
    monkeypatch.delenv("STADTBOTE_HOSTING")
    for command in ("check", "run"):
        assert main([command]) != 0
        said = "".join(capsys.readouterr())
        assert "STADTBOTE_PRIVACY_OFFICER: looks like a placeholder\n" in said
        assert "STADTBOTE_HOSTING: must be set in production\n" in said


@pytest.mark.parametrize("missing", [name for name in PUBLIC if name != "STADTBOTE_ENV"])
def test_production_needs_every_contact_and_a_public_address(missing: str) -> None:
    lines = problems({name: value for name, value in PUBLIC.items() if name != missing}, None)
    assert [line.partition(":")[0] for line in lines] == [missing]


def test_a_readable_ca_bundle_is_accepted() -> None:
    certifi = pytest.importorskip("certifi")
    assert found(ca_bundle=certifi.where()) == []


def test_no_problem_and_no_repr_shows_a_secret() -> None:
    lines = found(
        telegram_token="12:se cret", database_url="pg://u:dbpass@h/d", webhook_secret="hook secret!"
    )
    settings = load(
        telegram_token=TOKEN, database_url="postgresql://u:dbpass@h/d", webhook_secret="hooksecret"
    )
    shown = "\n".join([*lines, repr(settings), str(settings)])
    assert len(lines) == 3
    for secret in ("se cret", "hook secret", TOKEN, "dbpass", "hooksecret"):
        assert secret not in shown
    with pytest.raises(ValidationError) as error:
        load(database_url="pg://u:dbpass@h/d", telegram_token="12:se cret")
    assert "dbpass" not in str(error.value)
    assert "se cret" not in str(error.value)


def test_secret_values_name_everything_to_hide() -> None:
    settings = load(
        telegram_token=TOKEN,
        database_url="postgresql://u:p%40ss@h/d",
        webhook_secret="hooksecret",
        translate_key="k3y",
    )
    expected = {TOKEN, TOKEN.partition(":")[2], "hooksecret", "p%40ss", "p@ss", "k3y"}
    assert set(settings.secret_values) == expected


@pytest.mark.parametrize(
    ("rate", "paid", "fine"), [("30", "", True), ("30.5", "", False), ("900", "yes", True)]
)
def test_a_rate_that_costs_stars_is_set_on_purpose(rate: str, paid: str, fine: bool) -> None:
    environ = {"STADTBOTE_SEND_RATE": rate, "STADTBOTE_PAID_BROADCAST": paid}
    found = problems(environ, None)
    line = "STADTBOTE_SEND_RATE: above 30 needs STADTBOTE_PAID_BROADCAST=true, which costs Stars"
    assert found == ([] if fine else [line])


def test_the_webhook_secret_is_derived_from_the_token() -> None:
    def key(token: str) -> str | None:
        return Settings(telegram_token=SecretStr(token)).webhook_key

    assert key(TOKEN) == key(TOKEN) != key(TOKEN + "x")
    assert re.fullmatch(r"[0-9a-f]{64}", key(TOKEN) or "")


def test_the_page_says_what_the_code_says() -> None:
    page = PAGE.read_text("utf-8")
    rows = re.findall(r"^\| `(STADTBOTE_\w+)` \|", page, re.M)
    assert rows == [setting_name(field) for field in Settings.model_fields]
    assert settings_check.table() in page


def test_every_setting_is_described_and_its_example_is_valid(tmp_path: Path) -> None:
    examples: dict[str, Any] = {}
    for field, info in Settings.model_fields.items():
        assert info.description
        assert info.examples
        examples[field] = info.examples[0]
    secret = {"telegram_token": TOKEN, "webhook_secret": "k3Jx"}
    assert load(**{**examples, **secret}).env == "production"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("20-8", (time(20), time(8))),
        (" 21:30 - 07:15 ", (time(21, 30), time(7, 15))),
        ("1–6", (time(1), time(6))),
        ("off", None),
        ("OFF", None),
    ],
)
def test_quiet_hours(written: str, expected: tuple[time, time] | None) -> None:
    assert load(quiet_hours=written).quiet_hours == expected


@pytest.mark.parametrize("written", ["20", "20-25", "20:60-8", "8-8", "20-8-9", "evening", "-", "20--8"])
def test_quiet_hours_that_are_none(written: str) -> None:
    (problem,) = found(quiet_hours=written)
    assert problem == ("STADTBOTE_QUIET_HOURS: are two times of day, or 'off' (examples: 20-8, 21:30-7, off)")
