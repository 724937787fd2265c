"""The log of the staff: notes and the histories of announcements in one order, on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import delete
from sqlmodel import col

from civic.announcement_review import release
from civic.announcement_reviewers import set_four_eyes
from civic.event_teams import Audited, take_over
from civic.participants import export
from civic.staff import InvitationKind, Role
from civic.staff_invitations import invite
from civic.staff_log import ON_PAGE, PARTS, LogPart, Noted, export_log, read_log
from civic.staff_rights import Acting, Right, RightMissing
from storage.database import Database
from storage.tables import ResidentRow
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import a_resident, an_event
from tests.fakes import FakeClock
from tests.reviews import RULES, a_colleague, a_draft

MINUTE = timedelta(minutes=1)


async def test_every_kind_of_decision_in_one_order(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    owner = await a_colleague(uow, clock, role=Role.OWNER)
    draft = await a_draft(uow, owner)
    await release(uow, clock, RULES, draft, owner.id)
    clock.now += MINUTE
    await set_four_eyes(uow, clock, "culture", False, owner.id)
    clock.now += MINUTE
    async with uow.writing() as w:
        event = await w.events.add(an_event())
        await w.commit()
    await take_over(uow, clock, event.id, owner.id)
    clock.now += MINUTE
    await export(uow, clock, event.id, owner.id, Audited.LIST_AS_CSV)
    page = await read_log(uow, LogPart.ALL, 0)
    assert [(one.what, one.event_id, one.announcement_id, one.detail) for one in page.lines] == [
        ("list_as_csv", event.id, None, ""),
        ("took_over", event.id, None, ""),
        ("one_is_enough", None, None, "culture"),
        ("released", None, draft.id, ""),
    ]
    assert {one.staff_id for one in page.lines} == {owner.id}
    assert page.lines[-1].number == 3
    assert page.total == 4
    for part, whats in (
        (LogPart.ANNOUNCEMENTS, ["released"]),
        (LogPart.EVENTS, ["list_as_csv", "took_over"]),
        (LogPart.STAFF, ["one_is_enough"]),
    ):
        found = await read_log(uow, part, 0)
        assert [one.what for one in found.lines] == whats
        assert found.total == len(whats)


async def test_pages_and_a_page_that_is_gone(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    for _ in range(ON_PAGE + 2):
        await invite(uow, clock, InvitationKind.VIEWER)
        clock.now += MINUTE
    first, second = await read_log(uow, LogPart.ALL, 0), await read_log(uow, LogPart.ALL, 99)
    assert (len(first.lines), len(second.lines)) == (ON_PAGE, 2)
    assert (second.number, second.total) == (1, ON_PAGE + 2)
    at = [one.at for one in (*first.lines, *second.lines)]
    assert at == sorted(at, reverse=True)


async def test_the_export_is_the_newest_line_of_itself(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    owner = await a_resident(uow, role=Role.OWNER)
    await invite(uow, clock, InvitationKind.VIEWER)
    clock.now += MINUTE
    found = await export_log(Acting(uow, owner.id, Right.READ_LOG), clock, owner.id)
    assert [one.what for one in found.lines] == [Noted.LOG_EXPORTED, Noted.INVITED]
    assert (await read_log(uow, LogPart.STAFF, 0)).lines == found.lines


async def test_a_coordinator_reads_no_log(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    acting = Acting(uow, (await a_resident(uow, role=Role.COORDINATOR)).id, Right.READ_LOG)
    with pytest.raises(RightMissing):
        await read_log(acting, LogPart.ALL, 0)
    with pytest.raises(RightMissing):
        await export_log(acting, clock, acting.staff_id)
    assert (await read_log(uow, LogPart.ALL, 0)).total == 0


async def test_whoever_was_forgotten_stays_anonymous(
    uow: SqlUnitOfWork, database: Database, clock: FakeClock
) -> None:
    owner = await a_resident(uow, role=Role.OWNER)
    await set_four_eyes(uow, clock, "culture", False, owner.id)
    await forgotten(database, owner.id)
    page = await read_log(uow, LogPart.ALL, 0)
    assert [(one.what, one.staff_id) for one in page.lines] == [(Noted.ONE_IS_ENOUGH, None)]
    assert page.names == {}


async def forgotten(database: Database, resident_id: int) -> None:
    async with database.writing() as session:
        await session.exec(delete(ResidentRow).where(col(ResidentRow.id) == resident_id))
        await session.commit()


def test_no_kind_is_in_two_parts() -> None:
    apart = (PARTS[LogPart.ANNOUNCEMENTS], PARTS[LogPart.EVENTS], PARTS[LogPart.STAFF])
    assert sum(map(len, apart)) == len(PARTS[LogPart.ALL])
    assert set(Audited) <= PARTS[LogPart.EVENTS]
