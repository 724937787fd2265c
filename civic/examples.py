"""Sample events from the content pack: invented, marked as examples, dated relative to today."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import yaml
from pydantic import TypeAdapter

from civic.events import Event, EventStatus
from civic.time import in_days

if TYPE_CHECKING:
    from civic.ports import UnitOfWork

FILE = "examples.yaml"


@dataclass(frozen=True)
class Example:
    """A sample event as it stands in the file; `hours` is how long it lasts."""

    in_days: int
    at: time
    hours: int
    seats: int
    place: str
    spoken: str
    titles: dict[str, str]
    descriptions: dict[str, str]
    step_free: bool | None = None


def read_examples(content: Path, now: datetime, zone: ZoneInfo) -> list[Event]:
    """The sample events of a content pack; none where it has no such file. ValueError if it is wrong."""
    file = content / FILE
    if not file.exists():
        return []
    found = TypeAdapter(list[Example]).validate_python(yaml.safe_load(file.read_text("utf-8")))
    return [_event(one, now, zone) for one in found]


def _event(one: Example, now: datetime, zone: ZoneInfo) -> Event:
    starts_at = in_days(now, one.in_days, one.at, zone)
    return Event(
        id=0,
        titles=one.titles,
        descriptions=one.descriptions,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=one.hours),
        deadline=starts_at,
        place=one.place,
        seats=one.seats,
        step_free=one.step_free,
        spoken=one.spoken,
        status=EventStatus.PUBLISHED,
        example=True,
    )


async def load_examples(uow: "UnitOfWork", events: list[Event], *, only_if_empty: bool) -> int:
    """Adds the sample events; returns how many. With `only_if_empty` not beside events of any kind."""
    async with uow.writing() as w:
        if only_if_empty and await w.events.count():
            return 0
        for event in events:
            await w.events.add(event)
        await w.commit()
        return len(events)
