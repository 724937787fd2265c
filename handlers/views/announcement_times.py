"""When an announcement goes out, as its coordinators read it: its time, its last minute, what was missed."""

from datetime import datetime

from civic.announcement_hours import Hours
from civic.announcement_missed import MOST_LATE, is_over
from civic.announcements import Announcement, AnnouncementStatus
from civic.written_times import Span
from handlers.screen import Screen, Tap, lines, paragraphs, shortened, tap
from handlers.services import Services
from handlers.views.event_forms import span_text
from locales import Html, Language

SHOWN_TITLE = 60


def hours_of(services: Services) -> Hours:
    """The city's zone and quiet hours."""
    return Hours(services.zone, services.quiet)


def name_of(lang: Language, one: Announcement) -> str:
    """Its title, or how its text begins; in somebody's language where there is one."""
    body = one.sendable.get(lang.code, one.main)
    return shortened(" ".join((body.title or body.text).split()), SHOWN_TITLE)


def time_lines(lang: Language, services: Services, one: Announcement) -> Html:
    """When it goes out, what holds it up, and until when it is of interest; empty without a time."""
    return lines(
        lang.gettext("Time: {time}", time=moment(lang, services, one.due_at)) if one.due_at else "",
        waiting_line(lang, services, hours_of(services).waits_until(one)),
        lang.gettext("Over: {time}", time=moment(lang, services, one.expires_at)) if one.expires_at else "",
    )


def waiting_line(lang: Language, services: Services, until: datetime | None) -> Html:
    """Why nobody gets it before the morning; empty where nothing holds it up."""
    if until is None:
        return Html()
    return lang.gettext(
        "That is within the quiet hours, so it will go out at {time}.", time=lang.time(until, services.zone)
    )


def moment(lang: Language, services: Services, at: datetime) -> Html:
    """Weekday, day, month, year and time in full."""
    return span_text(lang, services, Span(at))


def ask_time(lang: Language, one: Announcement) -> Screen:
    """When to send it."""
    soon = Tap(lang.label("As soon as possible"), tap("a_soon", one.id, one.revision))
    return Screen(
        lang.gettext("When shall I send it? For example: 18.12.2026 17:00"),
        ((soon,), (Tap(lang.label("Cancel"), tap("cancel")),)),
    )


def ask_expiry(lang: Language, one: Announcement) -> Screen:
    """From when on nobody needs it any more."""
    return Screen(
        lang.gettext(
            "From when on shall nobody get it any more, because it is over? For example: 18.12.2026 17:00"
        ),
        (
            (Tap(lang.label("It stays of interest"), tap("a_endless", one.id, one.revision)),),
            (Tap(lang.label("Cancel"), tap("cancel")),),
        ),
    )


def time_set(lang: Language, services: Services, one: Announcement) -> Screen:
    """The time is kept; one that is scheduled goes out by itself."""
    only_expiry = one.due_at is None and one.expires_at is not None
    asks = "a_expiry" if only_expiry else "a_time"
    again = Tap(lang.label("Change the time"), tap(asks, one.id, one.revision))
    times = time_lines(lang, services, one)
    if one.status is AnnouncementStatus.SCHEDULED:
        stop = Tap(lang.label("Stop"), tap("a_stop", one.id))
        return Screen(lines(lang.gettext("It will go out by itself."), times), ((again, stop),))
    go_on = Tap(lang.label("Continue"), tap("a_card", one.id))
    if one.status is AnnouncementStatus.DRAFT and one.due_at is not None:
        go_on = Tap(lang.label("Continue"), tap("a_go", one.id, one.revision))
    return Screen(lines(lang.gettext("Noted."), times), ((again,), (go_on,)))


def in_the_past(lang: Language) -> Html:
    """The time is over."""
    return lang.gettext("This time is in the past.")


def expires_first(lang: Language) -> Html:
    """Nobody would get it."""
    return lang.gettext(
        "It would be over before it goes out, so nobody would get it. Please choose another time."
    )


def missed(lang: Language, services: Services, one: Announcement) -> Screen:
    """Asks what shall become of it."""
    over = is_over(one, services.clock())
    after_all = Tap(lang.label("Send it now"), tap("a_m_now", one.id, one.revision))
    later = Tap(lang.label("Choose another time"), tap("a_time", one.id, one.revision))
    expiry = Tap(lang.label("It is not over yet"), tap("a_expiry", one.id, one.revision))
    drop = Tap(lang.label("Do not send it"), tap("a_m_drop", one.id, one.revision))
    due = moment(lang, services, one.due_at) if one.due_at else Html()
    text = paragraphs(
        lang.gettext("“{title}” was not sent.", title=name_of(lang, one)),
        lines(
            lang.gettext("It was planned for {time}.", time=due) if due else "",
            lang.gettext("By the time I could send it, it was over.")
            if over
            else lang.ngettext(
                "I was not running then, and after more than {n} minute I would rather ask.",
                "I was not running then, and after more than {n} minutes I would rather ask.",
                MOST_LATE.seconds // 60,
            ),
        ),
        lang.gettext("What shall I do with it?"),
    )
    return Screen(text, ((expiry if over else after_all,), (later,), (drop,)))


def at_once(lang: Language, services: Services, one: Announcement) -> Screen:
    """It goes out as soon as nobody can take it back any more."""
    held_up = waiting_line(lang, services, hours_of(services).waits_until(one))
    text = held_up or lang.gettext("It goes out in a minute. Until then you can stop it.")
    return Screen(text, ((Tap(lang.label("Stop"), tap("a_stop", one.id)),),))


def dropped(lang: Language) -> Screen:
    """Nobody gets it."""
    return Screen(
        lang.gettext("All right, nobody will get it."),
        ((Tap(lang.label("Our announcements"), tap("announcements")),),),
    )
