"""What coordinators see of the web page for texts: the way to it, links for volunteers, what came back."""

from html import escape

from civic.event_texts import TextState
from civic.text_ports import TextLink
from civic.text_sheets import SheetKey, SheetKind
from handlers.screen import Screen, Tap, columns, lines, paragraphs, shortened, tap
from handlers.services import Services
from locales import Html, Language
from locales.direction import LRI, PDI, right_to_left

# The whole stands on the page.
EXCERPT = 1200


def web_page(lang: Language, kind: SheetKind, number: int) -> Tap:
    """The button on a card that leads to the page."""
    return Tap(lang.label("Write on the web page"), tap("tx_open", kind.value, number))


def page_link(lang: Language, key: SheetKey, address: str) -> Screen:
    """A fresh link for whoever tapped."""
    text = paragraphs(
        lines(lang.gettext("Here you can write the texts in all languages:"), _shown(lang, address)),
        lang.gettext(
            "The link works once, within an hour; then the page stays open in that browser for 12 hours. "
            "Please keep it to yourself."
        ),
    )
    return Screen(
        text,
        (
            (Tap(lang.label("Link for a volunteer"), tap("tx_vols", key.kind.value, key.id)),),
            (Tap(lang.label("Close all these links"), tap("tx_end", key.kind.value, key.id)),),
            (back(lang, key),),
        ),
    )


def volunteer_languages(lang: Language, services: Services, key: SheetKey, main: Language) -> Screen:
    """Into which language a volunteer shall translate."""
    rows = columns(
        Tap(one.own_name, tap("tx_vol", key.kind.value, key.id, one.code))
        for one in services.catalogues
        if one.code != main.code
    )
    return Screen(lang.gettext("Into which language?"), (*rows, (back(lang, key),)))


def volunteer_link(lang: Language, key: SheetKey, target: Language, address: str) -> Screen:
    """A link to be passed on."""
    text = lang.gettext(
        "Please send this link to somebody who translates into {language}. It works for one person, "
        "for 7 days, without an account:",
        language=target.own_name,
    )
    told = lang.gettext("When the translation is there, I tell you.")
    return Screen(paragraphs(lines(text, _shown(lang, address)), told), ((back(lang, key),),))


def closed(lang: Language, key: SheetKey, number: int) -> Screen:
    """After all links were ended."""
    text = lang.ngettext("{n} link is closed.", "{n} links are closed.", number)
    return Screen(text if number else lang.gettext("No link was open."), ((back(lang, key),),))


def handed_in(lang: Language, services: Services, link: TextLink, *, changed: bool) -> Screen:
    """What a volunteer wrote; a coordinator decides."""
    target = services.catalogues[link.language]
    texts = [text for text in link.results.values() if text]
    room = EXCERPT // max(1, len(texts))
    first = lang.gettext("A volunteer has translated this into {language}:", language=target.own_name)
    old = lang.gettext("The main text has changed since then.") if changed else ""
    shown = [lang.isolate(shortened(text, max(100, room))) for text in texts[:10]]
    return Screen(
        paragraphs(first, *shown, old),
        (
            (Tap(lang.label("Take it over"), tap("tx_take", link.id)),),
            (Tap(lang.label("Throw it away"), tap("tx_no", link.id)),),
            (web_page(lang, link.key.kind, link.key.id),),
            (back(lang, link.key),),
        ),
    )


def taken_over(lang: Language, key: SheetKey, state: TextState) -> Screen:
    """The translation is in; perhaps the main text has changed since it was handed out."""
    text = lang.gettext("The translation is taken over.")
    if state is TextState.OUTDATED:
        text = lang.gettext(
            "The translation is taken over. The main text has changed meanwhile, so please look at it."
        )
    return Screen(text, ((back(lang, key),),))


def not_taken(lang: Language, key: SheetKey) -> Screen:
    """It is too long, or nothing can be changed any more."""
    text = lang.gettext("The translation cannot be taken over as it is.")
    return Screen(text, ((web_page(lang, key.kind, key.id),), (back(lang, key),)))


def back(lang: Language, key: SheetKey) -> Tap:
    """The way to the card of what the texts belong to."""
    match key.kind:
        case SheetKind.ANNOUNCEMENT:
            return Tap(lang.label("Back"), tap("a_card", key.id))
        case SheetKind.EVENT:
            return Tap(lang.label("Back to the event"), tap("card", key.id))
        case SheetKind.ENTRY:
            return Tap(lang.label("Back"), tap("k_card", key.id))


def _shown(lang: Language, address: str) -> Html:
    link = f'<a href="{escape(address)}">{escape(address)}</a>'
    return Html(right_to_left(f"{LRI}{link}{PDI}") if lang.is_rtl else link)
