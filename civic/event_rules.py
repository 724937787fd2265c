"""What an event must have before it is published, and what may not contradict itself."""

from datetime import UTC, datetime
from enum import StrEnum

from civic.event_texts import source_language
from civic.events import Event, Way

UNSET = datetime(1970, 1, 1, tzinfo=UTC)
"""The beginning of a draft for which none was written yet."""


class Flaw(StrEnum):
    """Something that is missing, or two things that do not go together."""

    TITLE = "title"
    WHEN = "when"
    PLACE = "place"
    SEATS = "seats"
    CONTACT = "contact"
    PAST = "past"
    END_FIRST = "end_first"
    DEADLINE_PAST = "deadline_past"
    DEADLINE_LATE = "deadline_late"
    OPENS_LATE = "opens_late"
    NO_DRAW_DATE = "no_draw_date"
    DRAW_EARLY = "draw_early"
    DRAW_LATE = "draw_late"
    AGES = "ages"


def missing(event: Event) -> tuple[Flaw, ...]:
    """What nobody has written yet, in the order in which it is asked for."""
    needed = {
        Flaw.TITLE: bool(event.titles.get(source_language(event))),
        Flaw.WHEN: event.starts_at > UNSET,
        Flaw.PLACE: bool(event.place),
        Flaw.SEATS: event.seats > 0 or event.listing_only,
        Flaw.CONTACT: bool(event.contact),
    }
    return tuple(flaw for flaw, there in needed.items() if not there)


def contradictions(event: Event) -> tuple[Flaw, ...]:
    """Times in the wrong order, ages in the wrong order, a draw without its date."""
    if event.starts_at <= UNSET:
        return ()
    draw = event.draw_at if event.way is Way.DRAW else None
    wrong = {
        Flaw.END_FIRST: event.ends_at <= event.starts_at,
        Flaw.DEADLINE_LATE: event.deadline > event.starts_at,
        Flaw.OPENS_LATE: event.opens_at is not None and event.opens_at >= event.deadline,
        Flaw.NO_DRAW_DATE: event.way is Way.DRAW and event.draw_at is None,
        Flaw.DRAW_EARLY: draw is not None and draw < event.deadline,
        Flaw.DRAW_LATE: draw is not None and draw >= event.starts_at,
        Flaw.AGES: event.age_from is not None and event.age_to is not None and event.age_from > event.age_to,
    }
    return tuple(flaw for flaw, is_wrong in wrong.items() if is_wrong)


def flaws(event: Event, now: datetime) -> tuple[Flaw, ...]:
    """Why a draft cannot be published; empty where it can."""
    if found := missing(event):
        return found
    late = [Flaw.PAST] if event.starts_at <= now else []
    late += [Flaw.DEADLINE_PAST] if event.deadline <= now and not late else []
    return (*late, *contradictions(event))
