"""Whoever is silent for long is forgotten: noted to the day, warned before, never while they are needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from civic.notices import NewNotice, NoticeKind
from civic.retention_periods import WARNED_BEFORE

if TYPE_CHECKING:
    from datetime import date, datetime, timedelta

    from civic.ports import UnitOfWork, Work
    from civic.retention_ports import Sign
    from civic.time import Clock

SOME = 500
"""Residents in one transaction."""


def is_noted(sign: Sign | None, today: date) -> bool:
    """Whether it is stored already that somebody was heard of today."""
    return sign is not None and sign.last_on >= today and sign.warned_on is None


async def note_sign(uow: UnitOfWork, clock: Clock, resident_id: int) -> None:
    """Notes that somebody wrote or tapped, at most once a day. They stay for another period, whatever they
    were told."""
    today = clock().date()
    async with uow.reading() as r:
        if is_noted(await r.signs.of(resident_id), today):
            return
    async with uow.writing() as w:
        try:
            await w.residents.lock(resident_id)
        except KeyError:
            return  # forgotten or joined to somebody else by what they just said
        await w.signs.note(resident_id, today)
        await w.commit()


async def warn_silent(uow: UnitOfWork, clock: Clock, period: timedelta) -> int:
    """Tells residents who are silent for so long that it is `WARNED_BEFORE` the end of the period; how many.

    Those of whom nothing is known are counted as silent from today on.
    """
    now, told = clock(), 0
    today, last = now.date(), (now - period + WARNED_BEFORE).date()
    while await _begin(uow, clock) == SOME:
        pass
    while True:
        async with uow.writing() as w:
            silent = await w.signs.to_warn(last, SOME)
            if not silent:
                return told
            await w.signs.warned(silent, today)
            await _tell(w, silent, now)
            await w.commit()
        told += len(silent)


async def _begin(uow: UnitOfWork, clock: Clock) -> int:
    async with uow.writing() as w:
        begun = await w.signs.begin(clock().date(), SOME)
        await w.commit()
        return begun


async def _tell(w: Work, silent: list[int], now: datetime) -> None:
    for resident_id in silent:
        await w.notices.add(NewNotice(resident_id, NoticeKind.INACTIVE, 0, now))
