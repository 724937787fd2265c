"""Two chats of one person are joined, or split again: what is shared, what is given back, what stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from civic.events import Event
from civic.joining import join_consents, join_roles
from civic.link_codes import Locked, NoCode, WrongCode, code_hash, find_code
from civic.link_ports import LinkCode
from civic.registrations import ENDED, Registration, RegistrationStatus
from civic.residents import NewsWhen, Resident
from civic.staff import Role
from civic.staff_sessions import is_locked
from civic.waiting_list import cancelled, move_list

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from civic.ports import UnitOfWork, Work
    from civic.residents import Address, Cause, Channel
    from civic.time import Clock

_BEST_FIRST = (
    RegistrationStatus.CONFIRMED,
    RegistrationStatus.OFFERED,
    RegistrationStatus.PENDING,
    RegistrationStatus.WAITING,
    # Whoever was declined is so in both chats.
    RegistrationStatus.DECLINED,
    RegistrationStatus.PASSED,
    RegistrationStatus.RELEASED,
    RegistrationStatus.CANCELLED,
)


class Place(StrEnum):
    """Where messages go after joining: to the chat where the code was entered, or where it was made."""

    HERE = "here"
    THERE = "there"


@dataclass(frozen=True)
class Side:
    """What a chat brings along: registrations to come, whether there is news, a role on the staff."""

    channel: Channel
    registrations: int
    news: bool
    role: Role | None = None


@dataclass(frozen=True)
class Twice:
    """Both chats are registered for an event: one registration is kept, the other is given back."""

    event: Event
    kept: Registration
    ended: Registration


@dataclass(frozen=True)
class Preview:
    """What joining would do. `two_feeds`: each has a calendar address, and the older one will end."""

    code_hash: str
    here: Side
    there: Side
    language: str
    twice: Sequence[Twice] = ()
    two_feeds: bool = False


@dataclass(frozen=True)
class Linked:
    """Both chats belong to this resident now."""

    resident: Resident
    place: Place
    twice: Sequence[Twice] = ()


@dataclass(frozen=True)
class Split:
    """The chat belongs to this new resident; everything else stayed with the other chat."""

    resident: Resident


@dataclass(frozen=True)
class NothingToSplit:
    """The chat is the only one of its person."""


async def look_at_code(uow: UnitOfWork, clock: Clock, here: Address, typed: str) -> Preview | NoCode:
    """What a code that was typed in this chat would join. Nothing changes, but wrong ones are counted."""
    now = clock()
    async with uow.writing() as w:
        resident_id = await _owner(w, here)
        code = await find_code(w, code_hash(typed), here, resident_id, now)
        if isinstance(code, LinkCode):
            return await _preview(w, code, resident_id, here, now)
        await w.commit()
        return code


async def link(
    uow: UnitOfWork,
    clock: Clock,
    zone: ZoneInfo,
    hashed: str,
    here: Address,
    place: Place,
    cause: Cause | None = None,
) -> Linked | NoCode:
    """Joins the chat where a code was entered (`here`) with the one that made it, all at once or not at all.

    The older resident stays. Everything that refers to the other follows; of two registrations for one event
    the better one is kept and the other given back, so that the waiting list moves.
    """
    now = clock()
    async with uow.writing(cause) as w:
        # Read in the same transaction: the chat may have been joined with another since it was greeted.
        resident_id = await _owner(w, here)
        code = await find_code(w, hashed, here, resident_id, now)
        if not isinstance(code, LinkCode):
            await w.commit()
            return code
        kept_id, absorbed_id = sorted((resident_id, code.resident_id))
        # Events before residents, as everybody locks them.
        events = [await w.events.lock(each) for each in await w.links.events_of_both(kept_id, absorbed_id)]
        both = await w.links.lock(kept_id, absorbed_id)
        chats = {here: resident_id, code.address: code.resident_id}
        if len(both) < 2 or not await _are_still(w, chats) or not await w.links.take_code(hashed):
            return WrongCode()  # somebody else was faster, or one of them is being forgotten
        pairs = [await _keep_better(w, event, kept_id, absorbed_id, now, zone) for event in events if event]
        await join_roles(w, kept_id, absorbed_id)
        await join_consents(w, kept_id, absorbed_id)
        await w.links.absorb(kept_id, absorbed_id)
        resident = merged(*both)
        await w.residents.update(resident)
        await w.links.make_newest(here if place is Place.HERE else code.address)
        await w.links.redirect(kept_id)
        await w.commit()
        return Linked(resident, place, [pair for pair in pairs if pair is not None])


async def write_here(uow: UnitOfWork, address: Address, cause: Cause | None = None) -> None:
    """From now on the person is written to in this chat."""
    async with uow.writing(cause) as w:
        resident = await w.residents.at(address)
        if resident is None:
            return
        await w.links.make_newest(address)
        await w.links.redirect(resident.id)
        await w.commit()


async def split(
    uow: UnitOfWork, clock: Clock, address: Address, cause: Cause | None = None
) -> Split | NothingToSplit | Locked:
    """Makes a chat a person of its own again, who has nothing but the language."""
    now = clock()
    async with uow.writing(cause) as w:
        before = await w.residents.at(address)
        if before is not None and await is_locked(w, address, before.id, now):
            return Locked()
        if before is None or not await w.links.lock(before.id):
            return NothingToSplit()
        # The other chat may have parted from this one in this moment.
        if not await _are_still(w, {address: before.id}) or len(await w.links.accounts(before.id)) < 2:
            return NothingToSplit()
        alone = Resident(0, before.language, now, language_chosen=before.language_chosen)
        resident = await w.links.split_off(address, alone)
        await w.links.redirect(before.id)
        await w.commit()
        return Split(resident)


def merged(older: Resident, newer: Resident) -> Resident:
    """One resident for both: what the older one has counts, but for what only the newer one chose."""
    speaks = newer if newer.language_chosen and not older.language_chosen else older
    return replace(
        older,
        language=speaks.language,
        language_chosen=speaks.language_chosen,
        heard_language=speaks.heard_language,
        name=older.name or newer.name,
        notice_version=older.notice_version or newer.notice_version,
        notice_at=older.notice_at if older.notice_version else newer.notice_at,
        district=older.district or newer.district,
        numbered=older.numbered or newer.numbered,
        news_when=newer.news_when if older.news_when is NewsWhen.AT_ONCE else older.news_when,
    )


def better_first(one: Registration, other: Registration) -> tuple[Registration, Registration]:
    """Two registrations for one event, the better one first: who is there, then seats, offers, waiting.

    Of two with seats that for more people is better, of two in the queue the earlier one.
    """

    def order(each: Registration) -> tuple[int, int, int, int, int]:
        seats = each.people if each.status is RegistrationStatus.CONFIRMED else each.offered
        return -each.arrived, _BEST_FIRST.index(each.status), -seats, each.queue, each.id

    first, second = sorted((one, other), key=order)
    return first, second


async def _owner(w: Work, address: Address) -> int:
    resident = await w.residents.at(address)
    assert resident is not None
    return resident.id


async def _are_still(w: Work, chats: Mapping[Address, int]) -> bool:
    """Whether these chats are these residents', now that those are locked, and nobody is being forgotten."""
    for address, resident_id in chats.items():
        owner = await w.residents.at(address)
        if owner is None or owner.id != resident_id or await w.erasures.of(resident_id) is not None:
            return False
    return True


async def _preview(w: Work, code: LinkCode, resident_id: int, here: Address, now: datetime) -> Preview:
    older, newer = [await w.residents.get(each) for each in sorted((resident_id, code.resident_id))]
    twice = []
    for event_id in await w.links.events_of_both(older.id, newer.id):
        found = await w.events.get(event_id)
        pair = await _pair(w, found.event, older.id, newer.id) if found is not None else None
        if pair is not None and _is_told(pair, now):
            twice.append(pair)
    feeds = [await w.feed_tokens.created_at(each) for each in (older.id, newer.id)]
    return Preview(
        code.code_hash,
        await _side(w, resident_id, here, now),
        await _side(w, code.resident_id, code.address, now),
        merged(older, newer).language,
        twice,
        None not in feeds,
    )


async def _side(w: Work, resident_id: int, address: Address, now: datetime) -> Side:
    registrations = await w.registrations.of_resident(resident_id, now)
    member = await w.staff.member(resident_id)
    topics = await w.residents.topics(resident_id)
    return Side(address.channel, len(registrations), bool(topics), member.role if member else None)


async def _pair(w: Work, event: Event, first_id: int, second_id: int) -> Twice | None:
    one = await w.registrations.of(event.id, first_id)
    other = await w.registrations.of(event.id, second_id)
    return Twice(event, *better_first(one, other)) if one is not None and other is not None else None


def _is_told(pair: Twice, now: datetime) -> bool:
    return pair.ended.status not in ENDED and now < pair.event.ends_at


async def _keep_better(
    w: Work, event: Event, kept_id: int, absorbed_id: int, now: datetime, zone: ZoneInfo
) -> Twice | None:
    """Gives the worse of two registrations back, with the event locked; returns what is to be told of it."""
    pair = await _pair(w, event, kept_id, absorbed_id)
    if pair is None:
        return None
    if pair.ended.status not in ENDED:
        await w.registrations.update(cancelled(pair.ended, now))
        await move_list(w, event, now, zone)
    await w.links.drop(pair.ended)
    # Where it waited, the list that moved may have come to it.
    kept = await w.registrations.get(pair.kept.id)
    return replace(pair, kept=kept) if kept is not None and _is_told(pair, now) else None
