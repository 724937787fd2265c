"""The visitors' side: the page, its requests and its WebSocket, as routes for the one web server."""

import logging
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from urllib.parse import quote

from aiohttp import web
from telegram.constants import MessageLimit

from webchat import visits
from webchat.cookies import renewed_first, set_cookie, take_cookie, visitor_of
from webchat.gateway import Gateway
from webchat.guard import PublicSide, Refusal, guarded, read_body, seq_of, text_of
from webchat.limits import Window
from webchat.live import Live
from webchat.ports import StoredMessage, Visitor
from webchat.statics import Statics
from webchat.uploads import Uploads
from webchat.words import accepted_languages, page_with

log = logging.getLogger(__name__)
PAYLOAD = re.compile(rf"[A-Za-z0-9_-]{{0,{int(MessageLimit.DEEP_LINK_LENGTH)}}}", re.ASCII)
MIME = re.compile(r"[\w.+-]+/[\w.+-]+", re.ASCII)
MAX_DATA = 64  # bytes
LINES_OF_A_LOOK = 25  # whoever is told more has looked several times


def add_routes(app: web.Application, gateway: Gateway, public: PublicSide) -> None:
    """Mount the page at `/` and its requests under `/chat` and `/static`; sockets end with the app."""
    browser = Browser(gateway, public)
    live = Live(gateway, public)
    app.add_routes(
        [
            web.get("/", guarded(browser.page)),
            web.get("/chat/words/{language}", guarded(browser.words)),
            web.get("/static/{name}", guarded(Statics().serve)),
            web.get("/chat/events", guarded(browser.events)),
            web.get("/chat/files/{id}", guarded(browser.file)),
            web.get("/chat/live", guarded(live.connect)),
            web.post("/chat/start", guarded(browser.start)),
            web.post("/chat/messages", guarded(browser.message)),
            web.post("/chat/taps", guarded(browser.tap)),
            web.post("/chat/pictures", guarded(Uploads(gateway, public).picture)),
            web.post("/chat/end", guarded(browser.end)),
        ]
    )
    app.on_shutdown.append(live.stop)


class Browser:
    """The requests of the page."""

    def __init__(self, gateway: Gateway, public: PublicSide) -> None:
        self.gateway = gateway
        self.public = public
        self._arrivals = Window(public.new_visitors, timedelta(minutes=10), gateway.clock)
        self._actions = Window(public.actions, timedelta(minutes=1), gateway.clock)
        self._looks = Window(public.looks, timedelta(minutes=1), gateway.clock)
        self._files = Window(public.looks, timedelta(minutes=1), gateway.clock)

    async def page(self, request: web.Request) -> web.StreamResponse:
        """The page itself. Creates nothing and sets no cookie: previews of messengers fetch it, too."""
        html = page_with(self.public.words(accepted_languages(request)), self.public.imprint)
        headers = {"Cache-Control": "no-cache", "Vary": "Accept-Language, Accept-Encoding"}
        response = web.Response(text=html, content_type="text/html", headers=headers)
        response.enable_compression()  # there is nothing secret in it that its length could tell
        return response

    async def words(self, request: web.Request) -> web.StreamResponse:
        """The page's own words in another language."""
        tag = visits.language_tag(request.match_info["language"])
        headers = {"Cache-Control": "no-cache"}
        return web.json_response(self.public.words([tag]).as_json(), headers=headers)

    async def events(self, request: web.Request) -> web.StreamResponse:
        after = seq_of(request)
        visitor = await visitor_of(self.gateway, self.public, request)
        if visitor is not None:
            _take(self._looks, visitor)
        language = accepted_language(request)
        if visitor is not None:
            language = await self.public.spoken(visitor.id) or visitor.language or language
        found = await visits.events(self.gateway, visitor, after, language)
        response = web.json_response(found)
        if visitor is not None:
            lines = found["messages"]
            for _ in range(len(lines) // LINES_OF_A_LOOK if isinstance(lines, list) else 0):
                self._looks.take(str(visitor.id))
            life = await self.gateway.remembered_for(visitor.id)
            # What came just now may be a registration, which the cookie has to outlive.
            noted = await visits.seen(self.gateway, visitor) or life > self.gateway.retention
            # Nor may an answer that comes late put back the cookie of before.
            if noted and not visitor.is_renewing:
                set_cookie(self.public, response, request.cookies[self.public.cookie], life)
        return response

    async def start(self, request: web.Request) -> web.StreamResponse:
        body = await self._read(request)
        payload = text_of(body, "payload")
        if not PAYLOAD.fullmatch(payload):
            raise Refusal(400, "bad_payload")
        async with self._or_told(request, body):
            return await self._say(request, body, f"/start {payload}".strip())

    async def message(self, request: web.Request) -> web.StreamResponse:
        body = await self._read(request)
        text = visits.tidy(text_of(body, "text"))
        reason = visits.sendable(text, int(MessageLimit.MAX_TEXT_LENGTH))
        if reason:
            raise Refusal(400, reason)
        async with self._or_told(request, body, text):
            return await self._say(request, body, text)

    async def tap(self, request: web.Request) -> web.StreamResponse:
        body = await self._read(request)
        message_id, data = body.get("message"), text_of(body, "data")
        if type(message_id) is not int or not 0 < message_id < 2**31:
            raise Refusal(400, "bad_message")
        async with self._or_told(request, body):
            visitor = await self._known(request)
            _take(self._actions, visitor)
            await self._renew_for(request, visitor, data)
            if not await visits.tap(self.gateway, visitor, message_id, data):
                raise Refusal(409, "no_such_button")
            await visits.seen(self.gateway, visitor)
            return web.json_response({"ok": True})

    async def end(self, request: web.Request) -> web.StreamResponse:
        await self._read(request)
        visitor = await visitor_of(self.gateway, self.public, request)
        if visitor is not None:
            await visits.end(self.gateway, visitor)
        response = web.json_response({"ok": True})
        take_cookie(self.public, response)
        return response

    async def file(self, request: web.Request) -> web.StreamResponse:
        visitor = await self._known(request)
        _take(self._files, visitor)
        locked = await self.gateway.rooms.locked_since(visitor.id, self.gateway.clock())
        file = await self.gateway.rooms.file(request.match_info["id"][:64], visitor.id, locked)
        if file is None:
            raise Refusal(404, "not_found")
        name = quote(file.name, safe="")
        headers = {
            "Content-Type": file.mime if MIME.fullmatch(file.mime) else "application/octet-stream",
            "Content-Disposition": f"attachment; filename*=UTF-8''{name}" if file.name else "inline",
            "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
            "Cache-Control": "no-store",  # what was ended here must not lie in the browser
        }
        return web.Response(body=file.content, headers=headers)

    async def _renew_for(self, request: web.Request, visitor: Visitor, said: str) -> None:
        if self.public.opens(said):
            await renewed_first(self.gateway, self.public, request, visitor)

    async def _read(self, request: web.Request) -> Mapping[str, object]:
        self.public.check_origin(request)
        return await read_body(request)

    async def _known(self, request: web.Request) -> Visitor:
        visitor = await visitor_of(self.gateway, self.public, request)
        if visitor is None:
            raise Refusal(401, "no_visitor")
        return visitor

    @asynccontextmanager
    async def _or_told(
        self, request: web.Request, body: Mapping[str, object], words: str = ""
    ) -> AsyncIterator[None]:
        """Where nothing can be kept the person hears so from here, and whoever is in danger gets a number."""
        try:
            yield
        except (Refusal, web.HTTPException):
            raise
        except Exception:
            log.exception("what a visitor did could not be kept")
            language = visits.language_tag(text_of(body, "language")) or accepted_language(request)
            raise Refusal(503, "unsaved", text=self.public.unsaved(language, words)) from None

    async def _say(self, request: web.Request, body: Mapping[str, object], text: str) -> web.StreamResponse:
        """Queue a line of the visitor, who is created if there is none."""
        language = visits.language_tag(text_of(body, "language"))
        visitor = await visitor_of(self.gateway, self.public, request)
        token = request.cookies.get(self.public.cookie, "")
        if visitor is None:
            wait = self._arrivals.take(self.public.client(request))
            if wait:
                raise Refusal(429, "too_many", wait)
            visitor, token = await visits.arrive(self.gateway, language)
            _take(self._actions, visitor)
        else:
            _take(self._actions, visitor)
            await self._renew_for(request, visitor, text)
            if await visits.seen(self.gateway, visitor, language):
                visitor = await self.gateway.rooms.visitor(visitor.id) or visitor
        stored: StoredMessage | None = await visits.say(self.gateway, visitor, text)
        if stored is None:
            raise Refusal(401, "no_visitor")
        response = web.json_response({"ok": True, "id": stored.id, "seq": stored.seq})
        set_cookie(self.public, response, token, await self.gateway.remembered_for(visitor.id))
        return response


def _take(window: Window, visitor: Visitor) -> None:
    wait = window.take(str(visitor.id))
    if wait:
        raise Refusal(429, "too_many", wait)


def accepted_language(request: web.Request) -> str:
    """The language that a browser would like best, "" if unknown."""
    return next(iter(accepted_languages(request)), "")
