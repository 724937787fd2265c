"""Bot API methods about the bot itself and its chats: who it is, its commands, names and descriptions."""

import json
import re

from telegram import (
    AcceptedGiftTypes,
    BotCommand,
    BotCommandScope,
    BotDescription,
    BotName,
    BotShortDescription,
    ChatFullInfo,
)
from telegram.constants import BotCommandLimit, BotDescriptionLimit, BotNameLimit, ChatType

from webchat.errors import bad_request
from webchat.formatting import clean, utf16_length
from webchat.gateway import Gateway
from webchat.methods_messages import recipient
from webchat.params import Params
from webchat.parsing import parse_list, parse_object
from webchat.wire import VISITOR_NAME, Json, dumps

LANGUAGE = re.compile(r"[a-z]{2}", re.ASCII)
COMMAND = re.compile(rf"[a-z0-9_]{{1,{int(BotCommandLimit.MAX_COMMAND)}}}", re.ASCII)
SCOPES = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators")


async def get_me(gateway: Gateway, params: Params) -> Json:
    name = await gateway.rooms.setting("name/") or gateway.name
    return {
        **gateway.bot_user().to_dict(),
        "first_name": name,
        "can_join_groups": False,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
    }


async def get_chat(gateway: Gateway, params: Params) -> Json:
    visitor = await recipient(gateway, params)
    return ChatFullInfo(
        visitor.id,
        ChatType.PRIVATE,
        accent_color_id=0,
        max_reaction_count=0,
        accepted_gift_types=AcceptedGiftTypes(False, False, False, False, False),
        first_name=VISITOR_NAME,
    ).to_dict()


def _language(params: Params) -> str:
    language = params.string("language_code")
    if language and not LANGUAGE.fullmatch(language):
        raise bad_request("invalid language code specified")
    return language


async def _commands_name(gateway: Gateway, params: Params) -> str:
    """The name of the setting that a scope and a language share."""
    what = "BotCommandScope JSON object"
    value = params.json("scope", what)
    language = _language(params)
    if value is None:
        return f"commands/default/{language}"
    scope = parse_object(BotCommandScope, value, what)
    if scope.type == "chat":
        chat_id = getattr(scope, "chat_id", None)
        visitor = await gateway.reachable(chat_id if type(chat_id) is int else None)
        return f"chat/{visitor.id}/commands/{language}"
    if scope.type not in SCOPES:
        raise bad_request("chat not found" if "chat" in scope.type else f"can't parse {what}")
    return f"commands/{scope.type}/{language}"


async def set_my_commands(gateway: Gateway, params: Params) -> bool:
    what = "commands JSON object"
    commands = parse_list(BotCommand, params.json("commands", what), what)
    if len(commands) > BotCommandLimit.MAX_COMMAND_NUMBER:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    kept = [_checked_command(command) for command in commands]
    name = await _commands_name(gateway, params)
    await gateway.rooms.set_setting(name, dumps(kept) if kept else None)
    return True


def _checked_command(command: BotCommand) -> Json:
    name, description = command.command, command.description
    if not isinstance(name, str) or not COMMAND.fullmatch(name.removeprefix("/")):
        raise bad_request("BOT_COMMAND_INVALID")
    if not isinstance(description, str) or not description.strip():
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    if utf16_length(description) > BotCommandLimit.MAX_DESCRIPTION:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name.removeprefix("/"), "description": clean(description).strip()}


async def get_my_commands(gateway: Gateway, params: Params) -> list[Json]:
    stored = await gateway.rooms.setting(await _commands_name(gateway, params))
    commands: list[Json] = json.loads(stored) if stored else []
    return commands


async def delete_my_commands(gateway: Gateway, params: Params) -> bool:
    await gateway.rooms.set_setting(await _commands_name(gateway, params), None)
    return True


async def commands_for(gateway: Gateway, visitor_id: int | None, language: str) -> list[Json]:
    """The menu of a visitor: its own before everybody's, its language before the default, as on Telegram."""
    code = language[:2].lower() if re.match(r"[A-Za-z]{2}(-|$)", language) else ""
    scopes = ["commands/all_private_chats", "commands/default"]
    if visitor_id is not None:
        scopes.insert(0, f"chat/{visitor_id}/commands")
    for scope in scopes:
        for suffix in dict.fromkeys((code, "")):
            stored = await gateway.rooms.setting(f"{scope}/{suffix}")
            if stored:
                commands: list[Json] = json.loads(stored)
                return commands
    return []


async def _set_text(gateway: Gateway, params: Params, name: str, limit: int) -> bool:
    text = clean(params.string(name)).strip()
    if utf16_length(text) > limit:
        raise bad_request(f"{name.replace('_', ' ')} is too long")
    await gateway.rooms.set_setting(f"{name}/{_language(params)}", text or None)
    return True


async def _get_text(gateway: Gateway, params: Params, name: str) -> str:
    language = _language(params)
    own = await gateway.rooms.setting(f"{name}/{language}")
    return own or await gateway.rooms.setting(f"{name}/") or ""


async def set_my_name(gateway: Gateway, params: Params) -> bool:
    return await _set_text(gateway, params, "name", int(BotNameLimit.MAX_NAME_LENGTH))


async def set_my_description(gateway: Gateway, params: Params) -> bool:
    limit = int(BotDescriptionLimit.MAX_DESCRIPTION_LENGTH)
    return await _set_text(gateway, params, "description", limit)


async def set_my_short_description(gateway: Gateway, params: Params) -> bool:
    limit = int(BotDescriptionLimit.MAX_SHORT_DESCRIPTION_LENGTH)
    return await _set_text(gateway, params, "short_description", limit)


async def get_my_name(gateway: Gateway, params: Params) -> Json:
    return BotName(await _get_text(gateway, params, "name") or gateway.name).to_dict()


async def get_my_description(gateway: Gateway, params: Params) -> Json:
    return BotDescription(await _get_text(gateway, params, "description")).to_dict()


async def get_my_short_description(gateway: Gateway, params: Params) -> Json:
    return BotShortDescription(await _get_text(gateway, params, "short_description")).to_dict()
