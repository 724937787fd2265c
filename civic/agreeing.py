"""Looking at one's consents, giving and withdrawing them; a consent and what rests on it change together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from civic.consents import Consent, Purpose, Wording
from civic.registrations import ENDED

if TYPE_CHECKING:
    from civic.events import Event
    from civic.ports import UnitOfWork
    from civic.residents import Cause
    from civic.time import Clock


@dataclass(frozen=True)
class PhotoConsent:
    """What somebody said about photos at an event. `may_agree` is False once it has begun."""

    event: Event
    consent: Consent | None
    may_agree: bool


@dataclass(frozen=True)
class MyConsents:
    """What somebody agreed to: the newest of each purpose, and for each event that asks about photos."""

    announcements: Consent | None
    evaluation: Consent | None
    photos: Sequence[PhotoConsent]


async def my_consents(uow: UnitOfWork, clock: Clock, resident_id: int) -> MyConsents:
    """Everything that somebody agreed to or could agree to."""
    async with uow.reading() as r:
        newest = {(one.purpose, one.event_id): one for one in await r.consents.of(resident_id)}
        current = await r.registrations.of_resident(resident_id, clock())
        asking = {event.id: event for _, event in current if event.photos}
        for purpose, event_id in newest:
            one = await r.events.get(event_id) if purpose is Purpose.PHOTOS and event_id else None
            if one is not None:
                asking.setdefault(one.event.id, one.event)
    photos = [
        PhotoConsent(event, newest.get((Purpose.PHOTOS, event.id)), event.starts_at > clock())
        for event in sorted(asking.values(), key=lambda event: event.starts_at)
    ]
    return MyConsents(
        newest.get((Purpose.ANNOUNCEMENTS, None)), newest.get((Purpose.EVALUATION, None)), photos
    )


async def allow_evaluation(
    uow: UnitOfWork, resident_id: int, wording: Wording | None, cause: Cause | None = None
) -> bool:
    """Gives the consent to counting questions, or withdraws it (None). False where that changes nothing."""
    async with uow.writing(cause) as w:
        if wording is not None:
            changed = await w.consents.give(resident_id, Purpose.EVALUATION, wording)
        else:
            changed = await w.consents.withdraw(resident_id, Purpose.EVALUATION)
        await w.commit()
        return changed


async def allow_photos(
    uow: UnitOfWork,
    clock: Clock,
    event_id: int,
    resident_id: int,
    wording: Wording | None,
    cause: Cause | None = None,
) -> bool:
    """Says yes to photos at an event in these words, until it begins, or no (None), which is always possible.

    The registration, which coordinators read, and the consent change together. False where somebody is not
    registered for it, or it has begun.
    """
    async with uow.writing(cause) as w:
        event = await w.events.lock(event_id)
        registration = await w.registrations.of(event_id, resident_id)
        holds = registration is not None and registration.status not in ENDED
        if wording is not None and not (holds and event is not None and event.starts_at > clock()):
            return False
        if registration is not None:
            await w.registrations.update(replace(registration, photos=wording is not None))
        if wording is not None:
            await w.consents.give(resident_id, Purpose.PHOTOS, wording, event_id)
        else:
            await w.consents.withdraw(resident_id, Purpose.PHOTOS, event_id)
        await w.commit()
        return True
