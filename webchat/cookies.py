"""The cookie by which a browser is known: read, set, renewed, taken away."""

import secrets
from datetime import timedelta

from aiohttp import web

from webchat import visits
from webchat.gateway import Gateway
from webchat.guard import PublicSide, Refusal
from webchat.ports import Visitor

_FRESH = web.RequestKey("first seen with this request", bool)


async def visitor_of(gateway: Gateway, public: PublicSide, request: web.Request) -> Visitor | None:
    """The visitor whose cookie this is. An offered one counts from here on, and the one of before ends."""
    token = request.cookies.get(public.cookie)
    if not token:
        return None
    hashed = visits.token_hash(token)
    visitor = await gateway.rooms.visitor_by_token(hashed)
    if visitor is None:
        visitor = await gateway.rooms.take_token(hashed)
        request[_FRESH] = visitor is not None
    # Another request of the same browser may have taken it just now.
    return visitor or await gateway.rooms.visitor_by_token(hashed)


class Renewed(Refusal):
    """Nothing was done. The browser gets another cookie and comes again with it."""

    def __init__(self, public: PublicSide, token: str, life: timedelta) -> None:
        super().__init__(409, "again")
        self._cookie = public, token, life

    def response(self) -> web.Response:
        response = super().response()
        public, token, life = self._cookie
        set_cookie(public, response, token, life)
        return response


async def renewed_first(gateway: Gateway, public: PublicSide, request: web.Request, visitor: Visitor) -> None:
    """Lets only a cookie pass that was never shown before, which nobody can have copied: the others end.

    Until the browser shows the new one it may use the old one, since answers get lost.
    """
    if request.get(_FRESH):
        return
    token = secrets.token_urlsafe(32)
    await gateway.rooms.offer_token(visitor.id, visits.token_hash(token))
    raise Renewed(public, token, await gateway.remembered_for(visitor.id))


def set_cookie(public: PublicSide, response: web.Response, token: str, life: timedelta) -> None:
    """Has the browser keep the token for that long."""
    response.set_cookie(
        public.cookie,
        token,
        path="/",
        max_age=int(life.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=public.secure,
    )


def take_cookie(public: PublicSide, response: web.Response) -> None:
    """Has the browser forget it."""
    response.del_cookie(public.cookie, path="/", httponly=True, samesite="Lax", secure=public.secure)
