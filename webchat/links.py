"""Which addresses a message may link to, and how Telegram writes them."""

from urllib.parse import urlsplit


def checked_link(address: str) -> str:
    """The http(s) address as Telegram would keep it, "" if it is none that Telegram links to.

    Like Telegram, an address without a scheme is taken for a web site and hosts need a dot;
    `localhost` is allowed because the web chat may be tried there.
    """
    address = address.strip()
    if "://" not in address and ":" not in address.partition("/")[0].partition("?")[0]:
        address = f"http://{address}"
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return ""
    if any(character.isspace() or not character.isprintable() for character in address):
        return ""
    if parts.scheme not in ("http", "https") or parts.username is not None:
        return ""
    named = "." in host.strip(".") or ":" in host or host == "localhost"
    return address if named else ""
