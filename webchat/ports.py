"""What the web chat keeps between two requests: its rows and the one port that stores them.

Nothing here knows Telegram, HTTP or SQL; `storage/` implements `Rooms`, the tests have one in memory.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

# The bot's id on the web. Telegram numbers its users upwards and promises at most 52 bits: the last of these
# numbers is nobody's, and no visitor (numbered from 1) can ever have it either.
WEB_BOT_ID = 2**52 - 1
# As many lines or notices as are read at once: building them keeps everybody else waiting.
LINES = 200


@dataclass(frozen=True, slots=True)
class Visitor:
    """One browser that has talked to the bot. `id` is its chat id and its user id."""

    id: int  # 1 <= id < 2**52 - 1, never given twice
    language: str  # IETF tag as the browser said it ("uk-UA"), "" if unknown
    created: datetime
    seen: datetime  # last request of its browser
    last_seq: int  # the newest seq of its messages and notices, 0 at first
    is_renewing: bool = False  # it was offered a new cookie and has not shown it yet


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """One line of a transcript in its current state."""

    id: int  # message_id: 1, 2, 3… for each visitor, never given twice
    seq: int  # raised to a new, higher number by every change of the row
    date: datetime
    body: str  # the Telegram Message as a JSON object without `message_id`; "{}" once deleted
    deleted: bool


@dataclass(frozen=True, slots=True)
class StoredNotice:
    """A short text shown once above the chat: the answer to a tap."""

    seq: int  # from the same sequence as the visitor's messages
    date: datetime
    text: str
    alert: bool


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A document or a photo that belongs to one message of one visitor."""

    id: str  # random, chosen by the gateway, at most 64 characters
    name: str  # "" for a photo, which is shown in the page instead of downloaded
    mime: str
    content: bytes


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A line that is about to be written; the store gives it its ids."""

    date: datetime
    body: str
    file: StoredFile | None = None


@dataclass(frozen=True, slots=True)
class NewUpdate:
    """Something the bot must hear; the store gives it its update id."""

    kind: str  # "message", "callback_query", "my_chat_member"
    body: str  # that field of Telegram's Update as JSON; for "message" without its `message_id`


@dataclass(frozen=True, slots=True)
class StoredUpdate:
    """One row of the bot's queue."""

    id: int  # update_id
    visitor_id: int
    kind: str
    message_id: int | None  # of the message written together with it, else None
    body: str


class Rooms(Protocol):
    """Visitors, their transcripts and the bot's queue. Every method is one short transaction.

    Three sequences, none of which ever restarts or gives a number twice, also after deletions:
    visitor ids and update ids for the whole store, message ids and seqs for each visitor. A number must
    become visible in order: when a reader sees n, nothing smaller can still appear. (A counter row
    updated in the same transaction does that; a PostgreSQL SEQUENCE does not.)

    Writes for a visitor that does not exist (any more) do nothing and return None or False.
    Numbers are signed 64-bit integers. Times are aware datetimes; the caller's clock gives them.
    """

    # Visitors

    async def create_visitor(self, token_hash: bytes, language: str, at: datetime) -> Visitor:
        """A new visitor, created and seen `at`; `token_hash` is its cookie's SHA-256 (32 bytes, unique)."""
        ...

    async def visitor_by_token(self, token_hash: bytes) -> Visitor | None: ...

    async def offer_token(self, visitor_id: int, token_hash: bytes) -> None:
        """Its next cookie, which does not count before `take_token`; an earlier offer ends."""
        ...

    async def take_token(self, token_hash: bytes) -> Visitor | None:
        """Whom this cookie was offered; from now on it is their only one. None where there is no offer."""
        ...

    async def visitor(self, visitor_id: int) -> Visitor | None: ...

    async def was_visitor(self, visitor_id: int) -> bool:
        """Whether this id was ever given, also if the visitor has been deleted since."""
        ...

    async def touch(self, visitor_id: int, language: str, at: datetime) -> None:
        """Its browser was here `at` and speaks `language`."""
        ...

    async def end_visitor(self, visitor_id: int, farewell: NewUpdate) -> bool:
        """Delete the visitor, its messages, notices, files, waiting updates and the settings whose
        names begin with `chat/{visitor_id}/`; queue `farewell`. False if there was no such visitor."""
        ...

    async def kept_until(self, visitor_id: int) -> datetime | None:
        """Until when a visitor is kept however long it is away, since something it takes part in is still
        to come; None where nothing is."""
        ...

    async def locked_since(self, visitor_id: int, now: datetime) -> datetime | None:
        """When the work area behind a visitor locked itself, so that nothing of before may be shown; None
        where none is locked."""
        ...

    # Transcript

    async def add_message(
        self, visitor_id: int, message: NewMessage, update: NewUpdate | None = None
    ) -> StoredMessage | None:
        """Write a line, its file, and the update that carries it to the bot, together."""
        ...

    async def edit_message(self, visitor_id: int, message_id: int, body: str) -> StoredMessage | None:
        """Replace the body under a new seq. None if there is no such message or it is deleted."""
        ...

    async def delete_message(self, visitor_id: int, message_id: int) -> bool:
        """Mark as deleted under a new seq, empty the body, delete the file. False if there is none."""
        ...

    async def message(self, visitor_id: int, message_id: int) -> StoredMessage | None:
        """That line, also if it is deleted."""
        ...

    async def messages(self, visitor_id: int, after: int, limit: int = LINES) -> Sequence[StoredMessage]:
        """The `limit` lines with the lowest seqs above `after`, deleted ones too, in order of their ids."""
        ...

    async def latest(self, visitor_id: int, limit: int = LINES) -> Sequence[StoredMessage]:
        """The last `limit` lines that are not deleted, in order of their ids."""
        ...

    async def add_notice(self, visitor_id: int, text: str, alert: bool, at: datetime) -> bool: ...

    async def notices(self, visitor_id: int, after: int, limit: int = LINES) -> Sequence[StoredNotice]:
        """The first `limit` notices with a seq above `after`, in order."""
        ...

    async def file(
        self, file_id: str, visitor_id: int | None = None, since: datetime | None = None
    ) -> StoredFile | None:
        """That file; with `visitor_id` only if it belongs to this visitor, with `since` only if its message
        is not dated before."""
        ...

    # The bot's queue

    async def add_update(self, visitor_id: int, update: NewUpdate) -> int | None:
        """Queue an update that has no message of its own. Returns its update id."""
        ...

    async def updates(self, offset: int, limit: int, kinds: Collection[str] | None) -> Sequence[StoredUpdate]:
        """The first `limit` updates with id >= `offset`, of these kinds (None: all), ordered by id."""
        ...

    async def confirm_updates(self, before: int) -> None:
        """Delete all updates with id < `before`."""
        ...

    async def count_updates(self) -> int: ...

    # What the bot said about itself: commands, names, descriptions

    async def setting(self, name: str) -> str | None: ...

    async def set_setting(self, name: str, value: str | None) -> None:
        """Write the value (any length) under `name` (at most 100 characters); None removes it."""
        ...
