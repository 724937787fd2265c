"""What is refused and with which of Telegram's words, over plain HTTP."""

import json

import pytest
from aiogram import Bot
from aiogram.exceptions import ClientDecodeError, TelegramRetryAfter
from aiohttp import FormData

from tests.webchat.house import Browser, House
from webchat.errors import Fault, too_many_requests


def keyboard(**button: object) -> dict[str, object]:
    return {"inline_keyboard": [[button]]}


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({}, "message text is empty"),
        ({"text": " \n "}, "message text is empty"),
        ({"text": "<b> </b>", "parse_mode": "HTML"}, "message text is empty"),
        ({"text": "a" * 4097}, "message is too long"),
        ({"text": "😀" * 2049}, "message is too long"),
        ({"text": "a" * 32769}, "text is too long"),
        ({"text": "<b>x", "parse_mode": "HTML"},
         "can't parse entities: Can't find end tag corresponding to start tag \"b\""),
        ({"text": "x", "parse_mode": "MarkdownV2"}, "unsupported parse_mode"),
        ({"text": "x", "colour": "red"}, 'sendMessage has no parameter "colour"'),
        ({"text": "x", "reply_to_message_id": 1}, 'sendMessage has no parameter "reply_to_message_id"'),
        ({"text": "x", "message_thread_id": 1}, "message_thread_id is not supported on the web channel"),
        ({"text": {}}, 'parameter "text" must be a string'),
        ({"text": "\ud800"}, "strings must be encoded in UTF-8"),
        ({"text": "x", "chat_id": None}, "chat_id is empty"),
        ({"text": "x", "chat_id": 4711}, "chat not found"),
        ({"text": "x", "chat_id": -1}, "chat not found"),
        ({"text": "x", "chat_id": "@someone"}, "chat not found"),
        ({"text": "x", "chat_id": 2**52 - 1}, "chat not found"),
        ({"text": "x", "chat_id": "one"}, 'can\'t parse parameter "chat_id": expected a number'),
        ({"text": "x", "chat_id": 2**64}, 'can\'t parse parameter "chat_id": expected a number'),
        ({"text": "x", "entities": [{"type": "bold", "offset": 0, "length": 2}]},
         "entity beginning or end is out of the text"),
        ({"text": "x", "entities": [{"type": "loud", "offset": 0, "length": 1}]},
         "can't parse MessageEntity: unsupported type loud specified"),
        ({"text": "x", "entities": [{"type": "text_link", "offset": 0, "length": 1}]},
         "can't parse entities JSON object"),
        ({"text": "x", "entities": "[{"}, "can't parse entities JSON object"),
        ({"text": "x", "entities": [{"type": "bold", "offset": 0, "length": 1, "size": 3}]},
         "can't parse entities JSON object: unknown field size"),
        ({"text": "x", "link_preview_options": {"isdisabled": True}},
         "can't parse link preview options JSON object: unknown field isdisabled"),
        ({"text": "x", "reply_parameters": {"message": 1}}, "can't parse reply parameters JSON object"),
        ({"text": "x", "reply_parameters": {"message_id": 1, "quote_entities":
            [{"type": "bold", "offset": 0, "length": 1, "size": 3}]}},
         "can't parse reply parameters JSON object: unknown field size"),
        ({"text": "x", "reply_parameters": 5}, "can't parse reply parameters JSON object"),
        ({"text": "x", "reply_markup": "nonsense"}, "can't parse reply keyboard markup JSON object"),
        ({"text": "x", "reply_markup": []}, "can't parse reply keyboard markup JSON object"),
        ({"text": "x", "reply_markup": {"keyboard": [[{"text": "a"}]]}},
         "only inline keyboards are supported on the web channel"),
        ({"text": "x", "reply_markup": keyboard(text="a", callback_data="")}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "reply_markup": keyboard(text="a", callback_data="ü" * 33)}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "reply_markup": keyboard(text="a", callback_data=5)}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "reply_markup": keyboard(text="a", calback_data="b")},
         "can't parse inline keyboard button: unknown field calback_data"),
        ({"text": "x", "reply_markup": keyboard(text="a")},
         "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
        ({"text": "x", "reply_markup": keyboard(callback_data="a")}, "can't parse inline keyboard button"),
        ({"text": "x", "reply_markup": keyboard(text=" ", callback_data="a")},
         'can\'t parse inline keyboard button: Field "text" must be a non-empty String'),
        ({"text": "x", "reply_markup": keyboard(text="a", url="javascript:alert(1)")},
         "inline keyboard button URL 'javascript:alert(1)' is invalid: Wrong HTTP URL"),
        ({"text": "x", "reply_markup": keyboard(text="a", pay=True)}, "BUTTON_TYPE_INVALID"),
        ({"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "b"}] * 101]}},
         "reply markup is too long"),
        ({"text": "x", "reply_markup": {"inline_keyboard": ["a"]}},
         'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'),
    ],
)  # fmt: skip
async def test_send_message(house: House, chat: int, params: dict[str, object], reason: str) -> None:
    assert await house.refused("sendMessage", **{"chat_id": chat, **params}) == f"400 Bad Request: {reason}"


@pytest.mark.parametrize(
    ("method", "params", "reason"),
    [
        ("editMessageText", {"chat_id": 1, "text": "x"}, "message identifier is not specified"),
        ("editMessageText", {"chat_id": 1, "message_id": 9, "text": "x"}, "message to edit not found"),
        ("editMessageText", {"chat_id": 1, "inline_message_id": "a", "text": "x"},
         "message to edit not found"),
        ("editMessageCaption", {"chat_id": 1, "message_id": 2, "caption": "x"},
         "there is no caption in the message to edit"),
        ("deleteMessage", {"chat_id": 1}, "message identifier is not specified"),
        ("deleteMessage", {"chat_id": 1, "message_id": 9}, "message to delete not found"),
        ("sendChatAction", {"chat_id": 1, "action": "sleeping"}, "wrong parameter action in request"),
        ("answerCallbackQuery", {"callback_query_id": "1-0-a"},
         "query is too old and response timeout expired or query ID is invalid"),
        ("answerCallbackQuery", {"callback_query_id": "x"},
         "query is too old and response timeout expired or query ID is invalid"),
        ("answerCallbackQuery", {"callback_query_id": "1-0-a", "text": "a" * 201}, "MESSAGE_TOO_LONG"),
        ("answerCallbackQuery", {"callback_query_id": "1-0-a", "url": "https://a.de"}, "URL_INVALID"),
        ("setWebhook", {"url": "https://example.org/hook"}, "webhook is not supported on the web channel"),
        ("getUpdates", {"allowed_updates": {"a": 1}}, "can't parse allowed updates JSON object"),
        ("sendDocument", {"chat_id": 1}, "there is no document in the request"),
        ("sendDocument", {"chat_id": 1, "document": "unknown"}, "wrong file identifier/HTTP URL specified"),
        ("sendDocument", {"chat_id": 1, "document": "attach://a"},
         "invalid file HTTP URL specified: Unsupported URL protocol"),
    ],
)  # fmt: skip
async def test_other_methods(
    house: House, bot: Bot, chat: int, method: str, params: dict[str, object], reason: str
) -> None:
    await bot.send_message(chat, "text")
    assert await house.refused(method, **params) == f"400 Bad Request: {reason}"


async def test_the_longest_message_and_callback_data_are_accepted(house: House, chat: int) -> None:
    text = "<b>" + "😀" * 2048 + "</b>"
    markup = keyboard(text="a", callback_data="ü" * 32)
    await house.result("sendMessage", chat_id=chat, text=text, parse_mode="html", reply_markup=markup)


async def test_unknown_methods_and_wrong_tokens(house: House) -> None:
    assert await house.refused("sendCoffee") == "404 Not Found"
    assert await house.refused("sendPoll") == "404 Not Found"
    for path, status in [
        (f"/bot{house.api.token}x/getMe", 401),
        ("/bot1:ä/getMe", 401),
        ("/", 404),
        (f"/bot{house.api.token}", 404),
        (f"/bot{house.api.token}/getMe/x", 404),
    ]:
        async with house.http.get(house.api_url + path) as response:
            assert response.status == status
            assert (await response.json())["ok"] is False


@pytest.mark.parametrize("name", ["getMe", "getme", "GETME"])
async def test_method_names_have_no_case(house: House, name: str) -> None:
    result = await house.result(name)
    assert isinstance(result, dict)
    assert result["is_bot"]


async def test_every_form_of_body_is_read(house: House, browser: Browser, chat: int) -> None:
    url = f"{house.api_url}/bot{house.api.token}/sendMessage"
    markup = json.dumps(keyboard(text="a", callback_data="b"))
    multipart = FormData({"chat_id": str(chat), "text": "multipart", "reply_markup": markup})
    multipart.add_field("protect_content", "false", content_type="text/plain")
    values = {"chat_id": str(chat), "text": "form", "reply_markup": markup}
    for request in (
        house.http.post(url, data=multipart),
        house.http.post(url, data=values),
        house.http.post(url, json={**values, "text": "json"}),
        house.http.get(url, params={**values, "text": "query"}),
    ):
        async with request as response:
            assert response.status == 200, await response.text()
    messages = (await browser.messages())[1:]
    assert [message["text"] for message in messages] == ["multipart", "form", "json", "query"]
    assert all(message["buttons"] == [[{"text": "a", "data": "b"}]] for message in messages)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"{", "application/json"),
        (b"[]", "application/json"),
        (b"\xff", "application/json"),
        (b"[" * 100_000, "application/json"),
        (b"x", "multipart/form-data"),
        (b"x", "multipart/form-data; boundary=a"),
        (b"--a\r\n\r\nx\r\n--a--\r\n", "multipart/form-data; boundary=a"),
        (b"a=%ff", "application/x-www-form-urlencoded; charset=nonsense"),
    ],
)
async def test_malformed_bodies(house: House, body: bytes, content_type: str) -> None:
    url = f"{house.api_url}/bot{house.api.token}/sendMessage"
    async with house.http.post(url, data=body, headers={"Content-Type": content_type}) as response:
        assert response.status == 400
        assert (await response.json())["ok"] is False


async def test_a_bug_is_logged_and_answered_as_an_internal_error(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(name: str) -> str | None:
        raise RuntimeError("the store is gone")

    monkeypatch.setattr(house.rooms, "setting", broken)
    assert await house.refused("getMe") == "500 Internal Server Error"
    assert "the store is gone" in caplog.text
    assert house.api.token not in caplog.text


async def test_planned_faults(house: House, bot: Bot, chat: int) -> None:
    house.faults.plan("sendMessage", too_many_requests(7))
    house.faults.plan("sendMessage", Fault(502, html="<html>Bad Gateway</html>"))
    with pytest.raises(TelegramRetryAfter) as refusal:
        await bot.send_message(chat, "x")
    assert refusal.value.retry_after == 7
    assert refusal.value.message.endswith("Too Many Requests: retry after 7")
    with pytest.raises(ClientDecodeError):
        await bot.send_message(chat, "x")
    assert await bot.send_message(chat, "x")
    assert [name for name, _ in house.faults.calls].count("sendMessage") == 3
