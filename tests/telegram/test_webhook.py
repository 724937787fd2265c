"""Webhook instead of polling: who may deliver, and the same conversations behind it."""

from typing import Any

import pytest
from aiohttp import ClientSession, CookieJar

from bot.webhook import SECRET_HEADER
from civic.staff import InvitationKind
from tests.bot.bot_api import message_update
from tests.handlers.city import Person, plain
from tests.telegram.chat import Telegram
from tests.telegram.conftest import HOOK


async def status_of(side: Telegram, secret: str | None, body: dict[str, Any] | None = None) -> int:
    """What a delivery with that secret is answered."""
    headers = {} if secret is None else {SECRET_HEADER: secret}
    update = message_update(1, 71, "/start") if body is None else body
    async with ClientSession() as session:
        address = f"{side.city.url}/telegram"
        async with session.post(address, json=update, headers=headers) as answer:
            return answer.status


async def test_the_address_and_the_secret_are_told_to_telegram(hooked: Telegram) -> None:
    await hooked.until(lambda: bool(hooked.api.called("setWebhook")))
    (call,) = hooked.api.called("setWebhook")
    assert call.params["url"] == HOOK
    assert call.params["secret_token"] == hooked.app.settings.webhook_key
    assert "my_chat_member" in call.params["allowed_updates"]
    assert hooked.api.called("getUpdates") == []


@pytest.mark.parametrize("secret", [None, "", "wrong", "wröng"])
async def test_a_wrong_secret_is_401_and_has_no_effect(hooked: Telegram, secret: str | None) -> None:
    before, sent = hooked.rows(), len(hooked.shown(71))
    assert await status_of(hooked, secret) == 401
    assert hooked.rows() == before
    assert len(hooked.shown(71)) == sent


async def test_the_right_secret_is_200_after_the_answer_was_sent(hooked: Telegram) -> None:
    assert await status_of(hooked, hooked.app.settings.webhook_key) == 200
    (screen,) = hooked.shown(71)
    assert "Stadt Kaiserslautern" in screen.text


async def test_the_same_conversations_are_behind_it(hooked: Telegram) -> None:
    event = await hooked.event(titles={"en": "Democracy café"}, seats=5)
    ada = hooked.private()
    (screen,) = await ada.says(f"/start ev_{event.id}")
    assert "Democracy café" in screen.text
    await ada.taps("Register")
    await ada.says("Ada")
    await ada.taps("2")
    await ada.taps("No support needed")
    registered, *_ = await ada.taps("Yes, register")
    assert "You are registered" in registered.text
    group = hooked.group()
    assert len(await group.adds_bot()) == 1
    assert await group.says("Good morning!") == []


async def test_a_repeated_delivery_has_one_effect(hooked: Telegram) -> None:
    event = await hooked.event(titles={"en": "Café"}, seats=5)
    ada = hooked.private()
    await ada.says(f"/start ev_{event.id}")
    await ada.taps("Register")
    name = await hooked.happens(message=ada.message(text="Ada"))
    before = hooked.rows()
    await hooked.deliver(name)
    assert hooked.rows() == before
    asked, again = ada.hears()
    assert "Thank you, Ada!" in asked.text
    assert (again.text, again.labels) == (asked.text, asked.labels)
    (needs,) = await ada.taps("3")
    assert "Do you need support" in needs.text


async def test_a_repeated_confirmation_is_one_registration(hooked: Telegram) -> None:
    event = await hooked.event(titles={"en": "Café"}, seats=5)
    ada = hooked.private()
    await ada.says(f"/start ev_{event.id}")
    await ada.taps("Register")
    await ada.says("Ada")
    for label in ("2", "No support needed"):
        await ada.taps(label)
    update = await hooked.happens(callback_query=ada.tap("Yes, register"))
    before = hooked.rows()
    await hooked.deliver(update)
    assert hooked.rows() == before
    async with hooked.app.services.uow.reading() as r:
        one = await r.events.get(event.id)
    assert one is not None
    assert one.taken == 2


async def test_a_repeated_code_makes_one_staff_group(hooked: Telegram) -> None:
    code = await hooked.city.invitation(InvitationKind.STAFF_GROUP)
    group = hooked.group()
    update = await hooked.happens(message=group.message(text=f"/staffgroup {code}"))
    before = hooked.rows()
    await hooked.deliver(update)
    assert hooked.rows() == before
    assert len(group.hears()) == 1


async def test_both_channels_work_at_once(hooked: Telegram) -> None:
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
        (on_the_web,) = await Person(hooked.city, "en", session).start()
    (on_telegram,) = await hooked.private().says("/start")
    assert on_telegram.text == plain(on_the_web.text)
    assert on_telegram.labels == on_the_web.labels
