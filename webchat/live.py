"""The page's WebSocket: it only says that there is news, and since when; the page then fetches it."""

import asyncio
import logging
from weakref import WeakSet

from aiohttp import WSCloseCode, web

from webchat import visits
from webchat.cookies import visitor_of
from webchat.gateway import Gateway
from webchat.guard import PublicSide, Refusal, seq_of
from webchat.limits import AtOnce
from webchat.news import typing_topic, visitor_topic

log = logging.getLogger(__name__)

HEARTBEAT = 25.0  # seconds
# Each of them looks for news by itself, so nobody gets any number of them.
TABS = 10  # per visitor


class Live:
    """All open sockets of this process."""

    def __init__(self, gateway: Gateway, public: PublicSide) -> None:
        self.gateway = gateway
        self.public = public
        self._sockets: WeakSet[web.WebSocketResponse] = WeakSet()
        self._tabs = AtOnce(TABS)
        self._of_addresses = AtOnce(public.sockets)

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """Serve one socket until the page, the visitor or the program goes."""
        self.public.check_origin(request)
        after = seq_of(request)
        visitor = await visitor_of(self.gateway, self.public, request)
        if visitor is None:
            raise Refusal(401, "no_visitor")
        address = self._of_addresses.one(self.public.client(request))
        with self._tabs.one(str(visitor.id)) as has_tab, address as has_place:
            if not (has_tab and has_place):
                raise Refusal(429, "too_many", int(HEARTBEAT))
            return await self._serve(request, visitor.id, after)

    async def _serve(self, request: web.Request, visitor_id: int, after: int) -> web.StreamResponse:
        socket = web.WebSocketResponse(heartbeat=HEARTBEAT, max_msg_size=1024)
        try:
            await socket.prepare(request)
        except ConnectionError:
            raise Refusal(400, "gone") from None  # nobody is there any more to read it
        self._sockets.add(socket)
        sending = asyncio.create_task(self._send(socket, visitor_id, after))
        try:
            # Pages say nothing; reading answers pings and notices the end.
            async for _ in socket:
                pass
        finally:
            sending.cancel()
            await asyncio.wait([sending])
        return socket

    async def _send(self, socket: web.WebSocketResponse, visitor_id: int, announced: int) -> None:
        try:
            await self._announce(socket, visitor_id, announced)
        except ConnectionError:
            log.debug("a page left while it was told the news")
        except Exception:
            log.exception("a page could not be told the news; it will come back")
        finally:
            await socket.close(code=WSCloseCode.GOING_AWAY)

    async def _announce(self, socket: web.WebSocketResponse, visitor_id: int, announced: int) -> None:
        news, typing = self.gateway.news, typing_topic(visitor_id)
        with news.listen(visitor_topic(visitor_id), typing) as inbox:
            rung: frozenset[str] = frozenset()
            while not (socket.closed or news.closed):
                visitor = await self.gateway.rooms.visitor(visitor_id)
                if visitor is None:
                    return
                await visits.seen(self.gateway, visitor)
                if visitor.last_seq > announced:
                    announced = visitor.last_seq
                    await socket.send_json({"news": announced})
                if typing in rung:
                    await socket.send_json({"typing": True})
                rung = await inbox.wait(news.poll_seconds)

    async def stop(self, app: web.Application) -> None:
        """Close every socket; the pages come back to the next process."""
        self.gateway.news.close()
        for socket in list(self._sockets):
            await socket.close(code=WSCloseCode.GOING_AWAY)
