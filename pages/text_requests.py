"""Requests of the text page: who may ask, what a form or the script sent, and how they are answered."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from aiohttp import web

from civic.staff_rights import RightMissing
from civic.text_links import NoAccess, admitted
from civic.text_ports import TextLink
from locales import Language
from pages.layout import HEADERS, PRIVATE, page, tag, together
from pages.return_site import is_from_our_page
from pages.text_site import LONGEST, TextSite, no_right, refused

Fields = Mapping[str, str]


@dataclass(frozen=True)
class Visit:
    """A request of a browser that has access. `wants_json`: the script asks, not a form."""

    request: web.Request
    link: TextLink
    lang: Language
    here: str

    @property
    def wants_json(self) -> bool:
        """Whether the script sent it."""
        return self.request.content_type == "application/json"


Handler = Callable[[Visit], Awaitable[web.StreamResponse]]


def here_of(link: TextLink) -> str:
    """The path of a sheet's page."""
    return f"/texts/s/{link.id}"


def guarded(
    site: TextSite, staff: Handler, volunteer: Handler | None
) -> Callable[..., Awaitable[web.Response]]:
    """Lets through whoever has the secret of a link; a volunteer only where there is something for them."""

    async def answer(request: web.Request) -> web.StreamResponse:
        link = await _link(site, request)
        if isinstance(link, NoAccess):
            seconds = site.wait(request)
            lang = site.language(request)
            return refused(429, lang, seconds) if seconds else nowhere(site, request)
        lang = await language_of(site, request, link)
        if seconds := site.busy(link.id):
            return refused(429, lang, seconds)
        if request.method == "POST" and not is_from_our_page(request, site.public_url):
            return refused(403, lang)
        handler = volunteer if link.language else staff
        if handler is None:
            return nowhere(site, request)
        try:
            return await handler(Visit(request, link, lang, here_of(link)))
        except RightMissing:
            return no_right(lang)

    return answer  # type: ignore[return-value]


async def language_of(site: TextSite, request: web.Request, link: TextLink) -> Language:
    """The staff's own language; of a volunteer we know only what their browser says."""
    if link.language:
        return site.language(request)
    async with site.uow.reading() as r:
        return site.catalogues[(await r.residents.get(link.made_by)).language]


def nowhere(site: TextSite, request: web.Request) -> web.Response:
    """The same for every link that does not work: nobody learns why."""
    lang = site.language(request)
    if request.content_type == "application/json":
        return as_json({"error": "ended"}, 404)
    body = together(
        tag("h1", lang.gettext("This link does not work (any more).")),
        tag(
            "p",
            lang.gettext(
                "Each link works once and in one browser. Please ask for a new one where you got this one."
            ),
        ),
    )
    return page(lang, lang.label("Texts"), body, status=404, private=True)


def as_json(body: Mapping[str, object], status: int = 200) -> web.Response:
    """An answer to the script."""
    return web.json_response(body, status=status, headers={**HEADERS, **PRIVATE})


async def fields_of_request(request: web.Request) -> Fields | None:
    """What a form or the script sent, texts only; None where it is neither. Raises 413 for too much."""
    smaller = request.clone(client_max_size=LONGEST)
    try:
        if request.content_type == "application/json":
            sent = json.loads(await smaller.text())
            return {k: v for k, v in sent.items() if isinstance(v, str)} if isinstance(sent, dict) else None
        if request.content_type == "application/x-www-form-urlencoded":
            return {k: v for k, v in (await smaller.post()).items() if isinstance(v, str)}
    except (LookupError, ValueError, RecursionError):  # an unknown charset, or bytes that are not of it
        return None
    return None


async def _link(site: TextSite, request: web.Request) -> TextLink | NoAccess:
    number = request.match_info["number"]
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return NoAccess()
    secret = request.cookies.get(f"text_{int(number)}", "")
    return await admitted(site.uow, site.clock, int(number), secret)
