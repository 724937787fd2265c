"""Messages about a registration: a reminder, old and new side by side, an event that does not take place."""

from dataclasses import replace
from datetime import datetime

from civic.events import Event
from civic.registrations import Registration, RegistrationStatus
from civic.residents import Channel
from civic.told import changes, snapshot
from handlers.screen import Screen, Tap, lines, paragraphs, tap
from handlers.services import Services
from handlers.views.calendar import calendar_file
from handlers.views.events import title, when
from handlers.views.place import venue_of
from locales import Html, Language, Latin


def reminder(
    lang: Language, services: Services, registration: Registration, event: Event, channel: Channel
) -> Screen:
    """The event is near: when, where, the code, and the way to give the seat back."""
    text = paragraphs(
        lang.gettext("A reminder: you are registered for this event."),
        lines(
            lang.bold(title(event, lang, services)),
            when(lang, event, services.zone),
            lang.gettext("Place: {place}", place=event.place),
        ),
        lang.gettext("Your code is {code}. Please keep it.", code=Latin(registration.code)),
    )
    cancel = Tap(lang.label("I cannot come"), tap("unreg", registration.id))
    mine = Tap(lang.label("My registration"), tap("reg", registration.id))
    return Screen(text, ((cancel, mine),), venue=venue_of(event, lang, services, channel))


def changed(
    lang: Language, services: Services, registration: Registration, event: Event, channel: Channel
) -> Screen | None:
    """What is different from what this person heard last; None where they would see no difference."""
    found = changes(registration.told, event, lang.code, services.fallbacks)
    if not found:
        return None
    text = paragraphs(
        lang.gettext("Something has changed about your event. Please have a look."),
        lines(
            lang.bold(title(event, lang, services)),
            *_side_by_side(lang, found.title),
            *_times(lang, services, event, found.times),
            *_places(lang, event, found.place),
        ),
        _standing(lang, registration),
    )
    seated = registration.status is RegistrationStatus.CONFIRMED
    file = calendar_file(event, lang, services, services.clock(), registration) if seated else None
    cancel = Tap(lang.label("I cannot come then, cancel"), tap("unreg_yes", registration.id))
    keep = Tap(lang.label("My registration"), tap("reg", registration.id))
    point = venue_of(event, lang, services, channel) if found.place else None
    return Screen(text, ((cancel,), (keep,)), file, venue=point, told=snapshot(event))


def _side_by_side(lang: Language, names: tuple[str, str] | None) -> tuple[Html, ...]:
    if names is None:
        return ()
    return (
        lang.gettext("Name until now: {title}", title=names[0]),
        lang.gettext("New name: {title}", title=names[1]),
    )


def _times(
    lang: Language,
    services: Services,
    event: Event,
    times: tuple[tuple[datetime, datetime], tuple[datetime, datetime]] | None,
) -> tuple[Html, ...]:
    if times is None:
        return (when(lang, event, services.zone),)
    (starts_at, ends_at), _ = times
    before = replace(event, starts_at=starts_at, ends_at=ends_at)
    return (
        lang.gettext("Time until now: {when}", when=when(lang, before, services.zone)),
        lang.gettext("New time: {when}", when=when(lang, event, services.zone)),
    )


def _places(lang: Language, event: Event, places: tuple[str, str] | None) -> tuple[Html, ...]:
    if places is None:
        return (lang.gettext("Place: {place}", place=event.place),)
    return (
        lang.gettext("Place until now: {place}", place=places[0]),
        lang.gettext("New place: {place}", place=places[1]),
    )


def _standing(lang: Language, registration: Registration) -> Html:
    if registration.status is RegistrationStatus.CONFIRMED:
        code = Latin(registration.code)
        return lang.gettext("Your registration stays valid. Your code is {code}.", code=code)
    if registration.status is RegistrationStatus.WAITING:
        return lang.gettext("You keep your place on the waiting list.")
    return lang.gettext("Your registration stays as it is.")


def event_cancelled(lang: Language, services: Services, registration: Registration, event: Event) -> Screen:
    """Somebody's event does not take place; the file takes it out of their calendar."""
    text = paragraphs(
        lang.gettext("We are sorry: this event has been cancelled."),
        lines(lang.bold(title(event, lang, services)), when(lang, event, services.zone)),
    )
    seated = registration.status is RegistrationStatus.CONFIRMED
    file = calendar_file(event, lang, services, services.clock(), registration) if seated else None
    return Screen(text, ((Tap(lang.label("All events"), tap("events")),),), file)
