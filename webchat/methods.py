"""Every Bot API method of the web chat, with the parameters that python-telegram-bot knows for it."""

import inspect
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from telegram import Bot

from webchat import methods_bot, methods_files, methods_messages, methods_updates
from webchat.errors import bad_request, not_found
from webchat.gateway import Gateway
from webchat.params import Params

Handler = Callable[[Gateway, Params], Awaitable[object]]

# Arguments of python-telegram-bot's methods that are its own or that Telegram has replaced.
NOT_TELEGRAMS = frozenset(
    {
        *("self", "api_kwargs", "read_timeout", "write_timeout", "connect_timeout", "pool_timeout"),
        *("filename", "allow_sending_without_reply", "reply_to_message_id", "disable_web_page_preview"),
    }
)

HANDLERS: dict[str, Handler] = {
    "getMe": methods_bot.get_me,
    "getChat": methods_bot.get_chat,
    "setMyCommands": methods_bot.set_my_commands,
    "getMyCommands": methods_bot.get_my_commands,
    "deleteMyCommands": methods_bot.delete_my_commands,
    "setMyName": methods_bot.set_my_name,
    "getMyName": methods_bot.get_my_name,
    "setMyDescription": methods_bot.set_my_description,
    "getMyDescription": methods_bot.get_my_description,
    "setMyShortDescription": methods_bot.set_my_short_description,
    "getMyShortDescription": methods_bot.get_my_short_description,
    "getUpdates": methods_updates.get_updates,
    "setWebhook": methods_updates.set_webhook,
    "deleteWebhook": methods_updates.delete_webhook,
    "getWebhookInfo": methods_updates.get_webhook_info,
    "sendMessage": methods_messages.send_message,
    "editMessageText": methods_messages.edit_message_text,
    "editMessageCaption": methods_messages.edit_message_caption,
    "editMessageReplyMarkup": methods_messages.edit_message_reply_markup,
    "deleteMessage": methods_messages.delete_message,
    "answerCallbackQuery": methods_messages.answer_callback_query,
    "sendChatAction": methods_messages.send_chat_action,
    "sendDocument": methods_files.send_document,
    "sendPhoto": methods_files.send_photo,
    "getFile": methods_files.get_file,
}


@dataclass(frozen=True, slots=True)
class Method:
    """One method: its name as Telegram writes it, its handler, the names of its parameters."""

    name: str
    handler: Handler
    parameters: frozenset[str]

    async def call(self, gateway: Gateway, params: Params) -> object:
        """The result; 400 if a parameter is none of this method's."""
        unknown = sorted(set(params.values) - self.parameters)
        if unknown:
            raise bad_request(f'{self.name} has no parameter "{unknown[0]}"')
        return await self.handler(gateway, params)


def _method(name: str, handler: Handler) -> Method:
    known = inspect.signature(getattr(Bot, re.sub(r"(?=[A-Z])", "_", name).lower())).parameters
    return Method(name, handler, frozenset(known) - NOT_TELEGRAMS)


METHODS = {name.lower(): _method(name, handler) for name, handler in HANDLERS.items()}


def method(name: str) -> Method:
    """The method of that name in any spelling of its letters' case; 404 if there is none."""
    found = METHODS.get(name.lower())
    if found is None:
        raise not_found()
    return found
