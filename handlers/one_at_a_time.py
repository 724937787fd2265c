"""One update of a conversation at a time, whose state the gate reads together with who sent it."""

from typing import Any

from aiogram.dispatcher.event.bases import NextMiddlewareType
from aiogram.fsm.middleware import FSMContextMiddleware
from aiogram.types import TelegramObject


class OneAtATime(FSMContextMiddleware):
    """aiogram's middleware without its own reading of the state, a transaction more for each update."""

    async def __call__(
        self,
        handler: NextMiddlewareType[TelegramObject],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        """Hands on, when it is this update's turn, with the `state` of its conversation, if it is in one."""
        context = self.resolve_event_context(data["bot"], data)
        data["fsm_storage"] = self.storage
        if context is None:
            return await handler(event, data)
        async with self.events_isolation.lock(key=context.key):
            data["state"] = context
            return await handler(event, data)
