"""Announcing an event: a text made of its own data, and what was announced of it before."""

from collections.abc import Sequence

from civic.announcements import TITLE_LIMIT, Announcement, Body, EventNews, SkipReason
from civic.event_texts import current
from civic.events import Event, EventStatus, EventWithSeats
from handlers.screen import Screen, Tap, lines, paragraphs, plain, shortened, tap
from handlers.services import Services
from handlers.views.events import cost, title, when
from handlers.views.staff_announcements import list_label, list_target, status_name
from locales import Html, Language

SHOWN = 8


def drafted(lang: Language, services: Services, event: Event, news: EventNews) -> Body:
    """Title and text in one language, from what the event says of itself."""
    return Body(
        shortened(_heading(lang, services, event, news), TITLE_LIMIT), _text(lang, services, event, news)
    )


def _heading(lang: Language, services: Services, event: Event, news: EventNews) -> str:
    name = title(event, lang, services)
    match news:
        case EventNews.INVITATION:
            return name
        case EventNews.CANCELLED:
            return lang.label("Cancelled: {title}", title=name)
        case EventNews.MOVED:
            return lang.label("Changed: {title}", title=name)


def _text(lang: Language, services: Services, event: Event, news: EventNews) -> str:
    about = current(event, event.descriptions).get(lang.code, "")
    facts = lines(
        when(lang, event, services.zone),
        lang.gettext("Place: {place}", place=event.place),
        cost(lang, event),
    )
    match news:
        case EventNews.INVITATION:
            said = paragraphs(lang.isolate(about), facts, lang.gettext("We look forward to seeing you!"))
        case EventNews.CANCELLED:
            said = paragraphs(lang.gettext("Unfortunately this event does not take place:"), facts)
        case EventNews.MOVED:
            said = paragraphs(
                lang.gettext("Something has changed. The event now takes place like this:"), facts
            )
    return plain(said)


def languages_of(event: Event, services: Services) -> list[str]:
    """The languages in which an event has a title that is up to date."""
    titles = current(event, event.titles)
    return [lang.code for lang in services.catalogues if titles.get(lang.code)]


def announced(
    lang: Language,
    services: Services,
    one: EventWithSeats,
    earlier: Sequence[Announcement],
    unfit: SkipReason | None,
) -> Screen:
    """What was announced of an event before, why it is not announced any more, and what can be announced."""
    event = one.event
    told = [lang.bullet(_told(lang, services, each)) for each in earlier[:SHOWN]]
    rows: list[tuple[Tap, ...]] = [
        (Tap(list_label(lang, each), list_target(each)),) for each in earlier[:SHOWN]
    ]
    if unfit is None:
        rows.append(
            (
                _make(
                    lang.label("Announce it again") if earlier else lang.label("Announce it"),
                    event,
                    EventNews.INVITATION,
                ),
            )
        )
    if earlier and event.status is EventStatus.PUBLISHED and unfit is not SkipReason.EVENT_OFF:
        rows.append((_make(lang.label("Say that it has changed"), event, EventNews.MOVED),))
    if event.status is EventStatus.CANCELLED:
        rows.append((_make(lang.label("Say that it is cancelled"), event, EventNews.CANCELLED),))
    rows.append((Tap(lang.label("Back"), tap("card", event.id)),))
    return Screen(
        paragraphs(
            lang.bold(title(event, lang, services)),
            lines(lang.gettext("Already announced:"), *told) if told else "",
            unfit_line(lang, unfit),
        ),
        tuple(rows),
    )


def _make(label: str, event: Event, news: EventNews) -> Tap:
    return Tap(label, tap("a_from", event.id, news.value))


def _told(lang: Language, services: Services, one: Announcement) -> Html:
    at = one.finished_at or one.due_at or one.created_at
    status = status_name(lang, one.status)
    if at is None:
        return status
    return lang.gettext("{date}: {status}", date=lang.date(at, services.zone), status=status)


def unfit_line(lang: Language, unfit: SkipReason | None) -> Html:
    """Why nobody is invited any more."""
    if unfit is SkipReason.EVENT_FULL:
        return lang.gettext("All seats are taken, so I no longer invite anybody.")
    if unfit is SkipReason.EVENT_OFF:
        return lang.gettext("The event is cancelled or has begun, so I no longer invite anybody.")
    return Html()


def held(lang: Language, services: Services, one: Announcement, unfit: SkipReason | None) -> Screen:
    """Tells the author that an invitation was not sent."""
    name = one.main.title or one.main.text
    return Screen(
        paragraphs(
            lang.gettext("I have not sent your announcement “{title}”.", title=shortened(name, TITLE_LIMIT)),
            unfit_line(lang, unfit),
            lang.gettext("It is a draft again. What shall become of it?"),
        ),
        ((Tap(lang.label("Show the draft"), tap("a_card", one.id)),),),
    )
