"""How long a freed seat is held for whoever it is offered to."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from civic.events import Event, Way
from civic.quiet_hours import is_quiet, last_evening, next_morning, not_quiet

SHORTEST = timedelta(minutes=30)
# Half an hour after the quiet hours, so that whoever slept can still say yes.
_AFTER_THE_NIGHT = time(8, 30)


@dataclass(frozen=True)
class OfferTimes:
    """When somebody is told of an offer, and until when they may take it."""

    told_from: datetime
    until: datetime


def offers_end(event: Event) -> datetime:
    """From when on nothing is offered any more: the deadline, or the start if that is earlier.

    Where seats are drawn only when registration has ended, what is given back is offered until the start.
    """
    if event.way is Way.DRAW and draw_time(event) >= event.deadline:
        return event.starts_at
    return min(event.deadline, event.starts_at)


def draw_time(event: Event) -> datetime:
    """When the seats of an event are drawn, where they are."""
    return event.draw_at or event.deadline


def offer_times(event: Event, now: datetime, zone: ZoneInfo) -> OfferTimes | None:
    """The times of an offer that is made now; None where there is no time left for one.

    An offer holds for the event's hours, at least one, or half of the time that is left where that is less.
    It does not run out in the quiet hours: it lasts until the morning, or where that is too late until the
    evening, but half an hour at least. One that is made then is told, and counts, from the morning.
    """
    end = offers_end(event)
    told_from = not_quiet(now, zone)
    left = end - told_from
    if left <= timedelta():
        return None
    until = told_from + min(timedelta(hours=max(1, event.offer_hours)), left / 2)
    if is_quiet(until, zone):
        morning = next_morning(until, zone, _AFTER_THE_NIGHT)
        evening = max(last_evening(until, zone), told_from + SHORTEST)
        until = morning if morning <= end else evening
    return OfferTimes(told_from, min(until, end))
