"""Mails about one registration: subject, the first one, and how each of them ends."""

from civic.events import Event
from civic.registrations import Registration, RegistrationStatus
from handlers.screen import Screen, lines, paragraphs, plain
from handlers.services import Services
from handlers.views.calendar import calendar_file
from handlers.views.events import title, when
from locales import Html, Language, Latin, Url


def subject(lang: Language, services: Services, event: Event) -> str:
    """Names the event; what happened stands in the mail only."""
    return lang.label("Your registration: {title}", title=" ".join(title(event, lang, services).split()))


def first(
    lang: Language, services: Services, registration: Registration, event: Event, position: int, link: str
) -> Screen:
    """What was registered, and where it stands."""
    has_seat = registration.status is RegistrationStatus.CONFIRMED
    text = paragraphs(
        lang.gettext("From now on, messages about this registration come to this address too."),
        lines(
            lang.bold(title(event, lang, services)),
            when(lang, event, services.zone),
            lang.gettext("Place: {place}", place=event.place),
            lang.gettext("Name: {name}", name=registration.name),
            lang.ngettext("{n} person", "{n} people", registration.people),
        ),
        _standing(lang, registration, position),
    )
    file = calendar_file(event, lang, services, services.clock(), registration, link) if has_seat else None
    return Screen(text, file=file)


def ending(lang: Language, link: str) -> str:
    """The way back, and why this mail came."""
    return plain(
        paragraphs(
            lines(lang.gettext("See, change or cancel your registration:"), Url(link)),
            lang.gettext(
                "You get this e-mail because this address was left for messages about this registration. "
                "It is deleted together with the registration. On the page above you can remove it now."
            ),
        )
    )


def _standing(lang: Language, registration: Registration, position: int) -> Html:
    if registration.status is RegistrationStatus.CONFIRMED:
        return lang.gettext("You have a seat. Your code is {code}.", code=Latin(registration.code))
    if position:
        return lang.gettext("You are on the waiting list, position {position}.", position=position)
    return lang.gettext("We will write to you as soon as it is clear whether you have a seat.")
