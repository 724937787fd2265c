"""`/.well-known/security.txt`: whom to tell of a fault in security, written as RFC 9116 wants it."""

from datetime import UTC, timedelta

from aiohttp import web

from pages.site import Site

PATH = "/.well-known/security.txt"
# Somebody answers as long as the program runs; readers are to ask again now and then.
LASTS = timedelta(days=180)


def add_security_text(app: web.Application, site: Site, contact: str) -> None:
    """Serves it. `contact` is an address that begins with `mailto:` or `https:`."""

    async def show(request: web.Request) -> web.Response:
        expires = (site.clock() + LASTS).astimezone(UTC)
        languages = dict.fromkeys((site.catalogues.main.code, "en"))
        fields = {
            "Contact": contact,
            "Expires": expires.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "Preferred-Languages": ", ".join(languages),
            "Canonical": f"{site.public_url}{PATH}" if site.public_url.startswith("https:") else "",
        }
        return web.Response(text="".join(f"{name}: {value}\n" for name, value in fields.items() if value))

    app.router.add_get(PATH, show)
