"""The cookie by which a browser is known: read, set, taken away."""

from datetime import timedelta

from aiohttp import web

from webchat import visits
from webchat.gateway import Gateway
from webchat.guard import PublicSide
from webchat.ports import Visitor


async def visitor_of(gateway: Gateway, public: PublicSide, request: web.Request) -> Visitor | None:
    """The visitor whose cookie this is."""
    token = request.cookies.get(public.cookie)
    return await gateway.rooms.visitor_by_token(visits.token_hash(token)) if token else None


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
