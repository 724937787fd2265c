"""What a coordinator is asked for each field of an event, and what is wrong with an answer."""

from collections.abc import Sequence
from typing import assert_never

from civic.event_rules import Flaw
from civic.time import InThePast, NoSuchTime, NotUnderstood, TwoTimes
from civic.written_days import NoSuchDay
from civic.written_times import BadTime, Doubt, EndsFirst, Span, Unsure
from handlers.screen import Screen, Tap, lines, paragraphs, tap
from handlers.services import Services
from handlers.staff.editing import Bad, BadEntry, BadRules, Wrong
from locales import Html, Language

TIME_EXAMPLE = "18.12.2026 18:00"


def question(lang: Language, field: str) -> Html:
    """The question for one field."""
    questions = {
        "title": lang.gettext("What is the event called?"),
        "when": lang.gettext("When does it begin? For example: 18.12.2026 18:00, or 18.12. 18-20 Uhr"),
        "ends": lang.gettext("When does it end? For example: 20:00, or 18.12.2026 20:00"),
        "deadline": lang.gettext("Until when can people register? For example: 17.12.2026 12:00"),
        "opens": lang.gettext(
            "From when on can people register? For example: 01.12.2026 12:00. Write - if at once."
        ),
        "draw": lang.gettext("When are the seats drawn? For example: 17.12.2026 12:00"),
        "place": lang.gettext("Where does it take place?"),
        "seats": lang.gettext("How many seats are there?"),
        "description": lang.gettext("Please write a short description."),
        "cost": lang.gettext("What does it cost? Write 0 if it is free of charge."),
        "organiser": lang.gettext("Who organises it?"),
        "contact": lang.gettext("Whom can people ask? For example a name and a telephone number."),
        **_setting_questions(lang),
    }
    return questions[field]


def _setting_questions(lang: Language) -> dict[str, Html]:
    return {
        "age": lang.gettext("For which age is it? For example: 16-27, 16+ or - for everybody."),
        "offer_hours": lang.gettext(
            "How many hours may somebody think about a freed seat that is offered to them?"
        ),
        "reminders": lang.gettext(
            "How many hours before the beginning do I remind people? For example: 48, 3. Write - for never."
        ),
        "release": lang.gettext(
            "How many minutes after the beginning may seats of people who did not come be given away? "
            "Write - for never."
        ),
        "point": lang.gettext(
            "Where is it on the map? Send me a location, or write it like this: 49.4447, 7.7690. "
            "Write - for no point."
        ),
    }


STEPS = ("title", "when", "place", "seats")
"""What a new event is asked for, one after the other."""


def step_label(lang: Language, field: str) -> str:
    """Which of the questions for a new event this is."""
    return lang.label("Step {n} of {total}", n=STEPS.index(field) + 1, total=len(STEPS))


def ask(lang: Language, field: str, step: str = "") -> Screen:
    """The question for one field, with the step or the language above it."""
    cancel = (Tap(lang.label("Cancel"), tap("cancel")),)
    return Screen(lines(lang.isolate(step), question(lang, field)), (cancel,))


def which_time(lang: Language, services: Services, found: Unsure, event_id: int) -> Screen:
    """Names what was understood; nothing is kept before somebody says that it is right."""
    shown = [span_text(lang, services, span) for span in found.spans]
    other = Tap(lang.label("No, I write it again"), tap("time_again", event_id))
    if len(shown) == 1:
        text = lang.gettext("{time}. Is that right?", time=shown[0])
        return Screen(text, ((Tap(lang.label("Yes, that is right"), tap("time_is", event_id, 0)),), (other,)))
    asked = (
        lang.gettext("The day of the week does not fit the date. Which do you mean?")
        if found.doubt is Doubt.WEEKDAY
        else lang.gettext("Day and month can be read in two ways. Which do you mean?")
    )
    rows = [
        (Tap(short_span(lang, services, span), tap("time_is", event_id, n)),)
        for n, span in enumerate(found.spans)
    ]
    numbered = [lang.gettext("{n}. {time}", n=n, time=one) for n, one in enumerate(shown, start=1)]
    return Screen(paragraphs(asked, lines(*numbered)), (*rows, (other,)))


def span_text(lang: Language, services: Services, span: Span) -> Html:
    """Weekday, day, month, year and time in full."""
    date, start = lang.date(span.starts_at, services.zone), lang.time(span.starts_at, services.zone)
    if span.ends_at is None:
        return lang.gettext("{date}, {start}", date=date, start=start)
    end = lang.time(span.ends_at, services.zone)
    return lang.gettext("{date}, {start} to {end}", date=date, start=start, end=end)


def short_span(lang: Language, services: Services, span: Span) -> str:
    """The same for a button."""
    date, start = lang.short_date(span.starts_at, services.zone), lang.time(span.starts_at, services.zone)
    return lang.label("{date}, {start}", date=date, start=start)


def time_problem(lang: Language, problem: BadTime) -> Html:
    """What is wrong with a time."""
    match problem:
        case NotUnderstood():
            return lang.gettext("I did not understand this time. Please write it like this: 18.12.2026 18:00")
        case NoSuchDay():
            return lang.gettext("This day does not exist in the calendar. Please write another one.")
        case NoSuchTime():
            return lang.gettext(
                "This time does not exist: there is no such hour, or the clocks go forward just then. "
                "Please write another one."
            )
        case TwoTimes():
            return lang.gettext(
                "The clocks go back then, so this time comes twice. Please choose another one."
            )
        case InThePast():
            return lang.gettext("This time is in the past.")
        case EndsFirst():
            return lang.gettext("The end must be after the beginning.")
        case _:
            assert_never(problem)


def problem(lang: Language, bad: Bad) -> Html:
    """Why an answer cannot be used."""
    match bad:
        case BadEntry(why=why, limit=limit):
            return _entry_problem(lang, why, limit)
        case BadRules(flaw=flaw):
            return flaw_text(lang, flaw)
        case _:
            return time_problem(lang, bad)


def _entry_problem(lang: Language, why: Wrong, limit: int) -> Html:
    if why is Wrong.TEXT:
        return lang.ngettext(
            "Please write something, at most {n} character.",
            "Please write something, at most {n} characters.",
            limit,
        )
    numbers = {
        Wrong.SEATS: lang.gettext("Please write a whole number from 1 to {most}.", most=limit),
        Wrong.HOURS: lang.gettext("Please write a whole number of hours from 1 to {most}.", most=limit),
        Wrong.MINUTES: lang.gettext("Please write a whole number of minutes from 1 to {most}.", most=limit),
        Wrong.AGES: lang.gettext("I did not understand this age. Please write it like this: 16-27 or 16+"),
        Wrong.REMINDERS: lang.gettext(
            "Please write at most four numbers from 1 to {most}, like this: 48, 3", most=limit
        ),
        Wrong.POINT: lang.gettext(
            "I did not understand this point. Please write it like this: 49.4447, 7.7690"
        ),
        Wrong.UNKNOWN: lang.gettext("This cannot be changed (any more)."),
    }
    return numbers[why]


def flaw_text(lang: Language, flaw: Flaw) -> Html:
    """What is missing, or which two things contradict each other."""
    texts = {
        Flaw.TITLE: lang.gettext("The title is missing."),
        Flaw.WHEN: lang.gettext("The beginning is missing."),
        Flaw.PLACE: lang.gettext("The place is missing."),
        Flaw.SEATS: lang.gettext("The number of seats is missing."),
        Flaw.CONTACT: lang.gettext("It is missing whom people can ask."),
        Flaw.PAST: lang.gettext("The beginning is in the past."),
        Flaw.END_FIRST: lang.gettext("The end must be after the beginning."),
        Flaw.DEADLINE_PAST: lang.gettext("The deadline is in the past."),
        Flaw.DEADLINE_LATE: lang.gettext("The deadline must not be after the beginning."),
        Flaw.OPENS_LATE: lang.gettext("Registration must open before the deadline."),
        Flaw.NO_DRAW_DATE: lang.gettext("The date of the draw is missing."),
        Flaw.DRAW_EARLY: lang.gettext("The draw must not be before the deadline."),
        Flaw.DRAW_LATE: lang.gettext("The draw must be before the beginning. Set an earlier deadline first."),
        Flaw.AGES: lang.gettext("The lower age must not be above the upper one."),
    }
    return texts[flaw]


def not_ready(lang: Language, found: Sequence[Flaw]) -> Html:
    """Why a draft cannot be published yet."""
    return lines(
        lang.gettext("This cannot be published yet:"),
        *(lang.bullet(flaw_text(lang, flaw)) for flaw in found),
    )
