"""The figures of an event, on a screen and for a spreadsheet; small groups are not told exactly."""

from collections.abc import Sequence

from civic.event_numbers import EventNumbers
from civic.events import Event
from handlers.screen import File, Screen, Tap, lines, paragraphs, shortened, tap
from handlers.services import Services
from handlers.views.events import title, when
from handlers.views.participant_table import table_file
from handlers.views.participant_words import language_name, total_words
from handlers.views.small_counts import amount
from locales import Language, Latin

PAST = 30

EVENTS_SHOWN = 50


def past(lang: Language, services: Services, events: Sequence[Event]) -> Screen:
    """The last events that are over, newest first."""
    shown = events[:EVENTS_SHOWN]
    rows = tuple((Tap(_day_and_title(lang, services, one), tap("numbers_of", one.id)),) for one in shown)
    text = lang.gettext("Past events and their figures:") if rows else lang.gettext("No event is over yet.")
    return Screen(text, (*rows, (Tap(lang.label("Our events"), tap("staff_events")),)))


def _day_and_title(lang: Language, services: Services, event: Event) -> str:
    return shortened(
        lang.joined(lang.short_date(event.starts_at, services.zone), title(event, lang, services)), 60
    )


def figures(lang: Language, services: Services, event: Event, numbers: EventNumbers) -> Screen:
    """How many registered, waited, came, in which languages, with which needs."""
    languages = [
        lang.gettext("{language}: {n}", language=language_name(lang, code), n=amount(people))
        for code, people in numbers.languages.items()
    ]
    needs = [
        # TRANSLATORS: A need or a figure, and how many.
        lang.gettext("{what}: {n}", what=total_words(lang, one), n=amount(one.people))
        for one in numbers.needs
    ]
    return Screen(
        paragraphs(
            lines(lang.bold(title(event, lang, services)), when(lang, event, services.zone)),
            lines(
                *(
                    # TRANSLATORS: A need or a figure, and how many.
                    lang.gettext("{what}: {n}", what=what, n=Latin(amount))
                    for what, amount in _figures(lang, numbers)
                )
            ),
            lines(lang.bold(lang.label("Languages")), *languages) if languages else "",
            lines(lang.bold(lang.label("Support needed")), *needs) if needs else "",
        ),
        (
            (Tap(lang.label("Figures as CSV"), tap("numbers_csv", event.id)),),
            (Tap(lang.label("Back"), tap("card", event.id)),),
        ),
    )


def figures_table(lang: Language, services: Services, event: Event, numbers: EventNumbers) -> File:
    """The same for a spreadsheet."""
    rows = [
        [lang.label("Event"), title(event, lang, services)],
        [lang.label("Day"), event.starts_at.astimezone(services.zone).date().isoformat()],
        *map(list, _figures(lang, numbers)),
        *([language_name(lang, code), amount(people)] for code, people in numbers.languages.items()),
        *([total_words(lang, one), amount(one.people)] for one in numbers.needs),
    ]
    return table_file(f"figures-{event.id}.csv", rows)


def _figures(lang: Language, numbers: EventNumbers) -> list[tuple[str, str]]:
    return [
        (lang.label("Registrations"), amount(numbers.registrations)),
        (lang.label("People with seats"), amount(numbers.seated)),
        (lang.label("Seats being offered"), amount(numbers.offered)),
        (lang.label("People waiting"), amount(numbers.waiting)),
        (lang.label("People to be decided on"), amount(numbers.pending)),
        (lang.label("People cancelled or declined"), amount(numbers.cancelled)),
        (lang.label("People who came"), _known(lang, numbers.came)),
        (lang.label("People who did not come"), _known(lang, numbers.no_show)),
    ]


def _known(lang: Language, people: int | None) -> str:
    return lang.label("not counted") if people is None else amount(people)
