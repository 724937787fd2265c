"""Headers of every answer of the web server, also of those that no page made, such as 404 and 500."""

from collections.abc import Mapping

from aiohttp import hdrs, web

# For answers that say nothing themselves: no browser shows, runs, frames or keeps anything of them.
DEFAULTS: Mapping[str, str] = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    hdrs.CACHE_CONTROL: "no-store",
}
# A year, as browsers' lists ask for. Only this name: others of the city may not have https.
STRICT_TRANSPORT = "max-age=31536000"


def answer_safely(app: web.Application, *, secure: bool = False) -> None:
    """Adds to each answer what it lacks. `secure`: people come by https, and are to stay there."""
    headers = {**DEFAULTS, hdrs.STRICT_TRANSPORT_SECURITY: STRICT_TRANSPORT} if secure else DEFAULTS

    async def complete(request: web.Request, response: web.StreamResponse) -> None:
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        # Which release of which library answers is of use to nobody else.
        response.headers[hdrs.SERVER] = "Stadtbote"

    app.on_response_prepare.append(complete)
