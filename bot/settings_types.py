"""Kinds of values in settings: each is checked and brought into one form; no message quotes a value."""

import ipaddress
import re
from collections.abc import Mapping
from datetime import time
from typing import Annotated, Any, Literal, TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, SecretStr, StringConstraints
from pydantic_settings import NoDecode

from bot.addresses import database_url, http_url, sentry_dsn, smtp_url, webhook_url
from civic.mail_addresses import read_address
from storage.encryption import checked_public_key

DEFAULT_DATABASE = "sqlite+aiosqlite:///data/stadtbote.db"

Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network

_BOT_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
_WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_FEED = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
_LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Za-z]+)*")
_HOURS = re.compile(r"(\d{1,2})(?::(\d{2}))?\s*[-–]\s*(\d{1,2})(?::(\d{2}))?")
_REGION = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,34}[a-z0-9])?")


def _token(value: SecretStr) -> SecretStr:
    if not _BOT_TOKEN.fullmatch(value.get_secret_value()):
        raise ValueError("is not a bot token (digits, a colon, then letters, digits, '_' or '-')")
    return value


def _webhook_secret(value: SecretStr) -> SecretStr:
    if not _WEBHOOK_SECRET.fullmatch(value.get_secret_value()):
        raise ValueError("must be 1 to 256 letters, digits, '_' or '-'")
    return value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"no time zone is called {value!r} (example: Europe/Berlin)") from None
    return value


def _comma_list(value: object) -> object:
    if isinstance(value, str):
        return tuple(item.strip() for item in value.split(",") if item.strip())
    return value


def _languages(value: tuple[str, ...]) -> tuple[str, ...]:
    for code in value:
        if not _LANGUAGE.fullmatch(code):
            raise ValueError(f"{code!r} is not a language code (examples: de, uk, de_simple)")
    if len(set(value)) < len(value):
        raise ValueError("names a language twice")
    return value


def _region(value: str) -> str:
    if not _REGION.fullmatch(value):
        raise ValueError("is not the short name of a region, as in the addresses of its pages")
    return value


def _networks(value: object) -> object:
    items = _comma_list(value)
    if not isinstance(items, tuple):
        return value
    networks: list[Network] = []
    for item in items:
        try:
            networks.append(ipaddress.ip_network(item))
        except ValueError as error:
            raise ValueError(f"{error} (examples: 10.0.0.5, 192.168.0.0/16)") from None
    return tuple(networks)


def _feeds(value: tuple[str, ...]) -> tuple[str, ...]:
    names = [item.partition("=")[0].strip() for item in value]
    for name in names:
        if not _FEED.fullmatch(name):
            raise ValueError("each one is name=address; a name is small letters, digits and hyphens")
    if len(set(names)) < len(names):
        raise ValueError("gives a name twice")
    return tuple(f"{name}={_feed_address(item)}" for name, item in zip(names, value, strict=True))


def _feed_address(item: str) -> str:
    """Other than for a base address, a query is fine: it is how WordPress gives its calendar."""
    address, mark, query = item.partition("=")[2].strip().partition("?")
    if not (query.isascii() and query.isprintable()) or "#" in query or " " in query:
        raise ValueError("a query may hold ASCII characters only, and neither '#' nor spaces")
    return http_url(re.sub(r"^webcals?://", "https://", address, flags=re.IGNORECASE)) + mark + query


def _upper(value: object) -> object:
    return value.upper() if isinstance(value, str) else value


def default_public_url(given: Mapping[str, Any]) -> str:
    host = str(given["web_host"])
    if host in ("0.0.0.0", "::"):  # noqa: S104 - recognised here, not bound
        host = "localhost"
    return f"http://{f'[{host}]' if ':' in host else host}:{given['web_port']}"


def _smtp_url(value: SecretStr) -> SecretStr:
    smtp_url(value.get_secret_value())
    return value


def _sentry_dsn(value: SecretStr) -> SecretStr:
    sentry_dsn(value.get_secret_value())
    return value


def _mail_address(value: str) -> str:
    address = read_address(value)
    if address is None:
        raise ValueError("is not an e-mail address (example: bot@city.example)")
    return address


def _security_contact(value: str) -> str:
    address = read_address(value.removeprefix("mailto:"))
    if address is not None:
        return f"mailto:{address}"
    if not value.startswith("https://"):
        raise ValueError(
            "is neither an e-mail address nor an https:// address (example: security@city.example)"
        )
    return http_url(value)


def _public_keys(value: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(checked_public_key(key) for key in value)


def _quiet_hours(value: object) -> object:
    if not isinstance(value, str):
        return value
    if value.strip().lower() == "off":
        return None
    match = _HOURS.fullmatch(value.strip())
    try:
        first, end = (time(int(match[n]), int(match[n + 1] or 0)) for n in (1, 3)) if match else (None, None)
    except ValueError:
        first = end = None
    if first is None or end is None or first == end:
        raise ValueError("are two times of day, or 'off' (examples: 20-8, 21:30-7, off)")
    return first, end


BotToken: TypeAlias = Annotated[SecretStr, AfterValidator(_token)]
HttpUrl: TypeAlias = Annotated[str, AfterValidator(http_url)]
WebhookUrl: TypeAlias = Annotated[str, AfterValidator(webhook_url)]
WebhookSecret: TypeAlias = Annotated[SecretStr, AfterValidator(_webhook_secret)]
DatabaseUrl: TypeAlias = Annotated[str, AfterValidator(database_url)]
SmtpUrl: TypeAlias = Annotated[SecretStr, AfterValidator(_smtp_url)]
SentryDsn: TypeAlias = Annotated[SecretStr, AfterValidator(_sentry_dsn)]
MailAddress: TypeAlias = Annotated[str, AfterValidator(_mail_address)]
SecurityContact: TypeAlias = Annotated[str, AfterValidator(_security_contact)]
Networks: TypeAlias = Annotated[tuple[Network, ...], NoDecode, BeforeValidator(_networks)]
Zone: TypeAlias = Annotated[str, AfterValidator(_zone)]
Languages: TypeAlias = Annotated[
    tuple[str, ...], NoDecode, BeforeValidator(_comma_list), AfterValidator(_languages)
]
Feeds: TypeAlias = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_comma_list), AfterValidator(_feeds)]
# Long enough for an address and a law; the whole notice has to fit into a few messages.
Notice: TypeAlias = Annotated[str | None, StringConstraints(strip_whitespace=True, max_length=400)]
QuietHours: TypeAlias = Annotated[tuple[time, time] | None, NoDecode, BeforeValidator(_quiet_hours)]
PublicKeys: TypeAlias = Annotated[
    tuple[str, ...], NoDecode, BeforeValidator(_comma_list), AfterValidator(_public_keys)
]
Region: TypeAlias = Annotated[str, AfterValidator(_region)]
LogLevel: TypeAlias = Annotated[
    Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"], BeforeValidator(_upper)
]
