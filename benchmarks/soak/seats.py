"""Seats, waiting lists and registrations, as the database has them and as people were told."""

from collections.abc import Iterator, Sequence

from sqlalchemy import text

from benchmarks.soak.evidence import Evidence
from benchmarks.soak.people import OUT, SEAT, WAITS, Resident
from storage.database import Database

ACTIVE = ("confirmed", "waiting", "offered")
HOLDING = {SEAT: ("confirmed",), WAITS: ("waiting", "offered")}
_SEATS = """
    SELECT event.id, event.seats,
           COALESCE(SUM(CASE registration.status WHEN 'confirmed' THEN registration.people
                        WHEN 'offered' THEN registration.offered ELSE 0 END), 0) AS taken,
           COALESCE(SUM(CASE registration.status WHEN 'waiting' THEN 1 ELSE 0 END), 0) AS waiting
    FROM event LEFT JOIN registration ON registration.event_id = event.id
    GROUP BY event.id, event.seats ORDER BY event.id
"""


async def seats(database: Database) -> list[tuple[int, int, int, int]]:
    """For each event its number, its seats, how many are taken or held, and how many people wait."""
    async with database.engine.connect() as connection:
        found = await connection.execute(text(_SEATS))
        return [(row.id, row.seats, int(row.taken), int(row.waiting)) for row in found]


async def oversold(database: Database) -> list[str]:
    """Events with more people than seats."""
    found = await seats(database)
    return [f"event {event}: {taken} of {there} seats" for event, there, taken, _ in found if taken > there]


async def gaps(database: Database) -> list[str]:
    """Events with a free seat and somebody who waits for one."""
    return [
        f"event {event}: {there - taken} free, {waiting} on the waiting list"
        for event, there, taken, waiting in await seats(database)
        if taken < there and waiting
    ]


_OF_CHAT = """
    SELECT registration.id, registration.event_id, registration.status
    FROM registration JOIN account ON account.resident_id = registration.resident_id
    WHERE account.channel = 'telegram' AND account.chat_id = :chat
"""
_OF_NAME = "SELECT id, event_id, status FROM registration WHERE name = :name"


async def registrations(database: Database, seen: Evidence) -> list[str]:
    """What people were told of their registrations, and what is kept."""
    found: list[str] = []
    async with database.engine.connect() as connection:
        for person in seen.people:
            on_web = person.channel == "web"
            asked = text(_OF_NAME if on_web else _OF_CHAT)
            rows = await connection.execute(asked, {"name": person.name} if on_web else {"chat": person.chat})
            if person.gone is None:
                found += _against(person, [(row.id, row.event_id, row.status) for row in rows], seen)
    return found


def _against(person: Resident, rows: Sequence[tuple[int, int, str]], seen: Evidence) -> Iterator[str]:
    kept = {event: status for _, event, status in rows}
    for event, told in person.believes.items():
        status = kept.get(event, "nothing")
        if not (status not in ACTIVE if told == OUT else status in HOLDING[told]):
            yield f"{person.name}, event {event}: was told “{told}”, kept is “{status}”"
    shown = seen.shown.get(person.number)
    holds = {number for number, _, status in rows if status in ACTIVE}
    if shown is not None and not holds <= shown:
        yield f"{person.name}: the list shows {sorted(shown)}, kept are {sorted(holds)}"
