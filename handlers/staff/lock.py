"""The lock before the staff's handlers: whose work area is locked gets the ways back, and nothing else.

Where the operator wants a second factor, whoever has none yet gets only as far as setting it up.
"""

from typing import Any

from aiogram import BaseMiddleware
from aiogram.dispatcher.event.bases import NextMiddlewareType
from aiogram.types import TelegramObject

from civic.residents import Channel
from civic.second_factor import has_second_factor
from handlers.services import Services, Visit
from handlers.telegram_out import Out
from handlers.views import second_factor
from handlers.views import staff_login as view

Handler = NextMiddlewareType[TelegramObject]


class Lock(BaseMiddleware):
    """Stands behind the filters, so that only what the staff's handlers would have taken meets it."""

    def __init__(self, *, before_setup: bool = False) -> None:
        self._before_setup = before_setup

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        visit: Visit = data["visit"]
        out: Out = data["out"]
        services: Services = data["services"]
        if visit.locked is not None:
            await out.say(view.locked(visit.lang, services))
        elif await self._is_due(visit, services):
            await out.say(second_factor.due(visit.lang))
        else:
            return await handler(event, data)
        return None

    async def _is_due(self, visit: Visit, services: Services) -> bool:
        if self._before_setup or not services.office.second_factor_required:
            return False
        if visit.channel is not Channel.WEB:
            return False
        return not await has_second_factor(services.uow, visit.resident.id)
