"""Messages that nobody asked for, to people who read without buttons."""

import time
from collections.abc import Callable, Mapping
from dataclasses import replace

from aiogram import Bot

from bot.pacing import Lane
from civic.choices import Shown, beside, keep_shown
from civic.conversations import ConversationKey
from civic.residents import Address
from handlers.numbered import Counting, in_numbers
from handlers.numbered_chat import send_all
from handlers.screen import Screen
from handlers.services import Services
from handlers.telegram_out import edit
from locales import Language

# A town's copies of an announcement are not worth a look into the database each.
LOOK_EVERY = 1.0


class Numbering:
    """Knows who reads without buttons, and sends them screens as text. In the middle of a form a notice gets
    no numbers: a number that is typed there goes on answering the form."""

    def __init__(self, services: Services, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._services = services
        self._monotonic = monotonic
        self._readers: Mapping[Address, str] = {}
        self._looked_at = float("-inf")

    async def language_of(self, lane: Lane, address: Address) -> Language | None:
        """The language of somebody who reads without buttons; None for everybody else. For announcements
        what was so a second ago is good enough."""
        if lane is Lane.ANNOUNCEMENT:
            code = (await self._known()).get(address)
        else:
            async with self._services.uow.reading() as r:
                code = await r.shown_screens.reader(address)
        return self._services.catalogues[code] if code is not None else None

    async def send(self, bot: Bot, address: Address, screen: Screen, lang: Language) -> int:
        """Sends it and keeps what can be chosen; returns the id of its first message."""
        key = ConversationKey(bot.id, address.chat_id, address.chat_id)
        async with self._services.uow.reading() as r:
            step = (await r.conversations.load(key)).state
            before = await r.shown_screens.at(address)
        made = in_numbers(screen, lang, Counting.ALL if step is None else Counting.NONE)
        first, last = await send_all(bot, address.chat_id, made)
        if made.choices:
            shown = Shown(last, made.choices, step or "")
            if step is not None:
                shown = beside(before if before and before.step == step else None, shown)
            await keep_shown(self._services.uow, address, replace(shown, message_id=last))
        return first

    async def edit(self, bot: Bot, address: Address, message_id: int, screen: Screen, lang: Language) -> None:
        """Changes the text of an earlier message. What it offers is chosen under the newest screen only."""
        made = in_numbers(screen, lang, Counting.NONE)
        await edit(bot, address.chat_id, message_id, made.parts[0])

    async def _known(self) -> Mapping[Address, str]:
        if self._monotonic() - self._looked_at >= LOOK_EVERY:
            async with self._services.uow.reading() as r:
                self._readers = await r.shown_screens.readers()
            self._looked_at = self._monotonic()
        return self._readers
