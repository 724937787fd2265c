"""Announcements: copies that were planned, are accounted for, and arrived."""

from collections import Counter
from collections.abc import Iterator

from sqlalchemy import select

from benchmarks.soak.evidence import Evidence
from benchmarks.soak.faults import Kind
from benchmarks.soak.staff import Announced
from bot.announcing import CAREFUL
from civic.announcements import AnnouncementStatus, Report
from storage.database import Database
from storage.tables import METADATA
from storage.unit_of_work import SqlUnitOfWork

Chat = tuple[str, int]


async def arrivals(database: Database, seen: Evidence, sign: str) -> Counter[Chat]:
    """How many copies of an announcement each chat has: on screens, and in the transcripts of the web."""
    found: Counter[Chat] = Counter()
    for chat, screen in seen.screens.items():
        found["telegram", chat] = len(screen.copies.get(sign, ()))
    lines = METADATA.tables["web_message"]
    wanted = select(lines.c.visitor_id).where(lines.c.body.contains(sign, autoescape=True))
    async with database.engine.connect() as connection:
        for row in await connection.execute(wanted):
            found["web", row.visitor_id] += 1
    return +found


async def copies(database: Database, seen: Evidence) -> list[str]:
    """Figures that do not add up, and copies that are kept as sent and did not arrive."""
    found: list[str] = []
    for one in seen.announced:
        async with SqlUnitOfWork(database).reading() as r:
            kept = await r.announcements.get(one.number)
            report = await r.deliveries.report(one.number)
        status = kept.status if kept is not None else None
        if one.number in seen.released:
            if status is not AnnouncementStatus.SENT:
                found.append(f"announcement {one.number} is {status}")
            found += _figures(one, report)
            found += await _arrived(database, seen, one)
    return found


def _figures(one: Announced, report: Report) -> Iterator[str]:
    accounted = report.sent + report.unreachable + report.refused + report.unknown + report.skipped
    if report.planned != accounted or report.open:
        yield f"announcement {one.number}: {report}"
    if report.refused or report.unreachable:
        yield f"announcement {one.number}: nobody refused it, but {report}"


async def _arrived(database: Database, seen: Evidence, one: Announced) -> list[str]:
    there, copy = await arrivals(database, seen, one.sign), METADATA.tables["delivery"]
    sent = select(copy.c.channel, copy.c.chat_id).where(
        copy.c.announcement_id == one.number, copy.c.status == "sent"
    )
    async with database.engine.connect() as connection:
        chats = [(row.channel, row.chat_id) for row in await connection.execute(sent)]
    return [f"announcement {one.number} is kept as sent to {chat}" for chat in chats if not there[chat]]


async def copied_twice(database: Database, seen: Evidence) -> list[str]:
    """More copies too many than were on the wire, or not written down yet, when the program was killed."""
    found = []
    for one in seen.announced:
        there = await arrivals(database, seen, one.sign)
        found += [(one.number, chat, number) for chat, number in there.items() if number > 1]
    kills = sum(fault.kind is Kind.KILL and fault.is_done for fault in seen.faults)
    bound, extra = kills * (CAREFUL.workers + CAREFUL.rows), sum(number - 1 for _, _, number in found)
    return [f"{found}, but at most {bound}"] if extra > bound else []
