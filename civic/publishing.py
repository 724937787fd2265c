"""Releasing an entry: two pairs of eyes where there are two, everyone who asked told once, corrections."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from civic.notices import NewNotice, NoticeKind
from civic.pushes import push_new
from civic.questions import Ending, QuestionStatus, Translated, opened_again
from civic.staff_entries import (
    Asker,
    ChangedMeanwhile,
    EntryStatus,
    EntryText,
    NoSuchEntry,
    PublishedVersion,
    StaffEntry,
    approvers,
    fingerprint,
)
from civic.staff_log import Noted, note_acting
from civic.staff_rights import Right, demand

if TYPE_CHECKING:
    from civic.ports import UnitOfWork, Work
    from civic.residents import Cause
    from civic.time import Clock

# An approval is no emergency: each member of staff hears of those that wait at most once in this time.
PUSH_EVERY = timedelta(hours=1)


@dataclass(frozen=True)
class Published:
    """The version answers questions now; `told` people get a message."""

    version: PublishedVersion
    told: int


@dataclass(frozen=True)
class Waiting:
    """Somebody else has to look at it first."""

    entry: StaffEntry


@dataclass(frozen=True)
class PublishedBefore:
    """It was released already; nothing was sent again."""

    entry: StaffEntry


@dataclass(frozen=True)
class Incomplete:
    """The main text lacks its question or its answer."""


@dataclass(frozen=True)
class NotYours:
    """Whoever wrote it cannot approve it."""


@dataclass(frozen=True)
class Withdrawn:
    """It answers no questions any more."""

    entry: StaffEntry
    told: int


PublishOutcome = (
    Published | Waiting | PublishedBefore | Incomplete | NotYours | ChangedMeanwhile | NoSuchEntry
)


async def submit(
    uow: UnitOfWork, clock: Clock, entry_id: int, shown: str, by: int, cause: Cause | None = None
) -> PublishOutcome:
    """Asks others to approve the version with the hash `shown`; publishes it where there is nobody else."""
    async with uow.writing(cause) as w:
        entry = await w.entries.lock(entry_id)
        problem = _problem(entry, shown)
        if problem is not None or entry is None:
            return problem or NoSuchEntry()
        others = await approvers_of(w, entry)
        if not others:
            await _demand_publishing(w, entry)
            published = await _publish(w, entry, clock(), approved_by=None)
            await w.commit()
            return published
        waiting = replace(entry, status=EntryStatus.WAITING, revision=entry.revision + 1)
        await w.entries.update(waiting)
        for other in sorted(others):
            await _push(w, other, entry.id, clock())
        await w.commit()
        return Waiting(waiting)


async def approve(
    uow: UnitOfWork, clock: Clock, entry_id: int, shown: str, by: int, cause: Cause | None = None
) -> PublishOutcome:
    """Publishes exactly the version with the hash `shown`, which somebody else wrote and submitted."""
    async with uow.writing(cause) as w:
        entry = await w.entries.lock(entry_id)
        problem = _problem(entry, shown)
        if problem is not None or entry is None:
            return problem or NoSuchEntry()
        if entry.status is not EntryStatus.WAITING:
            return ChangedMeanwhile()
        if by not in await approvers_of(w, entry):
            return NotYours()
        await _demand_publishing(w, entry)
        published = await _publish(w, entry, clock(), approved_by=by)
        await w.commit()
        return published


async def tell_waiting(
    uow: UnitOfWork, clock: Clock, entry_id: int, by: int, cause: Cause | None = None
) -> int:
    """Sends the published version to those marked since then; returns how many are told."""
    async with uow.writing(cause) as w:
        entry = await w.entries.lock(entry_id)
        version = await w.entries.version(entry_id, entry.version) if entry and entry.is_known else None
        if entry is None or version is None:
            return 0
        await _demand_publishing(w, entry)
        told = 0
        for asker in await w.entries.askers(entry_id):
            if not asker.got:
                told += await _tell(w, version, asker, clock(), by)
        await w.commit()
        return told


async def withdraw(
    uow: UnitOfWork,
    clock: Clock,
    entry_id: int,
    by: int,
    *,
    tell: bool,
    cause: Cause | None = None,
) -> Withdrawn | NoSuchEntry:
    """Takes an entry out of the knowledge and tells the other staff; with `tell`, those who got it, too.

    Whoever was about to get it waits for a person again.
    """
    async with uow.writing(cause) as w:
        entry = await w.entries.lock(entry_id)
        if entry is None or not entry.is_known:
            return NoSuchEntry()
        await _demand_publishing(w, entry)
        now = clock()
        gone = replace(entry, status=EntryStatus.WITHDRAWN, edited_by=by, revision=entry.revision + 1)
        await w.entries.update(gone)
        await note_acting(w, now, Noted.ENTRY_WITHDRAWN, detail=str(entry.id))
        for member in await w.staff.everybody():
            if member.resident_id != by:
                notice = NewNotice(member.resident_id, NoticeKind.ENTRY_WITHDRAWN, entry.id, now)
                await w.notices.add(notice)
        told = 0
        for asker in await w.entries.askers(entry_id):
            if await w.notices.skip_open(NoticeKind.ENTRY_ANSWER, asker.id) and not asker.updated:
                await _waits_again(w, asker, now)
            elif tell and asker.got:
                await w.notices.add(NewNotice(asker.resident_id, NoticeKind.ENTRY_TAKEN_BACK, asker.id, now))
                told += 1
        await w.commit()
        return Withdrawn(gone, told)


async def approvers_of(r: Work, entry: StaffEntry) -> frozenset[int]:
    """Who may release an entry at present, by what its question is about; see `approvers`."""
    return approvers(entry, await r.staff.everybody(), await _topics(r, entry))


async def _demand_publishing(w: Work, entry: StaffEntry) -> None:
    demand(w, Right.PUBLISH_ENTRIES, await _topics(w, entry))


async def _topics(r: Work, entry: StaffEntry) -> tuple[str, ...]:
    question = await r.questions.get(entry.question_id) if entry.question_id else None
    return (question.topic,) if question is not None and question.topic else ()


def _problem(
    entry: StaffEntry | None, shown: str
) -> NoSuchEntry | PublishedBefore | Incomplete | ChangedMeanwhile | None:
    if entry is None:
        return NoSuchEntry()
    if entry.hash != shown:
        return ChangedMeanwhile()
    if entry.status is EntryStatus.PUBLISHED:
        return PublishedBefore(entry)
    return None if entry.usable else Incomplete()


async def _publish(w: Work, entry: StaffEntry, now: datetime, approved_by: int | None) -> Published:
    number = entry.version + 1
    version = PublishedVersion(
        entry_id=entry.id,
        number=number,
        language=entry.language,
        # Who wrote which translation is nothing to keep for ever.
        texts={
            code: EntryText(text.question, text.text, automatic=text.automatic)
            for code, text in entry.usable.items()
        },
        valid_until=entry.valid_until,
        hash=entry.hash,
        published_at=now,
        written_by=entry.edited_by,
        approved_by=approved_by,
        alone=approved_by is None,
    )
    await w.entries.add_version(version)
    released = replace(entry, status=EntryStatus.PUBLISHED, version=number, revision=entry.revision + 1)
    await w.entries.update(released)
    await note_acting(w, now, Noted.ENTRY_PUBLISHED, detail=str(entry.id))
    told = 0
    for asker in await w.entries.askers(entry.id):
        told += await _tell(w, version, asker, now, entry.edited_by)
    return Published(version, told)


async def _tell(w: Work, version: PublishedVersion, asker: Asker, now: datetime, by: int | None) -> int:
    """Writes the message to one asker in the same transaction; 0 where they have an answer."""
    same = version.texts.get(asker.got_language)
    if asker.got and same is not None and fingerprint(same.text) == asker.got:
        await w.entries.update_asker(replace(asker, version=version.number))
        return 0
    resident = await w.residents.get(asker.resident_id)
    language = version.best(resident.language)
    text = version.texts[language].text
    if not asker.got and not await _close_question(w, asker, version, language, now, by):
        await w.entries.remove_asker(asker.id)
        return 0
    # A message that has not left yet never reached anybody: the new one takes its place.
    unsent = await w.notices.skip_open(NoticeKind.ENTRY_ANSWER, asker.id)
    told = replace(
        asker,
        version=version.number,
        got=fingerprint(text),
        got_language=language,
        updated=bool(asker.got) and (asker.updated or not unsent),
    )
    await w.entries.update_asker(told)
    await w.notices.add(NewNotice(asker.resident_id, NoticeKind.ENTRY_ANSWER, asker.id, now))
    return 1


async def _close_question(
    w: Work, asker: Asker, version: PublishedVersion, language: str, now: datetime, by: int | None
) -> bool:
    """False where somebody answered it by hand in the meantime, or whoever asked took it back."""
    question = await w.questions.lock(asker.question_id) if asker.question_id else None
    if question is None:
        return True
    if question.status is QuestionStatus.ANSWERED or question.ending is Ending.WITHDRAWN:
        return False
    text = version.texts[language]
    closed = replace(
        question,
        status=QuestionStatus.ANSWERED,
        answer=text.text,
        answer_language="" if language == question.language else language,
        translated=Translated.AUTOMATIC if text.automatic else Translated.NOBODY,
        answered_by=by,
        answered_at=now,
        closed_at=None,
        ending=None,
    )
    await w.questions.update(closed)
    return True


async def _waits_again(w: Work, asker: Asker, now: datetime) -> None:
    question = await w.questions.lock(asker.question_id) if asker.question_id else None
    if question is not None:
        opened = opened_again(question, now)
        await w.questions.update(opened)
        await push_new(w, opened)
    await w.entries.remove_asker(asker.id)


async def _push(w: Work, resident_id: int, entry_id: int, now: datetime) -> None:
    last = await w.notices.newest(resident_id, NoticeKind.ENTRY_WAITING)
    if last is not None and last > now:
        return  # one is on its way, and will name all that wait by then
    due = now if last is None else max(now, last + PUSH_EVERY)
    await w.notices.add(NewNotice(resident_id, NoticeKind.ENTRY_WAITING, entry_id, due))
