"""How much one chat may write, and when a break is due. Kept in memory: a restart forgives everybody."""

from collections import OrderedDict, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from civic.residents import Address

MOST_MESSAGES = 20
WINDOW = timedelta(minutes=1)
MOST_REFUSALS = 3
BREAK = timedelta(minutes=10)
CHATS_REMEMBERED = 5000


class Hearing(StrEnum):
    """What to do with a message: answer it, say once that it is too much, or stay silent."""

    ANSWER = "answer"
    NOTICE = "notice"
    SILENCE = "silence"


@dataclass
class _Chat:
    written: deque[datetime] = field(default_factory=deque)
    told: bool = False
    refusals: int = 0
    break_until: datetime | None = None


class Manners:
    """Counts the messages of each chat; the clock is the caller's."""

    def __init__(self) -> None:
        self._chats: OrderedDict[Address, _Chat] = OrderedDict()

    def hear(self, address: Address, now: datetime) -> Hearing:
        """Counts a message. From the 21st within a minute on: one notice, then silence."""
        chat = self._chat(address)
        while chat.written and now - chat.written[0] >= WINDOW:
            chat.written.popleft()
        if len(chat.written) < MOST_MESSAGES:
            chat.written.append(now)
            chat.told = False
            return Hearing.ANSWER
        if chat.told:
            return Hearing.SILENCE
        chat.told = True
        return Hearing.NOTICE

    def refuse(self, address: Address, now: datetime) -> bool:
        """Counts a message that deserved no answer; whether it is the third in a row and a break begins."""
        chat = self._chat(address)
        chat.refusals += 1
        if chat.refusals < MOST_REFUSALS:
            return False
        chat.refusals = 0
        chat.break_until = now + BREAK
        return True

    def accept(self, address: Address) -> None:
        """A message that deserved an answer ends the row."""
        self._chat(address).refusals = 0

    def on_break(self, address: Address, now: datetime) -> bool:
        """Whether a break has begun and not ended."""
        until = self._chat(address).break_until
        return until is not None and now < until

    def _chat(self, address: Address) -> _Chat:
        chat = self._chats.setdefault(address, _Chat())
        self._chats.move_to_end(address)
        if len(self._chats) > CHATS_REMEMBERED:
            self._chats.popitem(last=False)
        return chat
