"""Runs rules of retention as the running program does; a city in which every rule has something to do."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from civic.announcements import Announcement, AnnouncementStatus, DeliveryStatus
from civic.conversations import Conversation, ConversationKey
from civic.delivery_outcomes import Settled
from civic.keeping import run_rule
from civic.notices import NewNotice, NoticeKind
from civic.ports import UnitOfWork
from civic.registrations import Need, Registered, register
from civic.residents import Resident
from civic.retention_periods import Periods, Rule
from civic.staff import InvitationKind, Role
from civic.staff_invitations import invite
from civic.time import Clock
from storage.database import Database
from storage.tables import (
    AuditRow,
    DigestRow,
    EventTranslationRow,
    OutgoingMailRow,
    ParticipantMessageRow,
    PictureRow,
    QuestionRow,
    TextDraftRow,
    TextLinkRow,
    TranslationRow,
    UpdateRow,
    WebMessageRow,
    WebVisitorRow,
)
from storage.tables.base import Table
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import NOW, a_kept_event, a_request, a_resident, a_sending, an_announcement
from tests.fakes import FakeClock

LEASE = timedelta(minutes=2)


async def runs(uow: UnitOfWork, clock: Clock, *rules: Rule, periods: Periods | None = None) -> int:
    """Runs rules with the usual periods; how many rows went."""
    return sum([await run_rule(uow, clock, periods or Periods(), rule) for rule in rules])


async def a_sent(uow: SqlUnitOfWork, author: Resident, at: datetime = NOW) -> Announcement:
    """An announcement that everybody got, and whose sending has ended."""
    sending = await a_sending(uow, author, topics=("culture",))
    async with uow.writing() as w:
        copies = await w.deliveries.claim(100, at, at + LEASE)
        await w.outcomes.settle(
            [Settled(one.id, DeliveryStatus.SENT, "", 1000 + one.id, at) for one in copies]
        )
        sent = replace(sending, status=AnnouncementStatus.SENT, finished_at=at)
        await w.announcements.update(sent)
        await w.commit()
    return sent


async def a_used_city(uow: SqlUnitOfWork, database: Database, clock: FakeClock) -> Resident:
    """Something for every rule; everything is about this moment. Returns the member of staff."""
    staff = await a_resident(uow, role=Role.OWNER)
    reader = await a_resident(uow, topics=("culture",))
    event = await a_kept_event(uow, starts_at=clock() + timedelta(hours=30))
    guest = await a_resident(uow)
    asked = replace(a_request(event, guest), needs=frozenset({Need.STEP_FREE}))
    registered = await register(uow, clock, asked)
    await invite(uow, clock, InvitationKind.COORDINATOR)
    await an_announcement(uow, staff, status=AnnouncementStatus.DRAFT)
    await a_sent(uow, staff, clock())
    async with uow.writing() as w:
        for one in (staff, reader):
            await w.signs.note(one.id, clock().date())
        await w.conversations.save(ConversationKey(1, 2, 2), Conversation("Asking:text", {}), clock())
        await w.notices.add(NewNotice(reader.id, NoticeKind.DRAFT_EXPIRED, event.id, clock()))
        for notice in await w.notices.claim(10, clock(), clock() + LEASE):
            await w.notices.record(notice.id, DeliveryStatus.SENT)
        await w.commit()
    assert isinstance(registered, Registered)
    async with database.writing() as session:
        await _add(session, _rows(staff.id, event.id, registered.registration.id, clock()))
        await session.commit()
    return staff


async def _add(session: AsyncSession, rows: list[Table]) -> None:
    for row in rows:
        session.add(row)
        await session.flush()


def _rows(staff: int, event: int, registration: int, at: datetime) -> list[Table]:
    link: dict[str, Any] = {
        "made_by": staff,
        "created_at": at,
        "expires_at": at,
        "language": "uk",
        "source": "de",
        "of": "",
    }
    link |= {"given": {}, "results": {}, "secret_hash": "", "taken_at": None, "ends_at": None}
    link |= {"settled_at": None, "revoked_at": None, "kind": "event", "subject_id": event}
    texts: dict[str, Any] = {
        "event_id": event,
        "texts": {},
        "fingerprint": "",
        "source": "de",
        "target": "uk",
    }
    texts |= {"asked_by": staff, "expires_at": at, "taken_by": None, "results": {}, "settled_at": None}
    question: dict[str, Any] = {
        "resident_id": staff,
        "language": "de",
        "asked_at": at,
        "entry": "",
        "score": 0.0,
    }
    question |= {"status": "answered", "answer": "Ja", "answered_by": None, "answered_at": at, "topic": ""}
    question |= dict.fromkeys(
        (
            "opened_at",
            "claimed_by",
            "claimed_at",
            "reminded_at",
            "escalated_at",
            "told_at",
            "closed_at",
            "ending",
        )
    )
    question |= {"answer_language": "", "translated": "", "announcement_id": None}
    visitor: dict[str, Any] = {"token_hash": b"1", "language": "de", "created": at, "seen": at}
    return [
        UpdateRow(channel="web", update_id=1, handled_at=at),
        AuditRow(member_id=None, detail="", at=at, staff_id=staff, what="list", event_id=event),
        DigestRow(resident_id=staff, week="2026-W49", created_at=at),
        PictureRow(content=b"1", mime="image/png", width=1, height=1, sha256="1", used_at=at),
        TextDraftRow(kind="event", subject_id=event, language="de", texts={}, base="", at=at),
        TextLinkRow(token_hash="1", done_at=None, **link),
        TextLinkRow(token_hash="2", done_at=at, **link),
        EventTranslationRow(token_hash="1", done_at=None, **texts),
        EventTranslationRow(token_hash="2", done_at=at, **texts),
        QuestionRow(id=1, text="Wann?", **question),
        TranslationRow(
            token_hash="1",
            question_id=1,
            part="question",
            text="Wann?",
            source="de",
            target="uk",
            asked_by=staff,
            expires_at=at,
            taken_by=None,
            result="",
            done_at=None,
        ),
        OutgoingMailRow(
            registration_id=registration,
            kind="event_changed",
            subject_id=registration,
            status="sent",
            created_at=at,
            claimable_at=None,
            tries=1,
            detail="",
        ),
        ParticipantMessageRow(
            event_id=event,
            author_id=staff,
            recipients="both",
            texts={},
            machine=[],
            revision=0,
            created_at=at,
            sent_at=None,
        ),
        WebVisitorRow(id=1, last_seq=1, last_message_id=1, **visitor),
        WebMessageRow(visitor_id=1, id=1, seq=1, date=at, body="{}", deleted=False),
    ]
