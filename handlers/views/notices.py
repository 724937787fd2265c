"""Messages about somebody's own affairs, rendered when they are delivered."""

from civic.announcements import Report
from civic.events import Event
from civic.registrations import Registration
from handlers.screen import Screen, Tap, lines, paragraphs, tap
from handlers.services import Services
from handlers.views.events import calendar_file, title, when
from locales import Html, Language, Latin


def seat_freed(lang: Language, services: Services, registration: Registration, event: Event) -> Screen:
    """The waiting is over."""
    text = paragraphs(
        lang.gettext("Good news: a seat has become free. You are registered now!"),
        lines(lang.bold(title(event, lang, services)), when(lang, event, services.zone)),
        lang.gettext("Your code is {code}. Please keep it.", code=Latin(registration.code)),
    )
    cancel = Tap(lang.label("Cancel registration"), tap("unreg", registration.id))
    return Screen(text, ((cancel,),), calendar_file(event, lang, services, services.clock()))


def event_cancelled(lang: Language, services: Services, event: Event) -> Screen:
    """Somebody's event does not take place."""
    text = paragraphs(
        lang.gettext("We are sorry: this event has been cancelled."),
        lines(lang.bold(title(event, lang, services)), when(lang, event, services.zone)),
    )
    return Screen(text, ((Tap(lang.label("All events"), tap("events")),),))


def announcement_done(lang: Language, report: Report) -> Screen:
    """Tells the author how it went; the figures add up."""
    return Screen(
        paragraphs(lang.gettext("Your announcement has been sent."), report_lines(lang, report)),
    )


def report_lines(lang: Language, report: Report) -> Html:
    """Every figure of a report with its name."""
    return lines(
        lang.gettext("Recipients: {n}", n=report.planned),
        lang.gettext("Sent: {n}", n=report.sent),
        lang.gettext("Not reachable: {n}", n=report.unreachable),
        lang.gettext("Refused by the messenger: {n}", n=report.refused),
        lang.gettext("Unknown whether it arrived: {n}", n=report.unknown),
        lang.gettext("Not sent because it was stopped: {n}", n=report.skipped),
        lang.gettext("Still to be sent: {n}", n=report.open),
    )
