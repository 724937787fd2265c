"""Groups and channels: silent unless addressed; anything personal goes to the private chat."""

import re

from aiogram import Bot, F, Router
from aiogram.enums import ChatMemberStatus, ChatType
from aiogram.filters import Command, CommandObject, Filter
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message

from civic import public_channels
from civic.question_waiting import close_unreachable
from civic.residents import Address, Cause, Channel, became_reachable, became_unreachable
from civic.staff import (
    BecameStaffGroup,
    BecameTestGroup,
    InvalidInvitation,
    enter_group,
    forget_group,
    group_moved,
    make_staff_group,
    make_test_group,
)
from civic.staff_rights import Right, may
from handlers.asked import decided
from handlers.quick_filters import Quick
from handlers.services import Services
from handlers.telegram_out import send
from handlers.views import public_channels as channel_view
from handlers.views import staff as view
from handlers.views.announcement_previews import test_group_ready
from handlers.views.decisions import group_answer

members = Router(name="members")
router = Router(name="groups")
router.message.filter(Quick(F.chat.type.in_({ChatType.GROUP, ChatType.SUPERGROUP})))
_IN = (ChatMemberStatus.MEMBER, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.RESTRICTED)
_MY_OWN = ("my", "calendar", "news", "stop")
_CHATS = ("link", "unlink")
_MY_DATA = ("mydata", "forget")
_PERSONAL = (*_MY_OWN, *_CHATS, *_MY_DATA, "language", "plain")
_EVENTS = ("newevent", "door", "einlass", "feedback")
_ACCESS = ("login", "anmelden", "lock", "sperren", "weblogin", "secondfactor", "zweiterfaktor")
_LETTERS = ("data", "daten")
_STAFF = ("inbox", "staff", *_ACCESS, *_LETTERS, "today", *_EVENTS, "announce", "cancel")
_PUBLIC = ("start", "help", "events", "privacy", "imprint")


@members.my_chat_member(F.chat.type == ChatType.PRIVATE)
async def blocked_or_unblocked(event: ChatMemberUpdated, services: Services, channel: Channel) -> None:
    """A person blocked the bot, or took that back."""
    address = Address(channel, event.chat.id)
    if event.new_chat_member.status in _IN:
        await became_reachable(services.uow, address)
    else:
        await became_unreachable(services.uow, address)
        await close_unreachable(services.uow, services.clock)


@members.my_chat_member(F.chat.type.in_({ChatType.GROUP, ChatType.SUPERGROUP}))
async def in_or_out_of_group(
    event: ChatMemberUpdated, bot: Bot, services: Services, channel: Channel
) -> None:
    """Says one sentence once after being added; forgets a group that it was removed from."""
    if event.new_chat_member.status not in _IN:
        await forget_group(services.uow, channel, event.chat.id)
        return
    if await enter_group(services.uow, services.clock, channel, event.chat.id):
        lang = services.catalogues.main
        url = await _private_url(bot)
        await send(bot, event.chat.id, view.in_group(lang, services.office.controller, url))


@members.my_chat_member(F.chat.type == ChatType.CHANNEL)
async def added_to_channel(event: ChatMemberUpdated, bot: Bot, services: Services, channel: Channel) -> None:
    """Leaves a channel, unless somebody who may choose channels added the bot; who changes its rights later
    is no matter.

    Asks whoever added it, in private, which language the channel's readers read.
    """
    address = Address(channel, event.chat.id)
    if event.new_chat_member.status not in _IN:
        await forget_group(services.uow, channel, event.chat.id)
        await public_channels.left_channel(services.uow, address)
        return
    async with services.uow.reading() as r:
        adder = await r.residents.at(Address(channel, event.from_user.id))
        member = await r.staff.member(adder.id) if adder else None
        known = await r.staff.group(channel, event.chat.id)
    if known is not None:
        return
    if adder is None or not may(member, Right.CHOOSE_CHANNELS):
        await bot.leave_chat(event.chat.id)
        return
    await enter_group(services.uow, services.clock, channel, event.chat.id)
    kept = await public_channels.added_to_channel(
        services.uow, services.clock, address, event.chat.title or ""
    )
    question = channel_view.ask_language(services.catalogues[adder.language], services, kept)
    await send(bot, event.from_user.id, question)


@router.message(F.migrate_to_chat_id)
async def became_supergroup(message: Message, services: Services, channel: Channel) -> None:
    """Follows a group to its new chat id."""
    assert message.migrate_to_chat_id is not None
    await group_moved(services.uow, channel, message.chat.id, message.migrate_to_chat_id)


@router.message(F.migrate_from_chat_id)
async def was_a_group(message: Message, services: Services, channel: Channel) -> None:
    """The same news from the new chat; which of the two comes, or comes first, is up to the messenger."""
    assert message.migrate_from_chat_id is not None
    await group_moved(services.uow, channel, message.migrate_from_chat_id, message.chat.id)


@router.message(Command("staffgroup"))
async def staff_group(
    message: Message,
    command: CommandObject,
    bot: Bot,
    services: Services,
    channel: Channel,
    event_update_id: int,
) -> None:
    """An owner's one-time code makes this the staff's group."""
    cause = Cause(channel, event_update_id)
    token = (command.args or "").strip()
    outcome = await make_staff_group(services.uow, services.clock, token, channel, message.chat.id, cause)
    lang = services.catalogues.main
    match outcome:
        case BecameStaffGroup():
            await send(bot, message.chat.id, view.staff_group_ready(lang))
        case InvalidInvitation():
            await send(bot, message.chat.id, view.bad_invitation(lang))


@router.message(Command("testgroup"))
async def test_group(
    message: Message,
    command: CommandObject,
    bot: Bot,
    services: Services,
    channel: Channel,
    event_update_id: int,
) -> None:
    """A one-time code of the staff makes this a group where announcements can be tried."""
    cause = Cause(channel, event_update_id)
    token = (command.args or "").strip()
    outcome = await make_test_group(services.uow, services.clock, token, channel, message.chat.id, cause)
    lang = services.catalogues.main
    match outcome:
        case BecameTestGroup():
            await send(bot, message.chat.id, test_group_ready(lang))
        case InvalidInvitation():
            await send(bot, message.chat.id, view.bad_invitation(lang))


@router.message(Command(*_PERSONAL, *_STAFF))
async def personal(message: Message, bot: Bot, services: Services) -> None:
    """Personal matters are for the private chat."""
    url = await _private_url(bot)
    await send(bot, message.chat.id, view.private_please(services.catalogues.main, url))


@router.message(Command(*_PUBLIC))
@router.message(Command(re.compile(r"\w+"), magic=F.mention))
async def public(message: Message, bot: Bot, services: Services) -> None:
    """Introduces itself again and points to the private chat; also for commands that it does not know."""
    url = await _private_url(bot)
    screen = view.in_group(services.catalogues.main, services.office.controller, url)
    await send(bot, message.chat.id, screen)


class Addressed(Filter):
    """Matches texts that mention the bot or reply to it; passes the text without the bot's name."""

    async def __call__(self, message: Message, bot: Bot) -> bool | dict[str, str]:
        text = message.text or ""
        me = await bot.me()
        name = re.compile(rf"(?<!\w)@{re.escape(me.username or '')}(?!\w)", re.IGNORECASE)
        replied = message.reply_to_message
        to_me = replied is not None and replied.from_user is not None and replied.from_user.id == me.id
        if not to_me and not name.search(text):
            return False
        return {"asked": name.sub("", text, count=1).strip()}


@router.message(F.text, ~F.text.startswith("/"), Addressed())
async def asked_in_group(message: Message, bot: Bot, services: Services, asked: str) -> None:
    """Answers in the city's language; nothing that was said is kept."""
    lang = services.catalogues.main
    decision, beside = await decided(services, asked, lang.code)
    screen = group_answer(lang, services, asked, decision, await _private_url(bot), beside)
    await send(bot, message.chat.id, screen, message.message_id)


async def _private_url(bot: Bot) -> str:
    return f"https://t.me/{(await bot.me()).username}"


@router.message()
async def not_addressed(message: Message) -> None:
    """Everything else in a group is none of the bot's business."""


@router.callback_query(F.message.chat.type != ChatType.PRIVATE)
async def button_in_group(query: CallbackQuery, bot: Bot) -> None:
    """The bot shows no buttons in groups that come back to it; a forged one does nothing."""
    await bot.answer_callback_query(query.id)
