"""Alerts: what is wrong with the running program, told to its owners once, and once more when it is over."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from civic.notices import NewNotice, NoticeKind
from civic.staff import Role

if TYPE_CHECKING:
    from collections.abc import Collection

    from civic.ports import UnitOfWork, Work
    from civic.time import Clock

AT_MOST_EVERY = timedelta(days=1)


class Trouble(StrEnum):
    """What owners are told about. Telegram and the web are channels that have been failing for long."""

    CLOCK = "clock"
    QUEUE = "queue"
    DISK = "disk"
    BACKUP = "backup"
    TELEGRAM = "telegram"
    WEB = "web"
    # The clock of the machine jumped, or may have.
    JUMP = "jump"
    # Somebody who wanted to be forgotten still is not.
    ERASURE = "erasure"


@dataclass(frozen=True)
class Alert:
    """The newest time that something was wrong. `told_at` is when owners were last told that it began."""

    id: int
    trouble: Trouble
    began_at: datetime
    told_at: datetime | None = None
    over_at: datetime | None = None

    @property
    def goes_on(self) -> bool:
        """Whether it is not over."""
        return self.over_at is None

    @property
    def was_told(self) -> bool:
        """Whether owners know of it."""
        return self.told_at is not None and self.told_at >= self.began_at


class Alerts(Protocol):
    """One alert for each kind of trouble that there ever was."""

    async def get(self, alert_id: int) -> Alert | None:
        """One of them."""

    async def all(self) -> list[Alert]:
        """Every one."""

    async def lock(self, trouble: Trouble) -> Alert | None:
        """The one of a trouble, locked until the end of the transaction."""

    async def add(self, alert: Alert) -> Alert | None:
        """Keeps the first one of a trouble; None where another process just did."""

    async def update(self, alert: Alert) -> None:
        """Replaces its row."""


async def note_troubles(
    uow: UnitOfWork, clock: Clock, present: Collection[Trouble], judged: Collection[Trouble]
) -> bool:
    """Stores which of the `judged` troubles there are at present; whether owners are told anything.

    The same trouble is told at most once a day, however often it comes and goes; its end is told if its
    beginning was. Can be repeated at any time, also after a restart.
    """
    async with uow.reading() as r:
        known = {alert.trouble: alert for alert in await r.alerts.all()}
    told = False
    for trouble in judged:
        if _next(known.get(trouble), trouble, clock(), there=trouble in present) is None:
            continue
        async with uow.writing() as w:
            told = await _note(w, trouble, clock(), there=trouble in present) or told
            await w.commit()
    return told


async def _note(w: Work, trouble: Trouble, now: datetime, *, there: bool) -> bool:
    current = await w.alerts.lock(trouble)
    following = _next(current, trouble, now, there=there)
    if following is None:
        return False
    kept = following if current else await w.alerts.add(following)
    if kept is None:
        return False
    if current:
        await w.alerts.update(kept)
    began = there and kept.told_at == now
    if began:
        await _tell(w, kept, NoticeKind.ALERT, now)
    elif not there and kept.was_told:
        await _tell(w, kept, NoticeKind.ALERT_OVER, now)
        return True
    return began


def _next(current: Alert | None, trouble: Trouble, now: datetime, *, there: bool) -> Alert | None:
    """What the alert becomes; None where nothing changes."""
    if not there:
        return replace(current, over_at=now) if current and current.goes_on else None
    if current is None:
        return Alert(0, trouble, now, told_at=now)
    # A clock that was set back must not silence it for as long.
    told_at = current.told_at if current.told_at and current.told_at <= now else None
    following = current if current.goes_on else replace(current, began_at=now, over_at=None, told_at=told_at)
    may_tell = told_at is None or now - told_at >= AT_MOST_EVERY
    if not following.was_told and may_tell:
        following = replace(following, told_at=now)
    return following if following != current else None


async def _tell(w: Work, alert: Alert, kind: NoticeKind, now: datetime) -> None:
    for member in await w.staff.everybody():
        if member.role is Role.OWNER:
            await w.notices.add(NewNotice(member.resident_id, kind, alert.id, now))
