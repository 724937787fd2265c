"""What an operator can set: environment variables `STADTBOTE_…` and the file `.env`, checked at start."""

import hashlib
import hmac
import ipaddress
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeAlias
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    EnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

PREFIX = "STADTBOTE_"
SHIPPED_CONTENT = Path(__file__).resolve().parent.parent / "content" / "kaiserslautern"
DEFAULT_DATABASE = "sqlite+aiosqlite:///data/stadtbote.db"

Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network
EnvFile: TypeAlias = Path | str | None

_BOT_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
_WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Za-z]+)*")
_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
    "postgresql+asyncpg": "postgresql+asyncpg",
}


def _http_url(value: str) -> str:
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise ValueError("is not an address (http:// or https://)") from None
    if parts.scheme not in ("http", "https") or not host or re.search(r"[\s{}\\]", value):
        raise ValueError("is not an address (http:// or https://)")
    if parts.username or parts.password:
        raise ValueError("must not contain a user name or password")
    if parts.query or parts.fragment:
        raise ValueError("must not contain '?' or '#'")
    return value.rstrip("/")


def _webhook_url(value: str) -> str:
    url = _http_url(value)
    if urlsplit(url).scheme != "https":
        raise ValueError("must begin with https://")
    if not urlsplit(url).path:
        raise ValueError("needs a path of its own, for example https://bot.example.org/telegram")
    return url


def _token(value: SecretStr) -> SecretStr:
    if not _BOT_TOKEN.fullmatch(value.get_secret_value()):
        raise ValueError("is not a bot token (digits, a colon, then letters, digits, '_' or '-')")
    return value


def _webhook_secret(value: SecretStr) -> SecretStr:
    if not _WEBHOOK_SECRET.fullmatch(value.get_secret_value()):
        raise ValueError("must be 1 to 256 letters, digits, '_' or '-'")
    return value


def _database_url(value: str) -> str:
    """Name the asynchronous driver; no message here may quote the value, since it can hold a password."""
    scheme, separator, rest = value.partition("://")
    driver = _DRIVERS.get(scheme) if separator else None
    if driver is None:
        raise ValueError("must begin with sqlite:/// or postgresql://")
    if driver.startswith("sqlite"):
        if not rest.startswith("/") or rest.lstrip("/") in ("", ":memory:"):
            raise ValueError("must name a file, for example sqlite:///data/stadtbote.db")
        return f"{driver}://{rest}"
    try:
        parts = urlsplit(f"postgresql://{rest}")
        # Without a host before the path it can be a socket's folder: postgresql://user@/db?host=/run/postgresql
        has_host = parts.hostname or "host" in dict(parse_qsl(parts.query))
        complete = has_host and parts.path.strip("/") and parts.port != 0
    except ValueError:
        complete = False
    if not complete:
        raise ValueError("is not an address like postgresql://user:password@host:5432/stadtbote")
    # asyncpg says `ssl` where libpq and most providers' addresses say `sslmode`.
    query = [("ssl" if key == "sslmode" else key, item) for key, item in parse_qsl(parts.query)]
    return urlunsplit(parts._replace(scheme=driver, query=urlencode(query)))


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


def _upper(value: object) -> object:
    return value.upper() if isinstance(value, str) else value


def _public_url(given: Mapping[str, Any]) -> str:
    host = str(given["web_host"])
    if host in ("0.0.0.0", "::"):  # noqa: S104 - recognised here, not bound
        host = "localhost"
    return f"http://{f'[{host}]' if ':' in host else host}:{given['web_port']}"


BotToken: TypeAlias = Annotated[SecretStr, AfterValidator(_token)]
HttpUrl: TypeAlias = Annotated[str, AfterValidator(_http_url)]
WebhookUrl: TypeAlias = Annotated[str, AfterValidator(_webhook_url)]
WebhookSecret: TypeAlias = Annotated[SecretStr, AfterValidator(_webhook_secret)]
DatabaseUrl: TypeAlias = Annotated[str, AfterValidator(_database_url)]
Networks: TypeAlias = Annotated[tuple[Network, ...], NoDecode, BeforeValidator(_networks)]
Zone: TypeAlias = Annotated[str, AfterValidator(_zone)]
Languages: TypeAlias = Annotated[
    tuple[str, ...], NoDecode, BeforeValidator(_comma_list), AfterValidator(_languages)
]
LogLevel: TypeAlias = Annotated[
    Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"], BeforeValidator(_upper)
]


class Settings(BaseSettings):
    """All settings, valid and frozen. `Settings.load()` reads them; the constructor reads nothing itself.

    The text below each field is its description for operators, in `docs/settings.md` too.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        use_attribute_docstrings=True,
    )

    env: Literal["development", "production"] = Field("development", examples=["production"])
    """`production` makes missing contact details and an unencrypted public address into errors."""

    telegram_token: BotToken | None = Field(None, examples=["123456789:AAE…"])
    """Token of the bot from @BotFather. Without it there is only the web chat."""

    telegram_api: HttpUrl = Field("https://api.telegram.org", examples=["http://telegram-bot-api:8081"])
    """Base address of the Bot API server; methods are called at `{base}/bot{token}/{method}`."""

    webhook_url: WebhookUrl | None = Field(None, examples=["https://bot.city.example/telegram"])
    """Public https address at which Telegram delivers updates. Without it the bot fetches them itself."""

    webhook_secret: WebhookSecret | None = Field(None, examples=["k3Jx…"])
    """Secret that Telegram repeats with every delivery. Without it, one is derived from the token."""

    database_url: DatabaseUrl = Field(
        DEFAULT_DATABASE, repr=False, examples=["postgresql://stadtbote:password@db:5432/stadtbote"]
    )
    """`sqlite:///file` (three slashes: below the working directory) or `postgresql://…`."""

    web_host: str = Field("127.0.0.1", examples=["0.0.0.0"])  # noqa: S104 - an example for containers
    """Network address on which web chat, public pages and health checks are served."""

    web_port: int = Field(8080, ge=0, le=65535, examples=["8000"])
    """Port of the same; `0` takes any free one."""

    public_url: HttpUrl = Field(default_factory=_public_url, examples=["https://bot.city.example"])
    """Address under which people reach the web port: for links, QR codes, feeds and cookies."""

    trusted_proxies: Networks = Field((), examples=["127.0.0.1, 10.1.0.0/16"])
    """Reverse proxies whose `X-Forwarded-…` headers are believed: addresses or networks, by comma."""

    content: Path = Field(SHIPPED_CONTENT, examples=["/srv/stadtbote/content"])
    """Folder with the knowledge of one city."""

    timezone: Zone = Field("Europe/Berlin", examples=["Europe/Vienna"])
    """Time zone in which people read and write times."""

    languages: Languages = Field((), examples=["de, en, uk, ar"])
    """Languages on offer, by comma, in the order of the language list. Empty: all there are."""

    send_rate: float = Field(25, gt=0, le=1000, allow_inf_nan=False, examples=["10"])
    """Announcements per second sent through Telegram (above 30 only with paid broadcasts)."""

    controller: str | None = Field(None, examples=["City of Kaiserslautern, participation office"])
    """Who is responsible for the bot, as people read it. Unset, the bot calls itself a demonstration."""

    human_contact: str | None = Field(None, examples=["Town hall, room 12, Mon-Fri 9-12, +49 631 000000"])
    """Where people help people: phone, place, opening hours."""

    imprint_url: HttpUrl | None = Field(None, examples=["https://www.city.example/imprint"])
    """Address of the legal notice (Impressum)."""

    privacy_contact: str | None = Field(None, examples=["privacy@city.example"])
    """Contact for questions about personal data."""

    transcript_days: int = Field(30, ge=1, le=3650, examples=["14"])
    """Days for which the web chat keeps a visitor's own transcript."""

    ca_bundle: Path | None = Field(None, examples=["/etc/ssl/city-ca.pem"])
    """File with certificate authorities (PEM) to trust besides the usual ones."""

    log_level: LogLevel = Field("INFO", examples=["WARNING"])
    """Least severe messages in the log: `DEBUG`, `INFO`, `WARNING`, `ERROR` or `CRITICAL`."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Leave reading the environment to `load`, so that a test's settings depend on nothing outside."""
        return (init_settings,)

    @classmethod
    def load(cls, env_file: EnvFile = ".env", environ: Mapping[str, str] | None = None) -> Self:
        """Read `environ` (default: this process's), then `env_file` for what is missing there.

        An absent file is fine. Raises `pydantic.ValidationError`, which quotes no value.
        """
        return cls(**cls.given(env_file, os.environ if environ is None else environ))

    @classmethod
    def given(cls, env_file: EnvFile, environ: Mapping[str, str]) -> dict[str, Any]:
        """What was set, by field and not yet checked; an empty text counts as not set."""
        environment = EnvSettingsSource(cls)
        environment.env_vars = {key.lower(): value for key, value in environ.items() if value}
        found = DotEnvSettingsSource(cls, env_file=env_file)() | environment()
        return {field: value for field, value in found.items() if field in cls.model_fields}

    @property
    def zone(self) -> ZoneInfo:
        """The city's time zone."""
        return ZoneInfo(self.timezone)

    @property
    def webhook_key(self) -> str | None:
        """The webhook's secret, equal in all processes and starts; None without a token."""
        if self.webhook_secret is not None:
            return self.webhook_secret.get_secret_value()
        if self.telegram_token is None:
            return None
        token = self.telegram_token.get_secret_value().encode()
        return hmac.new(token, b"stadtbote webhook", hashlib.sha256).hexdigest()

    @property
    def secret_values(self) -> tuple[str, ...]:
        """Everything that must not appear in a log."""
        token = self.telegram_token.get_secret_value() if self.telegram_token else ""
        password = urlsplit(self.database_url).password or ""
        found = (token, token.partition(":")[2], self.webhook_key or "", password, unquote(password))
        return tuple(dict.fromkeys(value for value in found if value))


def setting_name(field: str) -> str:
    """The environment variable of a field: `web_port` is `STADTBOTE_WEB_PORT`."""
    return PREFIX + field.upper()
