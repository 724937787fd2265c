"""What an operator is told about the settings: every problem at once, and the table of `docs/settings.md`."""

import difflib
import re
import ssl
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from dotenv.parser import parse_stream
from pydantic import ValidationError

from bot.error_reports import is_installed
from bot.settings import Settings
from bot.settings_source import PREFIX, EnvFile, setting_name

_PLACEHOLDER = re.compile(
    r"<[^>]*>|\b(todo|tbd|fixme|xxx+|lorem|change[ _-]?me|placeholder|platzhalter|beispiel|muster\w*)\b"
    r"|\bmax mustermann\b|example|\.{3}|…",
    re.I,
)
# What Telegram sends for nothing, in messages per second. Source: core.telegram.org/bots/faq.
FREE_RATE = 30
NOTICE_FIELDS = (
    "controller",
    "controller_address",
    "human_contact",
    "imprint_url",
    "privacy_contact",
    "privacy_officer",
    "legal_basis",
    "hosting",
    "complaint_authority",
)
# Their examples are true for cities of Rheinland-Pfalz.
_REAL_EXAMPLES = ("legal_basis", "complaint_authority")


def problems(environ: Mapping[str, str], env_file: EnvFile, further: Iterable[str] = ()) -> list[str]:
    """All that is wrong, one line each, beginning with the setting or the file; `further` comes last.

    No line quotes a token, a secret or an address of a database.
    """
    file_keys, found = _keys_of(env_file)
    found += _unknown({*file_keys, *environ})
    given = Settings.given(env_file if file_keys else None, environ)
    try:
        settings = Settings(**given)
    except ValidationError as error:
        invalid = dict(_invalid(error))
        found += [f"{setting_name(field)}: {message}" for field, message in invalid.items()]
        settings = Settings(**{field: value for field, value in given.items() if field not in invalid})
    else:
        invalid = {}
    for field, message in _unfit(settings):
        if field not in invalid:
            found.append(f"{setting_name(field)}: {message}")
    return [*found, *further]


def table() -> str:
    """All settings as the Markdown table of `docs/settings.md`."""
    shown = {
        "public_url": "`http://WEB_HOST:WEB_PORT`",
        "content": "the shipped `content/kaiserslautern`",
        "quiet_hours": "`20-8`",
    }
    lines = ["| Setting | Meaning | Default | Example |", "|---|---|---|---|"]
    for field, info in Settings.model_fields.items():
        default = shown.get(field) or (f"`{info.default}`" if info.default not in (None, ()) else "none")
        example = (info.examples or [""])[0]
        lines.append(f"| `{setting_name(field)}` | {info.description} | {default} | `{example}` |")
    return "\n".join(lines) + "\n"


def _keys_of(env_file: EnvFile) -> tuple[set[str], list[str]]:
    """The names set in the file, and its unreadable lines."""
    if env_file is None or not Path(env_file).exists():
        return set(), []
    try:
        with Path(env_file).open(encoding="utf-8") as stream:
            bindings = list(parse_stream(stream))
    except (OSError, UnicodeDecodeError):
        return set(), [f"{env_file}: cannot be read as UTF-8 text"]
    faults = [
        f"{env_file}:{binding.original.line}: is not NAME=value" for binding in bindings if binding.error
    ]
    return {binding.key for binding in bindings if binding.key}, faults


def _unknown(keys: Iterable[str]) -> Iterator[str]:
    known = [setting_name(field) for field in Settings.model_fields]
    for key in sorted(key for key in keys if key.upper().startswith(PREFIX) and key.upper() not in known):
        close = difflib.get_close_matches(key.upper(), known, n=1)
        hint = f"; did you mean {close[0]}?" if close else ""
        yield f"{key}: there is no such setting{hint}"


def _invalid(error: ValidationError) -> Iterator[tuple[str, str]]:
    for fault in error.errors(include_input=False, include_url=False, include_context=False):
        # The default of PUBLIC_URL cannot be computed while another setting is wrong: not a second problem.
        if fault["type"] != "default_factory_not_called":
            yield str(fault["loc"][0]), fault["msg"].removeprefix("Value error, ")


def _unfit(settings: Settings) -> Iterator[tuple[str, str]]:
    if not settings.content.is_dir():
        yield "content", f"there is no folder {settings.content}"
    if settings.ca_bundle is not None:
        try:
            ssl.create_default_context(cafile=settings.ca_bundle)
        except (OSError, ssl.SSLError):
            yield "ca_bundle", f"{settings.ca_bundle} is not a readable PEM file"
    if settings.integreat_region and settings.integreat_url is None:
        yield "integreat_region", f"is useless without {setting_name('integreat_url')}"
    if settings.webhook_url and settings.telegram_token is None:
        yield "webhook_url", f"is useless without {setting_name('telegram_token')}"
    if settings.send_rate > FREE_RATE and not settings.paid_broadcast:
        yield "send_rate", f"above {FREE_RATE} needs {setting_name('paid_broadcast')}=true, which costs Stars"
    yield from _unfit_embeddings(settings)
    yield from _unfit_backups(settings)
    if settings.sentry_dsn is not None and not is_installed():
        yield "sentry_dsn", "needs a package that is not installed: pip install 'stadtbote[sentry]'"
    yield from _unfit_mails(settings)
    if settings.env == "production":
        yield from _unfit_for_production(settings)


def _unfit_mails(settings: Settings) -> Iterator[tuple[str, str]]:
    if settings.smtp_url is not None and settings.smtp_from is None:
        yield "smtp_from", f"must be set for {setting_name('smtp_url')}"
    if settings.smtp_from is not None and settings.smtp_url is None:
        yield "smtp_from", f"is useless without {setting_name('smtp_url')}"


def _unfit_embeddings(settings: Settings) -> Iterator[tuple[str, str]]:
    if settings.embeddings == "remote":
        for field in ("embeddings_url", "embeddings_model"):
            if getattr(settings, field) is None:
                yield field, f"must be set for {setting_name('embeddings')}=remote"
        if settings.embeddings_key is not None and not settings.embeddings_key.get_secret_value().isascii():
            yield "embeddings_key", "must be letters, digits and signs of ASCII"
    elif settings.embeddings_url is not None:
        yield "embeddings_url", f"is useless without {setting_name('embeddings')}=remote"


def _unfit_backups(settings: Settings) -> Iterator[tuple[str, str]]:
    longest = max(settings.transcript_days, settings.question_days, settings.participant_days)
    if set(settings.backup_key) & set(Settings.model_fields["backup_key"].examples or ()):
        yield "backup_key", "is still the example of docs/settings.md, whose secret key you do not have"
    if settings.backup_dir is not None and settings.backup_days > longest:
        yield "backup_days", f"must not be more than the longest time that anything else is kept: {longest}"


def _unfit_for_production(settings: Settings) -> Iterator[tuple[str, str]]:
    for field in NOTICE_FIELDS:
        value: str | None = getattr(settings, field)
        if value is None or not value.strip():
            yield field, "must be set in production"
        elif _PLACEHOLDER.search(value):
            yield field, "looks like a placeholder"
        elif field not in _REAL_EXAMPLES and value in (Settings.model_fields[field].examples or ()):
            yield field, "is still the example of docs/settings.md"
    if urlsplit(settings.public_url).scheme != "https":
        yield "public_url", "must begin with https:// in production"


if __name__ == "__main__":
    sys.stdout.write(table())
