"""Copying an event to another date, and making a series of it."""

from collections.abc import Sequence

from civic.event_series import MOST_DATES, Rhythm
from civic.events import Event
from civic.written_times import Span
from handlers.screen import Screen, Tap, columns, lines, paragraphs, tap
from handlers.services import Services
from handlers.views.event_forms import question, short_span
from handlers.views.events import title
from locales import Html, Language


def ask_when(lang: Language, services: Services, event: Event) -> Screen:
    """Asks for the only thing that a copy does not take over."""
    intro = lang.gettext(
        "I take over everything of “{title}” but its date and the registrations.",
        title=title(event, lang, services),
    )
    cancel = (Tap(lang.label("Cancel"), tap("cancel")),)
    return Screen(lines(intro, question(lang, "when")), (cancel,))


def rhythms(lang: Language, services: Services, event: Event) -> Screen:
    """How often the event takes place."""
    weekday = lang.weekday(event.starts_at, services.zone)
    day = event.starts_at.astimezone(services.zone).day
    names = {
        Rhythm.WEEKLY: lang.label("Every week"),
        Rhythm.FORTNIGHTLY: lang.label("Every two weeks"),
        Rhythm.MONTHLY_WEEKDAY: lang.label("Monthly ({weekday})", weekday=weekday),
        Rhythm.MONTHLY_DAY: lang.label("Monthly (on day {day})", day=day),
    }
    rows = [(Tap(name, tap("ev_rhythm", event.id, rhythm.value)),) for rhythm, name in names.items()]
    return Screen(lang.gettext("How often does it take place?"), tuple(rows))


def ask_until(lang: Language) -> Screen:
    """Asks how long the series goes on."""
    text = lang.gettext(
        "How many dates are there in all, with the first one? Or until when? For example: 8, or 31.03.2027"
    )
    return Screen(text, ((Tap(lang.label("Cancel"), tap("cancel")),),))


def bad_until(lang: Language) -> Html:
    """Neither a number of dates nor a day to come."""
    return lang.gettext(
        "Please write a number from 2 to {most}, or a day to come, like this: 31.03.2027", most=MOST_DATES
    )


def no_dates(lang: Language) -> Html:
    """The series would consist of its first date alone."""
    return lang.gettext("There is no further date until then. Please write a later day.")


def dates(
    lang: Language, services: Services, event: Event, spans: Sequence[Span], skipped: Sequence[str]
) -> Screen:
    """The further dates; a tap leaves one out (a holiday), before anything is kept."""
    shown = [lang.bullet(short_span(lang, services, span)) for span in spans]
    taps = columns(
        Tap(
            f"✕ {lang.short_date(span.starts_at, services.zone)}",
            tap("ev_date", event.id, int(span.starts_at.timestamp())),
        )
        for span in spans
    )
    make = Tap(lang.nlabel("Make {n} more date", "Make {n} more dates", len(spans)), tap("ev_make", event.id))
    return Screen(
        paragraphs(
            lang.gettext("These dates would be added. Tap a date to leave it out, for example a holiday."),
            lines(*shown),
            _skipped(lang, skipped),
        ),
        (*taps, *(((make,),) if spans else ()), (Tap(lang.label("Cancel"), tap("cancel")),)),
    )


def _skipped(lang: Language, skipped: Sequence[str]) -> Html:
    if not skipped:
        return Html()
    return lang.gettext(
        "Left out, because the clocks are changed and there is no such time (or it comes twice): {days}",
        days=lang.listed(skipped),
    )


def made(lang: Language, event: Event, count: int) -> Screen:
    """The drafts are there; all can be published together."""
    return Screen(
        lang.ngettext(
            "{n} draft has been made. It has its own seats and can be changed by itself.",
            "{n} drafts have been made. Each has its own seats and can be changed by itself.",
            count,
        ),
        (
            (Tap(lang.label("Publish all dates"), tap("ev_publish_all", event.series or event.id)),),
            (Tap(lang.label("Our events"), tap("staff_events")),),
        ),
    )


def published_all(lang: Language, count: int) -> Screen:
    """How many dates are visible now."""
    return Screen(
        lang.ngettext("{n} date has been published.", "{n} dates have been published.", count),
        ((Tap(lang.label("Our events"), tap("staff_events")),),),
    )
