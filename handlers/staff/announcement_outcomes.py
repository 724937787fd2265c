"""What came of submitting, approving or releasing an announcement, as a screen."""

from typing import assert_never

from civic.announcement_drafts import ChangedMeanwhile
from civic.announcement_outcomes import (
    ApprovedWithoutTime,
    ExpiresFirst,
    Faulty,
    NobodyThere,
    NotAllowed,
    NoText,
    NotShown,
    Released,
    Submitted,
    TimePassed,
    Unready,
    WrongNumber,
)
from civic.announcement_review import ApproveOutcome
from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.views import announcement_review, announcement_series, staff_announcements
from handlers.views import announcement_sending as view


def outcome_screen(
    announcement_id: int, outcome: ApproveOutcome | Submitted, visit: Visit, services: Services
) -> Screen:
    """The screen of any outcome."""
    lang = visit.lang
    match outcome:
        case Released(announcement=one) if one.repeats:
            return announcement_series.approved(lang, one)
        case Released(announcement=one, recipients=recipients):
            return view.released(lang, services, one, recipients)
        case Submitted(announcement=one, asked=asked):
            return view.submitted(lang, one, asked)
        case ApprovedWithoutTime(announcement=one):
            return view.approved_without_time(lang, one)
        case WrongNumber(recipients=recipients):
            return view.wrong_number(lang, recipients)
        case NotShown():
            return announcement_review.read_first(lang, announcement_id)
        case NotAllowed(reason=reason):
            return view.not_allowed(lang, reason)
        case ChangedMeanwhile():
            return staff_announcements.changed(lang)
        case _:
            return _unready(announcement_id, outcome, visit, services)


def _unready(announcement_id: int, outcome: Unready, visit: Visit, services: Services) -> Screen:
    lang = visit.lang
    match outcome:
        case NoText():
            return view.no_text(lang)
        case NobodyThere():
            return view.nobody(lang)
        case Faulty(problems=problems):
            return view.faulty(lang, services, announcement_id, problems)
        case TimePassed():
            return view.time_passed(lang, announcement_id)
        case ExpiresFirst():
            return view.expires_first(lang, announcement_id)
        case _:
            assert_never(outcome)
