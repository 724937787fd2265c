"""What the use cases need from a store. `storage/` implements it; each subject has one repository."""

from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Protocol

from civic.answers.import_ports import Imports
from civic.confirmations import Confirmations
from civic.conversations import Conversation, ConversationKey
from civic.events import Event, EventWithSeats
from civic.knowledge_ports import Digests, Gaps, StaffEntries
from civic.question_notes import QuestionNote
from civic.question_ports import Pushes, Routing, Translations
from civic.questions import Question
from civic.registrations import Registration
from civic.residents import Address, Cause, Channel, Resident
from civic.sending_ports import Announcements, Deliveries, Notices
from civic.staff import Group, Invitation, StaffMember
from civic.vector_ports import VectorStore


class AlreadyHandled(Exception):
    """The update behind this transaction took effect before; the transaction must not run again."""


class Residents(Protocol):
    """Residents, their accounts and subscriptions."""

    async def at(self, address: Address) -> Resident | None:
        """The resident behind an account."""

    async def get(self, resident_id: int) -> Resident:
        """A resident that is known to exist. KeyError where there is none."""

    async def lock(self, resident_id: int) -> Resident:
        """The same, locked until the end of the transaction, so that two changes do not undo each other."""

    async def add(self, resident: Resident, address: Address) -> Resident:
        """Keeps a new resident with their first account; returns whoever has that account now."""

    async def update(self, resident: Resident) -> None:
        """Replaces the row of a resident."""

    async def is_reachable(self, address: Address) -> bool:
        """Whether an account has not blocked the bot, as far as is known."""

    async def set_reachable(self, address: Address, reachable: bool) -> None:
        """Notes that an account blocked or unblocked the bot."""

    async def topics(self, resident_id: int) -> frozenset[str]:
        """The topics somebody subscribed to."""

    async def subscribe(self, resident_id: int, topic: str) -> None:
        """Adds a subscription that is not there yet."""

    async def unsubscribe(self, resident_id: int, topic: str | None = None) -> None:
        """Ends one subscription, or all of them."""


class Staff(Protocol):
    """Members of staff, invitations and groups."""

    async def member(self, resident_id: int) -> StaffMember | None:
        """The role of a resident, if they have one."""

    async def everybody(self) -> list[StaffMember]:
        """Every member of staff."""

    async def set_member(self, member: StaffMember) -> None:
        """Gives a resident a role, or another one."""

    async def invitation(self, token_hash: str) -> Invitation | None:
        """An invitation, used or not."""

    async def lock_invitation(self, token_hash: str) -> Invitation | None:
        """The same, locked until the end of the transaction."""

    async def add_invitation(self, invitation: Invitation) -> None:
        """Keeps a new invitation."""

    async def use_invitation(self, invitation: Invitation) -> None:
        """Stores when an invitation was used."""

    async def group(self, channel: Channel, chat_id: int) -> Group | None:
        """A group that the bot is in."""

    async def staff_groups(self) -> list[Group]:
        """The groups of staff."""

    async def set_group(self, group: Group) -> None:
        """Adds or replaces a group."""

    async def remove_group(self, channel: Channel, chat_id: int) -> None:
        """Forgets a group."""


class Events(Protocol):
    """Events."""

    async def get(self, event_id: int) -> EventWithSeats | None:
        """An event with its seats taken and people waiting."""

    async def lock(self, event_id: int) -> Event | None:
        """An event, locked until the end of the transaction, so that seats can be counted."""

    async def add(self, event: Event) -> Event:
        """Keeps a new event; returns it with its id."""

    async def update(self, event: Event) -> None:
        """Replaces the row of an event."""

    async def coming(self, now: datetime) -> list[EventWithSeats]:
        """Published events that start after `now`, soonest first."""

    async def of_staff(self, now: datetime) -> list[EventWithSeats]:
        """Drafts and events of any status that end after `now`, soonest first."""

    async def count(self) -> int:
        """How many events there are, of any status."""

    async def remove_examples(self) -> int:
        """Deletes sample events with their registrations; returns how many events."""


class Registrations(Protocol):
    """Registrations and waiting lists."""

    async def get(self, registration_id: int) -> Registration | None:
        """One registration."""

    async def of(self, event_id: int, resident_id: int) -> Registration | None:
        """A resident's registration for an event, whatever its status."""

    async def by_code(self, code: str) -> Registration | None:
        """The registration with a code."""

    async def add(self, registration: Registration) -> Registration:
        """Keeps a new registration; returns it with its id."""

    async def update(self, registration: Registration) -> None:
        """Replaces the row of a registration."""

    async def seats_taken(self, event_id: int) -> int:
        """People with a confirmed seat."""

    async def next_queue(self, event_id: int) -> int:
        """The number that puts a registration at the end of the queue."""

    async def first_waiting(self, event_id: int) -> Registration | None:
        """The head of the waiting list; a group larger than the whole event keeps nobody waiting."""

    async def position(self, registration: Registration) -> int:
        """The place in the waiting list, from 1; 0 for one that does not wait."""

    async def of_resident(self, resident_id: int, now: datetime) -> list[tuple[Registration, Event]]:
        """Registrations that have or await a seat, of events that have not ended, soonest first."""

    async def of_event(self, event_id: int) -> list[Registration]:
        """Registrations of an event that have or await a seat, in order of the queue."""


class Questions(Protocol):
    """Questions waiting for a person, and what people said of answers."""

    async def get(self, question_id: int) -> Question | None:
        """One question."""

    async def lock(self, question_id: int) -> Question | None:
        """The same, locked until the end of the transaction."""

    async def add(self, question: Question) -> Question:
        """Keeps a new question; returns it with its id."""

    async def update(self, question: Question) -> None:
        """Replaces the row of a question."""

    async def open(self, limit: int | None) -> list[Question]:
        """Open questions, oldest first."""

    async def open_since(self, since: datetime) -> list[Question]:
        """Open questions that were asked, or opened again, then or later, oldest first."""

    async def open_of_unreachable(self, *, lock: bool) -> list[Question]:
        """Open questions of residents who cannot be written to; `lock` until the end of the transaction."""

    async def waits(self, limit: int) -> list[timedelta]:
        """How long the last answered questions waited."""

    async def add_note(self, note: QuestionNote) -> None:
        """Keeps what was said after a question."""

    async def notes(self, question_id: int) -> list[QuestionNote]:
        """What was said after a question, in order."""

    async def forget(self, before: datetime) -> None:
        """Deletes the texts of questions that ended before; the rows without them stay to be counted."""

    async def open_of(self, resident_id: int) -> list[Question]:
        """Open questions of one resident."""

    async def count_open(self) -> int:
        """How many questions are open."""

    async def rate(self, entry: str, language: str, *, helpful: bool) -> None:
        """Counts one opinion on an answer; who gave it is not kept."""


class Conversations(Protocol):
    """Steps of forms."""

    async def load(self, key: ConversationKey) -> Conversation:
        """Where a conversation stands; an empty one where there is none."""

    async def save(self, key: ConversationKey, conversation: Conversation, now: datetime) -> None:
        """Stores where it stands; an empty conversation leaves no row."""

    async def forget(self, before: datetime) -> None:
        """Deletes what was last changed before: abandoned forms hold names and needs."""


class Updates(Protocol):
    """Which updates took effect."""

    async def seen(self, cause: Cause) -> bool:
        """Whether an update took effect before."""

    async def note(self, cause: Cause) -> None:
        """Records an update as taken effect, if it is not yet."""

    async def forget(self, before: datetime) -> None:
        """Deletes the notes of updates that took effect before; no messenger repeats them any more."""


class Work(Protocol):
    """One transaction. Leaving it without `commit()` rolls everything back."""

    residents: Residents
    staff: Staff
    events: Events
    registrations: Registrations
    questions: Questions
    entries: StaffEntries
    digests: Digests
    gaps: Gaps
    routing: Routing
    pushes: Pushes
    translations: Translations
    announcements: Announcements
    deliveries: Deliveries
    notices: Notices
    conversations: Conversations
    confirmations: Confirmations
    updates: Updates
    vectors: VectorStore
    imports: Imports

    async def commit(self) -> None:
        """Makes everything in this transaction durable."""


class UnitOfWork(Protocol):
    """Opens transactions."""

    def reading(self) -> AbstractAsyncContextManager[Work]:
        """A transaction that only reads and takes no lock."""

    def writing(self, cause: Cause | None = None) -> AbstractAsyncContextManager[Work]:
        """A transaction that writes. Records its cause; raises AlreadyHandled if that took effect before."""
