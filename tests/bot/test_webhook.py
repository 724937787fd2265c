"""Deliveries by webhook: who may deliver, what is answered and when, registration and the stop."""

import asyncio
import io
import json
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from aiogram import Bot
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import Update
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.channel_state import Failing, Starting, Stopped, Working
from bot.http_session import HttpSession
from bot.pacing import Lane
from bot.updates import Interrupted
from bot.webhook import BODY_LIMIT, SECRET_HEADER, Webhook
from bot.wire_session import LaneSession
from tests.bot.bot_api import TOKEN, BotApi, Json, message_update

SECRET = "right-secret"
NOON = datetime(2027, 5, 3, 12, tzinfo=UTC)


class Handler:
    """A dispatcher's place: holds `wait`, fails at `fail`, else just notes the text."""

    def __init__(self) -> None:
        self.ended: list[str | None] = []
        self.entered = asyncio.Event()
        self.release = asyncio.Event()

    async def feed(self, bot: Bot, update: Update) -> object:
        text = update.message.text if update.message else None
        self.entered.set()
        if text == "wait":
            await self.release.wait()
        if text == "fail":
            raise RuntimeError("handler failed")
        if text == "interrupt":
            raise Interrupted
        self.ended.append(text)
        return AnswerCallbackQuery(callback_query_id="17") if text == "tap" else None


@dataclass
class Delivery:
    """Telegram's place: delivers to the hook."""

    api: BotApi
    hook: Webhook
    handler: Handler
    client: "TestClient[web.Request, web.Application]"
    delays: "asyncio.Queue[float]"

    async def post(self, body: str | bytes | Json, secret: str = SECRET) -> int:
        """The status that Telegram gets for a delivery."""
        text = json.dumps(body) if isinstance(body, dict) else body
        data = text.encode() if isinstance(text, str) else text
        async with self.client.post(
            "/telegram", data=io.BytesIO(data), headers={SECRET_HEADER: secret}
        ) as answer:
            return answer.status


@pytest.fixture
async def delivery() -> AsyncIterator[Delivery]:
    handler, delays = Handler(), asyncio.Queue[float]()

    async def sleep(seconds: float) -> None:
        delays.put_nowait(seconds)
        if seconds > 2:
            await asyncio.Event().wait()

    async with BotApi() as api:
        wire = HttpSession(api.base)
        bot = Bot(TOKEN, session=LaneSession(wire, Lane.REPLY, None))
        hook = Webhook(
            "telegram",
            bot,
            handler.feed,
            ["message"],
            url="https://bot.city.de/telegram",
            secret=SECRET,
            sleep=sleep,
            now=lambda: NOON,
        )
        app = web.Application(client_max_size=10)  # the limit of the hook counts, not the application's
        app.router.add_post(hook.path, hook.handle)
        async with TestClient(TestServer(app)) as client:
            yield Delivery(api, hook, handler, client, delays)
        await wire.close()


async def test_a_delivery_is_answered_after_it_was_handled(delivery: Delivery) -> None:
    posting = asyncio.create_task(delivery.post(message_update(1, 7, "wait")))
    await delivery.handler.entered.wait()
    assert not posting.done()
    delivery.handler.release.set()
    assert await posting == 200
    assert delivery.handler.ended == ["wait"]
    assert delivery.hook.failed_updates == 0


async def test_a_tap_is_answered_in_the_response(delivery: Delivery) -> None:
    async with delivery.client.post(
        "/telegram", json=message_update(1, 7, "tap"), headers={SECRET_HEADER: SECRET}
    ) as answer:
        assert answer.content_type == "application/json"
        assert await answer.json() == {"method": "answerCallbackQuery", "callback_query_id": "17"}
    assert delivery.api.called("answerCallbackQuery") == []


@pytest.mark.parametrize("secret", ["", "wrong-secret", "right-secre", "richtiges-Geheimnis-ä", "\udcff"])
async def test_a_wrong_secret_is_401_and_nothing_is_read(delivery: Delivery, secret: str) -> None:
    body = json.dumps(message_update(1, 7, "text")).encode()
    head = f"POST /telegram HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\nConnection: close\r\n"
    line = f"{SECRET_HEADER}: {secret}\r\n\r\n".encode(errors="surrogateescape")
    reader, writer = await asyncio.open_connection("127.0.0.1", delivery.client.port)
    writer.write(head.encode() + line + body)
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    assert answer.startswith(b"HTTP/1.1 401 ")
    assert delivery.handler.ended == []


async def test_a_missing_secret_is_401(delivery: Delivery) -> None:
    async with delivery.client.post("/telegram", json=message_update(1, 7, "text")) as answer:
        assert answer.status == 401


@pytest.mark.parametrize(
    ("body", "logged"),
    [
        ("no json", "is not JSON"),
        (b"\xff\xfe", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("[]", "is no update"),
        ("null", "is no update"),
        ('"text"', "is no update"),
        ("{}", "is no update: update_id: missing"),
        (
            '{"update_id": 1, "message": {"text": "private words"}}',
            "is no update: message.message_id: missing",
        ),
        ("x" * (BODY_LIMIT + 1), f"more than {BODY_LIMIT} bytes"),
    ],
    ids=["text", "binary", "deep", "list", "null", "string", "empty", "half", "large"],
)
async def test_what_can_never_be_read_is_200_once_and_logged(
    delivery: Delivery, body: str | bytes, logged: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert await delivery.post(body) == 200
    assert delivery.handler.ended == []
    assert delivery.hook.failed_updates == 1
    assert logged in caplog.text
    assert "private words" not in caplog.text


async def test_a_large_update_below_the_limit_is_handled(delivery: Delivery) -> None:
    text = "x" * (BODY_LIMIT - 1000)
    assert await delivery.post(message_update(1, 7, text)) == 200
    assert delivery.handler.ended == [text]


async def test_a_failing_handler_does_not_make_telegram_repeat(delivery: Delivery) -> None:
    assert await delivery.post(message_update(1, 7, "fail")) == 200
    assert await delivery.post(message_update(2, 7, "next")) == 200
    assert delivery.handler.ended == ["next"]
    assert delivery.hook.failed_updates == 1


async def test_the_stop_waits_for_deliveries_in_hand_and_refuses_new_ones(delivery: Delivery) -> None:
    posting = asyncio.create_task(delivery.post(message_update(1, 7, "wait")))
    await delivery.handler.entered.wait()
    assert await delivery.post(message_update(5, 9, "quick")) == 200
    stopping = asyncio.create_task(delivery.hook.stop(grace=60))
    await asyncio.sleep(0)
    assert await delivery.post(message_update(2, 8, "too late")) == 503
    assert not stopping.done()
    delivery.handler.release.set()
    await stopping
    assert await posting == 200
    assert delivery.handler.ended == ["quick", "wait"]
    assert delivery.hook.state == Stopped()


async def test_the_stop_does_not_wait_for_ever(delivery: Delivery, caplog: pytest.LogCaptureFixture) -> None:
    posting = asyncio.create_task(delivery.post(message_update(1, 7, "wait")))
    await delivery.handler.entered.wait()
    await delivery.hook.stop(grace=0)
    assert "1 updates were not finished" in caplog.text
    delivery.handler.release.set()
    assert await posting == 200


async def test_the_address_is_registered_with_the_secret(delivery: Delivery) -> None:
    before = delivery.hook.state
    running = asyncio.create_task(delivery.hook.run())
    await delivery.api.until(lambda: bool(delivery.api.calls))
    call = delivery.api.calls[0]
    assert (call.method, call.params) == (
        "setWebhook",
        {
            "url": "https://bot.city.de/telegram",
            "allowed_updates": '["message"]',
            "secret_token": SECRET,
        },
    )
    await delivery.hook.stop()
    await running
    assert before == Starting()


class Ear(logging.Handler):
    """Hears one sentence in the log."""

    def __init__(self, sentence: str) -> None:
        super().__init__()
        self.heard = asyncio.Event()
        self._sentence = sentence

    def emit(self, record: logging.LogRecord) -> None:
        if record.getMessage() == self._sentence:
            self.heard.set()


async def test_a_failed_registration_is_repeated(
    delivery: Delivery, caplog: pytest.LogCaptureFixture
) -> None:
    ear, log = Ear("channel telegram works again"), logging.getLogger("bot.channel_state")
    caplog.set_level(logging.INFO)
    log.addHandler(ear)
    delivery.api.fault("setWebhook", "502", times=2)
    running = asyncio.create_task(delivery.hook.run())
    assert [await delivery.delays.get(), await delivery.delays.get()] == [1, 2]
    await ear.heard.wait()
    log.removeHandler(ear)
    assert len(delivery.api.calls) == 3
    assert delivery.hook.state == Working()
    await delivery.hook.stop()
    await running


async def test_a_refused_token_shows_and_the_stop_ends_the_waiting(delivery: Delivery) -> None:
    delivery.api.fault("setWebhook", "401")
    running = asyncio.create_task(delivery.hook.run())
    assert await delivery.delays.get() == 300
    assert delivery.hook.state == Failing("the server does not accept the token", NOON)
    await delivery.hook.stop()
    await running


async def test_an_interrupted_delivery_comes_again(delivery: Delivery) -> None:
    assert await delivery.post(message_update(1, 7, "interrupt")) == 503
    assert await delivery.post(message_update(1, 7, "text")) == 200
    assert (delivery.handler.ended, delivery.hook.failed_updates) == (["text"], 0)


async def test_a_kind_that_was_not_asked_for_is_200_and_has_no_effect(delivery: Delivery) -> None:
    edited = {**message_update(1, 7, "text"), "edited_message": message_update(1, 7, "text")["message"]}
    del edited["message"]
    assert await delivery.post(edited) == 200
    assert (delivery.handler.ended, delivery.hook.failed_updates) == ([], 0)


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "OPTIONS"])
async def test_only_a_post_is_a_delivery(delivery: Delivery, method: str) -> None:
    headers, body = {SECRET_HEADER: SECRET}, message_update(1, 7, "text")
    async with delivery.client.request(method, "/telegram", json=body, headers=headers) as answer:
        assert answer.status == 405
    assert delivery.handler.ended == []


async def test_a_form_is_no_delivery_and_the_secret_counts_in_its_header_only(delivery: Delivery) -> None:
    update = json.dumps(message_update(1, 7, "text"))
    async with delivery.client.post(
        "/telegram", data={"update": update}, headers={SECRET_HEADER: SECRET}
    ) as answer:
        assert answer.status == 200
    async with delivery.client.post(
        f"/telegram?{SECRET_HEADER}={SECRET}", data=update, cookies={SECRET_HEADER: SECRET}
    ) as answer:
        assert answer.status == 401
    assert delivery.handler.ended == []
