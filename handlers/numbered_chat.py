"""The answers to one update for whoever reads without buttons, and what they can choose after it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

from aiogram import Bot
from aiogram.types import Message

from civic.choices import Shown, forget_shown, keep_shown
from civic.ports import UnitOfWork
from civic.residents import Address, Cause
from handlers.forms_choosing import CHOOSING
from handlers.numbered import Counting, Numbered, in_numbers
from handlers.said import words_of
from handlers.screen import Screen
from handlers.telegram_out import send
from locales import Language

Step = Callable[[], Awaitable[str | None]]


@dataclass
class NumberedChat:
    """Where the screens of an update go as text. `step` says which question of a form is open."""

    bot: Bot
    chat_id: int
    lang: Language
    step: Step
    sent: Shown | None = field(default=None, init=False)

    async def say(self, screen: Screen, asked: Message | None = None) -> int:
        """Sends it, as an answer to `asked`; returns the id of its first message."""
        made = in_numbers(screen, self.lang, counting_at(await self.step()))
        first, last = await send_all(self.bot, self.chat_id, made, asked.message_id if asked else None)
        if made.choices:
            said = (asked.message_id, words_of(asked)) if asked else (0, "")
            self.sent = Shown(last, made.choices, "", *said)
        return first


async def keep_last(
    chat: NumberedChat | None, uow: UnitOfWork, address: Address, cause: Cause, before: Shown | None
) -> None:
    """Stores what can be chosen after an update. What was `before` goes when another question is open now."""
    if chat is None:
        return
    step = await chat.step() or ""
    if chat.sent is not None:
        await keep_shown(uow, address, replace(chat.sent, step=step), cause)
    elif before is not None and before.step != step:
        await forget_shown(uow, address)


def counting_at(step: str | None) -> Counting:
    """What has numbers while a question of a form is open: what is typed there may be its answer."""
    return Counting.ALL if step is None or step in CHOOSING else Counting.OWN


async def send_all(bot: Bot, chat_id: int, made: Numbered, quote: int | None = None) -> tuple[int, int]:
    """Sends the messages of a screen; returns the ids of the first and the last."""
    first, *rest = made.parts
    numbers = [await send(bot, chat_id, first, quote)]
    numbers += [await send(bot, chat_id, one) for one in rest]
    return numbers[0], numbers[-1]
