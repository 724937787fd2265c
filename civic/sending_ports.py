"""What the use cases need from a store for sending: announcements, their copies, and notices."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from civic.announcements import Announcement, Audience, Delivery, DeliveryStatus, Report, SkipReason
from civic.news_times import PlanTimes
from civic.notices import NewNotice, Notice, NoticeKind
from civic.residents import Channel


class Announcements(Protocol):
    """Announcements and their audiences."""

    async def get(self, announcement_id: int) -> Announcement | None:
        """One announcement."""

    async def lock(self, announcement_id: int) -> Announcement | None:
        """The same, locked until the end of the transaction."""

    async def add(self, announcement: Announcement) -> Announcement:
        """Keeps a new announcement; returns it with its id."""

    async def update(self, announcement: Announcement) -> None:
        """Replaces the row of an announcement."""

    async def recent(self, limit: int) -> list[Announcement]:
        """The newest announcements first."""

    async def remove(self, announcement_id: int) -> None:
        """Deletes an announcement."""

    async def of_event(self, event_id: int) -> list[Announcement]:
        """Everything that was written about an event, the newest first."""

    async def inviting(self) -> list[int]:
        """Ids of invitations to an event that are scheduled or being sent."""

    async def head_counts(self, audience: Audience) -> Mapping[str, int]:
        """How many residents an audience has at present, by language; empty when nobody."""

    async def due(self, now: datetime) -> list[int]:
        """Ids of scheduled announcements whose time has come, earliest first."""

    async def next_due(self, now: datetime) -> datetime | None:
        """When the next scheduled announcement that is not due yet becomes so."""

    async def with_local_time(self) -> list[Announcement]:
        """What has not gone out and has a time on the wall."""

    async def without_open_deliveries(self) -> list[int]:
        """Ids of announcements being sent that have neither open nor claimed copies left."""


class Deliveries(Protocol):
    """One row per announcement and recipient."""

    async def plan(self, announcement: Announcement, times: PlanTimes | None = None) -> int:
        """Writes a row for each resident and channel that is meant, set-based, once; returns how many."""

    async def is_due(self, now: datetime, channel: Channel | None = None) -> bool:
        """Whether `claim` has anything to do; takes no lock."""

    async def claim(
        self, limit: int, now: datetime, lease_until: datetime, channel: Channel | None = None
    ) -> list[Delivery]:
        """Takes open rows, or rows whose lease ran out, of announcements being sent, oldest first; with
        `channel` only those that go through it.

        Of stopped announcements, rows whose lease ran out are settled as unknown on the way.
        """

    async def skip_open(self, announcement_id: int, why: SkipReason) -> int:
        """Marks every copy that nobody holds as skipped; returns how many."""

    async def skip_of(self, resident_id: int) -> None:
        """Marks every copy for one resident that nobody holds as skipped, and what a stop left unsent."""

    async def report(self, announcement_id: int) -> Report:
        """Counts of one announcement, each its own COUNT over the rows."""

    async def oldest_open(self) -> datetime | None:
        """When the oldest copy or notice without an outcome became due, however often it was postponed.

        For what goes out in a digest that is when it may go next, perhaps in the future.
        """


class Notices(Protocol):
    """Messages about people's own affairs, waiting to be delivered."""

    async def add(self, notice: NewNotice) -> None:
        """Keeps a notice for delivery."""

    async def is_due(self, now: datetime) -> bool:
        """Whether `claim` has anything to do; takes no lock."""

    async def claim(self, limit: int, now: datetime, lease_until: datetime) -> list[Notice]:
        """Takes open notices, or those whose lease ran out, to reachable people, oldest first."""

    async def record(self, notice_id: int, status: DeliveryStatus) -> None:
        """Stores the outcome."""

    async def postpone(self, notice_id: int, until: datetime) -> None:
        """Gives a claimed notice back; nobody takes it before `until`."""

    async def failed(self, notice_id: int, since: datetime, until: datetime) -> None:
        """The same of one whose text cannot be made since then."""

    async def newest(self, resident_id: int, kind: NoticeKind) -> datetime | None:
        """From when on the newest notice of a kind to somebody may be sent, or was."""

    async def skip_open(self, kind: NoticeKind, subject_id: int) -> bool:
        """Takes back notices that nobody has begun to send; whether there were any."""

    async def advance(self, notice_id: int, now: datetime) -> None:
        """One message of a longer notice was sent; the next part is due."""
