"""What the page for writing texts works with, and what its forms and answers have in common."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from aiohttp import web

from civic.event_texts import TextState
from civic.ports import UnitOfWork
from civic.text_checks import Check, Warned, Warning
from civic.text_ports import TextLink
from civic.text_sheets import Sheet, SheetKey, SheetKind, Values
from civic.time import Clock
from locales import Catalogues, Html, Language
from pages.layout import HEADERS, PRIVATE

LONGEST = 256 * 1024  # a form with the texts of one language, percent-encoded
SCRIPT, STYLE = "/static/text_page.js", "/static/text_page.css"


@dataclass(frozen=True)
class Preview:
    """What readers get: messages as HTML of the messenger's few tags, and the labels of the buttons.

    `length` is that of the longest message, in UTF-16 units.
    """

    messages: tuple[Html, ...]
    buttons: tuple[str, ...]
    length: int


Render = Callable[[SheetKey, str, Values], Awaitable[Preview | None]]
"""The view that delivers, with these texts in a language; None where the thing is gone."""


@dataclass(frozen=True)
class TextSite:
    """There is one for the program. `wait` counts a request of an address, `busy` one of an open page; both
    say in how many seconds to come again, 0 if it is allowed. `language`: a reader's, by their browser."""

    uow: UnitOfWork
    clock: Clock
    zone: ZoneInfo
    catalogues: Catalogues
    public_url: str
    wait: Callable[[web.Request], int]
    busy: Callable[[int], int]
    language: Callable[[web.Request], Language]
    render: Render
    check: Check

    @property
    def secure(self) -> bool:
        """Whether browsers reach us by https."""
        return self.public_url.lower().startswith("https:")

    @property
    def codes(self) -> list[str]:
        """Every language that texts can be written in."""
        return [language.code for language in self.catalogues]

    def own_name(self, code: str) -> str:
        """What a language calls itself; its code where we do not have it."""
        return self.catalogues[code].own_name if code in self.catalogues else code

    def cookie(self, link: TextLink) -> str:
        """The name under which a browser keeps its secret; several sheets can be open at once."""
        return f"text_{link.id}"


def refused(status: int, lang: Language, seconds: int = 0) -> web.Response:
    """What cannot be done, in words."""
    texts: Mapping[int, Html] = {
        403: lang.gettext("This form did not come from our page. Nothing was changed."),
        413: lang.gettext("That is too large."),
        429: lang.gettext("That was very much in a short time. Please wait a little."),
    }
    text = texts.get(status, lang.gettext("This cannot be done."))
    headers = {**HEADERS, **PRIVATE, **({"Retry-After": str(seconds)} if seconds else {})}
    return web.Response(status=status, text=text, content_type="text/html", headers=headers)


def no_right(lang: Language) -> web.Response:
    """To whoever opened the page and lost the right meanwhile, or whose text is out already."""
    text = lang.gettext("Your role does not allow this, or the text is out already. Nothing was changed.")
    return web.Response(status=403, text=text, content_type="text/html", headers={**HEADERS, **PRIVATE})


def kind_name(lang: Language, kind: SheetKind) -> str:
    """What the texts belong to."""
    return {
        SheetKind.ANNOUNCEMENT: lang.label("Announcement"),
        SheetKind.EVENT: lang.label("Event"),
        SheetKind.ENTRY: lang.label("Stored answer"),
    }[kind]


def state_name(lang: Language, state: TextState) -> str:
    """How the texts of a language stand."""
    return {
        TextState.MISSING: lang.label("missing"),
        TextState.DRAFT: lang.label("draft"),
        TextState.UP_TO_DATE: lang.label("up to date"),
        TextState.AUTOMATIC: lang.label("translated automatically"),
        TextState.OUTDATED: lang.label("outdated"),
    }[state]


def field_name(lang: Language, sheet: Sheet, name: str) -> str:
    """What a field is called. Questions of an event are named by their main text."""
    fixed = {
        "title": lang.label("Title"),
        "text": lang.label("Text"),
        "alt": lang.label("What the picture shows"),
        "description": lang.label("Description"),
        "question": lang.label("Question"),
    }
    if name in fixed:
        return fixed[name]
    kind = lang.label("An answer to choose") if "." in name else lang.label("A question")
    return f"{kind}: {sheet.values(sheet.language)[name]}"


def warning_lines(lang: Language, warnings: Sequence[Warning]) -> list[Html]:
    """What a translation seems to have lost, one sentence each."""
    return [_warning(lang, one) for one in warnings]


def _warning(lang: Language, one: Warning) -> Html:
    match one.what:
        case Warned.PLACEHOLDER:
            return lang.gettext("{text} is missing. It has to stay exactly like this.", text=one.text)
        case Warned.ADDRESS:
            return lang.gettext("The web address {text} is missing.", text=one.text)
        case Warned.TERM:
            return lang.gettext("The name “{text}” is missing. It stays the same everywhere.", text=one.text)
