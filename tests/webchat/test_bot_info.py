"""What the bot says about itself: commands by scope and language, names, descriptions, chats."""

import pytest
from aiogram import Bot
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)

from tests.webchat.house import Browser, House
from webchat.gateway import WEB_BOT_ID


def menu(*names: str) -> list[BotCommand]:
    return [BotCommand(command=name, description=f"About {name}") for name in names]


async def names(browser: Browser, **headers: str) -> list[str]:
    commands = (await browser.events(0, **headers))["commands"]
    assert isinstance(commands, list)
    return [command["command"] for command in commands]


async def test_get_me(bot: Bot) -> None:
    me = await bot.get_me()
    assert (me.id, me.is_bot, me.first_name) == (WEB_BOT_ID, True, "Stadtbote")
    assert me.id == bot.id


async def test_commands_fall_back_as_on_telegram(bot: Bot, browser: Browser) -> None:
    await bot.set_my_commands(menu("start"), BotCommandScopeDefault())
    assert await names(browser) == ["start"]
    await bot.set_my_commands(menu("anfang"), BotCommandScopeDefault(), language_code="de")
    assert await names(browser, **{"Accept-Language": "de-DE,en;q=0.5"}) == ["anfang"]
    assert await names(browser, **{"Accept-Language": "uk"}) == ["start"]
    await browser.start(language="de-AT")
    assert await names(browser) == ["anfang"]
    await bot.set_my_commands(menu("private"), BotCommandScopeAllPrivateChats())
    assert await names(browser) == ["private"]
    await bot.set_my_commands(menu("staff"), BotCommandScopeChat(chat_id=1))
    assert await names(browser) == ["staff"]
    assert await bot.delete_my_commands(BotCommandScopeChat(chat_id=1))
    assert await names(browser) == ["private"]
    (command,) = await bot.get_my_commands(BotCommandScopeDefault(), "de")
    assert (command.command, command.description) == ("anfang", "About anfang")
    assert await bot.get_my_commands(BotCommandScopeDefault(), "fr") == []


async def test_a_chats_own_commands_leave_with_the_visitor(
    house: House, bot: Bot, browser: Browser, chat: int
) -> None:
    await bot.set_my_commands(menu("staff"), BotCommandScopeChat(chat_id=chat))
    await browser.post("/chat/end", {})
    assert house.rooms.settings == {}


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"commands": [{"command": "Big", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "a" * 33, "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "a", "description": ""}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ({"commands": [{"command": "a", "description": "x" * 257}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ({"commands": [{"command": "a", "description": "x"}] * 101}, "BOT_COMMANDS_TOO_MUCH"),
        ({"commands": [{"command": "a"}]}, "can't parse commands JSON object"),
        ({"commands": "x"}, "can't parse commands JSON object"),
        ({"commands": [], "language_code": "deu"}, "invalid language code specified"),
        ({"commands": [], "scope": {"type": "chat", "chat_id": 99}}, "chat not found"),
        ({"commands": [], "scope": {"type": "chat", "chat_id": 2**70}}, "chat not found"),
        ({"commands": [], "scope": {"type": "chat_administrators", "chat_id": 1}}, "chat not found"),
        ({"commands": [], "scope": {"type": "nobody"}}, "can't parse BotCommandScope JSON object"),
        ({"commands": [], "scope": {}}, "can't parse BotCommandScope JSON object"),
    ],
)
async def test_refused_commands(house: House, params: dict[str, object], reason: str) -> None:
    assert await house.refused("setMyCommands", **params) == f"400 Bad Request: {reason}"


async def test_names_and_descriptions(house: House, bot: Bot) -> None:
    assert (await bot.get_my_name()).name == "Stadtbote"
    await bot.set_my_name("City messenger")
    await bot.set_my_name("Stadtbote", language_code="de")
    await bot.set_my_description("Asks and answers")
    await bot.set_my_short_description("Short", language_code="en")
    assert (await bot.get_my_name()).name == "City messenger"
    assert (await bot.get_my_name("de")).name == "Stadtbote"
    assert (await bot.get_my_name("uk")).name == "City messenger"
    assert (await bot.get_my_description("de")).description == "Asks and answers"
    assert (await bot.get_my_short_description()).short_description == ""
    assert (await bot.get_me()).first_name == "City messenger"
    await bot.set_my_name("")
    assert (await bot.get_me()).first_name == "Stadtbote"
    assert await house.refused("setMyName", name="x" * 65) == "400 Bad Request: name is too long"


async def test_get_chat(bot: Bot, chat: int) -> None:
    assert (await bot.get_chat(chat)).type == "private"
