"""Translations of a question or an answer: by a volunteer with a one-time link, or drafted by a server."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from civic.notices import NewNotice, NoticeKind
from civic.one_time_links import is_for, token_hash

if TYPE_CHECKING:
    from civic.ports import UnitOfWork
    from civic.residents import Cause
    from civic.time import Clock

LINK_LASTS = timedelta(days=7)


class Part(StrEnum):
    """What is translated."""

    QUESTION = "question"
    ANSWER = "answer"


@dataclass(frozen=True)
class Translation:
    """Work for one volunteer, who sees the text and nothing else. Only the token's SHA-256 is kept."""

    id: int
    token_hash: str
    question_id: int
    part: Part
    text: str
    source: str
    target: str
    asked_by: int
    expires_at: datetime
    taken_by: int | None = None
    result: str = ""
    done_at: datetime | None = None


@dataclass(frozen=True)
class Wanted:
    """A text, its language and the one it is wanted in."""

    question_id: int
    part: Part
    text: str
    source: str
    target: str


@dataclass(frozen=True)
class NoSuchTranslation:
    """Unknown, taken by somebody else, done or expired: a stranger learns no more than that."""


@dataclass(frozen=True)
class Draft:
    """A text put into another language by a machine. `lost`: protected names that it dropped on the way."""

    text: str
    lost: tuple[str, ...] = ()


@dataclass(frozen=True)
class NoDraft:
    """The translation server gave nothing usable; `why` is for the log."""

    why: str


class Translator(Protocol):
    """Drafts translations. Never called inside a transaction."""

    async def translate(self, text: str, source: str, target: str) -> Draft | NoDraft:
        """The text in another language; never raises for what the server does."""


async def ask_volunteer(
    uow: UnitOfWork, clock: Clock, wanted: Wanted, by: int, cause: Cause | None = None
) -> str:
    """Makes a link that works once, for seven days; returns its token (32 hexadecimal digits)."""
    token = secrets.token_hex(16)
    new = Translation(
        0,
        token_hash(token),
        wanted.question_id,
        wanted.part,
        wanted.text,
        wanted.source,
        wanted.target,
        by,
        clock() + LINK_LASTS,
    )
    async with uow.writing(cause) as w:
        await w.translations.add(new)
        await w.commit()
    return token


async def look_at(
    uow: UnitOfWork, clock: Clock, token: str, resident_id: int
) -> Translation | NoSuchTranslation:
    """What a link is for, without using it (messenger previews fetch links)."""
    async with uow.reading() as r:
        found = await r.translations.by_token(token_hash(token))
    return found if found and is_for(found, resident_id, clock()) else NoSuchTranslation()


async def take(
    uow: UnitOfWork, clock: Clock, token: str, resident_id: int
) -> Translation | NoSuchTranslation:
    """Uses a link up: from now on only this person can do the work. Twice is as good as once."""
    async with uow.writing() as w:
        found = await w.translations.lock_token(token_hash(token))
        if found is None or not is_for(found, resident_id, clock()):
            return NoSuchTranslation()
        taken = replace(found, taken_by=resident_id)
        await w.translations.update(taken)
        await w.commit()
        return taken


async def hand_in(
    uow: UnitOfWork, clock: Clock, number: int, resident_id: int, text: str, cause: Cause | None = None
) -> Translation | NoSuchTranslation:
    """Keeps a volunteer's text as a draft; whoever asked for it is told."""
    now = clock()
    async with uow.writing(cause) as w:
        found = await w.translations.lock(number)
        if found is None or found.taken_by != resident_id or not is_for(found, resident_id, now):
            return NoSuchTranslation()
        done = replace(found, result=text, done_at=now)
        await w.translations.update(done)
        await w.notices.add(NewNotice(found.asked_by, NoticeKind.TRANSLATION_DONE, found.id, now))
        await w.commit()
        return done
