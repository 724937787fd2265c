"""Forgetting somebody: what they lose, then everything of theirs goes, in steps that can be repeated."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from civic.changing import cancel
from civic.data_ports import Erasure, Person
from civic.event_numbers import keep_counts_of
from civic.events import Event
from civic.questions import Question
from civic.registrations import Registration
from civic.residents import Channel
from civic.staff_invitations import withdraw_with
from civic.staff_log import Noted, note_acting
from civic.staff_members import is_last_owner

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from civic.ports import UnitOfWork, Work
    from civic.residents import Address, Cause
    from civic.staff import Role
    from civic.time import Clock

GOODBYE_STAYS = timedelta(minutes=1)
"""How long the goodbye can be read on the web before that chat ends."""
LEFT_ALONE = timedelta(minutes=1)
"""After this time whoever began to forget somebody is taken to have broken down."""
FIRST_RETRY, LONGEST_RETRY = timedelta(minutes=1), timedelta(hours=1)
_TRIES = 3

Step = Callable[[str], Awaitable[None]]


async def _nothing(step: str) -> None:
    pass


@dataclass(frozen=True)
class Losses:
    """What somebody loses who is forgotten: registrations, topics, open questions, their role."""

    registrations: tuple[tuple[Registration, Event], ...]
    topics: frozenset[str]
    questions: tuple[Question, ...]
    role: Role | None


@dataclass(frozen=True)
class LastOwner:
    """Nobody would be an owner any more; another one has to be named first."""


class StillThere(Exception):
    """Rows are left although everything was deleted. The text counts them by table."""


@dataclass
class Pauses:
    """When somebody who could not be forgotten is tried again: after a minute, then later and later."""

    clock: Clock
    _failed: dict[int, tuple[int, datetime]] = field(default_factory=dict)

    def is_over(self, erasure: Erasure) -> bool:
        """Whether it is time; at once after the clock was set back."""
        if erasure.id not in self._failed:
            return True
        times, at = self._failed[erasure.id]
        pause = min(FIRST_RETRY * 2 ** min(times, 10), LONGEST_RETRY)
        return not timedelta() <= self.clock() - at < pause

    def failed(self, erasure: Erasure) -> None:
        """Begins the next pause."""
        times, _ = self._failed.get(erasure.id, (-1, None))
        self._failed[erasure.id] = times + 1, self.clock()


async def losses(uow: UnitOfWork, clock: Clock, resident_id: int) -> Losses | LastOwner:
    """What would be lost; nothing is changed."""
    async with uow.reading() as r:
        if await is_last_owner(r, resident_id):
            return LastOwner()
        member = await r.staff.member(resident_id)
        return Losses(
            tuple(await r.registrations.of_resident(resident_id, clock())),
            await r.residents.topics(resident_id),
            tuple(await r.questions.open_of(resident_id)),
            member.role if member else None,
        )


async def begin_forgetting(
    uow: UnitOfWork, clock: Clock, resident_id: int, cause: Cause | None = None
) -> Erasure | LastOwner:
    """Decides that somebody is forgotten. From now on they cannot register, and it is done to the end.

    That a member of staff does it for somebody else is noted, without whom.
    """
    async with uow.writing(cause) as w:
        resident = await w.residents.lock(resident_id)
        # Owners who leave, or are removed, at the same time wait for each other here.
        await w.staff.lock_owners()
        if await is_last_owner(w, resident_id):
            return LastOwner()
        person = await w.personal_data.person(resident_id)
        erasure = await w.erasures.add(Erasure(0, person, resident.language, clock()))
        await note_acting(w, clock(), Noted.DATA_DELETED)
        await withdraw_with(w, clock(), await w.staff.member(resident_id), None)
        await w.commit()
        return erasure


async def forget(
    uow: UnitOfWork, clock: Clock, zone: ZoneInfo, erasure: Erasure, after: Step = _nothing
) -> None:
    """Gives seats back, deletes every row but keeps counts of past events, and checks that none is left.

    Each step can be repeated. `after` is called with the name of each step that was done. StillThere where
    rows stay; the next try begins again.
    """
    await after("begun")
    async with uow.reading() as r:
        mine = await r.registrations.of_resident(erasure.person.resident_id, clock())
    for registration, _ in mine:
        await cancel(uow, clock, zone, registration.id, erasure.person.resident_id)
        await after("registration cancelled")
    await _erase(uow, clock, erasure)
    await after("rows deleted")
    async with uow.writing() as w:
        current = await w.erasures.lock(erasure.id)
        if current is not None and current.said_at is None:
            now = clock()
            await w.erasures.count(f"{now.astimezone(zone):%Y-%m}")
            if _on_the_web(erasure.person):
                await w.erasures.say(erasure.id, now)
            else:
                await w.erasures.end(erasure.id)
            await w.commit()
    await after("finished")


async def begin_anew(uow: UnitOfWork, erasure: Erasure, address: Address) -> None:
    """The person writes again where they read the goodbye: this chat stays, for somebody new."""
    others = tuple(one for one in erasure.person.accounts if one != address)
    async with uow.writing() as w:
        if await w.erasures.lock(erasure.id) is None:
            return
        await w.personal_data.erase(replace(erasure.person, accounts=others), keep_chat=False)
        await w.erasures.end(erasure.id)
        await w.commit()


async def resume_forgetting(
    uow: UnitOfWork,
    clock: Clock,
    zone: ZoneInfo,
    alone: timedelta = LEFT_ALONE,
    pauses: Pauses | None = None,
) -> list[Person]:
    """Goes on with what was begun so long ago, and ends chats whose goodbye could be read; who is forgotten
    now. One that fails keeps no other from being done, and is left out during its pause."""
    async with uow.reading() as r:
        unfinished = await r.erasures.unfinished()
    done, failures = [], []
    for erasure in unfinished:
        if pauses is not None and not pauses.is_over(erasure):
            continue
        try:
            if await _went_on(uow, clock, zone, erasure, alone):
                done.append(erasure.person)
        except Exception as failure:
            failures.append(failure)
            if pauses is not None:
                pauses.failed(erasure)
    if failures:
        raise ExceptionGroup("some people could not be forgotten yet", failures)
    return done


async def _went_on(uow: UnitOfWork, clock: Clock, zone: ZoneInfo, erasure: Erasure, alone: timedelta) -> bool:
    if erasure.said_at is None:
        if erasure.begun_at > clock() - alone:
            return False
        await forget(uow, clock, zone, erasure)
        return True
    return await _end_chat(uow, erasure, clock() - GOODBYE_STAYS)


async def _end_chat(uow: UnitOfWork, erasure: Erasure, said_before: datetime) -> bool:
    async with uow.writing() as w:
        current = await w.erasures.lock(erasure.id)
        if current is None or current.said_at is None or current.said_at > said_before:
            return False
        await w.personal_data.erase(erasure.person, keep_chat=False)
        await w.erasures.end(erasure.id)
        await w.commit()
        return True


async def _erase(uow: UnitOfWork, clock: Clock, erasure: Erasure) -> None:
    """Deletes until nothing is left but how many people were at past events: what another transaction wrote
    meanwhile is found the next time."""
    left: dict[str, int] = {}
    for _ in range(_TRIES):
        async with uow.writing() as w:
            current = await w.erasures.lock(erasure.id)
            if current is None or current.said_at is not None:
                return
            await _keep_counts(w, clock, erasure.person)
            await w.personal_data.erase(erasure.person, keep_chat=True)
            await w.commit()
        async with uow.reading() as r:
            left = await r.personal_data.left(erasure.person)
        if not left:
            return
    raise StillThere(", ".join(f"{table}: {rows}" for table, rows in sorted(left.items())))


async def _keep_counts(w: Work, clock: Clock, person: Person) -> None:
    for event_id in await w.personal_data.past_events(person, clock()):
        await keep_counts_of(w, event_id, person.resident_id)


def _on_the_web(person: Person) -> bool:
    return any(_is_web(address) for address in person.accounts)


def _is_web(address: Address) -> bool:
    return address.channel is Channel.WEB
