"""New questions in the staff's group: the question, its language, what was found; nobody's name or number."""

import json
from datetime import timedelta

import pytest

from civic.pushes import AT_MOST_EVERY, is_staffed
from civic.questions import Ending
from civic.staff import InvitationKind
from tests.telegram.chat import Bubble, Chat, Telegram

QUESTION = "How do I renew my passport?"
ASKER = 72


@pytest.fixture
async def staff_group(telegram_side: Telegram) -> Chat:
    """The staff's group, with one coordinator."""
    await telegram_side.staff(InvitationKind.COORDINATOR)
    group = telegram_side.group()
    await group.adds_bot()
    await group.says(f"/staffgroup {await telegram_side.city.invitation(InvitationKind.STAFF_GROUP)}")
    return group


async def hands_over(side: Telegram, text: str = QUESTION, user_id: int = ASKER) -> Chat:
    """Somebody's question goes to a person."""
    asker = side.private(user_id)
    await asker.says("I want to talk to a human")
    await asker.says(text)
    return asker


async def news(side: Telegram, group: Chat) -> list[Bubble]:
    await side.city.settled()
    return group.hears()


async def test_the_group_gets_the_question_and_nothing_about_who_asked(
    telegram_side: Telegram, staff_group: Chat
) -> None:
    await hands_over(telegram_side)
    (told,) = await news(telegram_side, staff_group)
    assert told.text.startswith("Eine neue Frage (Sprache: English):")
    assert QUESTION in told.text
    assert "%" in told.text
    assert told.links == ["https://t.me/stadtbote_test_bot?start=q_1"]
    for private in (str(ASKER), "Ada", "@"):
        assert private not in json.dumps(told.params)


async def test_the_link_leads_staff_to_the_question_and_others_to_the_first_screen(
    telegram_side: Telegram, staff_group: Chat
) -> None:
    await hands_over(telegram_side)
    (told,) = await news(telegram_side, staff_group)
    payload = told.links[0].split("start=")[1]
    member, stranger = telegram_side.private(90), telegram_side.private(91)
    member.hears()
    (shown,) = await member.says(f"/start {payload}")
    assert QUESTION in shown.text
    assert "Answer" in shown.labels
    (first,) = await stranger.says(f"/start {payload}")
    assert QUESTION not in first.text


async def test_more_within_the_hour_come_together(telegram_side: Telegram, staff_group: Chat) -> None:
    clock = telegram_side.city.clock
    await hands_over(telegram_side)
    assert len(await news(telegram_side, staff_group)) == 1
    for user_id, text in ((73, "Where can I sell waste paper?"), (74, "Can I bring my dog?")):
        clock.advance(timedelta(minutes=5))
        await hands_over(telegram_side, text, user_id)
        assert await news(telegram_side, staff_group) == []
    clock.advance(AT_MOST_EVERY)
    (told,) = await news(telegram_side, staff_group)
    assert told.text.startswith("2 neue Fragen:")
    assert told.links == ["https://t.me/stadtbote_test_bot?start=inbox"]
    member = telegram_side.private(90)
    member.hears()
    (inbox,) = await member.says("/start inbox")
    assert "3 open questions" in inbox.text
    clock.advance(timedelta(days=1))
    assert await news(telegram_side, staff_group) == []


async def test_a_429_makes_it_later_and_not_lost(telegram_side: Telegram, staff_group: Chat) -> None:
    telegram_side.api.fault("sendMessage", "429", chat_id=staff_group.chat.id, times=1, retry_after=3)
    await hands_over(telegram_side)
    first = await news(telegram_side, staff_group)
    telegram_side.city.clock.advance(timedelta(seconds=4))
    assert len(first + await news(telegram_side, staff_group)) == 1


async def test_who_blocks_the_bot_closes_their_question(telegram_side: Telegram, staff_group: Chat) -> None:
    asker = await hands_over(telegram_side)
    member = telegram_side.private(90)
    await telegram_side.city.settled()
    member.hears()
    await member.taps("Answer")
    await asker.removes_bot()
    async with telegram_side.app.services.uow.reading() as r:
        assert await r.questions.open(None) == []
        question = await r.questions.get(1)
    assert question is not None
    assert question.ending is Ending.UNREACHABLE
    await telegram_side.city.settled()
    (note,) = member.hears()
    assert "can no longer be reached" in note.text
    (late,) = await member.says("At the town hall.")
    assert "can no longer be reached" in late.text


async def test_an_answer_that_does_not_arrive_is_told_to_whoever_wrote_it(
    telegram_side: Telegram, staff_group: Chat
) -> None:
    await hands_over(telegram_side)
    member = telegram_side.private(90)
    await telegram_side.city.settled()
    member.hears()
    await member.taps("Answer")
    await member.says("At the town hall.")
    refused = "Forbidden: bot was blocked by the user"
    telegram_side.api.fault("sendMessage", "403", chat_id=ASKER, text=refused)
    await member.taps("Send")
    for _ in range(2):
        await telegram_side.city.settled()
    assert "did not arrive" in member.hears()[-1].text


async def test_who_of_the_staff_cannot_be_written_to_is_no_longer_counted_on(
    telegram_side: Telegram, staff_group: Chat
) -> None:
    for chat_id in (90, staff_group.chat.id):
        refused = "Forbidden: bot was blocked by the user"
        telegram_side.api.fault("sendMessage", "403", chat_id=chat_id, text=refused)
    await hands_over(telegram_side)
    for _ in range(2):
        await telegram_side.city.settled()
    uow = telegram_side.app.services.uow
    assert not await is_staffed(uow)
    async with uow.reading() as r:
        assert await r.staff.staff_groups() == []
    asker = telegram_side.private(75)
    (honest,) = await asker.says("I want to talk to a human")
    assert "Rathaus, 0631 000" in honest.text
