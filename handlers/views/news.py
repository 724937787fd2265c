"""Subscriptions: one screen of ticks; and an announcement as its readers see it.

The announcement's own parts are in `handlers/views/announcement_message.py`.
"""

from collections.abc import Collection

from civic.announcement_checks import Measure
from civic.announcements import Announcement
from civic.answers.knowledge import District, Topic
from civic.consents import Purpose
from handlers import quoting
from handlers.screen import Screen, Tap, columns, lines, paragraphs, tap
from handlers.services import Services
from handlers.views.announcement_extras import ask_button, photo_of
from handlers.views.announcement_message import (
    body_for,
    button_rows,
    stop_row,
    why_you_get_it,
    written,
)
from handlers.views.consents import words
from locales import Html, Language


def name(services: Services, thing: Topic | District, lang: Language) -> str:
    """The name of a topic or district in a language."""
    return services.knowledge.name(thing.names, lang.code)


def topics(lang: Language, services: Services, chosen: Collection[str], district: str) -> Screen:
    """All topics with ticks, and the part of town."""
    ticks = columns(
        Tap(("✓ " if topic.slug in chosen else "") + name(services, topic, lang), tap("topic", topic.slug))
        for topic in services.city.topics
    )
    home = next((one for one in services.city.districts if one.slug == district), None)
    label = (
        lang.label("Part of town: {name}", name=name(services, home, lang))
        if home
        else lang.label("Choose part of town")
    )
    rows = [*ticks]
    if services.city.districts:
        rows.append((Tap(label, tap("districts")),))
    if chosen:
        rows.append((Tap(lang.label("When I get news"), tap("news_when")),))
        rows.append((Tap(lang.label("No more news"), tap("unsubscribe")),))
    text = lines(
        lang.gettext("What would you like to hear about? Tap to choose, tap again to remove."),
        words(lang, Purpose.ANNOUNCEMENTS),
    )
    return Screen(text, tuple(rows))


def districts(lang: Language, services: Services, chosen: str) -> Screen:
    """Parts of town; choosing none is possible."""
    ticks = columns(
        Tap(("✓ " if one.slug == chosen else "") + name(services, one, lang), tap("district", one.slug))
        for one in services.city.districts
    )
    whole = Tap(lang.label("The whole city"), tap("district", ""))
    return Screen(lang.gettext("In which part of town do you live?"), (*ticks, (whole,)))


def confirm_topic(lang: Language, services: Services, topic: Topic) -> Screen:
    """A link asks before it subscribes."""
    label = name(services, topic, lang)
    return Screen(
        lines(
            lang.gettext("Would you like to receive news about “{topic}”?", topic=label),
            words(lang, Purpose.ANNOUNCEMENTS),
        ),
        (
            (Tap(lang.label("Yes, please"), tap("subscribe", topic.slug)),),
            (Tap(lang.label("No, thank you"), tap("start")),),
        ),
    )


def subscribed(lang: Language, services: Services, topic: Topic) -> Screen:
    """Confirms a subscription."""
    label = name(services, topic, lang)
    return Screen(
        lang.gettext("Good, you will receive news about “{topic}”. You can stop at any time.", topic=label),
        ((Tap(lang.label("My topics"), tap("news")),),),
    )


def unsubscribed(lang: Language, *, had_any: bool) -> Screen:
    """After the last subscription ended."""
    if not had_any:
        return Screen(lang.gettext("You are not subscribed to any news."))
    return Screen(
        lang.gettext("You will receive no more news. Messages about your own registrations still reach you."),
        ((Tap(lang.label("Choose news"), tap("news")),),),
    )


def announcement(lang: Language, services: Services, message: Announcement) -> Screen:
    """An announcement as a reader of `lang` receives it. Preview, test and delivery show this very screen."""
    body = body_for(lang, services, message)
    if body is None:
        return Screen(Html())
    footer = why_you_get_it(lang, message)
    return Screen(
        paragraphs(written(lang, services, message), footer),
        (*button_rows(lang, services, message), (ask_button(lang, message), *stop_row(lang, message))),
        photo=photo_of(services, message),
    )


def length_of(lang: Language, services: Services, message: Announcement) -> int:
    """How long the message is that readers of `lang` get, in UTF-16 units, as messengers count it."""
    return quoting.length_of(announcement(lang, services, message).text)


def too_long(services: Services, message: Announcement) -> dict[str, int]:
    """The languages whose readers would get more than one message can hold, with how long it would be."""
    found = {lang.code: length_of(lang, services, message) for lang in services.catalogues}
    return {code: length for code, length in found.items() if length > message.limit}


def measured(services: Services) -> Measure:
    """The same for rules that know languages by their codes only."""

    def measure(message: Announcement, code: str) -> int:
        return length_of(services.catalogues[code], services, message)

    return measure
