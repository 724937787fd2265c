"""When a handler breaks: the person hears so in their language, the log gets the cause."""

import logging

from aiogram import Bot, Router
from aiogram.enums import ChatType
from aiogram.exceptions import TelegramAPIError, TelegramForbiddenError
from aiogram.types import ErrorEvent, Message

from civic.answers.safety import danger
from civic.staff_rights import RightMissing
from handlers.said import words_of
from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.telegram_out import Out
from handlers.views import staff, welcome
from handlers.views.decisions import screen_of
from locales import Language

log = logging.getLogger(__name__)
router = Router(name="failures")


@router.errors()
async def failed(
    event: ErrorEvent,
    bot: Bot,
    services: Services,
    out: Out | None = None,
    visit: Visit | None = None,
) -> bool:
    """Answers 'please try again'; never a stack trace, never the message's text. Whether anything broke."""
    if isinstance(event.exception, RightMissing):
        await _not_your_right(out, visit)
        return False
    if out is not None and _has_left(event.exception, out.chat_id):
        log.info("update %s: whoever sent it left before the answer", event.update.update_id)
        return False
    log.error("update %s failed", event.update.update_id, exc_info=event.exception)
    query = event.update.callback_query
    about = query.message if query is not None else event.update.event
    if out is None and isinstance(about, Message) and about.chat.type == ChatType.PRIVATE:
        # The gate itself failed, most likely on the database.
        out = Out(bot, about.chat.id, query=query)
    if out is not None:
        out.above = ""
        try:
            await out.say(_answer(event, services, visit))
            await out.close()
        except TelegramAPIError as unreachable:
            log.warning("the person could not be told: %s", unreachable)
    return True


def _has_left(failure: Exception, chat_id: int) -> bool:
    """Whether nothing broke, but the person blocked the bot, or ended the web chat, while it answered."""
    if not isinstance(failure, TelegramForbiddenError):
        return False
    return str(getattr(failure.method, "chat_id", "")) == str(chat_id)


async def _not_your_right(out: Out | None, visit: Visit | None) -> None:
    """Somebody's role does not allow it, perhaps since a moment ago."""
    if out is not None and visit is not None:
        await out.say(staff.not_your_right(visit.lang))
        await out.close()


def number_to_call(services: Services, message: Message, lang: Language | None = None) -> Screen | None:
    """For whoever is in danger, without a database; None for everybody else."""
    found = danger(words_of(message))
    if found is None:
        return None
    writer = message.from_user
    lang = lang or _language(services, writer.language_code if writer else None)
    return screen_of(lang, services, found, staffed=False)


def _answer(event: ErrorEvent, services: Services, visit: Visit | None) -> Screen:
    """The number to call for whoever is in danger, also without a database; else an apology."""
    message = event.update.message or event.update.edited_message
    known = visit.lang if visit else None
    if message is not None and (screen := number_to_call(services, message, known)) is not None:
        return screen
    query = event.update.callback_query
    writer = query.from_user if query else message.from_user if message else None
    return welcome.trouble(known or _language(services, writer.language_code if writer else None))


def _language(services: Services, tag: str | None) -> Language:
    return services.catalogues.match(tag) or services.catalogues.main
