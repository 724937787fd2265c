"""How much one person may write and tap, and when a break is due; kept in memory, a restart forgives all."""

from collections import OrderedDict, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from civic.residents import Address

MOST_MESSAGES = 20
MOST_TAPS = 60
WINDOW = timedelta(minutes=1)
MOST_REFUSALS = 3
BREAK = timedelta(minutes=10)
CHATS_REMEMBERED = 5000


class Hearing(StrEnum):
    """What to do with an update: answer it, say once that it is too much, or stay silent."""

    ANSWER = "answer"
    NOTICE = "notice"
    SILENCE = "silence"


@dataclass
class _Heard:
    last: datetime
    counted: deque[tuple[datetime, int]] = field(default_factory=deque)
    told: int | None = None


def _is_recent(at: datetime, now: datetime) -> bool:
    # What lies in the future was counted before the clock was set back.
    return timedelta() <= now - at < WINDOW


class Allowance:
    """So many updates of one person in any minute; then one notice, then silence.

    What is delivered again counts once. Whoever was quiet for a minute is not remembered.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._heard: OrderedDict[Address, _Heard] = OrderedDict()

    def __len__(self) -> int:
        """How many people are remembered."""
        return len(self._heard)

    def hear(self, address: Address, now: datetime, update_id: int) -> Hearing:
        """Counts an update; the clock is the caller's."""
        self._forget_quiet(now)
        heard = self._heard.setdefault(address, _Heard(now))
        self._heard.move_to_end(address)
        heard.last = now
        while heard.counted and not _is_recent(heard.counted[0][0], now):
            heard.counted.popleft()
        if any(update_id == counted for _, counted in heard.counted):
            return Hearing.ANSWER
        if len(heard.counted) < self._most:
            heard.counted.append((now, update_id))
            heard.told = None
            return Hearing.ANSWER
        if heard.told not in (None, update_id):
            return Hearing.SILENCE
        heard.told = update_id
        return Hearing.NOTICE

    def forget(self, address: Address) -> None:
        """Counts from the beginning."""
        self._heard.pop(address, None)

    def _forget_quiet(self, now: datetime) -> None:
        while self._heard:
            oldest = next(iter(self._heard.values()))
            if _is_recent(oldest.last, now) and len(self._heard) < CHATS_REMEMBERED:
                return
            self._heard.popitem(last=False)


@dataclass
class _Rude:
    refusals: int = 0
    break_until: datetime | None = None


class Manners:
    """What each person did lately: messages, calls for help, taps, what they said in groups, refusals."""

    def __init__(self) -> None:
        self.messages = Allowance(MOST_MESSAGES)
        # Of these beyond the others. The number to call stands in the chat twenty times then.
        self.calls_for_help = Allowance(MOST_MESSAGES)
        self.taps = Allowance(MOST_TAPS)
        self.in_groups = Allowance(MOST_MESSAGES)
        self._rude: OrderedDict[Address, _Rude] = OrderedDict()

    def __len__(self) -> int:
        """How many people are remembered, each as often as for something else."""
        return len(self._rude) + sum(map(len, self._allowances))

    def refuse(self, address: Address, now: datetime) -> bool:
        """Counts a message that deserved no answer; whether it is the third in a row and a break begins."""
        rude = self._rude.setdefault(address, _Rude())
        self._rude.move_to_end(address)
        if len(self._rude) > CHATS_REMEMBERED:
            self._rude.popitem(last=False)
        rude.refusals += 1
        if rude.refusals < MOST_REFUSALS:
            return False
        rude.refusals = 0
        rude.break_until = now + BREAK
        return True

    def accept(self, address: Address) -> None:
        """A message that deserved an answer ends the row."""
        if address in self._rude:
            self._rude[address].refusals = 0

    def on_break(self, address: Address, now: datetime) -> bool:
        """Whether a break has begun and not ended."""
        rude = self._rude.get(address)
        if rude is None or rude.break_until is None:
            return False
        return rude.break_until - BREAK <= now < rude.break_until

    def forget(self, address: Address) -> None:
        """Counts from the beginning."""
        self._rude.pop(address, None)
        for allowance in self._allowances:
            allowance.forget(address)

    @property
    def _allowances(self) -> tuple[Allowance, ...]:
        return self.messages, self.calls_for_help, self.taps, self.in_groups
