"""What the use cases need from a store. `storage/` implements it; each subject has one repository."""

from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Protocol

from civic.alerts import Alerts
from civic.announcement_changes import AnnouncementChanges
from civic.announcement_progress import ProgressMessages
from civic.announcement_replies import AnnouncementReplies
from civic.announcement_review_ports import AnnouncementLog, Reviews
from civic.announcement_series import SeriesStore
from civic.answers.import_ports import Imports
from civic.calendar_ports import CalendarItems, EventStamps, FeedTokens
from civic.choices import ShownScreens
from civic.confirmations import Confirmations
from civic.consents import Consents
from civic.conversations import Conversations
from civic.data_ports import Erasures, PersonalData
from civic.delivery_outcomes import DeliveryOutcomes
from civic.delivery_reports import DeliveryReports
from civic.door_ports import Door
from civic.event_message_ports import EventRatings, Reminders, Unheard
from civic.event_numbers import NumbersStore
from civic.event_ports import Events, Registrations
from civic.event_teams import EventTeams
from civic.event_text_ports import EventTexts
from civic.knowledge_ports import Digests, Gaps, StaffEntries
from civic.link_ports import Links
from civic.needs import NeedAlerts
from civic.news_items import NewsItems
from civic.participant_messages import ParticipantMessages
from civic.participants import Participants
from civic.passkeys import Passkeys
from civic.pending_pushes import PendingPushes
from civic.pictures import Pictures
from civic.public_channels import PublicChannels
from civic.question_notes import QuestionNote
from civic.question_ports import Pushes, Routing, Translations
from civic.questions import Question
from civic.queues import Queues
from civic.residents import Address, Cause, Channel, Resident
from civic.retention_ports import KeptFigures, Retention, RuleRuns, Signs
from civic.return_ports import Mails, ReturnLinks
from civic.second_factor import SecondFactors
from civic.sender_leases import SenderLeases
from civic.senders import Senders
from civic.sending_ports import Announcements, Deliveries, Notices
from civic.staff import Group, Invitation, StaffMember
from civic.staff_log import StaffLog
from civic.staff_login_ports import StaffLogins
from civic.staff_sessions import StaffSessions
from civic.text_ports import TextDrafts, TextLinks
from civic.vector_ports import VectorStore
from civic.waiting_copies import WaitingCopies


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

    async def lock_owners(self) -> list[StaffMember]:
        """Every owner, locked until the end of the transaction."""

    async def set_member(self, member: StaffMember) -> None:
        """Gives a resident a role and topics, or other ones."""

    async def remove_member(self, resident_id: int) -> None:
        """Takes somebody off the staff; questions that they had begun to answer are free again."""

    async def seen(self, resident_id: int, at: datetime) -> None:
        """Stores when a member of staff used the bot last."""

    async def invitation(self, token_hash: str) -> Invitation | None:
        """An invitation, used or not."""

    async def lock_invitation(self, token_hash: str) -> Invitation | None:
        """The same, locked until the end of the transaction."""

    async def add_invitation(self, invitation: Invitation) -> None:
        """Keeps a new invitation."""

    async def use_invitation(self, invitation: Invitation) -> None:
        """Stores when an invitation was used."""

    async def count_unused(self, now: datetime) -> int:
        """How many invitations still work."""

    async def withdraw_unused(self, now: datetime) -> int:
        """Deletes those; returns how many there were."""

    async def group(self, channel: Channel, chat_id: int) -> Group | None:
        """A group that the bot is in."""

    async def staff_groups(self) -> list[Group]:
        """The groups of staff."""

    async def test_groups(self) -> list[Group]:
        """The groups where announcements can be tried: those made for it, and the staff's own."""

    async def set_group(self, group: Group) -> None:
        """Adds or replaces a group."""

    async def remove_group(self, channel: Channel, chat_id: int) -> None:
        """Forgets a group."""


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

    async def open_of(self, resident_id: int) -> list[Question]:
        """Open questions of one resident."""

    async def count_open(self) -> int:
        """How many questions are open."""

    async def rate(self, entry: str, language: str, *, helpful: bool) -> None:
        """Counts one opinion on an answer; who gave it is not kept."""


class Updates(Protocol):
    """Which updates took effect."""

    async def seen(self, cause: Cause) -> bool:
        """Whether an update took effect before."""

    async def note(self, cause: Cause) -> None:
        """Records an update as taken effect, if it is not yet."""


class Work(Protocol):
    """One transaction. Leaving it without `commit()` rolls everything back.

    `acting` is the member of staff who acts, None for residents, the clock and the operator.
    """

    acting: StaffMember | None
    senders: Senders
    residents: Residents
    staff: Staff
    staff_sessions: StaffSessions
    staff_logins: StaffLogins
    passkeys: Passkeys
    second_factors: SecondFactors
    events: Events
    registrations: Registrations
    participants: Participants
    participant_messages: ParticipantMessages
    teams: EventTeams
    staff_log: StaffLog
    need_alerts: NeedAlerts
    pending_pushes: PendingPushes
    numbers: NumbersStore
    door: Door
    reminders: Reminders
    unheard: Unheard
    event_ratings: EventRatings
    questions: Questions
    entries: StaffEntries
    digests: Digests
    gaps: Gaps
    routing: Routing
    pushes: Pushes
    translations: Translations
    event_texts: EventTexts
    text_links: TextLinks
    text_drafts: TextDrafts
    announcements: Announcements
    announcement_series: SeriesStore
    deliveries: Deliveries
    announcement_log: AnnouncementLog
    reviews: Reviews
    waiting_copies: WaitingCopies
    public_channels: PublicChannels
    outcomes: DeliveryOutcomes
    delivery_reports: DeliveryReports
    leases: SenderLeases
    progress: ProgressMessages
    changes: AnnouncementChanges
    replies: AnnouncementReplies
    pictures: Pictures
    notices: Notices
    links: Links
    mails: Mails
    return_links: ReturnLinks
    conversations: Conversations
    confirmations: Confirmations
    consents: Consents
    updates: Updates
    shown_screens: ShownScreens
    vectors: VectorStore
    imports: Imports
    calendar_items: CalendarItems
    feed_tokens: FeedTokens
    event_stamps: EventStamps
    news_items: NewsItems
    retention: Retention
    signs: Signs
    rule_runs: RuleRuns
    kept_figures: KeptFigures
    personal_data: PersonalData
    erasures: Erasures
    queues: Queues
    alerts: Alerts

    async def commit(self) -> None:
        """Makes everything in this transaction durable."""


class UnitOfWork(Protocol):
    """Opens transactions."""

    def reading(self) -> AbstractAsyncContextManager[Work]:
        """A transaction that only reads and takes no lock."""

    def writing(self, cause: Cause | None = None) -> AbstractAsyncContextManager[Work]:
        """A transaction that writes. Records its cause; raises AlreadyHandled if that took effect before."""
