"""What the page of one registration works with, and what is asked of every request that changes something."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from aiohttp import hdrs, web

from civic.ports import UnitOfWork
from civic.time import Clock
from locales import Catalogues


@dataclass(frozen=True)
class ReturnSite:
    """What a page of one registration needs. `wait` counts a request of its address and says in how many
    seconds to come again, 0 if it is allowed; `mails`: whether there is a mail server."""

    uow: UnitOfWork
    clock: Clock
    zone: ZoneInfo
    catalogues: Catalogues
    public_url: str
    wait: Callable[[web.Request], int]
    mails: bool = False


def is_from_our_page(request: web.Request, public_url: str) -> bool:
    """Whether a form was sent from one of our pages, as far as the browser says.

    Older browsers say nothing, or `null` where no referrer may be sent: what protects them is that nobody
    else knows the token in the form's address, and for the passkeys, which have none, that they send the
    chat's cookie along with no other site's form (`SameSite=Lax`).
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get(hdrs.ORIGIN, "null").lower()
    host = request.headers.get(hdrs.HOST, "").lower()
    ours = urlsplit(public_url)
    return origin in ("null", f"{ours.scheme}://{ours.netloc}".lower(), f"http://{host}", f"https://{host}")
