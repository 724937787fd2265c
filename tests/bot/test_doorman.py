"""What is let in at the door of a channel: counted by person, whatever is said and wherever."""

from typing import Any

from aiogram.types import Update

from bot.doorman import Doorman
from civic.manners import MOST_MESSAGES, MOST_TAPS, WINDOW, Hearing, Manners
from civic.residents import Channel
from tests.bot.bot_api import message_update
from tests.fakes import FakeClock

ADA, BEN = 71, 72
ANSWER, NOTICE, SILENCE = Hearing


def said(number: int, words: str = "Hello", person: int = ADA, **message: Any) -> Update:
    """A message in the private chat, or elsewhere."""
    raw = message_update(number, person, words)
    content = raw["message"]
    assert isinstance(content, dict)
    return Update.model_validate({**raw, "message": {**content, **message}})


def tapped(number: int, person: int = ADA) -> Update:
    """A tap on some button."""
    user = {"id": person, "is_bot": False, "first_name": "Ada"}
    query = {"id": str(number), "from": user, "chat_instance": "x", "data": "my"}
    return Update.model_validate({"update_id": number, "callback_query": query})


def test_messages_and_taps_are_counted_apart_and_each_person_alone(clock: FakeClock) -> None:
    door = Doorman(Manners(), clock, Channel.TELEGRAM)
    messages = [door.hear(said(number)) for number in range(1000)]
    assert messages == [ANSWER] * MOST_MESSAGES + [NOTICE] + [SILENCE] * (999 - MOST_MESSAGES)
    taps = [door.hear(tapped(number)) for number in range(1000, 1100)]
    assert taps == [ANSWER] * MOST_TAPS + [NOTICE] + [SILENCE] * (99 - MOST_TAPS)
    assert door.hear(said(1101, person=BEN)) is door.hear(tapped(1102, person=BEN)) is ANSWER
    clock.advance(WINDOW)
    assert door.hear(said(1103)) is door.hear(tapped(1104)) is ANSWER


def test_the_same_number_on_another_channel_is_somebody_else(clock: FakeClock) -> None:
    manners = Manners()
    telegram, web = Doorman(manners, clock, Channel.TELEGRAM), Doorman(manners, clock, Channel.WEB)
    assert [telegram.hear(said(number)) for number in range(22)][-1] is SILENCE
    assert web.hear(said(1)) is ANSWER


def test_a_call_for_help_gets_through_but_not_a_thousand(clock: FakeClock) -> None:
    door = Doorman(Manners(), clock, Channel.TELEGRAM)
    for number in range(100):
        door.hear(said(number))
    calls = [door.hear(said(number, "my house is on fire")) for number in range(100, 1100)]
    assert calls == [ANSWER] * MOST_MESSAGES + [NOTICE] + [SILENCE] * (999 - MOST_MESSAGES)

    def pictures(text: str) -> list[Hearing]:
        return [door.hear(said(n, "", BEN, text=None, caption=text)) for n in range(2000, 2025)]

    assert pictures("привіт")[-1] is SILENCE
    assert pictures("мій тато не дихає")[-1] is ANSWER


def test_a_group_takes_nothing_from_the_private_chat(clock: FakeClock) -> None:
    door = Doorman(Manners(), clock, Channel.TELEGRAM)
    group = {"id": -501, "type": "group", "title": "Neighbours"}
    heard = [door.hear(said(number, "/help", chat=group)) for number in range(50)]
    assert (heard.count(ANSWER), heard[-1]) == (MOST_MESSAGES, SILENCE)
    assert door.hear(said(51)) is ANSWER
    assert door.hear(said(53, "@bot Hilfe, mein Haus brennt!", chat=group)) is ANSWER
    # The group has a new number now, which must not be missed.
    assert door.hear(said(52, chat=group, text=None, migrate_to_chat_id=-777)) is ANSWER


def test_the_messenger_itself_is_never_turned_away(clock: FakeClock) -> None:
    door = Doorman(Manners(), clock, Channel.TELEGRAM)
    user = {"id": ADA, "is_bot": False, "first_name": "Ada"}
    bot = {"user": {"id": 1, "is_bot": True, "first_name": "Bot"}}
    member = {
        "chat": {"id": ADA, "type": "private"},
        "from": user,
        "date": 1_800_000_000,
        "old_chat_member": {"status": "member", **bot},
        "new_chat_member": {"status": "kicked", "until_date": 0, **bot},
    }
    blocked = [Update.model_validate({"update_id": n, "my_chat_member": member}) for n in range(100)]
    assert {door.hear(one) for one in blocked} == {ANSWER}
