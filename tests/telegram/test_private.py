"""Private chats on Telegram: the same conversations as on the web, through the real wire."""

import asyncio
import gc
import json
import logging

import pytest
import telegram
from aiogram.types import Update

from bot.describing import describe
from civic.announcement_readiness import UNDO_WINDOW
from civic.residents import ALL_TOPICS, Address, Channel
from civic.staff import InvitationKind
from handlers.aliases import name_in_menu
from handlers.screen import plain
from handlers.services import Office
from handlers.views import age, welcome
from handlers.views.consents import mark
from handlers.views.welcome import MENU
from locales import Catalogues
from tests.fakes import FakeClock
from tests.telegram.chat import BOT, NOW, Bubble, Chat, Telegram


async def register(person: Chat, title: str, name: str) -> list[Bubble]:
    """The whole way to a seat."""
    await person.says("/events")
    for label in (title, "Register"):
        await person.taps(label)
    await person.says(name)
    await person.taps("1")
    await person.taps("No support needed")
    return await person.taps("Yes, register")


async def topics_of(side: Telegram, person: Chat) -> frozenset[str]:
    async with side.app.services.uow.reading() as r:
        resident = await r.residents.at(Address(Channel.TELEGRAM, person.chat.id))
        assert resident is not None
        return await r.residents.topics(resident.id)


async def test_no_update_is_remembered_once_it_is_handled(telegram_side: Telegram) -> None:
    ada = telegram_side.private(91)
    await ada.says("/start")
    await ada.says("My secret")
    gc.collect()
    kept = [one for one in gc.get_objects() if isinstance(one, Update)]
    assert [one.update_id for one in kept if one.message and one.message.text == "My secret"] == []


async def test_first_screen_is_that_of_the_web_chat(telegram_side: Telegram) -> None:
    await telegram_side.event(titles={"en": "Democracy café"})
    (screen,) = await telegram_side.private().says("/start")
    assert "automated assistant of Stadt Kaiserslautern" in screen.text
    assert screen.labels == ["Events (1)", "Ask", "News", "Language"]
    assert screen.params["parse_mode"] == "HTML"


async def test_five_taps_or_messages_to_a_seat_and_its_files(telegram_side: Telegram, ada: Chat) -> None:
    event = await telegram_side.event(titles={"en": "Democracy café"}, seats=5)
    text, picture, file, *_ = await register(ada, "Democracy café", "Ada <Lovelace>")
    assert "You are registered" in text.text
    assert "Your code is" in text.text
    assert picture.params["photo"].startswith("attach://")
    assert file.params["document"].startswith("attach://")
    assert f"<file event-{event.id}.ics>" in file.params.values()
    async with telegram_side.app.services.uow.reading() as r:
        one = await r.events.get(event.id)
    assert one is not None
    assert one.taken == 1


async def test_a_freed_seat_is_announced_to_the_next_in_line(telegram_side: Telegram, ada: Chat) -> None:
    await telegram_side.event(titles={"en": "Tiny"}, seats=1)
    await register(ada, "Tiny", "Ada")
    ben = telegram_side.private(72)
    await ben.says("/events")
    for label in ("Tiny", "Join the waiting list"):
        await ben.taps(label)
    await ben.says("Ben")
    await ben.taps("1")
    await ben.taps("No support needed")
    await ben.taps("Yes, register")
    await ada.says("/my")
    for label in ("Tiny", "Cancel registration", "Yes, cancel it"):
        await ada.taps(label)
    telegram_side.app.deliverer.ring()
    await telegram_side.until(
        lambda: any("a seat has become free" in each.text for each in telegram_side.shown(ben.chat.id))
    )


async def test_a_question_is_answered_with_its_source(ada: Chat) -> None:
    (answer,) = await ada.says("How many local groups are in the Engagierte Stadt network?")
    assert "112" in answer.text
    asked = max(ada.written)
    assert json.loads(answer.params["reply_parameters"])["message_id"] == asked


async def test_an_unanswered_question_reaches_staff_and_the_answer_comes_back(
    telegram_side: Telegram, ada: Chat
) -> None:
    staff = await telegram_side.staff(InvitationKind.COORDINATOR)
    await ada.says("When is my waste paper collected?")
    await ada.taps("person")
    told = telegram_side.shown(staff.chat.id)
    telegram_side.app.deliverer.ring()
    await telegram_side.until(lambda: len(telegram_side.shown(staff.chat.id)) > len(told))
    assert "waste paper" in staff.hears()[-1].text
    await staff.taps("Answer")
    await staff.says("Please ask the waste disposal office.")
    await staff.taps("Send")
    telegram_side.app.deliverer.ring()
    await telegram_side.until(
        lambda: "Please ask the waste disposal office." in telegram_side.shown(ada.chat.id)[-1].text
    )


async def test_whoever_leaves_before_the_answer_breaks_nothing(
    telegram_side: Telegram, caplog: pytest.LogCaptureFixture
) -> None:
    ada, ben = telegram_side.private(91), telegram_side.private(92)
    telegram_side.api.fault("sendMessage", "403", chat_id=ada.chat.id, times=1)
    caplog.set_level(logging.INFO)
    assert await ada.says("/help") == []
    assert "left before the answer" in caplog.text
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []
    assert (await ada.says("/help"))[-1].text
    assert (await ben.says("/help"))[-1].text


async def test_the_menu_is_told_in_every_language(telegram_side: Telegram) -> None:
    catalogues = telegram_side.app.services.catalogues
    told = {
        call.params.get("language_code"): json.loads(call.params["commands"])
        for call in telegram_side.api.called("setMyCommands")
    }
    assert set(told) == {None, *(lang.code for lang in catalogues if len(lang.code) == 2)}
    for code, menu in told.items():
        names = [one["command"] for one in menu]
        lang = catalogues[code] if code else catalogues.main
        assert names == [name_in_menu(command, lang) for command in MENU]
        assert menu[1]["description"] == lang.label("Events and workshops")
        assert all(telegram.BotCommand.de_json(one).api_kwargs == {} for one in menu)


async def test_the_menu_has_the_names_of_the_language(telegram_side: Telegram) -> None:
    menus = {
        call.params.get("language_code"): [one["command"] for one in json.loads(call.params["commands"])]
        for call in telegram_side.api.called("setMyCommands")
    }
    german = ["start", "termine", "meine", "neuigkeiten", "sprache", "nummern", "hilfe", "datenschutz"]
    assert menus[None] == menus["de"] == [*german, "impressum"]
    assert menus["uk"] == menus["en"] == list(MENU)


async def test_what_the_bot_is_for_is_told_in_every_language(telegram_side: Telegram) -> None:
    catalogues = telegram_side.app.services.catalogues
    told = telegram_side.api.called("setMyDescription")
    assert {call.params.get("language_code") for call in told} >= {None, "ar", "tr"}
    for call in told:
        lang = catalogues[call.params.get("language_code", "")]
        said = plain(welcome.who_speaks(lang, telegram_side.app.services.office))
        assert said in call.params["description"]
    bots = telegram_side.app.channels.bots[Channel.TELEGRAM]
    await describe(bots.replies, telegram_side.app.services)  # as the next start does
    assert telegram_side.api.called("setMyDescription") == told


def test_descriptions_fit_in_every_language() -> None:
    office = Office(
        controller="Arbeits- und sozialpädagogisches Zentrum " * 6, imprint_url="https://x.example/i"
    )
    for lang in Catalogues.load():
        about, short = welcome.description(lang, office), welcome.short_description(lang)
        assert about.endswith("https://x.example/i")
        assert "…" not in short


async def test_only_what_handlers_want_is_asked_for(telegram_side: Telegram, ada: Chat) -> None:
    wanted = json.loads(telegram_side.api.called("getUpdates")[-1].params["allowed_updates"])
    assert sorted(wanted) == ["callback_query", "edited_message", "message", "my_chat_member"]


@pytest.mark.parametrize("tag", [None, "xx", "de-AT"])
async def test_other_clients_get_the_citys_language(telegram_side: Telegram, tag: str | None) -> None:
    main = telegram_side.app.services.catalogues.main
    (screen,) = await telegram_side.private(language=tag).says("/start")
    assert screen.labels[1] == main.label("Ask")


async def test_no_forged_tap_leads_around_the_question_for_the_age(
    telegram_side: Telegram, ada: Chat
) -> None:
    await ada.says("/news")
    for data in ("topic:all", "subscribe:all", "of_age:link:nowhere", "parents_agreed:tick:", "of_age:all"):
        await ada.forges(data, ada.said_by_bot())
        assert await topics_of(telegram_side, ada) == frozenset()
    shown = mark(age.wording(telegram_side.app.services.catalogues["en"], by_parents=False))
    for data in ("of_age:tick:all", f"of_age:tick:all:{'0' * 12}"):
        await ada.forges(data, ada.said_by_bot())
        assert await topics_of(telegram_side, ada) == frozenset()
    for data in (f"of_age:elsewhere:all:{shown}", f"of_age:tick:all:{shown}"):  # twice is once
        await ada.forges(data, ada.said_by_bot())
        assert await topics_of(telegram_side, ada) == {ALL_TOPICS}


async def test_a_block_ends_subscriptions_at_once(telegram_side: Telegram, ada: Chat) -> None:
    await ada.says(f"/start topic_{ALL_TOPICS}")
    await ada.taps("Yes, please")
    await ada.taps("Yes, 16 or older")
    assert await topics_of(telegram_side, ada) == {ALL_TOPICS}
    assert await ada.removes_bot() == []
    assert await topics_of(telegram_side, ada) == frozenset()
    banned = telegram.ChatMemberBanned(BOT, until_date=NOW)
    assert await ada.membership(banned, telegram.ChatMemberMember(BOT)) == []
    assert await topics_of(telegram_side, ada) == frozenset()


async def test_a_403_ends_subscriptions_too(telegram_side: Telegram, ada: Chat, clock: FakeClock) -> None:
    await ada.says(f"/start topic_{ALL_TOPICS}")
    await ada.taps("Yes, please")
    await ada.taps("Yes, 16 or older")
    staff = await telegram_side.staff(InvitationKind.COORDINATOR)
    await staff.says("/announce")
    await staff.says("Café")
    await staff.says("The café opens.")
    telegram_side.api.fault("sendMessage", "403", chat_id=ada.chat.id)
    for label in ("Send now", "Yes, send"):
        await staff.taps(label)
    clock.advance(UNDO_WINDOW)
    telegram_side.app.deliverer.ring()
    await telegram_side.until(
        lambda: "Not reachable: 1" in "".join(b.text for b in telegram_side.shown(staff.chat.id))
    )
    assert await topics_of(telegram_side, ada) == frozenset()


async def test_a_tap_under_a_message_too_old_to_be_shown(telegram_side: Telegram, ada: Chat) -> None:
    await telegram_side.event(titles={"en": "Café"})
    old = telegram.InaccessibleMessage(ada.chat, 1)
    (listed,) = await ada.forges("events", old)
    assert any("Café" in label for label in listed.labels)
    assert await ada.forges("nonsense:1:2", old) == []
    assert "no longer in use" in telegram_side.toasts()[-1]


async def test_a_tap_answered_too_late_still_counts(telegram_side: Telegram, ada: Chat) -> None:
    too_old = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    telegram_side.api.fault("answerCallbackQuery", "400", text=too_old)
    await telegram_side.event(titles={"en": "Café"})
    (listed,) = await ada.taps("Events")
    assert any("Café" in label for label in listed.labels)
    assert telegram_side.api.called("answerCallbackQuery")[-1].answer == "400"


async def test_ten_people_are_answered_side_by_side(telegram_side: Telegram) -> None:
    people = [telegram_side.private(user_id) for user_id in range(100, 110)]
    screens = await asyncio.gather(*(person.says("/start") for person in people))
    assert [len(shown) for shown in screens] == [1] * len(people)
