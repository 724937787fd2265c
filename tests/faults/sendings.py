"""Announcements on their way to people on Telegram, and what Telegram's side saw of them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from civic.announcements import Announcement
from civic.ports import UnitOfWork
from civic.residents import ALL_TOPICS, Address, Channel, Resident
from tests.bot.bot_api import Call
from tests.factories import a_resident, an_announcement

AUTHOR = 7_000_000_000
"""The author's chat; the readers' numbers come after it. Telegram's are beyond 32 bits, too."""


@dataclass(frozen=True)
class Sending:
    """An announcement that is due, and its readers by the numbers of their chats."""

    announcement: Announcement
    readers: dict[int, Resident]

    @property
    def chats(self) -> list[int]:
        """The readers' chats in the order in which they are sent to."""
        return list(self.readers)


async def a_due_announcement(uow: UnitOfWork, readers: int) -> Sending:
    """Keeps readers on Telegram and an announcement for them, due at the start of `FakeClock`."""
    author = await a_resident(uow, address=Address(Channel.TELEGRAM, AUTHOR))
    found = {}
    for chat in range(AUTHOR + 1, AUTHOR + 1 + readers):
        address = Address(Channel.TELEGRAM, chat)
        found[chat] = await a_resident(uow, address=address, topics=[ALL_TOPICS])
    return Sending(await an_announcement(uow, author), found)


def tried(calls: Iterable[Call], chats: Iterable[int]) -> Counter[int]:
    """How often a message was sent to each of these chats, whatever was answered."""
    wanted = set(chats)
    sends = (int(call.params["chat_id"]) for call in calls if call.method == "sendMessage")
    return Counter(chat for chat in sends if chat in wanted)


def arrived(calls: Iterable[Call], chats: Iterable[int]) -> Counter[int]:
    """How often a message reached each of these chats."""
    return tried((call for call in calls if call.answer == "ok"), chats)
