"""What almost nobody sends and aiohttp may break by: the header `Expect`, and bodies that are compressed."""

from collections.abc import Callable, Coroutine
from typing import Any

from aiohttp import HttpVersion11, hdrs, web
from aiohttp.web_urldispatcher import UrlMappingMatchInfo

# For the runner of a server: a body that says it is compressed, and is not, would be an error in the log each
# time. No browser and no messenger compresses what it sends; who does so is told that it cannot be read.
AS_IT_COMES: dict[str, Any] = {"auto_decompress": False}
Expecting = Callable[[web.Request], Coroutine[Any, Any, web.StreamResponse | None]]


def refuse_what_is_expected(app: web.Application) -> None:
    """Answers 417 to whatever is expected but `100-continue`. Call it when all routes are there."""
    # Each way to add a route takes a handler for this, so there is no other place for all of them.
    for route in app.router.routes():
        route._expect_handler = _refusing(route._expect_handler)
    usual = app.router.resolve

    async def resolve(request: web.Request) -> UrlMappingMatchInfo:
        found = await usual(request)
        if found.http_exception is not None:  # no such place, or not with this method: made anew each time
            found.route._expect_handler = _refusing(found.route._expect_handler)
        return found

    setattr(app.router, "resolve", resolve)  # noqa: B010 - a method cannot be assigned for mypy


def _refusing(usual: Expecting) -> Expecting:
    async def expecting(request: web.Request) -> web.StreamResponse | None:
        expected = request.headers.get(hdrs.EXPECT, "")
        if request.version == HttpVersion11 and expected.lower() != "100-continue":
            raise web.HTTPExpectationFailed
        return await usual(request)

    return expecting
