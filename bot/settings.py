"""What an operator can set: environment variables `STADTBOTE_…` and the file `.env`, checked at start."""

import hashlib
import hmac
import os
from collections.abc import Mapping
from datetime import time
from pathlib import Path
from typing import Any, Literal, Self, TypeAlias
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from bot.settings_types import (
    DEFAULT_DATABASE,
    BotToken,
    DatabaseUrl,
    Feeds,
    HttpUrl,
    Languages,
    LogLevel,
    MailAddress,
    Networks,
    QuietHours,
    Region,
    SmtpUrl,
    WebhookSecret,
    WebhookUrl,
    Zone,
    default_public_url,
)

PREFIX = "STADTBOTE_"
SHIPPED_CONTENT = Path(__file__).resolve().parent.parent / "content" / "kaiserslautern"

EnvFile: TypeAlias = Path | str | None


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

    public_url: HttpUrl = Field(default_factory=default_public_url, examples=["https://bot.city.example"])
    """Address under which people reach the web port: for links, QR codes, feeds and cookies."""

    trusted_proxies: Networks = Field((), examples=["127.0.0.1, 10.1.0.0/16"])
    """Reverse proxies whose `X-Forwarded-…` headers are believed: addresses or networks, by comma."""

    content: Path = Field(SHIPPED_CONTENT, examples=["/srv/stadtbote/content"])
    """Folder with the knowledge of one city."""

    embeddings: Literal["local", "remote", "off"] = Field("local", examples=["off"])
    """Who compares meanings: the models inside the program, a server (`remote`), or nobody (words only)."""

    embeddings_url: HttpUrl | None = Field(None, examples=["http://embeddings:8000/v1/embeddings"])
    """For `remote`: address to which texts are posted, as OpenAI's `/v1/embeddings` takes them."""

    embeddings_model: str | None = Field(None, examples=["BAAI/bge-m3"])
    """For `remote`: name of the server's model."""

    embeddings_key: SecretStr | None = Field(None, examples=["k3Jx…"])
    """For `remote`: secret that the server wants, if any."""

    embeddings_prefixes: Literal["none", "e5"] = Field("none", examples=["e5"])
    """For `remote`: `e5` puts `query: ` and `passage: ` before texts, as models of that family want."""

    timezone: Zone = Field("Europe/Berlin", examples=["Europe/Vienna"])
    """Time zone in which people read and write times."""

    languages: Languages = Field((), examples=["de, en, uk, ar"])
    """Languages on offer, by comma, in the order of the language list. Empty: all there are."""

    integreat_url: HttpUrl | None = Field(None, examples=["https://cms.city.example"])
    """Base address of Integreat's content API: pages are at `{base}/api/v3/{region}/{language}/pages/`."""

    integreat_region: Region | None = Field(None, examples=["kaiserslautern"])
    """Region of Integreat whose pages the running bot imports by itself, as in their addresses."""

    integreat_hours: float = Field(24, ge=1, le=720, allow_inf_nan=False, examples=["6"])
    """Hours between two scheduled imports."""

    calendar_feeds: Feeds = Field(
        (), repr=False, examples=["vhs=https://www.vhs.example/events.ics, club=https://club.example/cal.ics"]
    )
    """Calendars whose events the running bot lists, by comma, each `name=address`."""

    calendar_hours: float = Field(6, ge=1, le=720, allow_inf_nan=False, examples=["24"])
    """Hours between two looks at those calendars."""

    news_feeds: Feeds = Field((), repr=False, examples=["city=https://www.city.example/news.rss"])
    """News of others (RSS, Atom, iCalendar) of which the bot makes drafts, by comma, each `name=address`."""

    news_hours: float = Field(6, ge=1, le=720, allow_inf_nan=False, examples=["24"])
    """Hours between two looks at them."""

    send_rate: float = Field(25, gt=0, le=1000, allow_inf_nan=False, examples=["10"])
    """Announcements per second sent through Telegram; above 30 only with `STADTBOTE_PAID_BROADCAST`."""

    paid_broadcast: bool = Field(False, examples=["true"])
    """Pay Telegram for sending more than 30 messages a second: up to 0.1 Star for each of an announcement."""

    quiet_hours: QuietHours = Field((time(20), time(8)), examples=["21:30-7"])
    """Local times between which announcements that are not urgent wait for the morning, or `off`."""

    news_per_day: int = Field(2, ge=0, le=100, examples=["1"])
    """Announcements that one person gets on one day; more wait for the next day, together. `0`: no limit."""

    unknown_sends: Literal["keep", "resend"] = Field("keep", examples=["resend"])
    """Copies of which nobody knows whether they arrived (timeouts): left so, or sent once more."""

    after_crash: Literal["resend", "unknown"] = Field("resend", examples=["unknown"])
    """Copies that were being sent when the program was killed: sent again, or listed as unknown."""

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

    question_days: int = Field(90, ge=1, le=365, examples=["30"])
    """Days after which the texts of answered or closed questions are deleted."""

    need_days: int = Field(7, ge=1, le=365, examples=["3"])
    """Days after an event until needs and answers of its participants are deleted."""

    participant_days: int = Field(30, ge=1, le=3650, examples=["14"])
    """Days after an event until its registrations are deleted; figures without names stay."""

    translate_url: HttpUrl | None = Field(None, examples=["http://libretranslate:5000"])
    """Server with LibreTranslate's interface that drafts translations for coordinators. Unset: none."""

    translate_key: SecretStr | None = Field(None, examples=["5f0c…"])
    """Key for that server, if it wants one."""

    smtp_url: SmtpUrl | None = Field(None, examples=["smtp://bot:password@mail.city.example:587?starttls"])
    """Mail server: `smtp://user:password@host:port`, `smtps://…`, or `smtp://…?starttls`. Unset: no mails."""

    smtp_from: MailAddress | None = Field(None, examples=["bot@city.example"])
    """Address from which mails about a registration are sent, to people who left theirs."""

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
    def database_file(self) -> Path | None:
        """The file of a SQLite database, whether it is there or not."""
        scheme, _, rest = self.database_url.partition(":///")
        return Path(rest.partition("?")[0]) if scheme.startswith("sqlite") else None

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
        keys = [key.get_secret_value() for key in (self.embeddings_key, self.translate_key) if key]
        mail = (urlsplit(self.smtp_url.get_secret_value()).password or "") if self.smtp_url else ""
        passwords = (password, unquote(password), mail, unquote(mail))
        both = (*self.calendar_feeds, *self.news_feeds)
        feeds = [feed.partition("=")[2] for feed in both]  # private ones let in who knows them
        found = (token, token.partition(":")[2], self.webhook_key or "", *passwords, *keys, *feeds)
        return tuple(dict.fromkeys(value for value in found if value))


def setting_name(field: str) -> str:
    """The environment variable of a field: `web_port` is `STADTBOTE_WEB_PORT`."""
    return PREFIX + field.upper()
