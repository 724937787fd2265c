"""When a handler breaks: the person hears so in their language, the log gets the cause."""

import logging

from aiogram import Router
from aiogram.exceptions import TelegramAPIError
from aiogram.types import ErrorEvent

from handlers.services import Services, Visit
from handlers.telegram_out import Out
from handlers.views import welcome

log = logging.getLogger(__name__)
router = Router(name="failures")


@router.errors()
async def failed(
    event: ErrorEvent, services: Services, out: Out | None = None, visit: Visit | None = None
) -> None:
    """Answers 'please try again'; never a stack trace, never the message's text."""
    log.error("update %s failed", event.update.update_id, exc_info=event.exception)
    if out is None or visit is None:
        return
    try:
        await out.say(welcome.trouble(visit.lang))
        await out.close()
    except TelegramAPIError as unreachable:
        log.warning("the person could not be told: %s", unreachable)
