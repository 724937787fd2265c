"""Return links: with one, any browser sees, changes and cancels one registration, until it is revoked."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from civic.registrations import speaks_for
from civic.return_ports import ReturnLink

if TYPE_CHECKING:
    from civic.events import Event
    from civic.ports import UnitOfWork, Work
    from civic.registrations import Registration
    from civic.residents import Cause
    from civic.time import Clock

TOKEN_BYTES = 16  # 128 bits
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}", re.ASCII)
_NOTE_USE_AFTER = timedelta(hours=1)


@dataclass(frozen=True)
class Opened:
    """What a link leads to. `position` is 0 for whoever does not wait; `address` is where mails go.

    `language` is the person's; a link of somebody without an account has the one noted for them.
    """

    registration: Registration
    event: Event
    position: int
    language: str
    address: str | None = None


def token_hash(token: str) -> bytes:
    """What is stored of a token."""
    return hashlib.sha256(token.encode(errors="replace")).digest()


def return_address(public_url: str, token: str) -> str:
    """The address that a person opens."""
    return f"{public_url.rstrip('/')}/r/{token}"


async def give_link(uow: UnitOfWork, clock: Clock, registration_id: int) -> str:
    """A further link to a registration, for whoever was checked to be its owner; returns the token."""
    async with uow.writing() as w:
        token = await _add(w, registration_id, clock())
        await w.commit()
        return token


async def replace_links(
    uow: UnitOfWork, clock: Clock, registration_id: int, resident_id: int | None, cause: Cause | None = None
) -> str | None:
    """Ends all links of somebody's registration and makes a new one; None if it is not theirs."""
    now = clock()
    async with uow.writing(cause) as w:
        registration = await w.registrations.get(registration_id)
        if registration is None or speaks_for(registration) != resident_id:
            return None
        await w.return_links.revoke(registration_id, now)
        token = await _add(w, registration_id, now)
        await w.commit()
        return token


async def take_back(uow: UnitOfWork, token: str) -> None:
    """Forgets a link that never reached its reader."""
    async with uow.writing() as w:
        await w.return_links.remove(token_hash(token))
        await w.commit()


async def end_links(uow: UnitOfWork, clock: Clock, registration_id: int) -> int:
    """Ends all links of a registration; returns how many there were."""
    async with uow.writing() as w:
        ended = await w.return_links.revoke(registration_id, clock())
        await w.commit()
        return ended


async def open_link(uow: UnitOfWork, clock: Clock, token: str) -> Opened | None:
    """What a token leads to; None where it is unknown or revoked. Notes the use once an hour at most."""
    if not _TOKEN.fullmatch(token):
        token = ""  # looked for all the same: every wrong token takes the same way
    hashed, now = token_hash(token), clock()
    async with uow.reading() as r:
        link = await r.return_links.valid(hashed)
        opened = await _opened(r, link) if link is not None else None
    if link is not None and _is_news(link.last_used_at, now):
        async with uow.writing() as w:
            await w.return_links.used(hashed, now)
            await w.commit()
    return opened


async def _opened(r: Work, link: ReturnLink) -> Opened | None:
    registration = await r.registrations.get(link.registration_id)
    one = await r.events.get(registration.event_id) if registration else None
    if registration is None or one is None:
        return None
    language = registration.language
    if registration.resident_id is not None:
        language = (await r.residents.get(registration.resident_id)).language
    position = await r.registrations.position(registration)
    address = await r.mails.address(registration.id)
    return Opened(registration, one.event, position, language, address)


async def _add(w: Work, registration_id: int, now: datetime) -> str:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    await w.return_links.add(ReturnLink(token_hash(token), registration_id, now))
    return token


def _is_news(last: datetime | None, now: datetime) -> bool:
    return last is None or now - last >= _NOTE_USE_AFTER
