"""What is checked before a browser's request is believed: its origin, its body, its address, its cookie."""

import ipaddress
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias
from urllib.parse import urlsplit

from aiohttp import hdrs, web

from webchat.words import PageWords, WordsFor

MAX_BODY = 64 * 1024
COOKIE = "visitor"
HOST_COOKIE = f"__Host-{COOKIE}"  # browsers take it from this host only, by https, for all of its paths
SECURITY = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network
Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Refusal(Exception):
    """A request is refused; the page has a text for each code."""

    def __init__(self, status: int, code: str, retry_after: int | None = None, text: str = "") -> None:
        super().__init__(code)
        self.text = text  # for the person, instead of the page's own
        self.status = status
        self.code = code
        self.retry_after = retry_after  # seconds

    def response(self) -> web.Response:
        headers = {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}
        body = {"error": self.code, "text": self.text} if self.text else {"error": self.code}
        return web.json_response(body, status=self.status, headers=headers)


def guarded(handler: Handler) -> Handler:
    """Answer refusals as JSON and put the security headers on every answer."""

    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            response = await handler(request)
        except Refusal as refusal:
            response = refusal.response()
        if not response.prepared:
            for name, value in SECURITY.items():
                response.headers.setdefault(name, value)
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return answer


async def _unknown(visitor_id: int) -> str:
    return ""


@dataclass(frozen=True)
class PublicSide:
    """How the web chat is reached from outside."""

    url: str  # public base URL, e.g. https://chat.example.org
    trusted_proxies: tuple[str, ...] = ()  # addresses or networks whose X-Forwarded-For is believed
    new_visitors: int = 30  # per address in 10 minutes
    actions: int = 60  # per visitor and minute: messages, taps, starts
    # Per visitor and minute: looks at what is new, and files. A tap is some three looks of each open tab.
    looks: int = 240
    sockets: int = 200  # per address at once
    # Whether such words, or such data of a tap, may open something that a copied cookie must not see.
    opens: Callable[[str], bool] = lambda said: False
    uploads: int = 10  # per visitor in 10 minutes
    # What somebody reads whose words (the second value) could not be kept, in a language (the first).
    unsaved: Callable[[str, str], str] = lambda language, words: ""
    words: WordsFor = lambda tags: PageWords("de", "ltr", {}, ())
    # The language in which the bot speaks with a visitor, "" where it has not spoken with it yet.
    spoken: Callable[[int], Awaitable[str]] = _unknown
    imprint: str = ""  # address of the legal notice, if there is one
    networks: tuple[Network, ...] = field(init=False)

    def __post_init__(self) -> None:
        networks = tuple(ipaddress.ip_network(proxy, strict=False) for proxy in self.trusted_proxies)
        object.__setattr__(self, "networks", networks)

    @cached_property
    def origin(self) -> str:
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}".lower()

    @property
    def secure(self) -> bool:
        return self.origin.startswith("https:")

    @property
    def cookie(self) -> str:
        """The name of the cookie by which a browser is known; no other is read."""
        return HOST_COOKIE if self.secure else COOKIE

    def check_origin(self, request: web.Request) -> None:
        """403 unless the request comes from our own page."""
        origin = request.headers.get(hdrs.ORIGIN, "").lower()
        host = request.headers.get(hdrs.HOST, "").lower()
        if not origin or origin not in (self.origin, f"http://{host}", f"https://{host}"):
            raise Refusal(403, "foreign_origin")

    def client(self, request: web.Request) -> str:
        """Whose request it is: the peer, or behind trusted proxies the right-most address they do not know.

        What cannot be read ends the list: whatever is left of it may be made up.
        One IPv6 subscriber has a /64, so that is the unit there.
        """
        address = _address(request.remote or "")
        forwarded = ",".join(request.headers.getall(hdrs.X_FORWARDED_FOR, []))
        for hop in reversed(forwarded.split(",")):
            before = _address(hop)
            if before is None or address is None or not self._is_proxy(address):
                break
            address = before
        if isinstance(address, ipaddress.IPv6Address):
            return str(ipaddress.ip_network((address, 64), strict=False))
        return str(address)

    def _is_proxy(self, address: Address) -> bool:
        return any(address in network for network in self.networks)


def _address(text: str) -> Address | None:
    try:
        address = ipaddress.ip_address(text.strip().partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped
    return address


async def read_body(request: web.Request) -> Mapping[str, object]:
    """The JSON object of a request, at most 64 KB; other content types cannot come from our page."""
    if request.content_type != "application/json":
        raise Refusal(415, "not_json")
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > MAX_BODY:
            raise Refusal(413, "too_large")
    try:
        value: object = json.loads(body)
    except (ValueError, RecursionError):
        raise Refusal(400, "bad_json") from None
    if not isinstance(value, dict):
        raise Refusal(400, "bad_json")
    return value


def text_of(body: Mapping[str, object], name: str) -> str:
    """The string of that name, "" if absent."""
    value = body.get(name, "")
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Refusal(400, f"bad_{name}")
    return value


def seq_of(request: web.Request) -> int:
    """The `after` of a query, 0 if absent."""
    value = request.query.get("after", "0")
    if not (value.isascii() and value.isdigit() and len(value) < 16):
        raise Refusal(400, "bad_after")
    return int(value)
