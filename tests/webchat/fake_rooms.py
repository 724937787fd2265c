"""The port of the web chat in memory: what `storage/` does with tables, done with dictionaries."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from webchat.ports import (
    LINES,
    NewMessage,
    NewUpdate,
    StoredFile,
    StoredMessage,
    StoredNotice,
    StoredUpdate,
    Visitor,
)


@dataclass
class Room:
    """One visitor and all that hangs on it."""

    visitor: Visitor
    token_hash: bytes
    next_token: bytes | None = None
    last_message: int = 0
    messages: dict[int, StoredMessage] = field(default_factory=dict)
    notices: list[StoredNotice] = field(default_factory=list)
    files: dict[str, tuple[int, StoredFile]] = field(default_factory=dict)  # with the message's id

    def next_seq(self) -> int:
        self.visitor = replace(self.visitor, last_seq=self.visitor.last_seq + 1)
        return self.visitor.last_seq


class FakeRooms:
    """Implements `webchat.ports.Rooms`."""

    def __init__(self) -> None:
        self.rooms: dict[int, Room] = {}
        self.last_visitor = 0
        self.last_update = 0
        self.queue: list[StoredUpdate] = []
        self.settings: dict[str, str] = {}
        self.kept: dict[int, datetime] = {}
        self.locked: dict[int, datetime] = {}

    async def create_visitor(self, token_hash: bytes, language: str, at: datetime) -> Visitor:
        self.last_visitor += 1
        visitor = Visitor(self.last_visitor, language, created=at, seen=at, last_seq=0)
        self.rooms[visitor.id] = Room(visitor, token_hash)
        return visitor

    async def visitor_by_token(self, token_hash: bytes) -> Visitor | None:
        found = (room.visitor for room in self.rooms.values() if room.token_hash == token_hash)
        return next(found, None)

    async def offer_token(self, visitor_id: int, token_hash: bytes) -> None:
        room = self.rooms.get(visitor_id)
        if room:
            room.next_token = token_hash
            room.visitor = replace(room.visitor, is_renewing=True)

    async def take_token(self, token_hash: bytes) -> Visitor | None:
        for room in self.rooms.values():
            if room.next_token == token_hash:
                room.token_hash, room.next_token = token_hash, None
                room.visitor = replace(room.visitor, is_renewing=False)
                return room.visitor
        return None

    async def visitor(self, visitor_id: int) -> Visitor | None:
        room = self.rooms.get(visitor_id)
        return room.visitor if room else None

    async def was_visitor(self, visitor_id: int) -> bool:
        return 0 < visitor_id <= self.last_visitor

    async def touch(self, visitor_id: int, language: str, at: datetime) -> None:
        room = self.rooms.get(visitor_id)
        if room:
            room.visitor = replace(room.visitor, language=language, seen=at)

    async def end_visitor(self, visitor_id: int, farewell: NewUpdate) -> bool:
        if visitor_id not in self.rooms:
            return False
        self._delete(visitor_id)
        self._queue(visitor_id, farewell, None)
        return True

    def _delete(self, visitor_id: int) -> None:
        del self.rooms[visitor_id]
        self.queue = [update for update in self.queue if update.visitor_id != visitor_id]
        own = f"chat/{visitor_id}/"
        self.settings = {k: v for k, v in self.settings.items() if not k.startswith(own)}

    async def kept_until(self, visitor_id: int) -> datetime | None:
        return self.kept.get(visitor_id)

    async def locked_since(self, visitor_id: int, now: datetime) -> datetime | None:
        return self.locked.get(visitor_id)

    async def forget(self, before: datetime, now: datetime) -> int:
        free = [room for number, room in self.rooms.items() if self.kept.get(number, before) <= now]
        gone = [room.visitor.id for room in free if room.visitor.seen < before]
        for visitor_id in gone:
            self._delete(visitor_id)
        for room in free:
            room.messages = {k: v for k, v in room.messages.items() if v.date >= before}
            room.notices = [notice for notice in room.notices if notice.date >= before]
            room.files = {k: v for k, v in room.files.items() if v[0] in room.messages}
        return len(gone)

    async def add_message(
        self, visitor_id: int, message: NewMessage, update: NewUpdate | None = None
    ) -> StoredMessage | None:
        room = self.rooms.get(visitor_id)
        if room is None:
            return None
        room.last_message += 1
        stored = StoredMessage(room.last_message, room.next_seq(), message.date, message.body, deleted=False)
        room.messages[stored.id] = stored
        if message.file:
            room.files[message.file.id] = (stored.id, message.file)
        if update:
            self._queue(visitor_id, update, stored.id)
        return stored

    async def edit_message(self, visitor_id: int, message_id: int, body: str) -> StoredMessage | None:
        room = self.rooms.get(visitor_id)
        old = room.messages.get(message_id) if room else None
        if room is None or old is None or old.deleted:
            return None
        room.messages[message_id] = replace(old, seq=room.next_seq(), body=body)
        return room.messages[message_id]

    async def delete_message(self, visitor_id: int, message_id: int) -> bool:
        room = self.rooms.get(visitor_id)
        old = room.messages.get(message_id) if room else None
        if room is None or old is None or old.deleted:
            return False
        room.messages[message_id] = replace(old, seq=room.next_seq(), body="{}", deleted=True)
        room.files = {k: v for k, v in room.files.items() if v[0] != message_id}
        return True

    async def message(self, visitor_id: int, message_id: int) -> StoredMessage | None:
        room = self.rooms.get(visitor_id)
        return room.messages.get(message_id) if room else None

    async def messages(self, visitor_id: int, after: int, limit: int = LINES) -> Sequence[StoredMessage]:
        room = self.rooms.get(visitor_id)
        newer = [message for message in room.messages.values() if message.seq > after] if room else []
        first = sorted(newer, key=lambda message: message.seq)[:limit]
        return sorted(first, key=lambda message: message.id)

    async def latest(self, visitor_id: int, limit: int = LINES) -> Sequence[StoredMessage]:
        room = self.rooms.get(visitor_id)
        return [message for message in room.messages.values() if not message.deleted][-limit:] if room else []

    async def add_notice(self, visitor_id: int, text: str, alert: bool, at: datetime) -> bool:
        room = self.rooms.get(visitor_id)
        if room is None:
            return False
        room.notices.append(StoredNotice(room.next_seq(), at, text, alert))
        return True

    async def notices(self, visitor_id: int, after: int, limit: int = LINES) -> Sequence[StoredNotice]:
        room = self.rooms.get(visitor_id)
        return [notice for notice in room.notices if notice.seq > after][:limit] if room else []

    async def file(
        self, file_id: str, visitor_id: int | None = None, since: datetime | None = None
    ) -> StoredFile | None:
        for room in self.rooms.values():
            if file_id in room.files and visitor_id in (None, room.visitor.id):
                message_id, file = room.files[file_id]
                return file if since is None or room.messages[message_id].date >= since else None
        return None

    async def add_update(self, visitor_id: int, update: NewUpdate) -> int | None:
        return self._queue(visitor_id, update, None) if visitor_id in self.rooms else None

    def _queue(self, visitor_id: int, update: NewUpdate, message_id: int | None) -> int:
        self.last_update += 1
        self.queue.append(StoredUpdate(self.last_update, visitor_id, update.kind, message_id, update.body))
        return self.last_update

    async def updates(self, offset: int, limit: int, kinds: Collection[str] | None) -> Sequence[StoredUpdate]:
        waiting = (update for update in self.queue if update.id >= offset)
        return [update for update in waiting if kinds is None or update.kind in kinds][:limit]

    async def confirm_updates(self, before: int) -> None:
        self.queue = [update for update in self.queue if update.id >= before]

    async def count_updates(self) -> int:
        return len(self.queue)

    async def setting(self, name: str) -> str | None:
        return self.settings.get(name)

    async def set_setting(self, name: str, value: str | None) -> None:
        if value is None:
            self.settings.pop(name, None)
        else:
            self.settings[name] = value
