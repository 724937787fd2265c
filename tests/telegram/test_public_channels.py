"""Public channels: staff say which language they are in; posts are links, and a channel may shut us out."""

from dataclasses import replace

import pytest
import telegram

from civic.announcements import (
    Announcement,
    AnnouncementStatus,
    Audience,
    Body,
    Button,
    ButtonKind,
    Report,
    fingerprint,
)
from civic.residents import Address, Channel
from civic.staff import InvitationKind
from tests.telegram.chat import ADMINISTRATOR, BOT, Chat, Telegram
from tests.telegram.test_channels import CHANNEL, channel_of

MAIN = Body("Fest", "Das Fest beginnt.")
BODIES = {"de": MAIN, "uk": Body("Свято", "Свято починається.", of=fingerprint(MAIN))}
ADDRESS = Address(Channel.TELEGRAM, CHANNEL)


async def member_with_channel(side: Telegram) -> tuple[Chat, Chat]:
    """A coordinator, and a channel to which they added the bot."""
    member = await side.staff(InvitationKind.COORDINATOR)
    channel = channel_of(side, member.user.id)
    await channel.membership(telegram.ChatMemberLeft(BOT), ADMINISTRATOR)
    return member, channel


async def posted(side: Telegram, **changes: object) -> Report:
    """Plans and delivers an announcement that nobody but the channel gets."""
    new = Announcement(
        0, None, BODIES, Audience(("nobody",)), AnnouncementStatus.SCHEDULED, side.city.clock()
    )
    async with side.app.services.uow.writing() as w:
        kept = await w.announcements.add(replace(new, channels=(CHANNEL,), **changes))  # type: ignore[arg-type]
        await w.commit()
    await side.city.settled()
    async with side.app.services.uow.reading() as r:
        return await r.deliveries.report(kept.id)


async def test_whoever_added_it_is_asked_which_language(telegram_side: Telegram) -> None:
    member, channel = await member_with_channel(telegram_side)
    (question,) = member.hears()
    assert "I can post in “Neighbours” now." in question.text
    (kept,) = await member.taps("Українська")
    assert "Українська" in kept.text
    assert await posted(telegram_side) == Report(1, 1, 0, 0, 0, 0, 0)
    (post,) = channel.hears()
    assert post.text.endswith("Свято починається.")
    assert [button.keys() for button in post.buttons] == [{"text", "url"}]
    assert post.links == [f"https://t.me/{BOT.username}?start=lang_uk"]


async def test_without_a_language_it_is_the_main_one(telegram_side: Telegram) -> None:
    member, channel = await member_with_channel(telegram_side)
    member.hears()
    await member.taps("All languages")
    await posted(telegram_side)
    (post,) = channel.hears()
    assert post.text.endswith("Das Fest beginnt.")


@pytest.mark.parametrize(
    ("button", "link"),
    [
        (Button(ButtonKind.EVENT, "7"), f"https://t.me/{BOT.username}?start=lang_de-ev_7"),
        (Button(ButtonKind.TOPIC, "culture"), f"https://t.me/{BOT.username}?start=lang_de-topic_culture"),
        (Button(ButtonKind.URL, "https://city.example/fest"), "https://city.example/fest"),
    ],
)
async def test_the_button_of_a_post_is_a_link(telegram_side: Telegram, button: Button, link: str) -> None:
    _, channel = await member_with_channel(telegram_side)
    await posted(telegram_side, button=button)
    (post,) = channel.hears()
    assert post.links == [link, f"https://t.me/{BOT.username}?start=lang_de"]


@pytest.mark.faults
async def test_a_channel_that_shuts_it_out_is_forgotten(telegram_side: Telegram) -> None:
    await member_with_channel(telegram_side)
    telegram_side.api.fault("sendMessage", "403", chat_id=CHANNEL)
    assert await posted(telegram_side) == Report(1, 0, 1, 0, 0, 0, 0)
    async with telegram_side.app.services.uow.reading() as r:
        assert await r.public_channels.everyone() == []
    assert await posted(telegram_side) == Report(0, 0, 0, 0, 0, 0, 0)


async def test_removed_in_telegram_it_is_forgotten(telegram_side: Telegram) -> None:
    _, channel = await member_with_channel(telegram_side)
    await channel.membership(ADMINISTRATOR, telegram.ChatMemberLeft(BOT))
    async with telegram_side.app.services.uow.reading() as r:
        assert await r.public_channels.at(ADDRESS) is None


async def test_staff_list_change_and_remove_channels(telegram_side: Telegram) -> None:
    member, _ = await member_with_channel(telegram_side)
    member.hears()
    await member.says("/staff")
    (listing,) = await member.taps("Public channels")
    assert listing.labels == ["Neighbours · All languages"]
    await member.taps("Neighbours · All languages")
    await member.taps("Change the language")
    await member.taps("Deutsch")
    await member.taps("Public channels")
    (card,) = await member.taps("Neighbours · Deutsch")
    assert "Language: Deutsch" in card.text
    (removed,) = await member.taps("Post there no more")
    assert "nothing in “Neighbours” any more" in removed.text
    (empty,) = await member.taps("Public channels")
    assert "no public channel yet" in empty.text


async def test_an_announcement_gets_its_channels_by_ticks(telegram_side: Telegram) -> None:
    member, _ = await member_with_channel(telegram_side)
    member.hears()
    await member.says("/announce")
    await member.says("The café")
    await member.says("The café opens.")
    uow = telegram_side.app.services.uow
    async with uow.reading() as r:
        (draft,) = await r.announcements.recent(1)
    card = member.said_by_bot()
    (ticks,) = await member.forges(f"a_channels:{draft.id}", card)
    assert ticks.labels == ["Neighbours · All languages", "Continue"]
    (ticked,) = await member.taps("Neighbours · All languages")
    assert ticked.labels[0] == "✓ Neighbours · All languages"
    async with uow.reading() as r:
        changed = await r.announcements.get(draft.id)
    assert changed is not None
    assert changed.channels == (CHANNEL,)


async def test_a_resident_sees_nothing_of_it(telegram_side: Telegram, ada: Chat) -> None:
    await member_with_channel(telegram_side)
    under = ada.said_by_bot()
    for data in ("pc_list", "pc:1", "pc_remove:1", "pc_language:1:de", "a_channels:1", "a_channel:1:1"):
        await ada.forges(data, under)
    async with telegram_side.app.services.uow.reading() as r:
        assert [one.language for one in await r.public_channels.everyone()] == [""]
