"""Addresses that an operator sets: what is accepted, and in which form it is kept."""

import ipaddress
import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
    "postgresql+asyncpg": "postgresql+asyncpg",
}


def http_url(value: str) -> str:
    """An address without credentials, query and final slash. ValueError says what is wrong."""
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


def webhook_url(value: str) -> str:
    """The same, with https and a path."""
    url = http_url(value)
    if urlsplit(url).scheme != "https":
        raise ValueError("must begin with https://")
    if not urlsplit(url).path:
        raise ValueError("needs a path of its own, for example https://bot.example.org/telegram")
    return url


def sentry_dsn(value: str) -> str:
    """What Sentry shows as its "DSN"; no message quotes it, since it holds a key."""
    try:
        parts = urlsplit(value)
        whole = parts.scheme in ("http", "https") and parts.hostname and parts.username and parts.port != 0
    except ValueError:
        whole = False
    if not whole or not re.search(r"/\d+$", parts.path):
        raise ValueError("is not an address like https://key@sentry.example.org/2")
    return value


def database_url(value: str) -> str:
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


def smtp_url(value: str) -> None:
    """Refuse what is no address of a mail server; no message may quote it, since it can hold a password."""
    try:
        parts = urlsplit(value)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    known = host and port != 0 and parts.scheme in ("smtp", "smtps")
    if not known or parts.path.strip("/") or parts.fragment:
        raise ValueError("is not an address like smtp://user:password@host:587?starttls or smtps://host")
    if parts.query not in ("", "starttls"):
        raise ValueError("knows only '?starttls'")
    if parts.query and parts.scheme == "smtps":
        raise ValueError("is encrypted from the start with smtps://, without '?starttls'")
    if parts.password and parts.scheme == "smtp" and not parts.query and not is_loopback(value):
        raise ValueError("would send the password unencrypted: use smtps:// or '?starttls'")


def is_loopback(address: str) -> bool:
    """Whether it is on this machine, where no proxy is needed."""
    host = urlsplit(address).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
