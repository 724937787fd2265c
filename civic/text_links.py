"""Links to the text page: one for the staff, for a day's work; one for a volunteer and one language."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from civic.notices import NewNotice, NoticeKind
from civic.one_time_links import token_hash
from civic.staff_rights import Acting, Right, demand, may
from civic.text_editing import Desk, Opened, Saved, SaveOutcome, SheetClosed, open_sheet, store
from civic.text_ports import TextLink
from civic.text_sheets import SheetKey, SheetKind, Values, Written, stamp
from civic.translations import LINK_LASTS

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from civic.ports import UnitOfWork, Work
    from civic.residents import Cause
    from civic.time import Clock

STAFF_LINK_LASTS = timedelta(hours=1)
STAFF_WORK_LASTS = timedelta(hours=12)
TOKEN_BYTES = 16  # 128 bits
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}", re.ASCII)


@dataclass(frozen=True)
class Access:
    """A browser that may work: its link, and the secret that it was given just now."""

    link: TextLink
    secret: str


@dataclass(frozen=True)
class NoAccess:
    """Unknown, used, expired, ended, or no member of staff any more: nobody learns which."""


def right_to_write(kind: SheetKind) -> Right:
    """What somebody needs to write the texts of a kind of thing."""
    match kind:
        case SheetKind.ANNOUNCEMENT:
            return Right.WRITE_ANNOUNCEMENTS
        case SheetKind.EVENT:
            return Right.WRITE_EVENTS
        case SheetKind.ENTRY:
            return Right.WRITE_ENTRIES


def desk_of(uow: UnitOfWork, clock: Clock, zone: ZoneInfo, link: TextLink) -> Desk:
    """The desk of whoever made a link: each transaction looks up whether they still may write."""
    acting = Acting(uow, link.made_by, right_to_write(link.key.kind))
    return Desk(acting, clock, zone, link.made_by)


async def link_for_staff(
    uow: UnitOfWork, clock: Clock, key: SheetKey, by: int, cause: Cause | None = None
) -> str:
    """A link to a sheet that works once, within an hour; returns its token."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    now = clock()
    async with uow.writing(cause) as w:
        demand(w, right_to_write(key.kind))
        await w.text_links.add(TextLink(0, token_hash(token), key, by, now, now + STAFF_LINK_LASTS))
        await w.commit()
    return token


async def link_for_volunteer(
    uow: UnitOfWork, clock: Clock, key: SheetKey, language: str, by: int, cause: Cause | None = None
) -> str | None:
    """A link for one volunteer and one language, for seven days; None where there is nothing to translate."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    now = clock()
    opened = await open_sheet(uow, clock, key)
    if opened is None or not opened.sheet.open or language == opened.sheet.language:
        return None
    sheet = opened.sheet
    new = TextLink(
        0,
        token_hash(token),
        key,
        by,
        now,
        now + LINK_LASTS,
        language,
        sheet.language,
        sheet.source,
        sheet.values(sheet.language),
    )
    async with uow.writing(cause) as w:
        await w.text_links.add(new)
        await w.commit()
    return token


async def look(uow: UnitOfWork, clock: Clock, token: str) -> TextLink | NoAccess:
    """What a link is for, without using it up: messengers fetch links to show what is behind them."""
    async with uow.reading() as r:
        link = await r.text_links.by_token(token_hash(_checked(token)))
        if link is None or not (_is_in_use(link, clock()) or await _can_be_taken(r, link, clock())):
            return NoAccess()
        return link if await _is_trusted(r, link, clock()) else NoAccess()


async def exchange(uow: UnitOfWork, clock: Clock, token: str, browser: str) -> Access | NoAccess:
    """Uses a link up: from now on only this browser gets in. `browser` is a random text that it alone has.

    A second time from the same browser is as good as once, since an answer may be lost.
    """
    now, secret = clock(), _secret(token, browser)
    async with uow.writing() as w:
        link = await w.text_links.by_token(token_hash(_checked(token)), locked=True)
        if link is None or not _TOKEN.fullmatch(browser):
            return NoAccess()
        if _belongs_to(link, secret, now) and await _is_trusted(w, link, now):
            return Access(link, secret)
        if not await _can_be_taken(w, link, now):
            return NoAccess()
        ends = link.expires_at if link.language else now + STAFF_WORK_LASTS
        taken = replace(link, secret_hash=token_hash(secret), taken_at=now, ends_at=ends)
        await w.text_links.update(taken)
        await w.commit()
        return Access(taken, secret)


async def admitted(uow: UnitOfWork, clock: Clock, number: int, secret: str) -> TextLink | NoAccess:
    """The link that a browser's secret belongs to."""
    async with uow.reading() as r:
        link = await r.text_links.get(number)
        if link is None or not _belongs_to(link, _checked(secret), clock()):
            return NoAccess()
        return link if await _is_trusted(r, link, clock()) else NoAccess()


async def end(uow: UnitOfWork, clock: Clock, number: int) -> None:
    """Ends the work of one browser."""
    async with uow.writing() as w:
        link = await w.text_links.get(number, locked=True)
        if link is not None and link.revoked_at is None:
            await w.text_links.update(replace(link, revoked_at=clock()))
            await w.commit()


async def end_all(uow: UnitOfWork, clock: Clock, key: SheetKey, cause: Cause | None = None) -> int:
    """Ends every link to a sheet, volunteers' too; returns how many there were."""
    async with uow.writing(cause) as w:
        ended = await w.text_links.revoke(key, clock())
        await w.commit()
        return ended


async def keep_translation(uow: UnitOfWork, number: int, values: Values) -> TextLink | NoAccess:
    """Keeps what a volunteer is typing."""
    async with uow.writing() as w:
        link = await w.text_links.get(number, locked=True)
        if link is None or link.done_at is not None or link.revoked_at is not None:
            return NoAccess()
        changed = replace(link, results=dict(values))
        await w.text_links.update(changed)
        await w.commit()
        return changed


async def hand_in(uow: UnitOfWork, clock: Clock, number: int, values: Values) -> TextLink | NoAccess:
    """A volunteer is done: it becomes a draft, and whoever asked for it is told. Twice is as good as once."""
    now = clock()
    async with uow.writing() as w:
        link = await w.text_links.get(number, locked=True)
        if link is None or link.revoked_at is not None or not link.language:
            return NoAccess()
        if link.done_at is not None:
            return link
        done = replace(link, results=dict(values), done_at=now)
        await w.text_links.update(done)
        for reader in await _told(w, link.made_by, link.key.kind):
            await w.notices.add(NewNotice(reader, NoticeKind.TEXT_HANDED_IN, link.id, now))
        await w.commit()
        return done


async def accept(desk: Desk, number: int) -> SaveOutcome:
    """Puts a volunteer's texts in. Where the main text has changed meanwhile, they are outdated at once."""
    async with desk.uow.reading() as r:
        link = await r.text_links.get(number)
    opened = await open_sheet(desk.uow, desk.clock, link.key) if link is not None and link.waits else None
    if link is None or opened is None:
        return SheetClosed()
    values = opened.sheet.read(link.results)
    base = stamp(opened.sheet.values(link.language))
    outcome = await store(desk, link.key, Written(link.language, values, link.of, base, None))
    if isinstance(outcome, Saved):
        await _settle(desk.uow, desk.clock, number)
    return outcome


async def refuse(uow: UnitOfWork, clock: Clock, number: int, cause: Cause | None = None) -> bool:
    """Throws a volunteer's texts away; False where it was decided before."""
    return await _settle(uow, clock, number, cause)


async def waiting(uow: UnitOfWork, opened: Opened) -> list[TextLink]:
    """What volunteers handed in for a sheet."""
    async with uow.reading() as r:
        return await r.text_links.waiting(opened.sheet.key)


async def _settle(uow: UnitOfWork, clock: Clock, number: int, cause: Cause | None = None) -> bool:
    async with uow.writing(cause) as w:
        link = await w.text_links.get(number, locked=True)
        if link is None or not link.waits:
            return False
        await w.text_links.update(replace(link, settled_at=clock()))
        await w.commit()
        return True


async def _can_be_taken(r: Work, link: TextLink, now: datetime) -> bool:
    if link.taken_at is not None or link.revoked_at is not None or now >= link.expires_at:
        return False
    return await _is_trusted(r, link, now)


def _belongs_to(link: TextLink, secret: str, now: datetime) -> bool:
    """Whether a browser with this secret has taken the link, and may still work."""
    return _is_in_use(link, now) and secrets.compare_digest(link.secret_hash, token_hash(secret))


def _is_in_use(link: TextLink, now: datetime) -> bool:
    """Whether some browser has it; that one may come back by the same link."""
    return link.ends_at is not None and link.revoked_at is None and now < link.ends_at


def _secret(token: str, browser: str) -> str:
    digest = hashlib.sha256(f"{browser}:{token}".encode("utf-8", "replace")).digest()
    return base64.urlsafe_b64encode(digest[:TOKEN_BYTES]).decode().rstrip("=")


async def _is_trusted(r: Work, link: TextLink, now: datetime) -> bool:
    """A volunteer's link outlives whoever asked for it; staff must still have the right to write, and not be
    locked out."""
    if link.language:
        return True
    if not may(await r.staff.member(link.made_by), right_to_write(link.key.kind)):
        return False
    return await r.staff_sessions.may_work(link.made_by, now)


async def _told(w: Work, asked_by: int, kind: SheetKind) -> list[int]:
    staff = [one for one in await w.staff.everybody() if may(one, right_to_write(kind))]
    able = sorted(one.resident_id for one in staff)
    return [asked_by] if asked_by in able else able


def _checked(token: str) -> str:
    return token if _TOKEN.fullmatch(token) else ""  # looked for all the same: every wrong one takes as long
