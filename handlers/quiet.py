"""Too many messages, or three in a row that deserved none: one friendly notice, then silence for a while.

Stands behind the emergencies, which always get through, and before everything else. What is beyond the notice
does not get here.
"""

from aiogram import F, Router
from aiogram.enums import ChatType
from aiogram.filters import Filter, StateFilter
from aiogram.types import CallbackQuery, Message, TelegramObject

from civic.manners import Hearing
from civic.residents import Address, Channel
from handlers.quick_filters import Quick
from handlers.services import Services, Visit
from handlers.telegram_out import Out
from handlers.views import safety as view

router = Router(name="quiet")
router.message.filter(Quick(F.chat.type == ChatType.PRIVATE))
router.edited_message.filter(Quick(F.chat.type == ChatType.PRIVATE))


class TooMany(Filter):
    """Matches the first message or tap beyond what one person may do in a minute."""

    async def __call__(self, event: TelegramObject, hearing: Hearing = Hearing.ANSWER) -> bool:
        return hearing is Hearing.NOTICE


@router.message(TooMany())
@router.edited_message(TooMany())
async def too_many(message: Message, out: Out, visit: Visit) -> None:
    """Says so once."""
    await out.say(view.too_many(visit.lang))


@router.callback_query(TooMany())
async def too_many_taps(query: CallbackQuery, out: Out, visit: Visit) -> None:
    """The same, above the chat."""
    await out.toast(view.too_many_taps(visit.lang))


class OnBreak(Filter):
    """Matches what is written during a break."""

    async def __call__(self, message: Message, services: Services, channel: Channel) -> bool:
        return services.manners.on_break(Address(channel, message.chat.id), services.clock())


# Commands and forms go on: nobody loses a seat, or the way to end their subscriptions.
@router.message(StateFilter(None), ~F.text.startswith("/"), OnBreak())
@router.edited_message(StateFilter(None), OnBreak())
async def on_break(message: Message) -> None:
    """The notice was the answer to the message that began the break."""
