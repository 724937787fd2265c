"""The bot against `telegram-test-api`: a first screen, a question, a registration up to its first button."""

from collections.abc import Mapping
from typing import Any

from tests.handlers.city import City
from tests.peers.peer import Peer

ADA = {
    "from": {"id": 71, "is_bot": False, "first_name": "Ada", "language_code": "en"},
    "chat": {"id": 71, "type": "private", "first_name": "Ada"},
    "date": 1_796_115_600,
}


def is_answer(call: Mapping[str, Any]) -> bool:
    """Whether the bot wrote to the person."""
    return call["method"] == "sendMessage" and "parse_mode" in call["params"]


async def said(peer: Peer, text: str) -> Mapping[str, Any]:
    """Writes to the bot; what it answers, as the server stored it."""
    await peer.person("sendMessage", {**ADA, "text": text})
    return await answer(peer)


async def answer(peer: Peer) -> Mapping[str, Any]:
    await peer.until(is_answer)
    (stored,) = await peer.person("getUpdates", {"token": peer.token, "chatId": 71})
    message: Mapping[str, Any] = stored["message"]
    return {**message, "message_id": stored["messageId"]}


async def tapped(peer: Peer, message: Mapping[str, Any], label: str) -> Mapping[str, Any]:
    """Taps a button of a message."""
    keyboard = message["reply_markup"]["inline_keyboard"]
    (data,) = (button["callback_data"] for row in keyboard for button in row if label in button["text"])
    shown = {**ADA, "message_id": message["message_id"], "text": message["text"]}
    await peer.person("sendCallback", {"from": ADA["from"], "message": shown, "data": data})
    return await answer(peer)


async def test_first_screen_question_and_registration(peer: Peer, city: City) -> None:
    await city.event(titles={"en": "Democracy café"})
    screen = await said(peer, "/start")
    assert "automated assistant of Stadt Kaiserslautern" in screen["text"]

    found = await said(peer, "How many local groups are in the Engagierte Stadt network?")
    assert "112" in found["text"]
    assert found["reply_parameters"]["allow_sending_without_reply"] is True

    listed = await tapped(peer, screen, "Events")
    event = await tapped(peer, listed, "Democracy café")
    name = await tapped(peer, event, "Register")
    assert "What is your name?" in name["text"]
    people = await said(peer, "Ada")
    labels = [button["text"] for row in people["reply_markup"]["inline_keyboard"] for button in row]
    assert labels[:6] == list("123456")

    async with city.app.services.uow.reading() as r:
        assert len(await r.events.coming(city.clock())) == 1
    assert all(call["answer"]["ok"] for call in peer.calls if call["method"] != "getMyCommands")


async def test_a_method_that_the_server_lacks_does_not_stop_the_bot(peer: Peer, city: City) -> None:
    refused = await peer.until(lambda call: call["method"] == "getMyCommands")
    assert refused["answer"]["error_code"] == 404
    assert "Stadt Kaiserslautern" in (await said(peer, "/start"))["text"]
