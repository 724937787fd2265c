"""What public pages need of the program, the language of a reader, and links between pages."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from aiohttp import web

from civic.ports import UnitOfWork
from civic.time import Clock
from locales import Catalogues, Html, Language
from pages.layout import tag, together

_ACCEPTED = re.compile(r"([A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*)\s*(?:;\s*q=([01](?:\.\d{1,3})?))?")


@dataclass(frozen=True)
class Site:
    """There is one for the whole program. `telegram` gives the bot's name there, empty while unknown."""

    uow: UnitOfWork
    clock: Clock
    zone: ZoneInfo
    catalogues: Catalogues
    public_url: str
    telegram: Callable[[], str]
    office: str = ""
    contact: str = ""
    imprint_url: str = ""
    # To whom people turn about accessibility when we do not help.
    enforcement: str = ""

    @property
    def host(self) -> str:
        """The name under which people reach us, also in the ids of calendar entries."""
        return urlsplit(self.public_url).hostname or "localhost"

    def language(self, request: web.Request) -> Language:
        """The language that the address asks for, else the browser, else the city's."""
        asked = self.catalogues.match(request.query.get("lang"))
        return asked or self._accepted(request.headers.get("Accept-Language", "")[:500])

    def _accepted(self, header: str) -> Language:
        tags = [(float(q or 1), tag) for tag, q in _ACCEPTED.findall(header)]
        for weight, wanted in sorted(tags, key=lambda one: -one[0]):
            language = self.catalogues.match(wanted)
            if weight and language is not None:
                return language
        return self.catalogues.main

    def event_path(self, event_id: int, lang: Language) -> str:
        """Where the page of an event is, in a language."""
        return f"/e/{event_id}?lang={lang.code}"

    def chats(self, payload: str) -> tuple[tuple[str, str], ...]:
        """The channels that run ("web", "telegram"), each with its address for a deep link."""
        links = [("web", f"/?start={payload}")]
        if name := self.telegram():
            links.append(("telegram", f"https://t.me/{name}?start={payload}"))
        return tuple(links)


def event_payload(event_id: int, lang: Language) -> str:
    """The payload of a deep link to an event, as the chat reads it."""
    return f"lang_{lang.code.replace('-', '_')}-ev_{event_id}"


def language_links(site: Site, lang: Language, path: str) -> Html:
    """The same page in the other languages, each called by its own name."""
    links = [
        tag(
            "a",
            other.own_name,
            href=f"{path}?lang={other.code}",
            lang=other.code,
            hreflang=other.code,
            dir=other.direction,
        )
        for other in site.catalogues
        if other.code != lang.code
    ]
    separated = (part for link in links for part in (Html(" · "), link))
    return tag("nav", together(*list(separated)[1:]), class_="languages", aria_label=lang.label("Language"))


def foot(site: Site, lang: Language) -> Html:
    """Who stands behind the page, and where it goes on."""
    links = [
        tag("a", lang.label("To the chat"), href="/"),
        tag("a", lang.label("All events"), href=f"/events?lang={lang.code}"),
        tag("a", lang.label("Calendar feed of all events"), href=f"/events.ics?lang={lang.code}"),
    ]
    links.append(tag("a", lang.label("Accessibility"), href=f"/accessibility?lang={lang.code}"))
    if site.imprint_url:
        links.append(tag("a", lang.label("Imprint"), href=site.imprint_url))
    listed = tag("p", together(*[part for link in links for part in (link, Html(" "))]), class_="links")
    return tag("footer", listed, tag("p", tag("bdi", site.office)) if site.office else Html(), class_="soft")
