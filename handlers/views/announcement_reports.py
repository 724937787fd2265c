"""After the release of an announcement: how it goes, stopping, what was done with it."""

from collections.abc import Sequence

from civic.announcement_changes import CHANGEABLE, AnnouncementChange
from civic.announcements import Announcement, AnnouncementStatus
from civic.delivery_reports import Part
from handlers.screen import Button, Rows, Screen, Tap, lines, paragraphs, shortened, tap
from handlers.services import Services
from handlers.views.announcement_changes import correction_button
from handlers.views.announcement_changes import rows as change_rows
from handlers.views.announcement_progress import figures, languages
from handlers.views.announcement_replies import replies_line
from handlers.views.announcement_times import missed
from handlers.views.staff_announcements import status_name
from locales import Html, Language

TITLE_SHOWN = 80
_RUNNING = (AnnouncementStatus.SCHEDULED, AnnouncementStatus.SENDING)


def report(
    lang: Language,
    services: Services,
    one: Announcement,
    parts: Sequence[Part],
    replies: int = 0,
    asked_for: AnnouncementChange | None = None,
) -> Screen:
    """Where every copy stands, by language too, and what can still be done. `asked_for` is a correction that
    waits for a second person."""
    title = lang.bold(shortened(one.main.title or one.main.text, TITLE_SHOWN))
    return Screen(
        paragraphs(
            lines(title, _when(lang, services, one)),
            figures(lang, parts),
            *languages(lang, services, parts),
            replies_line(lang, replies) if replies else "",
        ),
        (
            *report_rows(lang, services, one, planned=bool(parts)),
            *([(correction_button(lang, asked_for),)] if asked_for is not None else []),
            *_afterwards(lang, one, replies),
            *_further(lang, one),
        ),
    )


def _when(lang: Language, services: Services, one: Announcement) -> Html:
    status = status_name(lang, one.status)
    at = one.finished_at or one.due_at
    if at is None:
        return status
    zone = services.zone
    return lang.gettext(
        "{status}, {date}, {time}", status=status, date=lang.date(at, zone), time=lang.time(at, zone)
    )


def report_rows(lang: Language, services: Services, one: Announcement, *, planned: bool) -> Rows:
    """What fits to where it stands."""
    refresh: Button = Tap(lang.label("Refresh"), tap("a_report", one.id))
    if one.status in _RUNNING:
        return ((refresh, Tap(lang.label("Stop"), tap("a_stop", one.id))),)
    # What never began is not begun by one tap: it can be a template.
    if one.status is AnnouncementStatus.STOPPED and planned:
        return ((refresh, Tap(lang.label("Go on sending"), tap("a_resume", one.id))),)
    if one.status is AnnouncementStatus.MISSED:
        return missed(lang, services, one).buttons
    return ((refresh,),)


def _afterwards(lang: Language, one: Announcement, replies: int) -> Rows:
    changes = change_rows(lang, one) if one.status in CHANGEABLE else ()
    if not replies:
        return changes
    return (*changes, (Tap(lang.label("Show replies"), tap("a_thread", one.id)),))


def _further(lang: Language, one: Announcement) -> Rows:
    return (
        (
            Tap(lang.label("What was done"), tap("a_log", one.id)),
            Tap(lang.label("Use as a template"), tap("a_copy", one.id)),
        ),
        (Tap(lang.label("Our announcements"), tap("announcements")),),
    )


def ask_stop(lang: Language, one: Announcement, still_open: int) -> Screen:
    """Asks once."""
    text = lines(
        lang.gettext("Shall I stop it? What has been sent stays with its readers."),
        lang.ngettext("{n} message is still to be sent.", "{n} messages are still to be sent.", still_open)
        if still_open
        else "",
    )
    yes = Tap(lang.label("Yes, stop"), tap("a_stop_yes", one.id))
    return Screen(text, ((yes,), (Tap(lang.label("No"), tap("a_report", one.id)),)))


def stopped(lang: Language, announcement_id: int, *, in_time: bool) -> Screen:
    """After the stop button."""
    row = ((Tap(lang.label("Report"), tap("a_report", announcement_id)),),)
    if in_time:
        return Screen(lang.gettext("Stopped. What had not been sent stays unsent."), row)
    return Screen(lang.gettext("It was finished already."), row)


def resumed(lang: Language, announcement_id: int, waiting: int | None) -> Screen:
    """It goes on; `waiting` messages are due again, None where it cannot go on."""
    row = ((Tap(lang.label("Report"), tap("a_report", announcement_id)),),)
    if waiting is None:
        return Screen(lang.gettext("It cannot go on: it was not stopped, or its time is over."), row)
    text = lang.ngettext(
        "It goes on. {n} message is still to be sent.",
        "It goes on. {n} messages are still to be sent.",
        waiting,
    )
    return Screen(text, row)
