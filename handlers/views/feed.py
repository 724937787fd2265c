"""The private calendar feed of one's registrations."""

from datetime import datetime

from handlers.screen import Screen, Tap, paragraphs, tap
from handlers.services import Services, Visit
from locales import Language


def feed(visit: Visit, services: Services, since: datetime | None) -> Screen:
    """What it is good for, and the buttons that fit."""
    lang = visit.lang
    what = lang.gettext(
        "Your phone or computer can show your registrations in its calendar and keep them up to date. "
        "For that you get an address of your own. Whoever knows it can see your registrations."
    )
    back = (Tap(lang.label("Back"), tap("my")),)
    if since is None:
        return Screen(what, ((Tap(lang.label("Get an address"), tap("feed_new")),), back))
    known = lang.gettext(
        "You have had an address since {date}. I cannot show it again, but you can get a new one. "
        "The old one then stops working.",
        date=lang.date(since, services.zone),
    )
    ways = (
        (Tap(lang.label("New address"), tap("feed_new")),),
        (Tap(lang.label("Switch the calendar off"), tap("feed_off")),),
        back,
    )
    return Screen(paragraphs(what, known), ways)


def address(lang: Language, url: str) -> Screen:
    """The new address, to be copied."""
    return Screen(
        paragraphs(
            lang.gettext(
                "This is your calendar address. In your calendar, choose “Subscribe” or "
                "“Add from an address” and paste it. Please keep it to yourself."
            ),
            lang.copyable(url),
        ),
        ((Tap(lang.label("Switch the calendar off"), tap("feed_off")), Tap(lang.label("Back"), tap("my"))),),
    )


def switched_off(lang: Language) -> Screen:
    """Nobody can fetch it any more."""
    return Screen(
        lang.gettext("Your calendar address no longer works."), ((Tap(lang.label("Back"), tap("my")),),)
    )
