"""Messages about somebody's own affairs, rendered when they are delivered."""

from civic.announcements import Report
from civic.events import Event
from civic.registrations import Registration
from civic.residents import Channel
from civic.told import snapshot
from handlers.screen import Screen, Tap, lines, paragraphs, tap
from handlers.services import Services
from handlers.views.calendar import calendar_file
from handlers.views.draw import seed_lines
from handlers.views.events import title, when
from handlers.views.place import venue_of
from locales import Html, Language, Latin


def seat_freed(
    lang: Language, services: Services, registration: Registration, event: Event, channel: Channel
) -> Screen:
    """The waiting is over."""
    drawn = event.drawn_at is not None
    text = paragraphs(
        lang.gettext("Good news: the draw gave you a seat. You are registered!")
        if drawn
        else lang.gettext("Good news: a seat has become free. You are registered now!"),
        lines(lang.bold(title(event, lang, services)), when(lang, event, services.zone)),
        lang.gettext("Your code is {code}. Please keep it.", code=Latin(registration.code)),
        seed_lines(lang, event) if drawn else "",
    )
    cancel = Tap(lang.label("Cancel registration"), tap("unreg", registration.id))
    show = Tap(lang.label("Picture for the door"), tap("show_code", registration.id))
    file = calendar_file(event, lang, services, services.clock(), registration)
    point = venue_of(event, lang, services, channel)
    return Screen(text, ((show,), (cancel,)), file, venue=point, told=snapshot(event))


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
