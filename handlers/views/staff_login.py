"""What staff see when their work area in the web chat is locked, and on their ways back into it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from civic.residents import Channel
from handlers.screen import Button, Link, Screen, Tap, lines, paragraphs, tap
from handlers.services import Services
from handlers.ways_in import LOGIN_LINK
from locales import Language

_HOUR = timedelta(hours=1)


def locked(lang: Language, services: Services) -> Screen:
    """Nothing is lost, and how to come back."""
    return Screen(
        lang.gettext(
            "For safety I have locked your work area here. Your role and your drafts are kept. "
            "How would you like to come back?"
        ),
        tuple((button,) for button in _ways(lang, services)),
    )


def ways_in(lang: Language, services: Services) -> Screen:
    """For whoever says that they want to log in; no more than everybody may know."""
    return Screen(
        lang.gettext("This is the way into the staff's work area. How would you like to log in?"),
        tuple((button,) for button in _ways(lang, services)),
    )


def _ways(lang: Language, services: Services) -> list[Button]:
    ways: list[Button] = [Tap(lang.label("With a recovery code"), tap("login_code"))]
    if services.bot_names.get(Channel.TELEGRAM):
        ways.append(Tap(lang.label("With my Telegram account"), tap("login_telegram")))
    if services.office.passkeys:
        ways.append(Link(lang.label("With a passkey"), _passkeys(services)))
    return ways


def _passkeys(services: Services) -> str:
    return f"{services.office.public_url}/passkey"


def write_code(lang: Language) -> Screen:
    """How a recovery code is used."""
    return Screen(
        lines(
            lang.gettext("Please write /login and then one of your recovery codes, like this:"),
            lang.copyable("/login 1A2B-3C4D-5E6F-7G8H"),
        )
    )


def by_telegram(lang: Language, services: Services) -> Screen:
    """How the staff's Telegram account opens the web chat."""
    name = services.bot_names.get(Channel.TELEGRAM, "")
    buttons = ((Link(lang.label("Open Telegram"), f"https://t.me/{name}"),),) if name else ()
    return Screen(
        lang.gettext(
            "Please write /weblogin to me in Telegram. You get a link there: open it in this browser."
        ),
        buttons,
    )


def login_link(lang: Language, url: str) -> Screen:
    """A link into the web chat, in the staff's Telegram chat."""
    return Screen(
        lang.gettext(
            "With this link you log in to the web chat. It works once and for ten minutes. "
            "Please pass it on to nobody: whoever has it can work in your name."
        ),
        ((Link(lang.label("Log in to the web chat"), url),),),
    )


def confirm_login(lang: Language, token: str) -> Screen:
    """A one-time link takes effect on this tap, never by being opened."""
    return Screen(
        lang.gettext("Would you like to open your work area in this browser?"),
        ((Tap(lang.label("Yes, log in"), tap(LOGIN_LINK, token)), Tap(lang.label("No"), tap("start"))),),
    )


def not_here(lang: Language) -> Screen:
    """A login link was opened in the messenger."""
    return Screen(lang.gettext("This link is for the web chat. Please open it in your browser."))


def bad_link(lang: Language) -> Screen:
    """A stranger learns no more than that it does not work."""
    return Screen(lang.gettext("This link does not work (any more). Each works once and for ten minutes."))


def logged_in(lang: Language) -> Screen:
    """The work area is open."""
    return Screen(
        lang.gettext("You are logged in. Everything is as you left it."),
        ((Tap(lang.label("What I can do now"), tap("staff")),),),
    )


def wrong_code(lang: Language) -> Screen:
    """The same for every code that does not work."""
    return Screen(
        paragraphs(
            lang.gettext("This code does not work. Each code works once; a new set replaces the old one."),
            lang.gettext("If no way works for you: an owner can send you a new invitation."),
        )
    )


def paused(lang: Language, zone: ZoneInfo, until: datetime) -> Screen:
    """Too many wrong codes."""
    return Screen(
        lang.gettext(
            "There were too many wrong codes. Please try again at {time}.",
            time=lang.time(until, zone),
        )
    )


def others_things(lang: Language) -> Screen:
    """The browser already belongs to somebody who would lose something."""
    return Screen(
        lang.gettext(
            "In this browser there are already registrations, news or questions of somebody, or another "
            "work area. Please end this chat first, or use a private window, and then log in again."
        )
    )


def ways(lang: Language, services: Services, left: int, channel: Channel) -> Screen:
    """What a member of staff has for coming back, and what can be set up."""
    hours = services.office.staff_idle // _HOUR
    rows: list[tuple[Button, ...]] = [(Tap(lang.label("New recovery codes"), tap("codes")),)]
    if channel is Channel.WEB and services.office.passkeys:
        rows.append((Link(lang.label("Passkeys"), _passkeys(services)),))
    if channel is Channel.WEB:
        rows.append((Tap(lang.label("Second factor"), tap("factor")),))
        rows.append((Tap(lang.label("Lock now"), tap("lock")),))
    return Screen(
        paragraphs(
            lang.ngettext(
                "In the web chat your work area locks itself when nothing is done for {n} hour.",
                "In the web chat your work area locks itself when nothing is done for {n} hours.",
                hours,
            ),
            lang.ngettext(
                "You have {n} recovery code to get back in.",
                "You have {n} recovery codes to get back in.",
                left,
            ),
        ),
        tuple(rows),
    )


def codes(lang: Language, services: Services, given: Sequence[str]) -> Screen:
    """A new set of codes, shown this once, with the way that needs no paper."""
    rows: list[tuple[Button, ...]] = [(Tap(lang.label("I have written them down"), tap("codes_kept")),)]
    if services.office.passkeys:
        rows.append((Link(lang.label("Set up a passkey"), _passkeys(services)),))
    return Screen(
        paragraphs(
            lang.gettext(
                "These are your recovery codes. With one of them you get back into your work area, "
                "also in another browser. Each works once. Please write them down now and keep them "
                "in a safe place: I can show them only this once. Earlier codes no longer work."
            ),
            lines(*(lang.copyable(code) for code in given)),
        ),
        tuple(rows),
    )


def codes_kept(lang: Language, left: int) -> Screen:
    """In the place of the codes."""
    return Screen(
        lang.ngettext(
            "Well done. You have {n} recovery code to get back in.",
            "Well done. You have {n} recovery codes to get back in.",
            left,
        ),
        ((Tap(lang.label("What I can do now"), tap("staff")),),),
    )


def nothing_to_lock(lang: Language) -> Screen:
    """In a messenger."""
    return Screen(lang.gettext("Here your phone's own lock protects you. I lock only the web chat."))


def waiting(lang: Language) -> Screen:
    """News for somebody whose work area is locked: nothing of what it is about."""
    return Screen(
        lang.gettext("There is something new in your work area. Please log in to see it."),
        ((Tap(lang.label("Log in"), tap("staff")),),),
    )
