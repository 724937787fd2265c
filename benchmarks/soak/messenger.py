"""Telegram's side, which can be out of order for a while."""

from collections import defaultdict
from enum import StrEnum
from itertools import count

from benchmarks.load.telegram import Telegram
from benchmarks.soak.screens import Screen
from benchmarks.wire import TOO_MANY, http
from tests.bot.bot_api import PAGE_502


class Trouble(StrEnum):
    """What Telegram does instead of answering."""

    FLOOD = "429"
    BROKEN = "500"
    PAGE = "HTML"
    SILENCE = "silence"


BROKEN = b'{"ok":false,"error_code":500,"description":"Internal Server Error"}'


class Messenger(Telegram):
    """All chats. While there is trouble, nothing is answered as it should be."""

    def __init__(self) -> None:
        super().__init__()
        self.screens: defaultdict[int, Screen] = defaultdict(Screen)
        self.chats = self.screens  # type: ignore[assignment]  # whoever sends needs no more than a chat
        self.trouble: Trouble | None = None
        self.troubled = 0
        self._unheard = count()

    def take(self, method: str, body: bytes) -> bytes:
        """Answers a call; of those that are met with silence, every second one took effect all the same."""
        if self.trouble is None:
            return super().take(method, body)
        self.troubled += 1
        match self.trouble:
            case Trouble.FLOOD:
                return http(429, TOO_MANY)
            case Trouble.BROKEN:
                return http(500, BROKEN)
            case Trouble.PAGE:
                return http(502, PAGE_502.encode())
            case Trouble.SILENCE:
                if next(self._unheard) % 2:
                    super().take(method, body)
                return b""

    def mends(self) -> None:
        """Works again. Who still waits for an answer loses the connection."""
        was_silent, self.trouble = self.trouble is Trouble.SILENCE, None
        for transport in list(self.connections) if was_silent else ():
            transport.close()
