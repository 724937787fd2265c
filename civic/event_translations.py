"""Translations of an event's texts: by a volunteer with a one-time link, accepted by a coordinator."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from civic.event_texts import fingerprint, parts, source_language, translated
from civic.events import EventStatus
from civic.notices import NewNotice, NoticeKind
from civic.one_time_links import is_for, token_hash
from civic.staff_rights import Right, demand
from civic.translations import LINK_LASTS

if TYPE_CHECKING:
    from civic.events import Event
    from civic.ports import UnitOfWork, Work
    from civic.residents import Cause
    from civic.time import Clock


@dataclass(frozen=True)
class EventTranslation:
    """Work for one volunteer: `texts` by part, the source's `fingerprint`, and a hash of the link's token."""

    id: int
    token_hash: str
    event_id: int
    texts: Mapping[str, str]
    fingerprint: str
    source: str
    target: str
    asked_by: int
    expires_at: datetime
    taken_by: int | None = None
    results: Mapping[str, str] = field(default_factory=dict)
    done_at: datetime | None = None
    settled_at: datetime | None = None

    @property
    def waits(self) -> bool:
        """Whether it is a draft that a coordinator has not decided about."""
        return self.done_at is not None and self.settled_at is None


@dataclass(frozen=True)
class NoSuchWork:
    """Unknown, taken by somebody else, done, decided or expired: a stranger learns no more than that."""


@dataclass(frozen=True)
class Accepted:
    """The texts are part of the event now."""

    event: Event


async def ask_for_texts(
    uow: UnitOfWork, clock: Clock, event: Event, target: str, by: int, cause: Cause | None = None
) -> str:
    """Makes a link that works once, for seven days; returns its token (32 hexadecimal digits)."""
    token = secrets.token_hex(16)
    source = source_language(event)
    new = EventTranslation(
        0,
        token_hash(token),
        event.id,
        parts(event, source),
        fingerprint(event),
        source,
        target,
        by,
        clock() + LINK_LASTS,
    )
    async with uow.writing(cause) as w:
        await w.event_texts.add(new)
        await w.commit()
    return token


async def look_at_texts(
    uow: UnitOfWork, clock: Clock, token: str, resident_id: int
) -> EventTranslation | NoSuchWork:
    """What a link is for, without using it (messenger previews fetch links)."""
    async with uow.reading() as r:
        found = await r.event_texts.by_token(token_hash(token))
    return found if found and is_for(found, resident_id, clock()) else NoSuchWork()


async def take_texts(
    uow: UnitOfWork, clock: Clock, token: str, resident_id: int
) -> EventTranslation | NoSuchWork:
    """Uses a link up: from now on only this person can do the work. Twice is as good as once."""
    async with uow.writing() as w:
        found = await w.event_texts.by_token(token_hash(token), locked=True)
        if found is None or not is_for(found, resident_id, clock()):
            return NoSuchWork()
        taken = replace(found, taken_by=resident_id)
        await w.event_texts.update(taken)
        await w.commit()
        return taken


async def hand_in_texts(
    uow: UnitOfWork,
    clock: Clock,
    number: int,
    resident_id: int,
    results: Mapping[str, str],
    cause: Cause | None = None,
) -> EventTranslation | NoSuchWork:
    """Keeps a volunteer's texts as a draft; whoever asked for them is told."""
    now = clock()
    async with uow.writing(cause) as w:
        found = await w.event_texts.get(number, locked=True)
        if found is None or found.taken_by != resident_id or not is_for(found, resident_id, now):
            return NoSuchWork()
        done = replace(found, results=dict(results), done_at=now)
        await w.event_texts.update(done)
        await w.notices.add(NewNotice(found.asked_by, NoticeKind.EVENT_TEXTS_DONE, found.id, now))
        await w.commit()
        return done


async def accept_texts(
    uow: UnitOfWork, clock: Clock, number: int, cause: Cause | None = None
) -> Accepted | NoSuchWork:
    """Puts a draft into the event. Where the source has changed meanwhile, it is outdated at once."""
    async with uow.writing(cause) as w:
        found = await _waiting(w, number)
        event = await w.events.lock(found.event_id) if found else None
        if found is None or event is None:
            return NoSuchWork()
        if event.status is not EventStatus.DRAFT:
            demand(w, Right.PUBLISH_EVENTS)
        changed = translated(event, found.target, found.results, found.fingerprint)
        changed = replace(changed, revision=event.revision + 1)
        await w.events.update(changed)
        await w.event_texts.update(replace(found, settled_at=clock()))
        await w.commit()
        return Accepted(changed)


async def refuse_texts(uow: UnitOfWork, clock: Clock, number: int, cause: Cause | None = None) -> bool:
    """Throws a draft away; False where it was decided before."""
    async with uow.writing(cause) as w:
        found = await _waiting(w, number)
        if found is None:
            return False
        await w.event_texts.update(replace(found, settled_at=clock()))
        await w.commit()
        return True


async def _waiting(w: Work, number: int) -> EventTranslation | None:
    found = await w.event_texts.get(number, locked=True)
    return found if found is not None and found.waits else None
