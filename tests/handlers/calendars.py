"""Calendar files as an independent parser reads them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import vobject

from tests.handlers.city import Line, Person


@dataclass(frozen=True)
class Entry:
    """The one entry of a file, with the method of the whole."""

    method: str
    uid: str
    sequence: int
    status: str
    starts_at: datetime
    ends_at: datetime
    summary: str
    place: str
    geo: str


def read(content: bytes) -> Entry:
    """Reads a file, and checks it against RFC 5545 as far as the parser does."""
    calendar: Any = vobject.readOne(content.decode("utf-8"))
    calendar.validate(raiseException=True)
    assert len(calendar.vevent_list) == 1
    event = calendar.vevent
    assert event.dtstamp.value is not None
    return Entry(
        calendar.method.value,
        event.uid.value,
        int(event.sequence.value),
        event.status.value,
        event.dtstart.value,
        event.dtend.value,
        event.summary.value,
        event.location.value,
        event.geo.value if hasattr(event, "geo") else "",
    )


async def downloaded(person: Person, heard: list[Line]) -> Entry:
    """The file among what somebody heard."""
    (file,) = [line.file for line in heard if line.file]
    async with person.session.get(f"{person.city.url}/chat/files/{file['id']}") as response:
        assert response.status == 200
        return read(await response.read())
