"""Reviewing an announcement: what is decided, what is told, and which topics need a second person."""

from collections.abc import Collection, Mapping

from civic.announcement_texts import reached
from civic.announcements import Announcement
from handlers.screen import Button, Screen, Tap, columns, lines, paragraphs, tap
from handlers.services import Services
from handlers.views.announcement_audience import audience_line, tick
from handlers.views.announcement_sending import cost_line
from handlers.views.news import name
from handlers.views.staff_announcements import choices, count_lines, missing_line, problem_lines, status_name
from locales import Html, Language


def decide(
    lang: Language, services: Services, one: Announcement, counts: Mapping[str, int], *, own: bool
) -> Screen:
    """Who gets it and when; and the decision, which is nobody's own."""
    rows: list[tuple[Button, ...]] = []
    if not own:
        approve = Tap(lang.label("Approve"), tap("a_ok", one.id, one.revision))
        rows.append((approve, Tap(lang.label("Send back"), tap("a_back", one.id, one.revision))))
    else:
        rows.append((Tap(lang.label("Undo"), tap("a_undo", one.id)),))
    dates, at_once = Html(), Html()
    if one.repeats and one.series_id is not None:
        dates = lang.gettext("Time: on each of its dates")
        rows.append((Tap(lang.label("All dates"), tap("s_card", one.series_id)),))
    elif one.due_at is None:
        at_once = lang.gettext("Time: as soon as it is approved")
    return Screen(
        paragraphs(
            lang.gettext("You wrote this. Somebody else decides.") if own else lang.gettext("May it go out?"),
            lines(
                audience_line(lang, services, one.audience),
                count_lines(lang, services, one, counts),
                missing_line(lang, one, counts),
                dates or at_once,
                *choices(lang, services, one),
                cost_line(lang, services, reached(one, counts)),
            ),
            lines(*problem_lines(lang, services, one)),
        ),
        tuple(rows),
    )


def not_waiting(lang: Language, one: Announcement) -> Screen:
    """It was decided meanwhile, or taken back."""
    return Screen(
        lines(
            lang.gettext("This announcement is no longer waiting for approval."),
            lang.gettext("It is: {status}", status=status_name(lang, one.status)),
        ),
        ((Tap(lang.label("Our announcements"), tap("announcements")),),),
    )


def read_first(lang: Language, announcement_id: int) -> Screen:
    """Nobody approves what they have not seen."""
    return Screen(
        lang.gettext("Please read it first, as it is now."),
        ((Tap(lang.label("Read it"), tap("a_review", announcement_id)),),),
    )


def ask_why(lang: Language) -> Screen:
    """What shall be different."""
    return Screen(
        lang.gettext("What should the author change?"), ((Tap(lang.label("Cancel"), tap("cancel")),),)
    )


def sent_back(lang: Language) -> Screen:
    """The author will read it."""
    return Screen(lang.gettext("Thank you. The author reads your reason and can change it."))


def four_eyes(lang: Language, services: Services, without: Collection[str]) -> Screen:
    """For which topics somebody else has to approve; an owner changes it by a tap."""
    rows = columns(
        Tap(tick(topic.slug not in without) + name(services, topic, lang), tap("a_eyes", topic.slug))
        for topic in services.city.topics
    )
    return Screen(
        lines(
            lang.gettext("For which topics does a second person approve announcements?"),
            lang.gettext("If an announcement is for several topics, one tick is enough."),
        ),
        (*rows, (Tap(lang.label("Our announcements"), tap("announcements")),)),
    )
