"""The statement of accessibility of the web chat and the public pages (EU 2016/2102, BITV 2.0)."""

from dataclasses import dataclass

from aiohttp import web

from locales import Html, Language, Latin
from pages.layout import page, tag, together
from pages.site import Site, foot, language_links

PATH = "/accessibility"


@dataclass(frozen=True)
class AccessibilityPage:
    """The handler of this page."""

    site: Site

    def add_routes(self, app: web.Application) -> None:
        """Serves it under its English and its German name."""
        app.router.add_get(PATH, self.statement)
        app.router.add_get("/barrierefreiheit", self.statement)

    async def statement(self, request: web.Request) -> web.Response:
        """How far everybody can use the pages, what is missing, and whom to tell."""
        lang = self.site.language(request)
        title = lang.label("Accessibility")
        body = together(
            language_links(self.site, lang, PATH),
            tag("h1", title),
            *_standing(lang, self.site.public_url),
            *_missing(lang),
            *_contact(lang, self.site),
            foot(self.site, lang),
        )
        return page(lang, title, body)


def _standing(lang: Language, url: str) -> list[Html]:
    return [
        tag(
            "p", lang.gettext("This is about the web chat and the public pages under {url}.", url=Latin(url))
        ),
        tag("h2", lang.label("What you can expect")),
        tag(
            "p",
            lang.gettext(
                "They meet the rules (BITV 2.0, EN 301 549, WCAG 2.2 AA) in part. They can be used with the "
                "keyboard alone and with large letters, and tell screen readers what they show."
            ),
        ),
        tag(
            "p",
            lang.gettext(
                "This was checked by the makers, with programs and by hand. Nobody independent has checked "
                "it yet."
            ),
        ),
    ]


def _missing(lang: Language) -> list[Html]:
    barriers = (
        lang.gettext("There is no sign language, and only some texts are in easy language."),
        lang.gettext("Pictures in announcements are described only by the text below them."),
        lang.gettext("Texts about events come from many people, so some are hard to read."),
    )
    return [
        tag("h2", lang.label("What does not work well yet")),
        tag("ul", *(tag("li", one) for one in barriers)),
    ]


def _contact(lang: Language, site: Site) -> list[Html]:
    found = [tag("h2", lang.label("Please tell us"))]
    text = lang.gettext("Is something in your way, or do you need it in another form? Please tell us.")
    found.append(tag("p", text))
    if site.contact:
        found.append(tag("p", tag("bdi", site.contact)))
    if site.enforcement:
        text = lang.gettext(
            "If you hear nothing within a month, or the answer does not help, you can turn to:"
        )
        found += [tag("p", text), tag("p", tag("bdi", site.enforcement))]
    return found
