"""What goes out to Telegram, read by python-telegram-bot: known parameters and fields, its limits."""

import inspect
import json
import re
from collections.abc import Iterable, Iterator, Mapping

import pytest
import telegram
from telegram.constants import InlineKeyboardButtonLimit, InlineKeyboardMarkupLimit, MessageLimit

from bot.courier import Courier, Delivered
from bot.pacing import Lane
from civic.residents import Address, Channel
from civic.staff import InvitationKind
from tests.bot.bot_api import Call
from tests.telegram.chat import Telegram
from tests.telegram.screens import Samples, all_screens
from webchat.html import parse_html
from webchat.parsing import unknown_fields

NESTED: Mapping[str, type[telegram.TelegramObject]] = {
    "reply_markup": telegram.InlineKeyboardMarkup,
    "link_preview_options": telegram.LinkPreviewOptions,
    "reply_parameters": telegram.ReplyParameters,
}
# The longest texts, and those from right to left; what the others would meet is the same.
CODES = ["ar", "de", "fr", "ro"]


def objections(call: Call) -> Iterator[str]:
    """Why Telegram, or python-telegram-bot in its place, would not take a call."""
    method = re.sub(r"[A-Z]", lambda letter: f"_{letter[0].lower()}", call.method)
    known = inspect.signature(getattr(telegram.Bot, method)).parameters
    yield from (
        f"no parameter {name}"
        for name, value in call.params.items()
        if name not in known and not value.startswith("<file ")
    )
    for name, kind in NESTED.items():
        if name in call.params:
            read = kind.de_json(json.loads(call.params[name]))
            yield from (f"no field {field} in {name}" for field in unknown_fields(read))
            if isinstance(read, telegram.InlineKeyboardMarkup):
                yield from _bad_buttons(read)
    if call.method in ("sendMessage", "editMessageText"):
        yield from _bad_text(call.params["text"])


def _bad_text(marked_up: str) -> Iterator[str]:
    text, entities = parse_html(marked_up)
    length = len(text.encode("utf-16-le")) // 2
    if not 1 <= length <= MessageLimit.MAX_TEXT_LENGTH or not text.strip():
        yield f"{length} characters"
    if len(entities) > MessageLimit.MESSAGE_ENTITIES:
        yield f"{len(entities)} entities"


def _bad_buttons(keyboard: telegram.InlineKeyboardMarkup) -> Iterator[str]:
    buttons = [button for row in keyboard.inline_keyboard for button in row]
    if len(buttons) > InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER:
        yield f"{len(buttons)} buttons"
    for button in buttons:
        data = button.callback_data
        if not button.text.strip() or (data is None) is (button.url is None):
            yield f"a button with {button.to_dict()}"
        if isinstance(data, str) and len(data.encode()) > InlineKeyboardButtonLimit.MAX_CALLBACK_DATA:
            yield f"{data!r} behind a button"


def refused(calls: Iterable[Call]) -> list[str]:
    """All objections to these calls."""
    return [f"{call.method}: {why}: {call.params}"[:500] for call in calls for why in objections(call)]


@pytest.mark.parametrize("code", CODES)
async def test_every_screen_that_the_courier_sends_is_acceptable(telegram_side: Telegram, code: str) -> None:
    courier, somebody = Courier(telegram_side.app.channels.bots), Address(Channel.TELEGRAM, 71)
    services, faults = telegram_side.app.services, list[str]()
    samples = Samples(services, services.catalogues[code])
    for name, build in all_screens().items():
        before = len(telegram_side.api.calls)
        for screen in samples.variants(build):
            outcome = await courier.send(Lane.NOTICE, somebody, screen)
            assert isinstance(outcome, Delivered), (name, outcome)
        faults += [f"{name}: {fault}" for fault in refused(telegram_side.api.calls[before:])]
    assert faults == []


async def test_every_call_of_a_conversation_is_acceptable(telegram_side: Telegram) -> None:
    event = await telegram_side.event(titles={"en": "Café"})
    ada, group = telegram_side.private(), telegram_side.group()
    staff = await telegram_side.staff(InvitationKind.COORDINATOR)
    for said in ("/start", "/help", "/news", "How many local groups are in the network?", "?", "/my"):
        await ada.says(said)
    await ada.says(f"/start ev_{event.id}")
    await ada.taps("Register")
    await ada.says("Ada")
    for label in ("1", "Step-free access", "Continue", "Yes, register", "Yes, register"):
        await ada.taps(label)
    for said in ("/staff", "/inbox", "/newevent"):
        await staff.says(said)
    await group.adds_bot()
    await group.says(f"@stadtbote_test_bot {event.id}?")
    calls = telegram_side.api.calls
    assert refused(calls) == []
    assert {call.method for call in calls} >= {
        *("getMe", "getUpdates", "setMyCommands", "sendMessage"),
        *("editMessageText", "answerCallbackQuery", "sendDocument"),
    }


def test_what_telegram_would_refuse_is_noticed() -> None:
    keyboard = {"inline_keyboard": [[{"text": "A", "callback_data": "x" * 65}, {"text": "B", "new": 1}]]}
    params = {"chat_id": "1", "text": "ä" * 4097, "reply_markup": json.dumps(keyboard), "colour": "red"}
    why = list(objections(Call(1, 0.0, "sendMessage", params, "ok")))
    assert why[0] == "no parameter colour"
    assert why[1] == "no field new in reply_markup"
    assert len(why) == 5
