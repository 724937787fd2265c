"""When a handler breaks: the person hears so in their language, the log gets the cause."""

import logging

from aiogram import Bot, Router
from aiogram.enums import ChatType
from aiogram.exceptions import TelegramAPIError
from aiogram.types import ErrorEvent, Message

from civic.answers.safety import danger
from handlers.said import words_of
from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.telegram_out import Out
from handlers.views import welcome
from handlers.views.decisions import screen_of

log = logging.getLogger(__name__)
router = Router(name="failures")


@router.errors()
async def failed(
    event: ErrorEvent,
    bot: Bot,
    services: Services,
    out: Out | None = None,
    visit: Visit | None = None,
) -> None:
    """Answers 'please try again'; never a stack trace, never the message's text."""
    log.error("update %s failed", event.update.update_id, exc_info=event.exception)
    chat = event.update.event.chat if isinstance(event.update.event, Message) else None
    if out is None and chat is not None and chat.type == ChatType.PRIVATE:
        # The gate itself failed, most likely on the database.
        out = Out(bot, chat.id)
    if out is None:
        return
    try:
        await out.say(_answer(event, services, visit))
        await out.close()
    except TelegramAPIError as unreachable:
        log.warning("the person could not be told: %s", unreachable)


def _answer(event: ErrorEvent, services: Services, visit: Visit | None) -> Screen:
    """The number to call for whoever is in danger, also without a database; else an apology."""
    message = event.update.message or event.update.edited_message
    tag = message.from_user.language_code if message and message.from_user else None
    lang = visit.lang if visit else services.catalogues.match(tag) or services.catalogues.main
    found = danger(words_of(message)) if message else None
    if found is not None:
        return screen_of(lang, services, found, staffed=False)
    return welcome.trouble(lang)
