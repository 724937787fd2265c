"""Corrections and recalls: planned set-based, claimed with a lease, settled copy by copy."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, and_, exists, func, insert, literal, or_, update
from sqlalchemy.orm import aliased
from sqlmodel import UTCDateTime, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.announcement_changes import AnnouncementChange, ChangeKind, Edit, Reach
from civic.announcements import Body, DeliveryStatus, Report
from civic.residents import Address, Channel
from storage.repositories.kept_figures import kept_change_report
from storage.repositories.rows import UNSETTLED, Columns, insert_into
from storage.tables import AnnouncementChangeRow, AnnouncementEditRow, DeliveryRow

_OPEN = DeliveryStatus.OPEN.value
_SENDING = DeliveryStatus.SENDING.value
_SENT = DeliveryStatus.SENT.value
_SKIPPED = DeliveryStatus.SKIPPED.value
SUPERSEDED, NOT_SENT = "superseded", "not_sent"

_ARRIVED = and_(col(DeliveryRow.status) == _SENT, col(DeliveryRow.message_id).is_not(None))
# A copy in somebody's hands may arrive with the text of before.
_CONCERNED = or_(_ARRIVED, col(DeliveryRow.status) == _SENDING)


class SqlAnnouncementChanges:
    """Implements `civic.announcement_changes.AnnouncementChanges`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, change: AnnouncementChange) -> AnnouncementChange:
        """Keeps a new change; returns it with its id."""
        row = insert(AnnouncementChangeRow).values(_columns(change)).returning(AnnouncementChangeRow)
        return _change((await self._session.exec(row)).scalar_one())

    async def get(self, change_id: int) -> AnnouncementChange | None:
        """One change."""
        one = select(AnnouncementChangeRow).where(AnnouncementChangeRow.id == change_id)
        row = (await self._session.exec(one)).first()
        return _change(row) if row else None

    async def lock(self, change_id: int) -> AnnouncementChange | None:
        """The same, locked until the end of the transaction."""
        one = select(AnnouncementChangeRow).where(AnnouncementChangeRow.id == change_id)
        row = (await self._session.exec(one.with_for_update(key_share=True))).first()
        return _change(row) if row else None

    async def update(self, change: AnnouncementChange) -> None:
        """Replaces the row of a change."""
        changed = update(AnnouncementChangeRow).where(col(AnnouncementChangeRow.id) == change.id)
        await self._session.exec(changed.values(_columns(change)))

    async def of(self, announcement_id: int) -> list[AnnouncementChange]:
        """Everything that was done or drafted for an announcement, oldest first."""
        every = select(AnnouncementChangeRow).where(AnnouncementChangeRow.announcement_id == announcement_id)
        rows = await self._session.exec(every.order_by(col(AnnouncementChangeRow.id)))
        return [_change(row) for row in rows]

    async def reach(self, announcement_id: int, old_before: datetime) -> Reach:
        """The copies that a change would concern."""
        copies = select(DeliveryRow.language, func.count()).where(
            col(DeliveryRow.announcement_id) == announcement_id, _CONCERNED
        )
        languages = dict((await self._session.exec(copies.group_by(col(DeliveryRow.language)))).all())
        old = select(func.count()).where(
            col(DeliveryRow.announcement_id) == announcement_id,
            _ARRIVED,
            col(DeliveryRow.sent_at) < old_before,
        )
        return Reach(languages, (await self._session.exec(old)).one())

    async def plan(self, change: AnnouncementChange, now: datetime) -> int:
        """Writes a row for each copy that was sent or is in somebody's hands; what earlier changes had not
        done is left out. Returns how many."""
        earlier = select(AnnouncementChangeRow.id).where(
            col(AnnouncementChangeRow.announcement_id) == change.announcement_id,
            col(AnnouncementChangeRow.id) != change.id,
        )
        left_out = update(AnnouncementEditRow).where(
            col(AnnouncementEditRow.change_id).in_(earlier), col(AnnouncementEditRow.status) == _OPEN
        )
        await self._session.exec(left_out.values(status=_SKIPPED, claimable_at=None, detail=SUPERSEDED))
        copies = (
            select(literal(change.id), DeliveryRow.id, literal(_OPEN), literal(now, UTCDateTime()))
            .add_columns(literal(""))
            .where(col(DeliveryRow.announcement_id) == change.announcement_id, _CONCERNED)
            .order_by(col(DeliveryRow.id))
        )
        names = ["change_id", "delivery_id", "status", "claimable_at", "detail"]
        rows = insert_into(self._session, AnnouncementEditRow).from_select(names, copies)
        return (await self._session.exec(rows.on_conflict_do_nothing())).rowcount

    async def unanswered(self, asked_by: datetime) -> list[int]:
        """Ids of corrections that somebody else was asked for by then, and nobody was asked again."""
        late = select(AnnouncementChangeRow.id).where(
            col(AnnouncementChangeRow.asked_at) <= asked_by,
            col(AnnouncementChangeRow.asked_again_at).is_(None),
        )
        return list(await self._session.exec(late.order_by(col(AnnouncementChangeRow.id))))

    async def to_plan(self) -> list[int]:
        """Ids of confirmed changes without their rows, oldest first."""
        waiting = select(AnnouncementChangeRow.id).where(
            col(AnnouncementChangeRow.confirmed_at).is_not(None),
            col(AnnouncementChangeRow.planned_at).is_(None),
        )
        return list(await self._session.exec(waiting.order_by(col(AnnouncementChangeRow.id))))

    async def is_due(self, now: datetime) -> bool:
        """Whether `claim` has anything to do; takes no lock."""
        due = select(AnnouncementEditRow.id).where(col(AnnouncementEditRow.claimable_at) <= now)
        return (await self._session.exec(select(due.exists()))).one()

    async def claim(self, limit: int, now: datetime, lease_until: datetime) -> list[Edit]:
        """Takes open rows, or rows whose lease ran out, oldest first, of copies whose sending has ended.

        Rows of copies that were not sent in the end are settled on the way.
        """
        await self._settle_not_sent(now)
        # A CTE, since PostgreSQL may run a subquery with LIMIT and FOR UPDATE more than once.
        free = (
            select(AnnouncementEditRow.id)
            .join(DeliveryRow, col(DeliveryRow.id) == col(AnnouncementEditRow.delivery_id))
            .where(col(AnnouncementEditRow.claimable_at) <= now, _ARRIVED, ~_changing_otherwise())
            .order_by(col(AnnouncementEditRow.claimable_at), col(AnnouncementEditRow.id))
            .limit(limit)
            .with_for_update(skip_locked=True, of=AnnouncementEditRow)
            .cte("free")
        )
        claimed = (
            update(AnnouncementEditRow)
            .where(col(AnnouncementEditRow.id).in_(select(free.c.id)))
            .values(status=_SENDING, claimable_at=lease_until)
            .returning(col(AnnouncementEditRow.id))
        )
        ids = list((await self._session.exec(claimed)).scalars())
        copies = (
            select(AnnouncementEditRow, DeliveryRow)
            .join(DeliveryRow, col(DeliveryRow.id) == col(AnnouncementEditRow.delivery_id))
            .where(col(AnnouncementEditRow.id).in_(ids))
            .order_by(col(AnnouncementEditRow.id))
        )
        return [_edit(edit, copy) for edit, copy in await self._session.exec(copies)]

    async def record(self, edit_id: int, status: DeliveryStatus, detail: str = "") -> None:
        """Stores what became of one copy; what was changed stays changed, whatever a second one reports."""
        settled = update(AnnouncementEditRow).where(
            col(AnnouncementEditRow.id) == edit_id, col(AnnouncementEditRow.status) != _SENT
        )
        await self._session.exec(settled.values(status=status.value, claimable_at=None, detail=detail))

    async def postpone(self, edit_id: int, until: datetime) -> None:
        """Gives a claimed row back; nobody takes it before `until`."""
        held = update(AnnouncementEditRow).where(
            col(AnnouncementEditRow.id) == edit_id, col(AnnouncementEditRow.status) == _SENDING
        )
        await self._session.exec(held.values(status=_OPEN, claimable_at=until))

    async def report(self, change_id: int) -> Report:
        """Counts of one change, each its own COUNT over the rows; `sent` are those that were changed.

        Of old copies, as they were counted once.
        """
        kept = await kept_change_report(self._session, change_id)
        if kept is not None:
            return kept
        settled = ("sent", "unreachable", "refused", "unknown", "skipped")
        figures = select(_count(change_id)).add_columns(
            *(_count(change_id, status) for status in settled), _count(change_id, *UNSETTLED)
        )
        connection = await self._session.connection()
        return Report(*(await connection.execute(figures)).one())

    async def without_open_edits(self) -> list[int]:
        """Ids of planned changes that are not finished and have no open rows left."""
        unsettled = exists().where(
            col(AnnouncementEditRow.change_id) == col(AnnouncementChangeRow.id),
            col(AnnouncementEditRow.status).in_(UNSETTLED),
        )
        done = select(AnnouncementChangeRow.id).where(
            col(AnnouncementChangeRow.planned_at).is_not(None),
            col(AnnouncementChangeRow.finished_at).is_(None),
            ~unsettled,
        )
        return list(await self._session.exec(done.order_by(col(AnnouncementChangeRow.id))))

    async def _settle_not_sent(self, now: datetime) -> None:
        never = exists().where(
            col(DeliveryRow.id) == col(AnnouncementEditRow.delivery_id),
            col(DeliveryRow.status).not_in(UNSETTLED),
            ~_ARRIVED,
        )
        settled = update(AnnouncementEditRow).where(col(AnnouncementEditRow.claimable_at) <= now, never)
        await self._session.exec(settled.values(status=_SKIPPED, claimable_at=None, detail=NOT_SENT))


def _changing_otherwise() -> ColumnElement[bool]:
    """Whether an earlier change of the same copy is in somebody's hands."""
    other = aliased(AnnouncementEditRow)
    return exists().where(
        col(other.delivery_id) == col(AnnouncementEditRow.delivery_id),
        col(other.id) < col(AnnouncementEditRow.id),
        col(other.status).in_(UNSETTLED),
    )


def _count(change_id: int, *statuses: str) -> ScalarSelect[int]:
    rows = select(func.count()).where(AnnouncementEditRow.change_id == change_id)
    if statuses:
        rows = rows.where(col(AnnouncementEditRow.status).in_(statuses))
    return rows.scalar_subquery()


def _edit(edit: AnnouncementEditRow, copy: DeliveryRow) -> Edit:
    assert copy.message_id is not None
    return Edit(
        id=edit.id,
        change_id=edit.change_id,
        announcement_id=copy.announcement_id,
        resident_id=copy.resident_id,
        address=Address(Channel(copy.channel), copy.chat_id),
        language=copy.language,
        message_id=copy.message_id,
        sent_at=copy.sent_at,
        together=copy.together,
    )


def _change(row: AnnouncementChangeRow) -> AnnouncementChange:
    return AnnouncementChange(
        id=row.id,
        announcement_id=row.announcement_id,
        kind=ChangeKind(row.kind),
        bodies={code: Body(**body) for code, body in row.bodies.items()},
        base=row.base,
        by=row.by_id,
        created_at=row.created_at,
        revision=row.revision,
        confirmed_at=row.confirmed_at,
        planned_at=row.planned_at,
        finished_at=row.finished_at,
        asked_at=row.asked_at,
        asked_again_at=row.asked_again_at,
        why=row.why,
    )


def _columns(change: AnnouncementChange) -> Columns:
    return {
        "announcement_id": change.announcement_id,
        "kind": change.kind.value,
        "bodies": {code: asdict(body) for code, body in change.bodies.items()},
        "base": change.base,
        "by_id": change.by,
        "created_at": change.created_at,
        "revision": change.revision,
        "confirmed_at": change.confirmed_at,
        "planned_at": change.planned_at,
        "finished_at": change.finished_at,
        "asked_at": change.asked_at,
        "asked_again_at": change.asked_again_at,
        "why": change.why,
    }
