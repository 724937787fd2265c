"""A fair draw, told so that anybody can check it."""

from zoneinfo import ZoneInfo

from civic.draws import fingerprint
from civic.events import Event
from civic.registrations import Registration
from handlers.screen import lines
from locales import Html, Language, Latin


def draw_lines(lang: Language, event: Event, registration: Registration, zone: ZoneInfo) -> Html:
    """Before the draw its time and the seed's fingerprint, after it the seed itself."""
    code = lang.gettext("Your code in the draw: {code}", code=Latin(registration.code))
    if event.drawn_at is not None:
        return lines(code, seed_lines(lang, event))
    return lines(_date_line(lang, event, zone), code, *_fingerprint(lang, event))


def announced(lang: Language, event: Event, zone: ZoneInfo) -> Html:
    """What everybody may know of a draw, also those who do not take part: before it and after it."""
    if event.drawn_at is not None:
        return seed_lines(lang, event)
    return lines(_date_line(lang, event, zone), *_fingerprint(lang, event))


def _date_line(lang: Language, event: Event, zone: ZoneInfo) -> Html:
    at = event.draw_at or event.deadline
    return lang.gettext("The draw is on {date}, {time}.", date=lang.date(at, zone), time=lang.time(at, zone))


def _fingerprint(lang: Language, event: Event) -> tuple[Html, ...]:
    if not event.draw_seed:
        return ()
    said = lang.gettext("Fingerprint of the seed (SHA-256):")
    return said, lang.copyable(fingerprint(event.draw_seed))


def seed_lines(lang: Language, event: Event) -> Html:
    """How to do the draw again; the seed must have the fingerprint that was published before."""
    if not event.draw_seed:
        return Html()
    return lines(
        lang.gettext("Seed of the draw:"),
        lang.copyable(event.draw_seed),
        lang.gettext(
            "Anybody can check it: for each code take the SHA-256 of seed, colon and code. "
            "The smallest value is first."
        ),
    )
