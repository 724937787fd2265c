"""A coordinator writes to the people of one event: shown before it goes out, and once to each of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from civic.announcements import Report
from civic.event_teams import Audited, AuditEntry, is_on_team
from civic.notices import NewNotice, NoticeKind
from civic.participants import Participant
from civic.registrations import RegistrationStatus

if TYPE_CHECKING:
    from civic.ports import UnitOfWork, Work
    from civic.residents import Cause
    from civic.time import Clock

MESSAGE_LIMIT = 2000


class Recipients(StrEnum):
    """To whom a message goes."""

    CONFIRMED = "confirmed"
    WAITING = "waiting"
    BOTH = "both"


_STATUSES = {
    Recipients.CONFIRMED: frozenset((RegistrationStatus.CONFIRMED,)),
    Recipients.WAITING: frozenset((RegistrationStatus.WAITING, RegistrationStatus.OFFERED)),
    Recipients.BOTH: frozenset(
        (RegistrationStatus.CONFIRMED, RegistrationStatus.WAITING, RegistrationStatus.OFFERED)
    ),
}


@dataclass(frozen=True)
class ParticipantMessage:
    """One message to the people of an event. `machine` names the languages that nobody wrote themselves.

    `revision` counts its changes: only the version that was shown is sent.
    """

    id: int
    event_id: int
    author_id: int | None
    recipients: Recipients
    texts: Mapping[str, str]
    created_at: datetime
    machine: frozenset[str] = frozenset()
    revision: int = 0
    sent_at: datetime | None = None


@dataclass(frozen=True)
class Audience:
    """Who would get a message: registrations by language, and how many have to be told otherwise."""

    languages: Mapping[str, int] = field(default_factory=dict)
    without_account: int = 0

    @property
    def total(self) -> int:
        """Registrations that are written to."""
        return sum(self.languages.values())


@dataclass(frozen=True)
class MessageSent:
    """Everybody has a row now; it goes out by itself."""

    message: ParticipantMessage
    audience: Audience


@dataclass(frozen=True)
class NobodyToWrite:
    """The message would reach no one."""


@dataclass(frozen=True)
class NotSendable:
    """Sent before, changed since it was shown, or not this person's event."""


SendOutcome = MessageSent | NobodyToWrite | NotSendable


class ParticipantMessages(Protocol):
    """Messages to the people of events, and one row for each of them."""

    async def get(self, message_id: int) -> ParticipantMessage | None:
        """One message."""

    async def lock(self, message_id: int) -> ParticipantMessage | None:
        """The same, locked until the end of the transaction."""

    async def add(self, message: ParticipantMessage) -> ParticipantMessage:
        """Keeps a new message; returns it with its id."""

    async def update(self, message: ParticipantMessage) -> None:
        """Replaces the row of a message."""

    async def of_event(self, event_id: int) -> list[ParticipantMessage]:
        """What was sent for an event, newest first."""

    async def add_copy(self, message_id: int, registration_id: int) -> int:
        """Keeps that a registration gets a message; the id of the copy."""

    async def of_copy(self, copy_id: int) -> ParticipantMessage | None:
        """The message that a copy is of."""

    async def report(self, message_id: int) -> Report:
        """What became of its copies; those without an account count as unreachable."""

    async def forget(self, event_id: int) -> int:
        """Deletes the messages of an event; how many."""


async def draft_message(
    uow: UnitOfWork, clock: Clock, draft: ParticipantMessage, cause: Cause | None = None
) -> ParticipantMessage | NotSendable:
    """Keeps a new message, or an unsent one with other texts or recipients."""
    async with uow.writing(cause) as w:
        event = await w.events.lock(draft.event_id)
        if event is None or draft.author_id is None or not await is_on_team(w, event, draft.author_id):
            return NotSendable()
        if not draft.id:
            kept = await w.participant_messages.add(replace(draft, created_at=clock()))
        else:
            current = await w.participant_messages.lock(draft.id)
            if current is None or current.sent_at is not None or current.revision != draft.revision:
                return NotSendable()
            kept = replace(draft, revision=draft.revision + 1)
            await w.participant_messages.update(kept)
        await w.commit()
        return kept


async def audience_of(uow: UnitOfWork, message: ParticipantMessage) -> Audience:
    """Who would get a message at present."""
    async with uow.reading() as r:
        return _audience(await _people(r, message))


async def send_message(
    uow: UnitOfWork, clock: Clock, message_id: int, revision: int, staff_id: int, cause: Cause | None = None
) -> SendOutcome:
    """Writes one row and one notice for everybody who is on the list now; whoever registers later gets
    nothing. A second tap finds it sent."""
    now = clock()
    async with uow.writing(cause) as w:
        found = await w.participant_messages.get(message_id)
        event = await w.events.lock(found.event_id) if found is not None else None
        if event is None or not await is_on_team(w, event, staff_id):
            return NotSendable()
        # Read under the lock: a second tap waits here until the first one has sent it.
        message = await w.participant_messages.lock(message_id)
        if message is None or message.sent_at is not None or message.revision != revision:
            return NotSendable()
        people = await _people(w, message)
        audience = _audience(people)
        if not audience.total:
            return NobodyToWrite()
        for one in people:
            await _address(w, message_id, one, now)
        sent = replace(message, sent_at=now)
        await w.participant_messages.update(sent)
        await w.teams.note(AuditEntry(now, staff_id, Audited.MESSAGE_SENT, event.id))
        await w.commit()
        return MessageSent(sent, audience)


async def _address(w: Work, message_id: int, one: Participant, now: datetime) -> None:
    copy_id = await w.participant_messages.add_copy(message_id, one.registration.id)
    whom = one.registration.resident_id
    kind, about = NoticeKind.PARTICIPANT_MESSAGE, one.registration.id
    await w.notices.add(NewNotice(whom, kind, copy_id, now, about=about))


async def _people(r: Work, message: ParticipantMessage) -> list[Participant]:
    statuses = _STATUSES[message.recipients]
    return [
        one for one in await r.participants.of_event(message.event_id) if one.registration.status in statuses
    ]


def _audience(people: Iterable[Participant]) -> Audience:
    every = list(people)
    written_to = [one for one in every if one.registration.resident_id is not None]
    languages = Counter(one.language for one in written_to)
    return Audience(dict(languages), len(every) - len(written_to))
