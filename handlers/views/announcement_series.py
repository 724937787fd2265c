"""Announcements that repeat, as their coordinators read them: the rule in words, the dates."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from civic.announcement_series import Series, SeriesStatus
from civic.announcements import Announcement
from civic.recurrence import LAST, Every, Rule
from handlers.screen import Screen, Tap, lines, paragraphs, tap
from handlers.services import Services
from handlers.views.announcement_times import hours_of, moment, name_of, waiting_line
from locales import Html, Language, Latin

NEXT_SHOWN = 3
_MONDAY = datetime(2024, 1, 1, tzinfo=UTC)


def weekday_name(lang: Language, weekday: int) -> str:
    """The name of a weekday, counted from Monday, 0."""
    return lang.weekday(_MONDAY + timedelta(days=weekday), ZoneInfo("UTC"))


def nth_name(lang: Language, nth: int, weekday: int) -> str:
    """ "Friday (second in a month)"."""
    day = weekday_name(lang, weekday)
    return {
        1: lang.label("{weekday} (first in a month)", weekday=day),
        2: lang.label("{weekday} (second in a month)", weekday=day),
        3: lang.label("{weekday} (third in a month)", weekday=day),
        4: lang.label("{weekday} (fourth in a month)", weekday=day),
        LAST: lang.label("{weekday} (last in a month)", weekday=day),
    }[nth]


def rule_text(lang: Language, rule: Rule) -> Html:
    """A rule in words."""
    at = Latin(f"{rule.at:%H:%M}")
    match rule.every:
        case Every.WEEK:
            names = lang.listed([weekday_name(lang, day) for day in rule.weekdays])
            text = lang.gettext("Every week: {days}, {time}", days=names, time=at)
        case Every.MONTH_DAY:
            text = lang.gettext("Every month: day {day}, {time}", day=rule.month_day, time=at)
        case Every.MONTH_WEEKDAY:
            name = nth_name(lang, rule.nth, rule.weekdays[0])
            text = lang.gettext("Every month: {weekday}, {time}", weekday=name, time=at)
    return lines(text, _short_months(lang, rule), _end(lang, rule))


def _short_months(lang: Language, rule: Rule) -> Html:
    if rule.every is not Every.MONTH_DAY or rule.month_day <= 28:
        return Html()
    return lang.gettext("A month that has no such day gets it on its last day.")


def _end(lang: Language, rule: Rule) -> Html:
    if rule.ends_on is not None:
        return lang.gettext("Last day: {day}", day=Latin(f"{rule.ends_on:%d.%m.%Y}"))
    if rule.count is not None:
        return lang.ngettext("{n} time", "{n} times", rule.count)
    return lang.gettext("Until somebody ends it.")


def date_lines(lang: Language, services: Services, one: Announcement, found: Sequence[datetime]) -> Html:
    """The next dates, and what holds them up."""
    if not found:
        return lang.gettext("There is no further date.")
    hours = hours_of(services)
    waits = next((hours.from_(one, at) for at in found if hours.from_(one, at) > at), None)
    return lines(
        lang.gettext("Next dates:"),
        *(lang.bullet(moment(lang, services, at)) for at in found),
        waiting_line(lang, services, waits),
    )


def started(lang: Language, services: Services, series: Series, one: Announcement) -> Screen:
    """It is kept; nothing goes out before it is approved."""
    return Screen(
        paragraphs(
            lang.gettext("It is kept. Nothing goes out before it is approved."), rule_text(lang, series.rule)
        ),
        (
            (Tap(lang.label("Have it approved"), tap("a_card", one.id)),),
            (Tap(lang.label("What repeats"), tap("s_list")),),
        ),
    )


def approved(lang: Language, one: Announcement) -> Screen:
    """All dates go out from now on."""
    text = lang.gettext(
        "“{title}” is approved and goes out on each of its dates. I tell you a day before.",
        title=name_of(lang, one),
    )
    return Screen(text, ((Tap(lang.label("What repeats"), tap("s_list")),),))


def running(lang: Language, found: Sequence[tuple[Series, Announcement]]) -> Screen:
    """What repeats."""
    rows = [(Tap(name_of(lang, one), tap("s_card", series.id)),) for series, one in found]
    text = (
        lang.gettext("These announcements repeat:") if rows else lang.gettext("Nothing repeats at present.")
    )
    return Screen(text, (*rows, (Tap(lang.label("Our announcements"), tap("announcements")),)))


def card(
    lang: Language, services: Services, series: Series, one: Announcement, days: Sequence[date], ok: bool
) -> Screen:
    """One series: its rule, its next dates, and what can be done. `ok`: its text is approved."""
    shown = [] if series.status is SeriesStatus.ENDED else [series.instant(day) for day in days]
    skip = [(Tap(skip_label(lang, services, shown[0]), skip_tap(series.id, days[0])),)] if shown else []
    pause = {
        SeriesStatus.ACTIVE: [(Tap(lang.label("Pause"), tap("s_pause", series.id)),)],
        SeriesStatus.PAUSED: [(Tap(lang.label("Go on"), tap("s_resume", series.id)),)],
        SeriesStatus.ENDED: [],
    }[series.status]
    text = (Tap(lang.label("Text and audience"), tap("a_card", one.id)),)
    end = [(Tap(lang.label("End it"), tap("s_end", series.id)),)] if pause else []
    return Screen(
        paragraphs(
            lang.bold(name_of(lang, one)),
            rule_text(lang, series.rule),
            _state(lang, series, ok),
            date_lines(lang, services, one, shown),
        ),
        (*skip, *pause, text, *end, (Tap(lang.label("What repeats"), tap("s_list")),)),
    )


def _state(lang: Language, series: Series, ok: bool) -> Html:
    if series.status is SeriesStatus.PAUSED:
        return lang.gettext("It is paused. Nothing goes out.")
    if series.status is SeriesStatus.ENDED:
        return lang.gettext("It has ended.")
    return Html() if ok else lang.gettext("Its text is not approved. Nothing goes out before it is.")


def skip_label(lang: Language, services: Services, at: datetime) -> str:
    """Names the date that would be left out."""
    return lang.label("Leave out {date}", date=lang.short_date(at, services.zone))


def skip_tap(series_id: int, day: date) -> str:
    """The button that leaves a day out."""
    return tap("s_skip", series_id, f"{day:%Y%m%d}")


def ask_end(lang: Language, series: Series) -> Screen:
    """Asks once."""
    yes = Tap(lang.label("Yes, end it"), tap("s_end_yes", series.id))
    return Screen(
        lang.gettext("End it for good? What was announced for its next date will not go out either."),
        ((yes,), (Tap(lang.label("No"), tap("s_card", series.id)),)),
    )


def too_late(lang: Language) -> Html:
    """That one is on its way."""
    return lang.gettext("It is too late for that: it has gone out, or is going out now.")


def changed(lang: Language) -> Screen:
    """Somebody else was faster."""
    return Screen(
        lang.gettext("Somebody changed this in the meantime."),
        ((Tap(lang.label("What repeats"), tap("s_list")),),),
    )


def coming(
    lang: Language,
    services: Services,
    one: Announcement,
    series_id: int,
    day: date,
    at: datetime,
    recipients: int,
) -> Screen:
    """A day before: what goes out by itself."""
    return Screen(
        paragraphs(
            lang.gettext("This goes out by itself on {time}:", time=moment(lang, services, at)),
            lang.bold(name_of(lang, one)),
            lines(
                lang.ngettext(
                    "At present {n} person would get it.", "At present {n} people would get it.", recipients
                ),
                waiting_line(lang, services, hours_of(services).waits_until(one)),
            ),
        ),
        (
            (Tap(lang.label("Preview"), tap("a_preview", one.id)),),
            (Tap(skip_label(lang, services, at), skip_tap(series_id, day)),),
            (Tap(lang.label("All dates"), tap("s_card", series_id)),),
        ),
    )
