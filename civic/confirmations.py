"""Whether answers still hold: when somebody last said so, and which ones staff should look at again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from civic.answers.entries import Entry, Version
from civic.answers.knowledge import Knowledge
from civic.notices import NewNotice, NoticeKind
from civic.staff_rights import Right, may

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from civic.ports import UnitOfWork
    from civic.residents import Cause
    from civic.time import Clock

HOLDS = timedelta(days=365)
BETWEEN_REMINDERS = timedelta(days=7)
_OFFICE_HOURS = range(8, 18)
_FINGERPRINT = 16


@dataclass(frozen=True)
class Confirmation:
    """Somebody found an entry still correct; it counts as long as the text is the one with this fingerprint.

    `confirmed_by` is a resident, or None once they had themselves forgotten.
    """

    entry: str
    fingerprint: str
    confirmed_at: datetime
    confirmed_by: int | None = None


class Confirmations(Protocol):
    """Confirmations of entries, and when members of staff were last reminded of them."""

    async def get(self, entry: str) -> Confirmation | None:
        """The newest confirmation of an entry."""

    async def all(self) -> Mapping[str, Confirmation]:
        """Every confirmation, by entry."""

    async def set(self, confirmation: Confirmation) -> None:
        """Keeps a confirmation in the place of an earlier one of the same entry."""

    async def claim_reminder(self, resident_id: int, now: datetime, before: datetime) -> bool:
        """Notes a reminder as of now, unless there was one after `before`; whoever gets True sends it."""


class Why(StrEnum):
    """Why an entry should be looked at again."""

    EXPIRED = "expired"
    UNCONFIRMED = "unconfirmed"


@dataclass(frozen=True)
class ToConfirm:
    """An entry that staff should look at. `since`: the end of its validity, or when it was last known to
    hold (None: nobody knows)."""

    entry: Entry
    why: Why
    since: date | None


@dataclass(frozen=True)
class Confirmed:
    """The entry counts as checked today."""

    entry: Entry


@dataclass(frozen=True)
class TextChanged:
    """No entry reads any more as the one that was to be confirmed."""


def fingerprint(knowledge: Knowledge, entry: Entry) -> str:
    """Hex digits of an entry's key and its text in the city's language, which the translations follow."""
    version = entry.versions.get(knowledge.city.main_language) or next(iter(entry.versions.values()))
    text = "\n".join([entry.key, version.question, version.text, version.more or ""])
    return hashlib.sha256(text.encode()).hexdigest()[:_FINGERPRINT]


def checked_on(entry: Entry, confirmed: date | None) -> date | None:
    """When somebody last checked an entry: by a file in any language or by a confirmation, the latest."""
    days = [confirmed, *(version.checked for version in entry.versions.values())]
    return max((day for day in days if day is not None), default=None)


def is_expired(version: Version, today: date, checked: date | None) -> bool:
    """Whether to warn: its validity has ended, and nobody has checked it since, within a year."""
    if not version.expired(today):
        return False
    assert version.valid_until is not None
    return checked is None or checked <= version.valid_until or today - checked > HOLDS


def to_confirm(knowledge: Knowledge, confirmed: Mapping[str, date], today: date) -> list[ToConfirm]:
    """The entries to look at: expired ones first, then those that nobody confirmed for a year, oldest first.

    The date of its source counts as the first confirmation.
    """
    found = []
    for entry in knowledge.entries.values():
        version = entry.versions.get(knowledge.city.main_language) or next(iter(entry.versions.values()))
        checked = checked_on(entry, confirmed.get(entry.key))
        if is_expired(version, today, checked):
            found.append(ToConfirm(entry, Why.EXPIRED, version.valid_until))
            continue
        source = version.source_date.last_day if version.source_date else None
        known = max((day for day in (checked, source) if day is not None), default=None)
        if known is None or today - known > HOLDS:
            found.append(ToConfirm(entry, Why.UNCONFIRMED, known))
    return sorted(found, key=lambda one: (one.why is not Why.EXPIRED, one.since or date.min))


async def confirmed_on(uow: UnitOfWork, knowledge: Knowledge, entry: Entry, zone: ZoneInfo) -> date | None:
    """The local day on which an entry was confirmed as it reads now."""
    async with uow.reading() as r:
        found = await r.confirmations.get(entry.key)
    return _day(knowledge, entry, found, zone)


async def due_for_confirmation(
    uow: UnitOfWork, clock: Clock, knowledge: Knowledge, zone: ZoneInfo
) -> list[ToConfirm]:
    """What staff should look at now."""
    async with uow.reading() as r:
        every = await r.confirmations.all()
    known = {}
    for key, one in every.items():
        entry = knowledge.entry(key)
        day = _day(knowledge, entry, one, zone) if entry is not None else None
        if day is not None:
            known[key] = day
    return to_confirm(knowledge, known, clock().astimezone(zone).date())


async def confirm(
    uow: UnitOfWork, clock: Clock, knowledge: Knowledge, seen: str, by: int, cause: Cause | None = None
) -> Confirmed | TextChanged:
    """Confirms the entry whose text, by its fingerprint, somebody has seen."""
    entry = next((one for one in knowledge.entries.values() if fingerprint(knowledge, one) == seen), None)
    if entry is None:
        return TextChanged()
    async with uow.writing(cause) as w:
        await w.confirmations.set(Confirmation(entry.key, seen, clock(), by))
        await w.commit()
    return Confirmed(entry)


async def remind(uow: UnitOfWork, clock: Clock, knowledge: Knowledge, zone: ZoneInfo) -> int:
    """Reminds everybody who publishes entries of what is to be confirmed, once a week and during the day;
    returns how many. Nobody is reminded in their first week."""
    now = clock()
    if now.astimezone(zone).hour not in _OFFICE_HOURS:
        return 0
    if not await due_for_confirmation(uow, clock, knowledge, zone):
        return 0
    reminded = 0
    before = now - BETWEEN_REMINDERS
    async with uow.writing() as w:
        for member in await w.staff.everybody():
            who = member.resident_id
            if not may(member, Right.PUBLISH_ENTRIES):
                continue
            if member.since <= before and await w.confirmations.claim_reminder(who, now, before):
                await w.notices.add(NewNotice(who, NoticeKind.ENTRIES_TO_CONFIRM, 0, now))
                reminded += 1
        await w.commit()
    return reminded


def _day(knowledge: Knowledge, entry: Entry, found: Confirmation | None, zone: ZoneInfo) -> date | None:
    if found is None or found.fingerprint != fingerprint(knowledge, entry):
        return None
    return found.confirmed_at.astimezone(zone).date()
