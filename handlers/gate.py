"""The gate: who writes, in which language, whether this update took effect before."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from aiogram import BaseMiddleware, Bot
from aiogram.dispatcher.event.bases import NextMiddlewareType
from aiogram.enums import ChatType
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Chat, Message, TelegramObject, Update, User

from civic.activity import is_noted, note_sign
from civic.ports import AlreadyHandled
from civic.residents import Address, Cause, Channel, Resident, became_reachable, meet
from civic.senders import Sender
from civic.staff import StaffMember, note_seen
from civic.staff_rights import Right, RightMissing
from civic.staff_sessions import lasts, note_use
from handlers import forms
from handlers.aliases import Aliases
from handlers.conversation_memory import ConversationMemory, own_key
from handlers.leaving import FORGET_YES, is_leaving
from handlers.links import Target, read_link
from handlers.numbered_chat import NumberedChat, keep_last
from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.staff.rights import permitted
from handlers.telegram_out import Out
from handlers.typed_taps import heard_as, is_typed, with_known_command
from handlers.views import welcome
from handlers.views.data_rights import goodbye

log = logging.getLogger(__name__)
# After so long somebody no longer waits for the answer.
LATE_AFTER = timedelta(minutes=15)
# The framework remembers the last 128 updates by it, with what people wrote and with their bot.
_KIND_OF_UPDATE: Any = vars(Update)["event_type"].fget
# Where people talk, to the bot or to each other.
_TALKING = (ChatType.PRIVATE, ChatType.GROUP, ChatType.SUPERGROUP)
Handler = NextMiddlewareType[TelegramObject]


def _is_strange(event: Update, chat: Chat | None, user: User | None) -> bool:
    """Whether nothing can be made of an update, which is logged."""
    message = event.message or event.edited_message
    if chat is None and event.callback_query is not None:
        log.warning("a tap that does not say under which message was left out")
    elif message is not None and message.chat.type not in _TALKING:
        # Neither written to the bot nor in a group. Posts of channels are no messages.
        log.warning("a message of a chat of an unknown kind was left out")
    elif chat is not None and chat.type == "private" and user is None:
        log.warning("an update of a private chat that does not say whose it is was left out")
    else:
        return False
    return True


class Gate(BaseMiddleware):
    """Gives handlers of private chats their visit, and makes each update take effect once."""

    def __init__(self, services: Services, memory: ConversationMemory, buttons: Mapping[str, Right]) -> None:
        self._services = services
        self._buttons = buttons
        self._memory = memory
        self._aliases = Aliases(services.catalogues)

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
            _KIND_OF_UPDATE.cache_clear()

    async def _admit(self, handler: Handler, event: Update, data: dict[str, Any]) -> Any:
        chat: Chat | None = data.get("event_chat")
        user: User | None = data.get("event_from_user")
        data["event_update_id"] = event.update_id
        if _is_strange(event, chat, user):
            return None
        state: FSMContext | None = data.get("state")
        if chat is None or chat.type != "private":
            data["raw_state"] = await state.get_state() if state is not None else None
            return await handler(
                with_known_command(event, self._aliases, self._services.catalogues.main.code), data
            )
        assert user is not None, "it would be strange"
        channel: Channel = data["channel"]
        cause = Cause(channel, event.update_id)
        address = Address(channel, chat.id)
        assert state is not None, "who writes in a private chat has a conversation"
        async with self._services.uow.reading() as r:
            known = await r.senders.look(address, cause, own_key(state.key))
        self._memory.hold(state.key, known.conversation)
        data["raw_state"] = known.conversation.state
        spoken = known.resident.language if known.resident else ""
        event = with_known_command(event, self._aliases, spoken)
        written = event.message
        event, handler = await heard_as(event, known.shown, state, handler)
        out = _out(event, data["bot"], chat.id)
        if event.my_chat_member is not None:
            if known.resident is None:
                # Nothing is kept of somebody who only blocks the bot.
                return await handler(event, data)
        elif await self._leaves(out, address, user, event, known):
            return out.end()
        visit = await self._visit(event, address, user, cause, known)
        out = self._answering(event, data, chat.id, visit)
        if written is not None and self._services.clock() - written.date > LATE_AFTER:
            out.above = welcome.late(visit.lang)
        data |= {"visit": visit, "out": out}
        result = await self._once(handler, event, data, cause, seen=known.seen)
        await keep_last(out.numbered, self._services.uow, address, cause, known.shown)
        # Blocking the bot is no sign that somebody wants to stay.
        if event.my_chat_member is None and not is_noted(known.sign, self._services.clock().date()):
            await note_sign(self._services.uow, self._services.clock, visit.resident.id)
        return result

    def _answering(self, event: Update, data: dict[str, Any], chat_id: int, visit: Visit) -> Out:
        draw = partial(permitted, member=visit.member, buttons=self._buttons)
        out = _out(event, data["bot"], chat_id, draw)
        if visit.resident.numbered:
            out.numbered = NumberedChat(data["bot"], chat_id, visit.lang, data["state"].get_state)
        return out

    async def _leaves(self, out: Out, address: Address, user: User, event: Update, known: Sender) -> bool:
        """Whether this update is from somebody who is being forgotten, or was by this very update or a tap
        on the same button before."""
        query, erasure = event.callback_query, known.erasure
        confirmed = query is not None and FORGET_YES.read(query.data) is not None
        has_ended = erasure is not None and erasure.said_at is not None
        if erasure is not None and not (has_ended and confirmed):
            return await is_leaving(out, address, self._services, erasure)
        was_forgotten = known.resident is None and (confirmed or known.seen)
        if was_forgotten:
            lang = self._services.catalogues[self._guess(event, user)]
            await out.say(goodbye(lang, address.channel))
        return was_forgotten

    async def _once(
        self, handler: Handler, event: Update, data: dict[str, Any], cause: Cause, *, seen: bool
    ) -> Any:
        out: Out = data["out"]
        state: FSMContext = data["state"]
        if seen:
            await self._repeat(data, cause)
            return out.end()

        async def keep() -> None:
            await self._memory.flush(state.key, cause)

        data["keep"] = keep
        try:
            result = await handler(event, data)
        except RightMissing:
            if event.message is not None and not (event.message.text or "").startswith("/"):
                # What it answers asks for a right that is gone: it would refuse every further message.
                await state.clear()
                await keep()
            raise
        await keep()
        return out.end() or result

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

    async def _visit(self, event: Update, address: Address, user: User, cause: Cause, known: Sender) -> Visit:
        resident, member = known.resident, known.member
        if resident is not None and not known.is_reachable and event.my_chat_member is None:
            # Whoever writes can be written to, whatever an earlier failure said.
            await became_reachable(self._services.uow, address)
        if member is not None and event.my_chat_member is None:
            await note_seen(self._services.uow, self._services.clock, member)
            sitting = self._services.sitting(address)
            await note_use(self._services.uow, self._services.clock, sitting, known.session_ends_at)
        if resident is None:
            guess = self._guess(event, user)
            resident = await meet(self._services.uow, self._services.clock, address, guess)
        return self._make_visit(resident, address, cause, member, known.session_ends_at)

    def _make_visit(
        self,
        resident: Resident,
        address: Address,
        cause: Cause,
        member: StaffMember | None,
        ends_at: datetime | None,
    ) -> Visit:
        lang = self._services.catalogues[resident.language]
        on_web = address.channel is Channel.WEB
        if member is not None and on_web and not lasts(ends_at, self._services.clock()):
            return Visit(resident, lang, address.channel, cause, locked=member.role)
        return Visit(resident, lang, address.channel, cause, member)

    def _guess(self, event: Update, user: User) -> str:
        """The likeliest language of somebody new: the link they came by, their client's, the city's."""
        text = event.message.text if event.message and event.message.text else ""
        target = read_link(text.removeprefix("/start ")) if text.startswith("/start ") else Target()
        if target.language and target.language in self._services.catalogues:
            return target.language
        matched = self._services.catalogues.match(user.language_code)
        return (matched or self._services.catalogues.main).code


def _out(
    event: Update, bot: Bot, chat_id: int, draw: Callable[[Screen], Screen] = lambda screen: screen
) -> Out:
    query: CallbackQuery | None = event.callback_query
    if query is not None:
        tapped = query.message if isinstance(query.message, Message) else None
        if is_typed(query):
            return Out(bot, chat_id, tapped, draw=draw, is_typed=True)
        return Out(bot, chat_id, tapped, query, draw)
    return Out(bot, chat_id, event.message or event.edited_message, draw=draw)
