"""What a page says about an event: its texts, its facts with their names, and how it stands."""

from urllib.parse import urlsplit

from civic.event_texts import by_machine, current
from civic.events import (
    UNKNOWN_COST,
    Closing,
    Event,
    EventStatus,
    EventWithSeats,
    Localised,
    in_language,
    why_closed,
)
from locales import Html, Language
from locales.language import Url
from pages.event_terms import ages
from pages.layout import tag, together
from pages.registration_facts import when as times
from pages.site import Site


def title_of(site: Site, lang: Language, event: Event) -> Localised:
    """The title in the reader's language or the best there is."""
    found = in_language(current(event, event.titles), lang.code, site.catalogues.fallbacks)
    return found or Localised(lang.label("Event"), lang.code)


def when(site: Site, lang: Language, event: Event) -> Html:
    """Day and times as local time."""
    return times(lang, event, site.zone)


def facts(site: Site, lang: Language, one: EventWithSeats) -> Html:
    """Names and values; what is unknown is called unknown or left out."""
    event = one.event
    rows: list[tuple[str, str]] = [
        (lang.label("Time"), when(site, lang, event)),
        (lang.label("Place"), tag("bdi", event.place)),
    ]
    if event.cost != UNKNOWN_COST:
        rows.append((lang.label("Cost"), tag("bdi", event.cost) if event.cost else _free(lang)))
    if not event.listing_only:
        rows.append((lang.label("Step-free access"), _access(lang, event)))
        rows.append((lang.label("Language spoken"), site.catalogues[event.spoken].own_name))
    if event.organiser:
        rows.append((lang.label("Organiser"), tag("bdi", event.organiser)))
    if event.contact:
        rows.append((lang.label("Contact"), contact(event.contact)))
    if event.age_from is not None or event.age_to is not None:
        rows.append((lang.label("Age"), ages(lang, event)))
    if event.deadline < event.starts_at and not event.listing_only:
        day, clock = lang.date(event.deadline, site.zone), lang.time(event.deadline, site.zone)
        rows.append((lang.label("Register until"), lang.gettext("{date}, {start}", date=day, start=clock)))
    return tag(
        "dl", together(*[part for name, value in rows for part in (tag("dt", name), tag("dd", value))])
    )


def contact(text: str) -> Html:
    """A contact; a telephone number can be called by a tap."""
    number = "".join(char for char in text if char.isdigit() or char == "+")
    is_number = len(number) >= 5 and all(char.isdigit() or char in "+ /()-–." for char in text)
    if not is_number:
        return tag("bdi", text)
    return tag("a", tag("bdi", text, dir="ltr"), href=f"tel:{number}")


def description(site: Site, lang: Language, event: Event) -> Html:
    """The text of an event, with a note where it is in another language than the page."""
    found = in_language(current(event, event.descriptions), lang.code, site.catalogues.fallbacks)
    shown = found or in_language(current(event, event.titles), lang.code, site.catalogues.fallbacks)
    if shown is None:
        return Html()
    parts: list[Html] = []
    other = site.catalogues[shown.language]
    if shown.language != lang.code:
        parts.append(
            tag(
                "p",
                lang.gettext("This text exists only in {language}.", language=other.own_name),
                class_="soft",
            )
        )
    elif by_machine(event, shown.language):
        parts.append(tag("p", lang.gettext("Translated automatically."), class_="soft"))
    if found is not None:
        said = [tag("p", line) for line in found.text.splitlines() if line.strip()]
        parts.append(tag("div", together(*said), lang=other.code, dir=other.direction))
    return together(*parts)


def standing(site: Site, lang: Language, one: EventWithSeats) -> Html:
    """How many seats there are, or why nobody can register."""
    match why_closed(one.event, site.clock()):
        case Closing.DEADLINE:
            return lang.gettext("Registration for this event is closed.")
        case Closing.NOT_YET if one.event.opens_at is not None:
            day = lang.date(one.event.opens_at, site.zone)
            clock = lang.time(one.event.opens_at, site.zone)
            return lang.gettext("Registration opens on {date} at {start}.", date=day, start=clock)
        case Closing.LISTING_ONLY:
            return lang.gettext("You cannot register for this event here.")
        case None if one.free:
            return lang.ngettext("{n} seat is free.", "{n} seats are free.", one.free)
        case None:
            return lang.gettext("All seats are taken. You can join the waiting list.")
    return Html()


def headline(site: Site, lang: Language, event: Event) -> Html:
    """What matters more than all else: that it is off, over, or an example."""
    now = site.clock()
    if event.status is EventStatus.CANCELLED:
        return tag("p", tag("strong", lang.label("This event does not take place.")), class_="note warn")
    if event.ends_at <= now:
        return tag("p", lang.label("This event is over."), class_="note warn")
    if event.starts_at <= now:
        return tag("p", lang.label("This event has already begun."), class_="note warn")
    if event.example:
        return tag("p", lang.label("This is an example, not a real event."), class_="note warn")
    return Html()


def outside_link(lang: Language, event: Event) -> Html:
    """The way to where somebody else tells more; addresses of others open nothing else here."""
    if not event.link:
        return Html()
    host = urlsplit(event.link).hostname or ""
    label = lang.label("More at {host}", host=host)
    return tag("p", tag("a", label, class_="button", href=Url(event.link), rel="noopener noreferrer"))


def _free(lang: Language) -> str:
    # TRANSLATORS: The cost of an event.
    return lang.label("Free of charge")


def _access(lang: Language, event: Event) -> str:
    if event.step_free is None:
        return lang.label("not known")
    return lang.label("yes") if event.step_free else lang.label("no")
