"""The gate: who writes, in which language, whether this update took effect before."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware, Bot
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Chat, Message, TelegramObject, Update, User

from civic.ports import AlreadyHandled
from civic.residents import Address, Cause, Channel, Resident, became_reachable, meet
from civic.staff import Role, note_seen
from handlers import forms
from handlers.conversation_memory import ConversationMemory
from handlers.links import Target, read_link
from handlers.services import Services, Visit
from handlers.telegram_out import Out

log = logging.getLogger(__name__)
Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


class Gate(BaseMiddleware):
    """Gives handlers of private chats their visit, and makes each update take effect once."""

    def __init__(self, services: Services, memory: ConversationMemory) -> None:
        self._services = services
        self._memory = memory

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        assert isinstance(event, Update)
        try:
            return await self._admit(handler, event, data)
        except AlreadyHandled:
            log.info("an update of %s was delivered twice", data["channel"])
            return None
        finally:
            # The framework read the conversation for every update, those of groups among them.
            state: FSMContext | None = data.get("state")
            if state is not None:
                self._memory.forget(state.key)

    async def _admit(self, handler: Handler, event: Update, data: dict[str, Any]) -> Any:
        chat: Chat | None = data.get("event_chat")
        user: User | None = data.get("event_from_user")
        data["event_update_id"] = event.update_id
        if chat is None or user is None or chat.type != "private":
            return await handler(event, data)
        channel: Channel = data["channel"]
        cause = Cause(channel, event.update_id)
        visit, seen = await self._visit(event, Address(channel, chat.id), user, cause)
        out = _out(event, data["bot"], chat.id)
        data |= {"visit": visit, "out": out}
        return await self._once(handler, event, data, cause, seen=seen)

    async def _once(
        self, handler: Handler, event: Update, data: dict[str, Any], cause: Cause, *, seen: bool
    ) -> Any:
        out: Out = data["out"]
        state: FSMContext = data["state"]
        if seen:
            return await self._repeat(data, cause)

        async def keep() -> None:
            await self._memory.flush(state.key, cause)

        data["keep"] = keep
        result = await handler(event, data)
        await keep()
        await out.close()
        return result

    async def _repeat(self, data: dict[str, Any], cause: Cause) -> None:
        """The update took effect before: says what came of it, or asks the open question again."""
        out: Out = data["out"]
        state: FSMContext = data["state"]
        told = await forms.settled(data["visit"], self._services, state)
        if told is not None:
            await state.clear()
            await self._memory.flush(state.key, cause)
            await out.say(told)
        await forms.resume(out, data["visit"], self._services, state)
        await out.close()

    async def _visit(self, event: Update, address: Address, user: User, cause: Cause) -> tuple[Visit, bool]:
        async with self._services.uow.reading() as r:
            resident = await r.residents.at(address)
            member = await r.staff.member(resident.id) if resident else None
            seen = await r.updates.seen(cause)
            reachable = await r.residents.is_reachable(address)
        if resident is not None and not reachable and event.my_chat_member is None:
            # Whoever writes can be written to, whatever an earlier failure said.
            await became_reachable(self._services.uow, address)
        if member is not None and event.my_chat_member is None:
            await note_seen(self._services.uow, self._services.clock, member)
        if resident is None:
            guess = self._guess(event, user)
            resident = await meet(self._services.uow, self._services.clock, address, guess)
        return self._make_visit(resident, address, cause, member.role if member else None), seen

    def _make_visit(self, resident: Resident, address: Address, cause: Cause, role: Role | None) -> Visit:
        lang = self._services.catalogues[resident.language]
        return Visit(resident, lang, address.channel, cause, role)

    def _guess(self, event: Update, user: User) -> str:
        """The likeliest language of somebody new: the link they came by, their client's, the city's."""
        text = event.message.text if event.message and event.message.text else ""
        target = read_link(text.removeprefix("/start ")) if text.startswith("/start ") else Target()
        if target.language and target.language in self._services.catalogues:
            return target.language
        matched = self._services.catalogues.match(user.language_code)
        return (matched or self._services.catalogues.main).code


def _out(event: Update, bot: Bot, chat_id: int) -> Out:
    query: CallbackQuery | None = event.callback_query
    if query is not None:
        tapped = query.message if isinstance(query.message, Message) else None
        return Out(bot, chat_id, tapped, query)
    return Out(bot, chat_id, event.message or event.edited_message)
