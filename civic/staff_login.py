"""Staff come back to the web chat by themselves: with a recovery code, or a link from their messenger."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from civic.one_time_links import token_hash
from civic.second_factor import ASKED_FOR, is_good_code, is_set
from civic.staff_log import Noted, StaffNote
from civic.staff_login_ports import LoginLink
from civic.staff_sessions import begin

if TYPE_CHECKING:
    from civic.ports import UnitOfWork, Work
    from civic.residents import Cause, Resident
    from civic.staff import StaffMember
    from civic.staff_sessions import Sitting
    from civic.time import Clock

CODES = 8
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without I, L, O and U, which are misread
CODE_LENGTH = 16  # 80 bits
LINK_LASTS = timedelta(minutes=10)
TRIES, PAUSE = 5, timedelta(minutes=15)
TRIES_OF_ALL = 100
_MISREAD = str.maketrans("ILO", "110")


@dataclass(frozen=True)
class LoggedIn:
    """The work area is open. The account belongs to this member of staff now."""

    resident: Resident
    member: StaffMember


@dataclass(frozen=True)
class NotLoggedIn:
    """Unknown, used, expired, replaced, or no member of staff any more: nobody learns which."""


@dataclass(frozen=True)
class Paused:
    """Too many wrong codes, of this account or of all of them: please not before this instant."""

    until: datetime


@dataclass(frozen=True)
class OthersThings:
    """The account has registrations, news, questions or a role of its own, which would be lost."""


@dataclass(frozen=True)
class CodeNeeded:
    """So far so good. Now the code of their app is needed, or else another recovery code."""


Login = CodeNeeded | LoggedIn | NotLoggedIn | Paused | OthersThings


async def new_codes(uow: UnitOfWork, resident_id: int, cause: Cause | None = None) -> tuple[str, ...]:
    """Eight fresh recovery codes, each for one time; those of before end. Only their hashes are kept."""
    codes = tuple("".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH)) for _ in range(CODES))
    async with uow.writing(cause) as w:
        await w.staff_logins.replace_codes(resident_id, [token_hash(code) for code in codes])
        await w.commit()
    return tuple(readable(code) for code in codes)


def readable(code: str) -> str:
    """A code in groups of four."""
    return "-".join(re.findall("....", code))


def read_code(text: str) -> str:
    """A code as somebody typed it: spaces, dashes, small letters and letters that are misread do no harm."""
    return re.sub(r"[\s\-–—]", "", text).upper().translate(_MISREAD)


async def log_in_by_code(
    uow: UnitOfWork, clock: Clock, sitting: Sitting, text: str, cause: Cause | None = None
) -> Login:
    """Uses a recovery code up, or the code of an app where that is asked for.

    After five wrong ones an account waits, and none of its codes is looked at. After a hundred all wait, but
    for whoever has a right recovery code or took a first step: no stranger can keep the staff out.
    """
    now = clock()
    async with uow.writing(cause) as w:
        until = await _paused_until(w, sitting, now)
        if until is not None:
            # Said before the code is looked up: how long this takes tells nothing about it.
            return Paused(until)
        owner = await w.staff_logins.owner_of_code(_hash_of(text))
        # Two wrong codes at once must not count as one.
        await lock_both(w, sitting, await _expected(w, sitting, owner, now) or owner)
        until = await _paused_until(w, sitting, now)
        if until is not None:
            return Paused(until)
        expected = await _expected(w, sitting, owner, now)
        all_wait = owner is None and expected is None and await _all_wait(w, now)
        shown = await (_first if expected is None else _second)(w, text, expected, now)
        member = await w.staff.member(shown) if shown is not None else None
        if member is None:
            await w.staff_logins.note_wrong(sitting.address, now)
            await w.commit()
            return Paused(now + PAUSE) if all_wait else NotLoggedIn()
        outcome = await _admitted(w, sitting, member, now, is_second=expected is not None)
        if not isinstance(outcome, OthersThings):
            await w.staff_logins.forget_wrong(sitting.address)
            await w.commit()
        return outcome


async def _expected(w: Work, sitting: Sitting, owner: int | None, now: datetime) -> int | None:
    """Whose second step this is; a recovery code of a colleague is their first one at the same desk."""
    asked = await w.second_factors.asked(sitting.address, now)
    return asked if owner in (None, asked) else None


def _hash_of(text: str) -> str:
    return token_hash(read_code(text)[: 2 * CODE_LENGTH])


async def _first(w: Work, text: str, expected: int | None, now: datetime) -> int | None:
    """Whose recovery code it is, used up."""
    code = _hash_of(text)
    owner = await w.staff_logins.owner_of_code(code, locked=True)
    if owner is not None and expected in (None, owner):
        await w.staff_logins.use_code(code)
        return owner
    return None


async def _second(w: Work, text: str, expected: int | None, now: datetime) -> int | None:
    """The same person, if they have their app with them, or else a recovery code."""
    if expected is not None and await is_good_code(w, expected, text, now):
        return expected
    owner = await _first(w, text, expected, now)
    if owner is not None:
        await w.staff_log.add(StaffNote(now, owner, Noted.CAME_WITHOUT_IT))
    return owner


async def _admitted(
    w: Work, sitting: Sitting, member: StaffMember, now: datetime, *, is_second: bool = False
) -> LoggedIn | OthersThings | CodeNeeded:
    if not is_second and await is_set(w, member.resident_id):
        if await _is_anothers(w, sitting, member):
            # Said at once, before a code is used up for nothing.
            return OthersThings()
        await w.second_factors.ask(sitting.address, member.resident_id, now + ASKED_FOR)
        return CodeNeeded()
    outcome = await let_in(w, sitting, member, now)
    if isinstance(outcome, LoggedIn):
        await w.second_factors.answered(sitting.address)
    return outcome


async def _is_anothers(w: Work, sitting: Sitting, member: StaffMember) -> bool:
    present = await w.residents.at(sitting.address)
    return (
        present is not None
        and present.id != member.resident_id
        and await w.staff_logins.has_own_things(present.id)
    )


async def new_login_link(
    uow: UnitOfWork, clock: Clock, resident_id: int, cause: Cause | None = None
) -> str | None:
    """A link to the web chat that works once, within ten minutes; returns its token. An earlier one ends.

    None for whoever is no member of staff.
    """
    token = secrets.token_hex(16)
    async with uow.writing(cause) as w:
        if await w.staff.member(resident_id) is None:
            return None
        await w.staff_logins.replace_link(LoginLink(token_hash(token), resident_id, clock() + LINK_LASTS))
        await w.commit()
    return token


async def is_login_link(uow: UnitOfWork, clock: Clock, token: str) -> bool:
    """Whether a link works, without using it up: messengers fetch links to show what is behind them."""
    async with uow.reading() as r:
        link = await r.staff_logins.link(token_hash(token))
    return link is not None and link.works(clock())


async def log_in_by_link(
    uow: UnitOfWork, clock: Clock, sitting: Sitting, token: str, cause: Cause | None = None
) -> Login:
    """Uses a login link up."""
    now = clock()
    async with uow.writing(cause) as w:
        found = await w.staff_logins.link(token_hash(token))
        await lock_both(w, sitting, found.resident_id if found is not None else None)
        link = await w.staff_logins.link(token_hash(token), locked=True)
        member = await w.staff.member(link.resident_id) if link is not None else None
        if link is None or member is None or not link.works(now):
            return NotLoggedIn()
        outcome = await _admitted(w, sitting, member, now)
        if not isinstance(outcome, OthersThings):
            await w.staff_logins.update_link(replace(link, used_at=now))
            await w.commit()
        return outcome


async def let_in(w: Work, sitting: Sitting, member: StaffMember, now: datetime) -> LoggedIn | OthersThings:
    """Gives the account to a member of staff who proved to be one, and opens its work area."""
    locked = await lock_both(w, sitting, member.resident_id)
    resident = await w.residents.get(member.resident_id)
    present = await w.residents.at(sitting.address)
    if present is not None and present.id != resident.id:
        if present.id not in locked or await w.staff_logins.has_own_things(present.id):
            return OthersThings()
        left = await w.staff_logins.move_account(sitting.address, resident.id)
        if left is not None:
            # Former colleagues are still named as authors of what was sent, for one.
            await w.personal_data.erase(await w.personal_data.person(left), keep_chat=False)
    await begin(w, sitting, now)
    return LoggedIn(resident, member)


async def codes_left(uow: UnitOfWork, resident_id: int) -> int:
    """How many recovery codes somebody has that were not used."""
    async with uow.reading() as r:
        return await r.staff_logins.count_codes(resident_id)


async def forget_logins(uow: UnitOfWork, clock: Clock) -> None:
    """Deletes links and challenges that ended, wrong codes that no longer count, and unconfirmed factors."""
    now = clock()
    async with uow.writing() as w:
        await w.staff_logins.forget(now, now - 2 * PAUSE, now - ASKED_FOR)
        await w.commit()


async def lock_both(w: Work, sitting: Sitting, resident_id: int | None) -> set[int]:
    """Locks whoever is at the account and whoever wants to be, in the order in which chats are joined, and
    against whatever is written about them; returns whom there is.

    Before the code, link or key itself is locked: joining chats gives those to somebody else afterwards.
    """
    present = await w.residents.at(sitting.address)
    those = (resident_id, present.id if present is not None else None)
    return {one.id for one in await w.links.lock(*(each for each in those if each is not None))}


async def _paused_until(w: Work, sitting: Sitting, now: datetime) -> datetime | None:
    wrong = await w.staff_logins.last_wrong(sitting.address, TRIES)
    if len(wrong) == TRIES and wrong[0] - wrong[-1] < PAUSE and now < wrong[0] + PAUSE:
        return wrong[0] + PAUSE
    return None


async def _all_wait(w: Work, now: datetime) -> bool:
    return await w.staff_logins.count_wrong(now - PAUSE) >= TRIES_OF_ALL
