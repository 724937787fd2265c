"""The header `Expect`, which almost nobody sends: aiohttp quotes it in its refusal and may break by that."""

from collections.abc import Callable, Coroutine
from typing import Any

from aiohttp import HttpVersion11, hdrs, web

Expecting = Callable[[web.Request], Coroutine[Any, Any, web.StreamResponse | None]]


def refuse_what_is_expected(app: web.Application) -> None:
    """Answers 417 to whatever is expected but `100-continue`. Call it when all routes are there."""
    for route in app.router.routes():
        # Each way to add a route takes a handler for this, so there is no other place for all of them.
        route._expect_handler = _refusing(route._expect_handler)


def _refusing(usual: Expecting) -> Expecting:
    async def expecting(request: web.Request) -> web.StreamResponse | None:
        expected = request.headers.get(hdrs.EXPECT, "")
        if request.version == HttpVersion11 and expected.lower() != "100-continue":
            raise web.HTTPExpectationFailed
        return await usual(request)

    return expecting
