"""A server that speaks the web chat page's protocol from memory: tests write the bot's part line by line."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from aiohttp import WSMsgType, web

from bot.page_words import words_of
from locales import Catalogues
from tests.browser.faults import Faults
from webchat.words import accepted_languages, page_with

CATALOGUES = Catalogues.load()
STATIC = Path(__file__).parents[2] / "webchat" / "static"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
NOON = 1_773_054_000  # Monday, 9 March 2026, 12:00 in Berlin
Json: TypeAlias = dict[str, object]


class ScriptedServer:
    """One visitor's conversation. It survives `stop` and `start`, as one in a database would."""

    def __init__(self) -> None:
        self.port = 0
        self.faults = Faults()
        self.language = "de"
        self.imprint = "https://www.city.example/imprint"
        self.commands: list[Json] = []
        self.messages: dict[int, Json] = {}
        self.notices: list[Json] = []
        self.files: dict[str, tuple[bytes, str]] = {}
        self.starts: list[Json] = []
        self.sent: list[str] = []
        self.taps: list[tuple[int, str]] = []
        self.ended = 0
        self.known = False  # whether there is a visitor
        self.most_at_once = 0  # fetches of events
        self._fetching = 0
        self._seq = 0
        self._sockets: set[web.WebSocketResponse] = set()
        self._changed = asyncio.Condition()
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """Where the page is."""
        return f"http://127.0.0.1:{self.port}/"

    async def start(self) -> None:
        """Listen, on the same port as before."""
        app = web.Application()
        app.add_routes(
            [
                web.get("/", self._page),
                web.get("/static/{name}", self._static),
                web.get("/chat/words/{language}", self._words),
                web.get("/chat/events", self._events),
                web.get("/chat/live", self._live),
                web.get("/chat/files/{id}", self._file),
                web.post("/chat/start", self._start),
                web.post("/chat/messages", self._messages),
                web.post("/chat/taps", self._taps),
                web.post("/chat/end", self._end),
            ]
        )
        self._runner = web.AppRunner(app, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await site.start()
        self.port = site.port

    async def stop(self) -> None:
        """Close the port and every connection."""
        self.faults.gate.set()
        for socket in self.sockets:
            await socket.close()
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until the page has done something that makes this true."""
        async with asyncio.timeout(15), self._changed:
            await self._changed.wait_for(condition)

    # The bot's part

    async def says(
        self,
        text: str,
        entities: Sequence[Mapping[str, object]] = (),
        buttons: Sequence[Sequence[Mapping[str, object]]] = (),
        *,
        document: Json | None = None,
        photo: Json | None = None,
        date: int = NOON,
    ) -> int:
        """The bot writes a message; its id."""
        return await self._add("bot", text, date, list(entities), list(buttons), document, photo)

    def continues_after(self, seq: int) -> None:
        """The conversation so far was put into `messages` at once."""
        self._seq = seq

    async def edits(
        self, message_id: int, text: str, buttons: Sequence[Sequence[Mapping[str, object]]] = ()
    ) -> None:
        """The bot changes a message."""
        changed = {"text": text, "entities": [], "buttons": list(buttons), "edited": True}
        await self._change(message_id, changed)

    async def deletes(self, message_id: int) -> None:
        """The bot takes a message back."""
        await self._change(message_id, {"text": "", "buttons": [], "deleted": True})

    async def notifies(self, text: str, alert: bool = False) -> None:
        """The bot answers a tap."""
        self._seq += 1
        self.notices.append({"seq": self._seq, "text": text, "alert": alert})
        await self._tell({"news": self._seq})

    async def types(self) -> None:
        """The bot shows that it is writing."""
        await self._tell({"typing": True})

    def keeps(self, name: str, content: bytes, mime: str) -> Json:
        """A file that a message can then carry."""
        file_id = f"f{len(self.files) + 1}"
        self.files[file_id] = (content, mime)
        return {"id": file_id, "name": name, "size": len(content), "mime": mime}

    @property
    def sockets(self) -> list[web.WebSocketResponse]:
        """The open sockets."""
        return list(self._sockets)

    @property
    def listeners(self) -> int:
        """How many sockets are open."""
        return len(self._sockets)

    async def _add(
        self,
        sender: str,
        text: str,
        date: int = NOON,
        entities: Sequence[Mapping[str, object]] = (),
        buttons: Sequence[Sequence[Mapping[str, object]]] = (),
        document: Json | None = None,
        photo: Json | None = None,
    ) -> int:
        self._seq += 1
        self.known = True
        number = len(self.messages) + 1
        self.messages[number] = {
            "id": number,
            "seq": self._seq,
            "from": sender,
            "date": date,
            "text": text,
            "entities": entities,
            "buttons": buttons,
            "document": document,
            "photo": photo,
            "edited": False,
            "deleted": False,
        }
        await self._tell({"news": self._seq})
        return number

    async def _change(self, message_id: int, changed: Json) -> None:
        self._seq += 1
        self.messages[message_id] |= changed | {"seq": self._seq}
        await self._tell({"news": self._seq})

    async def _tell(self, message: Json) -> None:
        for socket in self.sockets:
            await socket.send_json(message)

    async def _note(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    # The page's requests

    async def _page(self, request: web.Request) -> web.StreamResponse:
        words = words_of(CATALOGUES, accepted_languages(request))
        html = page_with(words, self.imprint)
        return web.Response(text=html, content_type="text/html", headers={"Content-Security-Policy": POLICY})

    async def _words(self, request: web.Request) -> web.StreamResponse:
        self.faults.strike(request)
        return web.json_response(words_of(CATALOGUES, [request.match_info["language"]]).as_json())

    async def _static(self, request: web.Request) -> web.StreamResponse:
        return web.FileResponse(STATIC / request.match_info["name"])

    async def _events(self, request: web.Request) -> web.StreamResponse:
        self.faults.strike(request)
        self._fetching += 1
        self.most_at_once = max(self.most_at_once, self._fetching)
        await asyncio.sleep(0)  # lets other requests in
        self._fetching -= 1
        after = int(request.query["after"])

        def newer(rows: Sequence[Json]) -> list[Json]:
            return [row for row in rows if isinstance(row["seq"], int) and row["seq"] > after]

        return web.json_response(
            {
                "messages": newer(list(self.messages.values())),
                "last": self._seq,
                "notices": newer(self.notices),
                "commands": self.commands if self.known else [],
                "language": self.language,
            }
        )

    async def _live(self, request: web.Request) -> web.StreamResponse:
        if not self.known:
            raise web.HTTPUnauthorized
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self._sockets.add(socket)
        await self._note()
        try:
            if self._seq > int(request.query["after"]):
                await socket.send_json({"news": self._seq})
            async for message in socket:
                assert message.type is WSMsgType.TEXT
        finally:
            self._sockets.discard(socket)
            await self._note()
        return socket

    async def _file(self, request: web.Request) -> web.StreamResponse:
        content, mime = self.files[request.match_info["id"]]
        return web.Response(body=content, content_type=mime)

    async def _start(self, request: web.Request) -> web.StreamResponse:
        self.faults.strike(request)
        self.starts.append(await request.json())
        self.known = True
        await self._note()
        return web.json_response({})

    async def _messages(self, request: web.Request) -> web.StreamResponse:
        self.faults.strike(request)
        text = (await request.json())["text"]
        self.sent.append(text)
        await self._add("visitor", text)
        await self._note()
        if self.faults.lose_answer:
            self.faults.lose_answer = False
            return await self._break_off(request)
        return web.json_response({})

    async def _break_off(self, request: web.Request) -> web.StreamResponse:
        """Lose the line in the middle of an answer (before it began, Chromium would ask again by itself)."""
        response = web.StreamResponse(headers={"Content-Length": "100"})
        await response.prepare(request)
        await response.write(b"{")
        assert request.transport
        request.transport.close()
        return response

    async def _taps(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.taps.append((body["message"], body["data"]))
        await self._note()
        await self.faults.gate.wait()
        self.faults.strike(request)
        return web.json_response({})

    async def _end(self, request: web.Request) -> web.StreamResponse:
        self.faults.strike(request)
        self.forget()
        self.ended += 1
        await self._note()
        return web.json_response({})

    def begin_anew(self) -> None:
        """For the next visitor of the same test."""
        self.forget()
        self.starts.clear()
        self.sent.clear()
        self.ended = 0

    def forget(self) -> None:
        """There is no such visitor any more."""
        self.known = False
        self.messages.clear()
        self.notices.clear()
        self._seq = 0
