"""The way in: a link is shown for what it is, and its button exchanges it for this browser's access."""

from __future__ import annotations

import secrets
from pathlib import Path

from aiohttp import web

from civic.text_links import TOKEN_BYTES, NoAccess, exchange, look
from civic.translations import LINK_LASTS
from pages.layout import HEADERS, page, see_other, tag, together
from pages.return_site import is_from_our_page
from pages.text_requests import here_of, language_of, nowhere
from pages.text_site import SCRIPT, STYLE, TextSite, refused

_STATIC = Path(__file__).parent / "static"
# A volunteer may come back by the same link as long as it lasts.
_BROWSER, _BROWSER_LASTS = "text_browser", int(LINK_LASTS.total_seconds())


class LinkPages:
    """The requests that come from links, and the script and the style of what is behind them."""

    def __init__(self, site: TextSite) -> None:
        self._site = site

    def add_routes(self, app: web.Application) -> None:
        """Mounts them."""
        for path in (SCRIPT, STYLE):
            app.router.add_get(path, _static)
        app.router.add_get("/texts/{token}", self._invite)
        app.router.add_post("/texts/{token}", self._exchange)

    async def _invite(self, request: web.Request) -> web.Response:
        """What a link is for. Opening it uses nothing up: messengers fetch links, too."""
        site = self._site
        if seconds := site.wait(request):
            return refused(429, site.language(request), seconds)
        link = await look(site.uow, site.clock, request.match_info["token"])
        if isinstance(link, NoAccess):
            return nowhere(site, request)
        lang = await language_of(site, request, link)
        if link.language:
            text = lang.gettext(
                "Will you translate a text of the city from {source} into {target}? "
                "This link works for one person, in one browser.",
                source=site.own_name(link.source),
                target=site.own_name(link.language),
            )
            label = lang.label("Yes, show me the text")
        else:
            text = lang.gettext("Here you write the texts in all languages. The link works once.")
            # TRANSLATORS: A button that opens the page for writing texts.
            label = lang.label("Open")
        form = tag("form", tag("button", label, class_="primary"), method="post", action=request.path)
        body = together(tag("h1", lang.gettext("Writing texts")), tag("p", text), form)
        answer = page(lang, lang.label("Texts"), tag("section", body), private=True)
        if _BROWSER not in request.cookies:
            # The button sends it along, so that only this browser gets in, also at a second tap. Lax: it
            # has to come with a link from a messenger, too; it opens nothing by itself.
            self._set_cookie(
                answer, _BROWSER, secrets.token_urlsafe(TOKEN_BYTES), "/texts", _BROWSER_LASTS, "Lax"
            )
        return answer

    async def _exchange(self, request: web.Request) -> web.Response:
        site = self._site
        if seconds := site.wait(request):
            return refused(429, site.language(request), seconds)
        if not is_from_our_page(request, site.public_url):
            return refused(403, site.language(request))
        browser = request.cookies.get(_BROWSER, "")
        access = await exchange(site.uow, site.clock, request.match_info["token"], browser)
        if isinstance(access, NoAccess):
            return nowhere(site, request)
        link = access.link
        assert link.ends_at is not None
        answer = see_other(here_of(link))
        lasts = int((link.ends_at - site.clock()).total_seconds())
        self._set_cookie(answer, site.cookie(link), access.secret, here_of(link), lasts)
        return answer

    def _set_cookie(
        self, answer: web.Response, name: str, value: str, path: str, seconds: int, same_site: str = "Strict"
    ) -> None:
        secure = self._site.secure
        answer.set_cookie(
            name, value, max_age=seconds, path=path, secure=secure, httponly=True, samesite=same_site
        )


async def _static(request: web.Request) -> web.StreamResponse:
    name = request.path.rpartition("/")[2]
    return web.FileResponse(_STATIC / name, headers={**HEADERS, "Cache-Control": "no-cache"})
