"""Addresses that a button may lead to."""

import re
from urllib.parse import urlsplit

from civic.people import cleaned

LONGEST = 2000
ADDRESS_LIMIT = 500
_HOST = re.compile(r"(?:[\w-]{1,63}\.)+[\w-]{2,63}\.?|\[[0-9a-fA-F:.]+\]|\d{1,3}(?:\.\d{1,3}){3}")


def web_address(text: str) -> str | None:
    """An http or https address of a host with a full name, as it is; None for anything else.

    Addresses with a password in them are none: they look like one host and lead to another.
    """
    if not 0 < len(text) <= LONGEST or re.search(r"[\s<>\"\\^`{|}\x00-\x20\x7f]", text):
        return None
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return None
    named = _HOST.fullmatch(f"[{host}]" if ":" in host else host)
    return text if parts.scheme in ("http", "https") and named and "@" not in parts.netloc else None


def read_web_address(text: str) -> str | None:
    """An https address with a host that can exist, without a name or password in it; else None."""
    typed = cleaned(text, ADDRESS_LIMIT + 1)
    if len(typed) > ADDRESS_LIMIT or any(c.isspace() for c in typed):
        return None
    try:
        parts = urlsplit(typed)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    if parts.scheme != "https" or parts.username is not None or port == 0 or not _is_host(host):
        return None
    return typed


def host_of(address: str) -> str:
    """The host, to be shown instead of a long address."""
    return urlsplit(address).hostname or address


def _is_host(host: str) -> bool:
    try:
        ascii_name = host.encode("idna").decode("ascii")
    except UnicodeError:
        return False
    labels = ascii_name.split(".")
    return (
        len(labels) > 1
        and all(
            0 < len(label) <= 63
            and not label.startswith("-")
            and not label.endswith("-")
            and all(c.isalnum() or c == "-" for c in label)
            for label in labels
        )
        and not labels[-1].isdigit()
    )
