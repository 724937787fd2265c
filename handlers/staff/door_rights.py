"""The door shows names, so it is for the coordinators of an event alone; other staff get figures."""

from typing import Any

from aiogram import BaseMiddleware
from aiogram.dispatcher.event.bases import NextMiddlewareType
from aiogram.types import TelegramObject

from handlers.staff.participants import coordinates


class OwnDoor(BaseMiddleware):
    """Stands before every button of a door, whose first number is always that of the event."""

    async def __call__(
        self,
        handler: NextMiddlewareType[TelegramObject],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        """Goes on where the button names no event, or one of this coordinator's."""
        args = data.get("args")
        if args and not await coordinates(args[0], data["out"], data["visit"], data["services"]):
            return None
        return await handler(event, data)
