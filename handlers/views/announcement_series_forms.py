"""The questions about how an announcement repeats, one after the other."""

from collections.abc import Collection, Sequence
from datetime import date

from civic.announcements import Announcement
from civic.recurrence import LAST, MOST_COUNT, NTHS, Every, Rule
from handlers.screen import Screen, Tap, columns, paragraphs, tap
from handlers.services import Services
from handlers.views.announcement_series import date_lines, nth_name, rule_text, weekday_name
from handlers.views.announcement_times import name_of
from locales import Html, Language


def how_often(lang: Language, one: Announcement) -> Screen:
    """The first question."""
    names = {
        Every.WEEK: lang.label("Every week"),
        Every.MONTH_DAY: lang.label("Every month on a date"),
        Every.MONTH_WEEKDAY: lang.label("Every month on a weekday"),
    }
    rows = [(Tap(name, tap("s_every", one.id, one.revision, every.value)),) for every, name in names.items()]
    back = (Tap(lang.label("Cancel"), tap("a_card", one.id)),)
    return Screen(lang.gettext("How often shall I send it?"), (*rows, back))


def ask_weekdays(lang: Language, number: int, chosen: Collection[int]) -> Screen:
    """On which days of the week: several can be ticked."""
    ticks = columns(
        Tap(("✓ " if day in chosen else "") + weekday_name(lang, day), tap("s_weekday", number, day))
        for day in range(7)
    )
    done = ((Tap(lang.label("Continue"), tap("s_days_done", number)),),) if chosen else ()
    return Screen(lang.gettext("On which days of the week?"), (*ticks, *done, _cancel(lang)))


def ask_one_weekday(lang: Language, number: int) -> Screen:
    """On which day of the week."""
    days = columns(Tap(weekday_name(lang, day), tap("s_weekday", number, day)) for day in range(7))
    return Screen(lang.gettext("On which day of the week?"), (*days, _cancel(lang)))


def ask_nth(lang: Language, number: int, weekday: int) -> Screen:
    """Which of those days in the month."""
    rows = [
        (Tap(nth_name(lang, nth, weekday), tap("s_nth", number, nth if nth != LAST else 0)),) for nth in NTHS
    ]
    return Screen(lang.gettext("Which one in the month?"), (*rows, _cancel(lang)))


def ask_month_day(lang: Language) -> Screen:
    """On which day of the month."""
    text = lang.gettext(
        "On which day of the month, from 1 to 31? A month that has no such day gets it on its last day."
    )
    return Screen(text, (_cancel(lang),))


def ask_clock(lang: Language) -> Screen:
    """At what time."""
    return Screen(lang.gettext("At what time of day? For example: 17:00"), (_cancel(lang),))


def bad_clock(lang: Language) -> Html:
    """That is no time of day."""
    return lang.gettext("I did not understand this time. Please write it like this: 17:00")


def ask_start(lang: Language, number: int) -> Screen:
    """From when on."""
    today = (Tap(lang.label("From today"), tap("s_today", number)),)
    return Screen(
        lang.gettext("From which day on? For example: 18.12.2026"),
        (today, _cancel(lang)),
    )


def ask_until(lang: Language, number: int) -> Screen:
    """How long it goes on."""
    endless = (Tap(lang.label("Until I end it"), tap("s_endless", number)),)
    return Screen(
        lang.gettext("Until when? Write the last day (31.03.2027) or how many times (8)."),
        (endless, _cancel(lang)),
    )


def bad_day(lang: Language) -> Html:
    """That is no day to come."""
    return lang.gettext("Please write a day to come, like this: 31.03.2027")


def bad_month_day(lang: Language) -> Html:
    """That is no day of a month."""
    return lang.gettext("Please write a number from 1 to 31.")


def bad_until(lang: Language) -> Html:
    """Neither a number nor a day to come."""
    return lang.gettext(
        "Please write a number from 1 to {most}, or a day to come, like this: 31.03.2027", most=MOST_COUNT
    )


def no_dates(lang: Language) -> Html:
    """The rule has no day."""
    return lang.gettext("There is no such day until then. Please write a later one.")


def confirm(
    lang: Language, services: Services, one: Announcement, rule: Rule, days: Sequence[date]
) -> Screen:
    """The rule and its next dates, before anything is kept."""
    yes = Tap(lang.label("Yes, like this"), tap("s_make", one.id))
    return Screen(
        paragraphs(
            lang.bold(name_of(lang, one)),
            rule_text(lang, rule),
            date_lines(lang, services, one, [rule.instant(day, services.zone) for day in days]),
            lang.gettext("Is that right? After that it still has to be approved, once for all dates."),
        ),
        ((yes,), _cancel(lang)),
    )


def _cancel(lang: Language) -> tuple[Tap, ...]:
    return (Tap(lang.label("Cancel"), tap("cancel")),)
