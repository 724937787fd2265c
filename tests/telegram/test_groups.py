"""Groups: silent unless addressed, nothing kept, and everything personal goes to the private chat."""

import dataclasses
import hashlib

import pytest
import telegram
from aiogram.filters import Command
from telegram.constants import ChatType

from civic.answers.outcomes import Choose
from civic.residents import Address, Channel
from civic.staff import GroupKind, InvitationKind
from handlers.aliases import Aliases
from handlers.routers import conversations
from handlers.views import staff as view
from handlers.views.decisions import group_answer
from locales import Catalogues
from tests.telegram.chat import ADMINISTRATOR, BOT, NOW, Bubble, Chat, Telegram

NAME = f"@{BOT.username}"
PRIVATE = f"https://t.me/{BOT.username}"
QUESTION = "Wie viele Gruppen hat das Netzwerk Engagierte Stadt?"

UNADDRESSED = (
    "Good morning!",
    QUESTION,
    "Help, my house is on fire!",
    "events",
    "Write to stadtbote_test_bot",
    "Ask @stadtbote_test_botany or not@stadtbote_test_bot",
    "/start@another_bot",
    "/nosuchcommand",
    "@another_bot /my",
)
PUBLIC = ("start", "help", "events", "termine", "privacy", "datenschutz", "imprint", "impressum")
PERSONAL = (
    *("my", "abmelden", "news", "neuigkeiten", "stop", "abbestellen"),
    *("mydata", "meine_daten", "forget", "loeschen", "language", "sprache"),
    *("plain", "nummern", "einfachetexte"),
    *("inbox", "staff", "today", "newevent", "announce", "cancel", "abbrechen"),
    *("link", "verbinden", "unlink", "trennen"),
    *("login", "anmelden", "lock", "sperren", "weblogin", "secondfactor", "zweiterfaktor"),
    *("data", "daten"),
    "calendar",
    "kalender",
    "door",
    "einlass",
    "feedback",
)


@pytest.fixture
def group(telegram_side: Telegram) -> Chat:
    """A group that the bot is in, as far as it was told."""
    return telegram_side.group()


def introduction(side: Telegram) -> str:
    """The one sentence, as a client shows it."""
    office = side.app.services.office
    return shown(view.in_group(side.app.services.catalogues.main, office.controller, PRIVATE).text)


def shown(text: str) -> str:
    return text.replace("\u2068", "").replace("\u2069", "")


async def kind_of(side: Telegram, chat_id: int) -> GroupKind | None:
    async with side.app.services.uow.reading() as r:
        found = await r.staff.group(Channel.TELEGRAM, chat_id)
    return found.kind if found else None


@pytest.mark.parametrize("kind", [ChatType.GROUP, ChatType.SUPERGROUP])
async def test_what_is_not_addressed_to_it_is_not_heard(telegram_side: Telegram, kind: str) -> None:
    group = telegram_side.group(kind=kind)
    before, calls = telegram_side.rows(), others(telegram_side)
    for text in UNADDRESSED:
        assert await group.says(text) == [], text
    assert telegram_side.rows() == before
    assert others(telegram_side) == calls


def others(side: Telegram) -> list[str]:
    """Every call but those that only ask for updates."""
    return [call.method for call in side.api.calls if call.method not in ("getUpdates", "getMe")]


async def test_pictures_and_events_of_a_group_are_not_heard(telegram_side: Telegram, group: Chat) -> None:
    before = telegram_side.rows()
    newcomer = telegram.User(5, "Eve", is_bot=False)
    for content in (
        {"photo": [telegram.PhotoSize("p", "q", 1, 1)], "caption": "at home"},
        {"location": telegram.Location(7.7, 49.4)},
        {"new_chat_members": [newcomer]},
        {"left_chat_member": newcomer},
        {"new_chat_title": "Friends"},
        {"pinned_message": group.said_by_bot()},
    ):
        assert await group.sends(**content) == []
    assert telegram_side.rows() == before


async def test_a_mention_is_answered_in_the_citys_language(telegram_side: Telegram, group: Chat) -> None:
    before = telegram_side.rows()
    # Folding "ß" for comparison makes a text longer, which must not shift what is cut out.
    for said in (f"{NAME} {QUESTION}", f"Grüße!\n{QUESTION} {NAME.upper()}", f"Hallo {NAME}, {QUESTION}"):
        (answer,) = await group.says(said)
        assert "112" in answer.text
        assert answer.links == [PRIVATE]
        assert len(answer.buttons) == 1
        assert answer.params["reply_parameters"].startswith(f'{{"message_id": {max(group.written)}')
    assert telegram_side.rows() == before


async def test_the_number_stands_above_what_is_about_emergencies(
    telegram_side: Telegram, group: Chat
) -> None:
    (answer,) = await group.says(f"{NAME} Wann ist der Brandschutz-Workshop im Stadtteilbüro?")
    assert answer.text.startswith("Im Notfall")
    (danger,) = await group.says(f"{NAME} Hilfe, mein Haus brennt!")
    assert "112" in danger.text


async def test_a_choice_is_told_without_its_buttons(telegram_side: Telegram, group: Chat) -> None:
    services = telegram_side.app.services
    keys = tuple(services.knowledge.entries)[:2]
    screen = group_answer(services.catalogues.main, services, "?", Choose(keys), PRIVATE)
    titles = [services.knowledge.entries[key].versions["de"].question for key in keys]
    assert shown(screen.text).splitlines()[-2:] == [f"• {title}" for title in titles]
    assert len(screen.buttons) == 1
    gone = group_answer(services.catalogues.main, services, "?", Choose(("gone/gone",)), PRIVATE)
    assert "•" not in gone.text


async def test_a_reply_to_the_bot_is_answered(telegram_side: Telegram, group: Chat) -> None:
    before = telegram_side.rows()
    (answer,) = await group.says(QUESTION, reply_to_message=group.said_by_bot())
    assert "112" in answer.text
    assert telegram_side.rows() == before


async def test_a_reply_to_somebody_else_is_not(telegram_side: Telegram, group: Chat) -> None:
    other = telegram.Message(1, NOW, group.chat, from_user=telegram.User(8, "Ben", is_bot=False), text="Hi")
    assert await group.says(QUESTION, reply_to_message=other) == []


async def test_commands_introduce_the_bot_again(telegram_side: Telegram, group: Chat) -> None:
    for command in (*PUBLIC, *(f"{name}{NAME}" for name in PUBLIC), f"nosuchcommand{NAME}"):
        (answer,) = await group.says(f"/{command}")
        assert answer.text == introduction(telegram_side), command
        assert answer.links == [PRIVATE]


async def test_personal_commands_become_a_link_into_the_private_chat(
    telegram_side: Telegram, group: Chat
) -> None:
    before = telegram_side.rows()
    expected = shown(view.private_please(telegram_side.app.services.catalogues.main, PRIVATE).text)
    for command in (*PERSONAL, *(f"{name}{NAME}" for name in PERSONAL)):
        telegram_side.app.services.manners.forget(Address(Channel.TELEGRAM, group.user.id))
        (answer,) = await group.says(f"/{command}")
        assert answer.text == expected, command
        assert answer.links == [PRIVATE]
    assert telegram_side.rows() == before


def test_every_command_of_private_chats_is_public_or_personal_in_a_group() -> None:
    commands = {
        name
        for router in conversations()
        for handler in router.message.handlers
        for each in handler.filters or ()
        if isinstance(each.callback, Command)
        for name in each.callback.commands
    }
    aliases = Aliases(Catalogues.load(["de"]))
    assert {f"/{name}" for name in commands} == {
        aliases.command(f"/{name}", "de") for name in (*PUBLIC, *PERSONAL)
    }


async def test_an_emergency_that_is_addressed_to_it_gets_the_number(group: Chat) -> None:
    (answer,) = await group.says(f"{NAME} Hilfe, mein Haus brennt!")
    assert "112" in answer.text


async def test_a_form_of_the_private_chat_does_not_go_on_in_a_group(
    telegram_side: Telegram, ada: Chat, group: Chat
) -> None:
    event = await telegram_side.event(titles={"en": "Café"})
    await ada.says(f"/start ev_{event.id}")
    await ada.taps("Register")
    before = telegram_side.rows()
    assert await group.says("Mallory") == []
    assert telegram_side.rows() == before
    (people,) = await ada.says("Ada")
    assert "Thank you, Ada!" in people.text


async def test_a_button_in_a_group_does_nothing(telegram_side: Telegram, group: Chat) -> None:
    before = telegram_side.rows()
    assert await group.forges("events", group.said_by_bot()) == []
    assert len(telegram_side.api.called("answerCallbackQuery")) == 1
    assert telegram_side.rows() == before


async def test_added_it_says_one_sentence_once(telegram_side: Telegram, group: Chat) -> None:
    (said,) = await group.adds_bot()
    assert said.text == introduction(telegram_side)
    assert said.links == [PRIVATE]
    assert await group.adds_bot() == []
    assert await group.membership(telegram.ChatMemberMember(BOT), ADMINISTRATOR) == []
    assert await kind_of(telegram_side, group.chat.id) is GroupKind.GUEST


async def test_removed_it_forgets_the_group(telegram_side: Telegram, group: Chat) -> None:
    before = telegram_side.rows()
    await group.adds_bot()
    assert await group.removes_bot() == []
    assert telegram_side.rows() == before


async def test_a_group_that_cannot_be_written_to_breaks_nothing(telegram_side: Telegram, ada: Chat) -> None:
    group = telegram_side.group()
    refused = "Bad Request: not enough rights to send text messages to the chat"
    telegram_side.api.fault("sendMessage", "400", chat_id=group.chat.id, text=refused)
    assert await group.adds_bot() == []
    assert len(await ada.says("/help")) == 1


async def code_of(owner: Chat) -> str:
    """A one-time code, as the owner gets it."""
    await owner.says("/staff")
    (told,) = await owner.taps("Staff group")
    return told.text.split("/staffgroup ")[1].split()[0]


async def test_the_owners_code_makes_a_staff_group_once(telegram_side: Telegram, group: Chat) -> None:
    owner = await telegram_side.staff(InvitationKind.OWNER)
    code = await code_of(owner)
    await group.adds_bot()
    lang = telegram_side.app.services.catalogues.main
    (ready,) = await group.says(f"/staffgroup {code}")
    assert ready.text == shown(view.staff_group_ready(lang).text)
    assert await kind_of(telegram_side, group.chat.id) is GroupKind.STAFF
    other = telegram_side.group(-502)
    (refused,) = await other.says(f"/staffgroup{NAME} {code}")
    assert refused.text == shown(view.bad_invitation(lang).text)
    assert await kind_of(telegram_side, other.chat.id) is None
    assert code not in str(telegram_side.rows())
    assert hashlib.sha256(code.encode()).hexdigest() in str(telegram_side.rows()["invitation"])


@pytest.mark.parametrize("code", ["", "0" * 32, "x"])
async def test_a_wrong_code_makes_no_staff_group(telegram_side: Telegram, group: Chat, code: str) -> None:
    lang = telegram_side.app.services.catalogues.main
    (refused,) = await group.says(f"/staffgroup {code}")
    assert refused.text == shown(view.bad_invitation(lang).text)
    assert await kind_of(telegram_side, group.chat.id) is None


async def test_a_coordinators_invitation_is_no_code_for_a_group(telegram_side: Telegram, group: Chat) -> None:
    token = await telegram_side.city.invitation(InvitationKind.COORDINATOR)
    await group.says(f"/staffgroup {token}")
    assert await kind_of(telegram_side, group.chat.id) is None


async def test_being_removed_from_the_staff_group_ends_that(telegram_side: Telegram, group: Chat) -> None:
    await staffed(telegram_side, group)
    await group.removes_bot()
    assert await kind_of(telegram_side, group.chat.id) is None


async def staffed(side: Telegram, group: Chat) -> None:
    code = await side.city.invitation(InvitationKind.STAFF_GROUP)
    await group.adds_bot()
    await group.says(f"/staffgroup {code}")


def supergroup(side: Telegram, group: Chat) -> Chat:
    new = side.group(-100_501, ChatType.SUPERGROUP)
    return dataclasses.replace(new, user=group.user)


async def moves_away(group: Chat, new: Chat) -> list[Bubble]:
    return await group.sends(migrate_to_chat_id=new.chat.id)


async def arrives(group: Chat, new: Chat) -> list[Bubble]:
    return await new.sends(migrate_from_chat_id=group.chat.id)


async def bot_is_in_the_new_one(group: Chat, new: Chat) -> list[Bubble]:
    return await new.adds_bot()


async def bot_has_left_the_old_one(group: Chat, new: Chat) -> list[Bubble]:
    return await group.removes_bot()


@pytest.mark.parametrize(
    "steps",
    [
        (moves_away,),
        (arrives,),
        (moves_away, arrives),
        (arrives, moves_away),
        (moves_away, arrives, bot_is_in_the_new_one, bot_has_left_the_old_one),
        (bot_is_in_the_new_one, moves_away, arrives),
        (bot_is_in_the_new_one, arrives, bot_has_left_the_old_one, moves_away),
    ],
    ids=lambda steps: ", ".join(step.__name__ for step in steps),
)
async def test_a_staff_group_that_becomes_a_supergroup_is_followed(
    telegram_side: Telegram, group: Chat, steps: tuple[object, ...]
) -> None:
    await staffed(telegram_side, group)
    new = supergroup(telegram_side, group)
    for step in steps:
        assert callable(step)
        await step(group, new)
    assert await kind_of(telegram_side, new.chat.id) is GroupKind.STAFF
    assert await kind_of(telegram_side, group.chat.id) is None


async def test_a_group_that_moved_is_not_greeted_again(telegram_side: Telegram, group: Chat) -> None:
    await group.adds_bot()
    new = supergroup(telegram_side, group)
    assert await moves_away(group, new) == []
    assert await arrives(group, new) == []
    assert await bot_is_in_the_new_one(group, new) == []
