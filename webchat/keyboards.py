"""Buttons under a message: what the web chat can show, with Telegram's limits and refusals."""

from telegram import ForceReply, InlineKeyboardButton, InlineKeyboardMarkup, ReplyKeyboardRemove
from telegram.constants import InlineKeyboardButtonLimit, InlineKeyboardMarkupLimit

from webchat.errors import bad_request
from webchat.links import checked_link
from webchat.params import Params
from webchat.parsing import parse_object

WHAT = "reply keyboard markup JSON object"
SHOWN = {"text", "callback_data", "url", "style", "icon_custom_emoji_id"}


def read_keyboard(params: Params) -> InlineKeyboardMarkup | None:
    """The inline keyboard of a call, None if there is none or it is empty.

    ForceReply and ReplyKeyboardRemove mean nothing on a page; reply keyboards are refused.
    """
    value = params.json("reply_markup", WHAT)
    if value is None or value == {}:
        return None
    if not isinstance(value, dict):
        raise bad_request(f"can't parse {WHAT}")
    if "inline_keyboard" in value:
        return _inline(value)
    for kind, marker in ((ForceReply, "force_reply"), (ReplyKeyboardRemove, "remove_keyboard")):
        if value.get(marker) is True:
            # The marker is no argument of its class, which always has it.
            parse_object(kind, {name: value[name] for name in value if name != marker}, WHAT)
            return None
    raise bad_request("only inline keyboards are supported on the web channel")


def _inline(value: dict[str, object]) -> InlineKeyboardMarkup | None:
    rows = value["inline_keyboard"]
    if set(value) != {"inline_keyboard"} or not isinstance(rows, list):
        raise bad_request(f"can't parse {WHAT}")
    if not all(isinstance(row, list) for row in rows):
        raise bad_request('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    keyboard = [[_button(button) for button in row] for row in rows if row]
    if sum(map(len, keyboard)) > InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER:
        raise bad_request("reply markup is too long")
    return InlineKeyboardMarkup(keyboard) if keyboard else None


def _button(value: object) -> InlineKeyboardButton:
    button = parse_object(InlineKeyboardButton, value, "inline keyboard button")
    if not isinstance(button.text, str) or not button.text.strip():
        raise bad_request('can\'t parse inline keyboard button: Field "text" must be a non-empty String')
    fields = {name for name, content in button.to_dict().items() if content is not None}
    actions = fields - {"text", "style", "icon_custom_emoji_id"}
    if not actions:
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if len(actions) > 1 or not fields <= SHOWN:
        raise bad_request("BUTTON_TYPE_INVALID")
    _check_action(button)
    return button


def _check_action(button: InlineKeyboardButton) -> None:
    if button.callback_data is not None:
        data = button.callback_data
        size = len(data.encode()) if isinstance(data, str) else 0
        limit = InlineKeyboardButtonLimit
        if not limit.MIN_CALLBACK_DATA <= size <= limit.MAX_CALLBACK_DATA:
            raise bad_request("BUTTON_DATA_INVALID")
    elif not isinstance(button.url, str) or not checked_link(button.url):
        raise bad_request(f"inline keyboard button URL '{button.url}' is invalid: Wrong HTTP URL")
