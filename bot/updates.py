"""One update on its way to the conversations: whose it is, and what becomes of one that fails."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiogram import Bot
from aiogram.dispatcher.event.bases import CancelHandler
from aiogram.methods import AnswerCallbackQuery, TelegramMethod
from aiogram.types import Chat, Update, User
from aiogram.types.update import UpdateTypeLookupError
from pydantic import ValidationError

from handlers.telegram_out import answer_tap

HANDLER_LIMIT = 120.0
UNKNOWN = "unknown"

log = logging.getLogger(__name__)

Feed = Callable[[Bot, Update], Awaitable[object]]


class Interrupted(CancelHandler):
    """An update could not be begun or finished here, through no fault of its own, and has to come again."""


@dataclass(frozen=True, slots=True)
class Handled:
    """What became of an update, and the answer to a tap that is still to be given."""

    is_well: bool
    answer: AnswerCallbackQuery | None = None


async def handle_update(bot: Bot, update: Update, feed: Feed, *, answers: bool = True) -> Handled:
    """Let the dispatcher handle an update and send what a handler returned; unless it `answers`, the answer
    to a tap is left to whoever asks.

    A failure is logged, not raised: repeating the update would most likely fail again and hold up the rest.
    Only Interrupted is raised, since that update has to come again.
    """
    if kind_of(update) == UNKNOWN:
        log.warning("update %s is of a kind that is not known here", update.update_id)
        return Handled(True)
    try:
        async with asyncio.timeout(HANDLER_LIMIT):
            answer = await feed(bot, update)
            if isinstance(answer, AnswerCallbackQuery):
                if not answers:
                    return Handled(True, answer)
                await answer_tap(bot, answer)
            elif isinstance(answer, TelegramMethod):
                await bot(answer)
    except Interrupted:
        raise
    except Exception:
        log.exception("update %s failed", update.update_id)
        return Handled(False)
    return Handled(True)


def person_of(update: Update) -> int:
    """Whose update it is: the user's id, else the chat's, else 0."""
    try:
        event: object = update.event
    except UpdateTypeLookupError:
        return 0
    for name in ("from_user", "user", "chat"):
        who: object = getattr(event, name, None)
        if isinstance(who, User | Chat):
            return who.id
    return 0


def kind_of(update: Update) -> str:
    """What an update is, such as `message` or `callback_query`."""
    try:
        return update.event_type
    except UpdateTypeLookupError:
        return UNKNOWN


def number_of(item: object) -> int | None:
    """The number of an update as it came; None where it has none that could be confirmed."""
    number = item.get("update_id") if isinstance(item, dict) else None
    return number if type(number) is int and 0 < number < 2**63 else None


def faults_of(error: ValidationError) -> str:
    """Where and how parsing failed, without the content, which may be somebody's message."""
    faults = error.errors(include_input=False, include_url=False, include_context=False)
    return ", ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['type']}" for fault in faults[:5])
