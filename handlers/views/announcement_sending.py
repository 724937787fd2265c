"""From a draft to its release: the one confirmation, what came of it, and taking it back."""

from collections.abc import Sequence
from dataclasses import replace
from typing import assert_never

from civic.announcement_checks import Problem, ProblemKind
from civic.announcement_outcomes import Refusal
from civic.announcement_readiness import UNDO_WINDOW
from civic.announcements import Announcement
from handlers.screen import Screen, Tap, lines, paragraphs, tap
from handlers.services import Services
from handlers.views.announcement_times import hours_of, time_lines, waiting_line
from locales import Html, Language, Latin

PROBLEMS_SHOWN = 12
STARS_PER_TEN = 1


def confirm_now(lang: Language, services: Services, draft: Announcement, recipients: int) -> Screen:
    """The one confirmation before sending, where a tap is enough."""
    text = (
        lang.ngettext(
            "Send it to {n} person at this time?", "Send it to {n} people at this time?", recipients
        )
        if draft.due_at is not None
        else lang.ngettext(
            "Send it on each of its dates? At present {n} person would get it.",
            "Send it on each of its dates? At present {n} people would get it.",
            recipients,
        )
        if draft.repeats
        else lang.ngettext("Send it to {n} person now?", "Send it to {n} people now?", recipients)
    )
    yes = Tap(lang.label("Yes, send"), tap("a_now_yes", draft.id, draft.revision))
    no = Tap(lang.label("No"), tap("a_card", draft.id))
    times, cost = time_line(lang, services, draft), cost_line(lang, services, recipients)
    return Screen(lines(text, times, cost), ((yes,), (no,)))


def ask_number(lang: Language, services: Services, one: Announcement, recipients: int) -> Screen:
    """The one confirmation where many people get it: their number is typed."""
    return Screen(
        lines(
            lang.ngettext(
                "It goes to {n} person. To confirm, please type this number.",
                "It goes to {n} people. To confirm, please type this number.",
                recipients,
            ),
            time_line(lang, services, one),
            cost_line(lang, services, recipients),
        ),
        ((Tap(lang.label("Cancel"), tap("cancel")),),),
    )


def cost_line(lang: Language, services: Services, recipients: int) -> Html:
    """What Telegram charges at most; nothing where the operator does not pay for speed.

    The program pays for every message of an announcement, at whatever rate they go out.
    """
    if not services.office.paid_broadcast:
        return Html()
    most = -(-recipients * STARS_PER_TEN // 10)
    return lang.ngettext(
        "Telegram charges up to 0.1 Star per message: at most {n} Star.",
        "Telegram charges up to 0.1 Star per message: at most {n} Stars.",
        most,
    )


def wrong_number(lang: Language, recipients: int) -> Screen:
    """Another number was typed, or it changed meanwhile."""
    return Screen(
        lang.ngettext(
            "That is not the number. It goes to {n} person at present. Please type this number.",
            "That is not the number. It goes to {n} people at present. Please type this number.",
            recipients,
        ),
        ((Tap(lang.label("Cancel"), tap("cancel")),),),
    )


def time_line(lang: Language, services: Services, one: Announcement) -> Html:
    """When it goes out and what holds it up, also where that would be at once; and when it is over."""
    times = time_lines(lang, services, one)
    if one.due_at is not None or one.repeats:
        return times
    soon = replace(one, due_at=services.clock() + UNDO_WINDOW)
    return lines(waiting_line(lang, services, hours_of(services).waits_until(soon)), times)


def released(lang: Language, services: Services, one: Announcement, recipients: int) -> Screen:
    """It will go out by itself; until then it can be taken back."""
    text = lang.ngettext("It will go to {n} person.", "It will go to {n} people.", recipients)
    held_up = waiting_line(lang, services, hours_of(services).waits_until(one))
    until = one.due_at
    undo = (
        lang.gettext(
            "You can take it back until {date}, {time}.",
            date=lang.date(until, services.zone),
            time=lang.time(until, services.zone),
        )
        if until is not None
        else Html()
    )
    return Screen(
        lines(text, time_lines(lang, services, one) if one.local_time else held_up, undo),
        (
            (Tap(lang.label("Undo"), tap("a_undo", one.id)),),
            (Tap(lang.label("Report"), tap("a_report", one.id)),),
        ),
    )


def approved_without_time(lang: Language, one: Announcement) -> Screen:
    """Its time passed while it waited."""
    return Screen(
        lang.gettext("It is approved, but its time has passed. The author is asked for another one."),
        ((Tap(lang.label("Show the announcement"), tap("a_card", one.id)),),),
    )


def submitted(lang: Language, one: Announcement, asked: int) -> Screen:
    """It waits for somebody else."""
    return Screen(
        lines(
            lang.ngettext(
                "{n} colleague has been asked to read it.",
                "{n} colleagues have been asked to read it.",
                asked,
            ),
            lang.gettext("It goes out once somebody has approved it. I will tell you."),
        ),
        (
            (Tap(lang.label("Undo"), tap("a_undo", one.id)),),
            (Tap(lang.label("Our announcements"), tap("announcements")),),
        ),
    )


def undone(lang: Language) -> Html:
    """It was taken back in time."""
    return lang.gettext("Taken back. Nobody has received it.")


def too_late(lang: Language, announcement_id: int) -> Screen:
    """It is on its way."""
    return Screen(
        lang.gettext("It is too late to take it back. You can stop what has not been sent yet."),
        (
            (Tap(lang.label("Stop"), tap("a_stop", announcement_id)),),
            (Tap(lang.label("Report"), tap("a_report", announcement_id)),),
        ),
    )


def no_text(lang: Language) -> Screen:
    """There is nothing to send."""
    return Screen(lang.gettext("There is no text yet."))


def nobody(lang: Language) -> Screen:
    """There is nobody to send it to."""
    return Screen(lang.gettext("Nobody has subscribed to that yet, so it would reach no one."))


def time_passed(lang: Language, announcement_id: int) -> Screen:
    """The time that was chosen is over."""
    return Screen(
        lang.gettext("This time has passed. Please choose another one."),
        ((Tap(lang.label("Show the announcement"), tap("a_card", announcement_id)),),),
    )


def expires_first(lang: Language, announcement_id: int) -> Screen:
    """The last time to send it comes before it would be sent."""
    return Screen(
        lang.gettext("It would be sent after its last time to send. Please change one of the two."),
        ((Tap(lang.label("Show the announcement"), tap("a_card", announcement_id)),),),
    )


def faulty(lang: Language, services: Services, announcement_id: int, problems: Sequence[Problem]) -> Screen:
    """What has to be mended first."""
    return Screen(
        paragraphs(
            lang.gettext("It cannot be sent like this:"),
            lines(*(lang.bullet(problem_line(lang, services, one)) for one in problems[:PROBLEMS_SHOWN])),
        ),
        ((Tap(lang.label("Show the announcement"), tap("a_card", announcement_id)),),),
    )


def problem_line(lang: Language, services: Services, problem: Problem) -> Html:
    """A problem in words, with its language."""
    said = _problem(lang, problem)
    if problem.language not in services.catalogues:
        return said
    return lang.gettext(
        "{language}: {problem}", language=services.catalogues[problem.language].own_name, problem=said
    )


def _problem(lang: Language, problem: Problem) -> Html:
    match problem.kind:
        case ProblemKind.TITLE_MISSING:
            return lang.gettext("there is no title")
        case ProblemKind.TITLE_TOO_LONG:
            return lang.gettext("the title is too long")
        case ProblemKind.TEXT_MISSING:
            return lang.gettext("there is no text")
        case ProblemKind.TOO_LONG:
            # TRANSLATORS: Of a text; detail is its length.
            return lang.gettext("too long ({detail})", detail=Latin(problem.detail))
        case _:
            return _content_problem(lang, problem.kind, problem.detail)


def _content_problem(lang: Language, kind: ProblemKind, detail: str) -> Html:
    """What is wrong with what a text says."""
    match kind:
        case ProblemKind.PLACEHOLDER_LOST | ProblemKind.FACT_LOST:
            # TRANSLATORS: What a translation lacks: a number or an address of the main text.
            return lang.gettext("{detail} is missing", detail=detail)
        case ProblemKind.PLACEHOLDER_NEW:
            # TRANSLATORS: What a translation adds: a number or an address.
            return lang.gettext("{detail} is not in the main text", detail=detail)
        case ProblemKind.TERM_LOST:
            # TRANSLATORS: A name that a translation has to keep.
            return lang.gettext("the name {detail} is missing", detail=detail)
        case ProblemKind.SAME_TEXT:
            return lang.gettext("the text is the same as in the main language")
        case ProblemKind.UNKNOWN_LANGUAGE:
            return lang.gettext("this language is not on offer")
        case ProblemKind.CONTROL_CHARACTER:
            return lang.gettext("there is an invisible character in it")
        case _:
            return lang.gettext("the button leads nowhere any more")


def not_allowed(lang: Language, why: Refusal) -> Screen:
    """Why this person may not do it."""
    return Screen(_refusal(lang, why), ((Tap(lang.label("Our announcements"), tap("announcements")),),))


def _refusal(lang: Language, why: Refusal) -> Html:
    match why:
        case Refusal.NOT_STAFF:
            return lang.gettext("Only members of the staff can do that.")
        case Refusal.NOT_OWNER:
            return lang.gettext("Only an owner can do that.")
        case Refusal.NO_RIGHT:
            return lang.gettext("Your role or your topics do not include this announcement.")
        case Refusal.NOT_AUTHOR:
            return lang.gettext("A colleague is writing this announcement. Please talk to each other first.")
        case Refusal.AUTHOR:
            return lang.gettext("You wrote this announcement. Somebody else has to approve it.")
        case Refusal.SECOND_NEEDED:
            return lang.gettext("Somebody else has to approve this announcement.")
        case Refusal.NOBODY_ELSE:
            return lang.gettext("There is nobody else who could approve it. You can send it yourself.")
        case _:
            assert_never(why)
