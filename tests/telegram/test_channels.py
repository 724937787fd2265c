"""Channels: the bot stays only where a member of staff added it, and reads no posts."""

import pytest
import telegram
from telegram.constants import ChatType

from civic.residents import Channel
from civic.staff import InvitationKind
from tests.telegram.chat import ADMINISTRATOR, BOT, NOW, Chat, Telegram

CHANNEL = -100_777


def channel_of(side: Telegram, user_id: int) -> Chat:
    """A channel run by somebody."""
    return side.group(CHANNEL, ChatType.CHANNEL, user_id)


async def is_known(side: Telegram) -> bool:
    async with side.app.services.uow.reading() as r:
        return await r.staff.group(Channel.TELEGRAM, CHANNEL) is not None


def left(side: Telegram) -> list[str]:
    return [call.params["chat_id"] for call in side.api.called("leaveChat")]


@pytest.mark.parametrize("known", [False, True])
async def test_added_by_a_stranger_it_leaves(telegram_side: Telegram, ada: Chat, known: bool) -> None:
    channel = channel_of(telegram_side, ada.user.id if known else 999)
    before = telegram_side.rows()
    assert await channel.membership(telegram.ChatMemberLeft(BOT), ADMINISTRATOR) == []
    assert left(telegram_side) == [str(CHANNEL)]
    assert telegram_side.rows() == before


@pytest.mark.parametrize("kind", [InvitationKind.OWNER, InvitationKind.COORDINATOR])
async def test_added_by_staff_it_stays_silently(telegram_side: Telegram, kind: InvitationKind) -> None:
    member = await telegram_side.staff(kind)
    channel = channel_of(telegram_side, member.user.id)
    assert await channel.membership(telegram.ChatMemberLeft(BOT), ADMINISTRATOR) == []
    assert left(telegram_side) == []
    assert await is_known(telegram_side)


async def test_a_stranger_who_changes_its_rights_does_not_drive_it_out(telegram_side: Telegram) -> None:
    member = await telegram_side.staff(InvitationKind.COORDINATOR)
    await channel_of(telegram_side, member.user.id).membership(telegram.ChatMemberLeft(BOT), ADMINISTRATOR)
    await channel_of(telegram_side, 999).membership(ADMINISTRATOR, ADMINISTRATOR)
    assert left(telegram_side) == []
    assert await is_known(telegram_side)


async def test_removed_it_forgets_the_channel(telegram_side: Telegram) -> None:
    member = await telegram_side.staff(InvitationKind.COORDINATOR)
    channel = channel_of(telegram_side, member.user.id)
    await channel.membership(telegram.ChatMemberLeft(BOT), ADMINISTRATOR)
    await channel.membership(ADMINISTRATOR, telegram.ChatMemberLeft(BOT))
    assert not await is_known(telegram_side)
    assert left(telegram_side) == []


async def test_posts_are_not_read(telegram_side: Telegram) -> None:
    channel = channel_of(telegram_side, 999)
    post = telegram.Message(1, NOW, channel.chat, text=f"/start @{BOT.username} events")
    before, calls = telegram_side.rows(), len(telegram_side.api.called("sendMessage"))
    await telegram_side.happens(channel_post=post)
    assert telegram_side.rows() == before
    assert len(telegram_side.api.called("sendMessage")) == calls
