"""Events made of other events: moved to another date with everything that hangs on it, or copied to one."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from civic.event_rules import UNSET
from civic.events import Event, EventStatus
from civic.written_times import Span, on_the_wall_or_later, wall

LASTS = timedelta(hours=2)
"""How long an event is taken to last where nobody said so."""


def moved(event: Event, to: Span, now: datetime, zone: ZoneInfo) -> Event:
    """The event at another date. Its length and the distance of its other dates stay, by the wall clock.

    Without a written end it lasts as long as before; a deadline that would be over becomes the beginning.
    """
    if event.starts_at <= UNSET:
        ends_at = to.ends_at or to.starts_at + LASTS
        return replace(event, starts_at=to.starts_at, ends_at=ends_at, deadline=to.starts_at)
    shift = wall(to.starts_at, zone) - wall(event.starts_at, zone)

    def shifted(at: datetime) -> datetime:
        return on_the_wall_or_later(wall(at, zone) + shift, zone)

    deadline = min(shifted(event.deadline), to.starts_at)
    deadline = deadline if deadline > now else to.starts_at
    opens_at = shifted(event.opens_at) if event.opens_at else None
    draw_at = max(shifted(event.draw_at), deadline) if event.draw_at else None
    return replace(
        event,
        starts_at=to.starts_at,
        ends_at=to.ends_at or to.starts_at + (event.ends_at - event.starts_at),
        deadline=deadline,
        opens_at=opens_at if opens_at is not None and now < opens_at < deadline else None,
        draw_at=draw_at,
    )


def copy_of(event: Event, to: Span, by: int, now: datetime, zone: ZoneInfo) -> Event:
    """A new draft with everything of an earlier event but its date, its draw and its registrations."""
    fresh = replace(
        event,
        id=0,
        status=EventStatus.DRAFT,
        example=False,
        created_by=by,
        revision=0,
        draw_seed="",
        drawn_at=None,
        series=None,
        sequence=0,
    )
    return moved(fresh, to, now, zone)
