"""What all pages share: HTML made of escaped parts, the frame around it, and the headers of each answer."""

from html import escape
from pathlib import Path

from aiohttp import web

from locales import Html, Language, note_in, without_notes

STYLE = "/static/pages.css"
_FILE = Path(__file__).parent / "static" / "pages.css"
_VOID = frozenset(("br", "hr", "img", "input", "link", "meta"))
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
_NOTHING = Html()
PRIVATE = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow, noarchive"}

Attribute = str | int | bool | None


def tag(name: str, /, *children: str, **attributes: Attribute) -> Html:
    """An element. Children that are not HTML yet are escaped.

    Of attributes, True stands alone, False and None are left out; `aria_label` is aria-label, `for_` is for.
    """
    given = "".join(_attribute(key, value) for key, value in attributes.items())
    inside = "".join(one if isinstance(one, Html) else escape(one, quote=False) for one in children)
    return Html(f"<{name}{given}>" if name in _VOID else f"<{name}{given}>{inside}</{name}>")


def together(*parts: str) -> Html:
    """Parts one after the other; what is not HTML yet is escaped."""
    return Html("".join(one if isinstance(one, Html) else escape(one, quote=False) for one in parts))


def page(
    lang: Language, title: str, body: Html, *, status: int = 200, private: bool = False, head: Html = _NOTHING
) -> web.Response:
    """A whole page in a language. A private one is kept by no cache and found by no search engine."""
    note = note_in(body)
    text = together(
        Html("<!DOCTYPE html>\n"),
        tag(
            "html",
            tag(
                "head",
                tag("meta", charset="utf-8"),
                tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
                tag("meta", name="robots", content="noindex, nofollow") if private else Html(),
                tag("title", title),
                tag("link", rel="stylesheet", href=STYLE),
                tag("link", rel="icon", href="/static/icon.svg", type="image/svg+xml"),
                head,
            ),
            tag("body", tag("main", Html(without_notes(body)), tag("p", note) if note else "")),
            lang=lang.code,
            dir=lang.direction,
        ),
    )
    headers = HEADERS | (PRIVATE if private else {"Cache-Control": "no-cache"})
    return web.Response(text=text, status=status, content_type="text/html", headers=headers)


def see_other(address: str) -> web.Response:
    """After a form was taken: the browser fetches this address, so that reloading sends nothing twice."""
    return web.Response(status=303, headers={"Location": address, **HEADERS, **PRIVATE})


def add_style(app: web.Application) -> None:
    """Serves the style sheet of the pages."""
    app.router.add_get(STYLE, _style)


async def _style(request: web.Request) -> web.StreamResponse:
    return web.FileResponse(_FILE, headers={**HEADERS, "Cache-Control": "no-cache"})


def _attribute(key: str, value: Attribute) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(str(value), quote=True)}"'
