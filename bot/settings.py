"""What an operator can set: environment variables `STADTBOTE_…` and the file `.env`, checked at start."""

import hashlib
import hmac
from datetime import time
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr

from bot.settings_source import ReadSettings
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
    Notice,
    PublicKeys,
    QuietHours,
    Region,
    SecurityContact,
    SentryDsn,
    SmtpUrl,
    WebhookSecret,
    WebhookUrl,
    Zone,
    default_public_url,
)

SHIPPED_CONTENT = Path(__file__).resolve().parent.parent / "content" / "kaiserslautern"


class Settings(ReadSettings):
    """All settings, valid and frozen. `Settings.load()` reads them; the constructor reads nothing itself.

    The text below each field is its description for operators, in `docs/settings.md` too.
    """

    env: Literal["development", "production"] = Field("development", examples=["production"])
    """`production` makes a gap in the privacy notice and an unencrypted public address into errors."""

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

    controller_address: Notice = Field(None, examples=["Willy-Brandt-Platz 1, 67657 Musterstadt"])
    """Postal address of whoever is responsible, for the privacy notice."""

    human_contact: str | None = Field(None, examples=["Town hall, room 12, Mon-Fri 9-12, +49 631 000000"])
    """Where people help people: phone, place, opening hours."""

    imprint_url: HttpUrl | None = Field(None, examples=["https://www.city.example/imprint"])
    """Address of the legal notice (Impressum)."""

    privacy_contact: str | None = Field(None, examples=["privacy@city.example"])
    """Contact for questions about personal data."""

    security_contact: SecurityContact | None = Field(None, examples=["security@city.example"])
    """E-mail or https address to tell of faults in security, served as `/.well-known/security.txt`."""

    privacy_officer: Notice = Field(None, examples=["Max Mustermann, dpo@city.example"])
    """Contact of the data protection officer, for the privacy notice."""

    legal_basis: Notice = Field(None, examples=["Art. 6 (1) (e) GDPR with § 3 LDSG RLP"])
    """Law on which registrations and questions are handled, for the privacy notice."""

    hosting: Notice = Field(None, examples=["Example Hosting GmbH, Berlin"])
    """Who runs the computers that the data are on, for the privacy notice."""

    complaint_authority: Notice = Field(
        None, examples=["LfDI Rheinland-Pfalz, Hintere Bleiche 34, 55116 Mainz, www.datenschutz.rlp.de"]
    )
    """Authority to which people can complain about the handling of their data."""

    accessibility_authority: Notice = Field(
        None, examples=["Landesbeauftragter für die Belange von Menschen mit Behinderungen, 55116 Mainz"]
    )
    """Authority to which people can turn about accessibility, for the statement on the public pages."""

    transcript_days: int = Field(30, ge=1, le=365, examples=["14"])
    """Days for which the web chat keeps a visitor's own transcript."""

    staff_idle_hours: int = Field(12, ge=1, le=24, examples=["8"])
    """Hours without anything done after which the staff's work area in the web chat locks itself."""

    second_factor: Literal["optional", "required"] = Field("optional", examples=["required"])
    """Whether staff in the web chat may have, or must have, an app's code asked for at each login."""

    question_days: int = Field(90, ge=1, le=365, examples=["30"])
    """Days after which the texts of answered or closed questions are deleted."""

    need_days: int = Field(7, ge=1, le=365, examples=["3"])
    """Days after an event until needs and answers of its participants are deleted."""

    participant_days: int = Field(30, ge=1, le=365, examples=["14"])
    """Days after an event until its registrations are deleted; figures without names stay."""

    draft_days: int = Field(180, ge=7, le=730, examples=["90"])
    """Days after the last change until announcements that were never sent are deleted."""

    copy_days: int = Field(90, ge=30, le=365, examples=["60"])
    """Days after an announcement was sent until it is deleted who got it; the counts of its report stay."""

    audit_days: int = Field(365, ge=30, le=1095, examples=["180"])
    """Days for which it is kept who on the staff did what."""

    inactive_days: int = Field(365, ge=60, le=1095, examples=["180"])
    """Days without any message after which a resident is forgotten, warned 30 days before."""

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

    log_format: Literal["auto", "text", "json"] = Field("auto", examples=["json"])
    """Lines for people (`text`) or JSON for programs (`json`); `auto`: JSON in production."""

    sentry_dsn: SentryDsn | None = Field(None, examples=["https://5f0c…@sentry.city.example/2"])
    """Address (DSN) of a Sentry server that hears of failures, without words and names. Unset: none does."""

    metrics_host: str = Field("127.0.0.1", examples=["10.1.0.5"])
    """Network address on which figures for Prometheus are served; never publish it."""

    metrics_port: int | None = Field(None, ge=0, le=65535, examples=["9464"])
    """Port of the same. Unset: there are none."""

    backup_dir: Path | None = Field(None, examples=["/var/backups/stadtbote"])
    """Folder in which the running bot keeps backups of its database. Unset: it makes none."""

    backup_hours: float = Field(24, ge=1, le=720, allow_inf_nan=False, examples=["6"])
    """Hours between two backups."""

    backup_days: int = Field(30, ge=1, le=3650, examples=["14"])
    """Days after which a backup is deleted, once there is a newer one."""

    backup_key: PublicKeys = Field(
        (), examples=["age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"]
    )
    """Public keys for which backups are encrypted, by comma; `stadtbote backup-key key.txt` makes one."""

    pg_programs: Path | None = Field(None, examples=["/usr/lib/postgresql/17/bin"])
    """Folder with `pg_dump` and `pg_restore`. Unset: they are looked for on `PATH`."""

    @property
    def zone(self) -> ZoneInfo:
        """The city's time zone."""
        return ZoneInfo(self.timezone)

    @property
    def log_form(self) -> Literal["text", "json"]:
        """How the log is written."""
        if self.log_format == "auto":
            return "json" if self.env == "production" else "text"
        return self.log_format

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
        keys = [
            key.get_secret_value()
            for key in (self.embeddings_key, self.translate_key, self.sentry_dsn)
            if key
        ]
        mail = (urlsplit(self.smtp_url.get_secret_value()).password or "") if self.smtp_url else ""
        passwords = (password, unquote(password), mail, unquote(mail))
        both = (*self.calendar_feeds, *self.news_feeds)
        feeds = [feed.partition("=")[2] for feed in both]  # private ones let in who knows them
        found = (token, token.partition(":")[2], self.webhook_key or "", *passwords, *keys, *feeds)
        return tuple(dict.fromkeys(value for value in found if value))
