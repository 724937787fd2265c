"""Facts of an event and of a registration in words."""

from datetime import datetime
from zoneinfo import ZoneInfo

from civic.event_texts import current
from civic.event_times import has_end, whole_days
from civic.events import Event, EventStatus, Way, in_language
from civic.registrations import Need, Registration, RegistrationStatus
from locales import Html, Language, Latin


def title(event: Event, lang: Language, fallbacks: tuple[str, ...]) -> str:
    """The title in the reader's language or the best there is, marked where it is an example."""
    found = in_language(current(event, event.titles), lang.code, fallbacks)
    text = found.text if found else ""
    return lang.label("Example: {title}", title=text) if event.example else text


def when(lang: Language, event: Event, zone: ZoneInfo) -> Html:
    """Day and times as local time; for whole days only the days, for no known end only the start."""
    first, last = lang.date(event.starts_at, zone), lang.date(event.ends_at, zone)
    start, end = lang.time(event.starts_at, zone), lang.time(event.ends_at, zone)
    if whole_days(event, zone):
        if first == last:
            return lang.gettext("{date}, all day", date=first)
        return lang.gettext("{first} to {last}", first=first, last=last)
    if not has_end(event):
        return lang.gettext("{date}, {start}", date=first, start=start)
    if first == last:
        return lang.gettext("{date}, {start} to {end}", date=first, start=start, end=end)
    return lang.gettext("{first}, {start} to {last}, {end}", first=first, start=start, last=last, end=end)


def moment(lang: Language, at: datetime, zone: ZoneInfo) -> Html:
    """A date and a time of day."""
    return lang.gettext("{date}, {time}", date=lang.date(at, zone), time=lang.time(at, zone))


def need_name(lang: Language, need: Need) -> str:
    """A kind of support in words."""
    return {
        Need.INTERPRETER: lang.label("Interpreter"),
        Need.SIGN_LANGUAGE: lang.label("Sign language"),
        Need.STEP_FREE: lang.label("Step-free access"),
        Need.COMPANION: lang.label("Companion"),
        Need.CHILDCARE: lang.label("Childcare"),
        Need.EASY_GERMAN: lang.label("Easy German"),
        Need.OTHER: lang.label("Something else"),
    }[need]


def standing(lang: Language, registration: Registration, event: Event, position: int, zone: ZoneInfo) -> Html:
    """Where a registration stands."""
    match registration.status:
        case RegistrationStatus.CONFIRMED:
            return lang.gettext("You have a seat. Your code is {code}.", code=Latin(registration.code))
        case RegistrationStatus.OFFERED:
            return _offer(lang, registration, zone)
        case RegistrationStatus.PENDING:
            return lang.gettext("The organisers have not decided yet. We will write to you.")
        case RegistrationStatus.WAITING if event.way is Way.DRAW and event.draw_at and not event.drawn_at:
            drawn = moment(lang, event.draw_at, zone)
            # TRANSLATORS: A day with its time.
            return lang.gettext("You take part in the draw on {moment}. We will write to you.", moment=drawn)
        case RegistrationStatus.WAITING:
            return lang.gettext("You are on the waiting list, position {position}.", position=position)
        case _:
            return _ended(lang, registration.status)


def _offer(lang: Language, registration: Registration, zone: ZoneInfo) -> Html:
    assert registration.offer_until is not None
    until = moment(lang, registration.offer_until, zone)
    free = lang.ngettext(
        "{n} seat has become free for you.", "{n} seats have become free for you.", registration.offered
    )
    # TRANSLATORS: A day with its time.
    decide = lang.gettext("Please decide by {moment}.", moment=until)
    return Html(f"{free} {decide}")


def _ended(lang: Language, status: RegistrationStatus) -> Html:
    if status is RegistrationStatus.CANCELLED:
        return lang.gettext("This registration has been cancelled.")
    if status is RegistrationStatus.DECLINED:
        return lang.gettext("We are sorry: the organisers could not accept this registration.")
    if status is RegistrationStatus.RELEASED:
        return lang.gettext("The seat was given to somebody else, since nobody had come.")
    return lang.gettext("The offered seat went to somebody else. You are not on the waiting list any more.")


def event_note(lang: Language, event: Event, now: datetime) -> Html:
    """What matters more than the registration: the event is off, or over."""
    if event.status is EventStatus.CANCELLED:
        return lang.gettext("This event has been cancelled.")
    return lang.gettext("This event is over.") if event.ends_at <= now else Html()
