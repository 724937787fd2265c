"""The personal link to a registration: its text, its QR code, and what is said about waiting messages."""

from dataclasses import replace
from html import escape

from civic.residents import Channel
from handlers.screen import Screen, Tap, lines, paragraphs, tap
from handlers.services import Visit
from handlers.views.qr import qr_picture
from locales import Html, Language
from locales.direction import LRI, PDI, right_to_left


def waits_here(visit: Visit) -> Html:
    """Says plainly that nothing rings in the web chat; nothing where a messenger does."""
    if visit.channel is not Channel.WEB:
        return Html()
    return visit.lang.gettext(
        "Messages about your registration wait for you on this page. Nothing rings or beeps, "
        "so please look in again."
    )


def personal_link(lang: Language, registration_id: int, address: str) -> Screen:
    """The link as text and as a QR code, and the way to a new one."""
    text = paragraphs(
        lines(lang.gettext("Your personal link to this registration:"), _shown(lang, address)),
        lang.gettext(
            "With it, any browser shows your registration, and you can change or cancel it there. "
            "Please keep it to yourself."
        ),
    )
    again = Tap(lang.label("New link, the old one ends"), tap("link_new", registration_id))
    return Screen(text, ((again,),), picture=qr_picture(address))


def renewed(lang: Language, registration_id: int, address: str) -> Screen:
    """The link that counts from now on."""
    screen = personal_link(lang, registration_id, address)
    ended = lang.gettext("The old link does not work any more.")
    return replace(screen, text=paragraphs(ended, screen.text))


def no_link(lang: Language) -> Screen:
    """Not theirs, or there is none any more."""
    mine = Tap(lang.label("My registrations"), tap("my"))
    return Screen(lang.gettext("I do not find this registration (any more)."), ((mine,),))


def link_button(lang: Language, registration_id: int) -> Tap:
    """Asks for a link."""
    return Tap(lang.label("Link for another device"), tap("link", registration_id))


def _shown(lang: Language, address: str) -> Html:
    link = f'<a href="{escape(address)}">{escape(address)}</a>'
    return Html(right_to_left(f"{LRI}{link}{PDI}") if lang.is_rtl else link)
