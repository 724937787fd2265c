"""Announcements: one body per language, an audience, and where each recipient's copy stands."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum

from civic.residents import ALL_TOPICS, Address

TITLE_LIMIT = 60
# In UTF-16 units and including the footer, as Telegram counts; below a picture it takes less.
MESSAGE_LIMIT, CAPTION_LIMIT = 4096, 1024


class AnnouncementStatus(StrEnum):
    """Only `scheduled` announcements are ever planned, so nothing else can send itself.

    `draft -> in_review -> approved -> scheduled -> sending -> sent | stopped | missed`
    """

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    SENT = "sent"
    STOPPED = "stopped"
    MISSED = "missed"


class BodyState(StrEnum):
    """How a language's body stands to the main language's."""

    MISSING = "missing"
    DRAFT = "draft"
    UP_TO_DATE = "up_to_date"
    OUTDATED = "outdated"


class WhereMissing(StrEnum):
    """Who reads a language that has no body which is up to date: nobody is written to, or with a note."""

    SKIP = "skip"
    WITH_NOTE = "with_note"


class EventPeople(StrEnum):
    """Which people of an event are meant; they get it as part of their registration."""

    PARTICIPANTS = "participants"
    WAITING = "waiting"
    BOTH = "both"


class EventNews(StrEnum):
    """What an announcement says of its event. The last two may go out without a second pair of eyes."""

    INVITATION = "invitation"
    CANCELLED = "cancelled"
    MOVED = "moved"


class ButtonKind(StrEnum):
    """Where the button below an announcement leads."""

    EVENT = "event"
    TOPIC = "topic"
    URL = "url"


@dataclass(frozen=True)
class Button:
    """`target` is the number of an event, the slug of a topic, or a web address."""

    kind: ButtonKind
    target: str


@dataclass(frozen=True)
class Body:
    """The announcement in one language. `alt` says what the picture shows.

    `of` is the fingerprint of the main language's body that it was made from, empty in the main language.
    A `draft` is not released by its writer; `machine`: nobody wrote or checked it.
    """

    title: str = ""
    text: str = ""
    alt: str = ""
    of: str = ""
    draft: bool = False
    machine: bool = False


@dataclass(frozen=True)
class Audience:
    """Who is written to: subscribers of any of the topics (`every_topic`: of all of them; `all` in the
    topics: every subscriber), in any of the districts and languages if named; or the people of an event,
    whatever they subscribed to. `not_recent_days`: nobody who got one of the same topics in so many days.
    """

    topics: tuple[str, ...] = (ALL_TOPICS,)
    districts: tuple[str, ...] = ()
    every_topic: bool = False
    languages: tuple[str, ...] = ()
    event_id: int | None = None
    people: EventPeople = EventPeople.PARTICIPANTS
    not_recent_days: int = 0


@dataclass(frozen=True)
class Announcement:
    """`language` is the main one. `due_at` and `expires_at` are UTC; `local_time` is what the author wrote,
    in `zone`. `urgent` says why it may go at once, whatever the hour; empty where it may not.

    `author_id` is None for what came from a file or a feed. `channels` are chats of public channels that get
    it too. `approved_hash` is the `content_hash` that the approver (`approved_by`, None: the operator) was
    shown. `series_id` and `series_day` (a local date) say of which repetition it is an occurrence.
    """

    id: int
    author_id: int | None
    bodies: Mapping[str, Body]
    audience: Audience = field(default_factory=Audience)
    status: AnnouncementStatus = AnnouncementStatus.DRAFT
    due_at: datetime | None = None
    local_time: str = ""
    zone: str = ""
    revision: int = 0
    created_at: datetime | None = None
    finished_at: datetime | None = None
    language: str = "de"
    where_missing: WhereMissing = WhereMissing.WITH_NOTE
    picture_id: int | None = None
    button: Button | None = None
    urgent: str = ""
    expires_at: datetime | None = None
    channels: tuple[int, ...] = ()
    event_id: int | None = None
    event_news: EventNews | None = None
    series_id: int | None = None
    series_day: str = ""
    submitted_at: datetime | None = None
    escalated_at: datetime | None = None
    approved_by: int | None = None
    approved_at: datetime | None = None
    approved_hash: str = ""
    corrected_at: datetime | None = None

    @property
    def repeats(self) -> bool:
        """Whether it is the template of a series, which never goes out itself."""
        return self.series_id is not None and not self.series_day

    @property
    def main(self) -> Body:
        """The body that the others are translations of."""
        return self.bodies.get(self.language, Body())

    @property
    def limit(self) -> int:
        """How many UTF-16 units the whole message may have: below a picture there is less room."""
        return CAPTION_LIMIT if self.picture_id is not None else MESSAGE_LIMIT

    def state(self, language: str) -> BodyState:
        """How the body in a language stands."""
        body = self.bodies.get(language)
        if body is None or not body.text:
            return BodyState.MISSING
        if body.draft:
            return BodyState.DRAFT
        if language != self.language and body.of != fingerprint(self.main):
            return BodyState.OUTDATED
        return BodyState.UP_TO_DATE

    @property
    def sendable(self) -> dict[str, Body]:
        """The bodies that may be sent: those that are up to date."""
        return {code: body for code, body in self.bodies.items() if self.state(code) is BodyState.UP_TO_DATE}


def fingerprint(body: Body) -> str:
    """What a translation remembers of the body it was made from: 16 hexadecimal digits of a SHA-256."""
    content = json.dumps([body.title, body.text, body.alt], ensure_ascii=False)
    return hashlib.sha256(content.encode("utf-8", "replace")).hexdigest()[:16]


def content_hash(one: Announcement) -> str:
    """SHA-256 (hexadecimal) of everything that recipients see, and of who they are."""
    content = [
        {code: asdict(body) for code, body in sorted(one.bodies.items())},
        asdict(one.audience),
        [one.language, one.where_missing, one.picture_id, one.urgent, sorted(one.channels)],
        asdict(one.button) if one.button else None,
    ]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode("utf-8", "replace")).hexdigest()


class DeliveryStatus(StrEnum):
    """Where one recipient's copy stands; every row has exactly one."""

    OPEN = "open"
    SENDING = "sending"
    SENT = "sent"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"


class SkipReason(StrEnum):
    """Why a copy was not sent; `detail` of a delivery that was skipped."""

    NO_TEXT = "no_text"
    STOPPED = "stopped"
    UNSUBSCRIBED = "unsubscribed"
    EXPIRED = "expired"
    RECALLED = "recalled"
    # It invited to an event that has become full, or that is cancelled or over.
    EVENT_FULL = "event_full"
    EVENT_OFF = "event_off"


@dataclass(frozen=True)
class Delivery:
    """A claimed copy: to whom it goes and in which language that person reads.

    `resident_id` is None for a public channel. `together`: it goes out in one message with whatever else
    waits for the same person.
    """

    id: int
    announcement_id: int
    resident_id: int | None
    address: Address
    language: str
    together: bool = False


@dataclass(frozen=True)
class Report:
    """How many copies stand where. Each figure is counted on its own; they add up to `planned`."""

    planned: int
    sent: int
    unreachable: int
    refused: int
    unknown: int
    skipped: int
    open: int
