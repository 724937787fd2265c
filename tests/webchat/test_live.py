"""The WebSocket: news after a seq, typing, reconnecting, the end of a chat."""

import asyncio

import pytest
from aiogram import Bot
from aiohttp import WSMsgType, WSServerHandshakeError, web

from tests.webchat.house import Browser, House
from webchat.guard import PublicSide
from webchat.live import TABS

PATIENCE = 10.0  # seconds until a test gives up


async def test_news_are_announced_once(bot: Bot, browser: Browser, chat: int) -> None:
    socket = await browser.live(after=1)
    await bot.send_message(chat, "one")
    assert await socket.receive_json(timeout=PATIENCE) == {"news": 2}
    await bot.edit_message_text("two", chat_id=chat, message_id=2)
    assert await socket.receive_json(timeout=PATIENCE) == {"news": 3}
    await bot.delete_message(chat, 2)
    assert await socket.receive_json(timeout=PATIENCE) == {"news": 4}
    await bot.send_chat_action(chat, "typing")
    assert await socket.receive_json(timeout=PATIENCE) == {"typing": True}
    await socket.close()


async def test_what_was_missed_is_announced_at_once(bot: Bot, browser: Browser, chat: int) -> None:
    socket = await browser.live()
    assert await socket.receive_json(timeout=PATIENCE) == {"news": 1}
    await socket.close()
    await bot.send_message(chat, "missed")
    socket = await browser.live(after=1)
    assert await socket.receive_json(timeout=PATIENCE) == {"news": 2}
    await socket.close()


async def test_a_visitors_own_lines_reach_its_other_tabs(browser: Browser, chat: int) -> None:
    socket = await browser.live(after=1)
    await browser.say("from another tab")
    assert await socket.receive_json(timeout=PATIENCE) == {"news": 2}
    await socket.close()


async def test_news_of_others_are_silent(house: House, bot: Bot, browser: Browser, chat: int) -> None:
    other = await house.browser()
    await other.start()
    socket = await other.live(after=1)
    await bot.send_message(chat, "not yours")
    await bot.send_chat_action(chat, "typing")
    await bot.send_message(chat + 1, "yours")
    assert await socket.receive_json(timeout=PATIENCE) == {"news": 2}
    await socket.close()


async def test_the_socket_ends_with_the_chat(browser: Browser, chat: int) -> None:
    socket = await browser.live(after=1)
    await browser.post("/chat/end", {})
    message = await asyncio.wait_for(socket.receive(), PATIENCE)
    assert message.type == WSMsgType.CLOSE


async def test_the_socket_ends_with_the_program(house: House, browser: Browser, chat: int) -> None:
    socket = await browser.live(after=1)
    await house.api.stop()
    message = await asyncio.wait_for(socket.receive(), PATIENCE)
    assert message.type == WSMsgType.CLOSE


async def test_pages_that_sleep_hold_up_no_end(house: House, browser: Browser, chat: int) -> None:
    for _ in range(TABS):
        socket = await browser.live(after=1)
        connection = socket._response.connection
        assert connection is not None
        transport = connection.transport
        assert isinstance(transport, asyncio.Transport)
        transport.pause_reading()  # as a phone that sleeps
    await asyncio.wait_for(house.site.shutdown(), 5)


async def test_a_socket_is_only_for_visitors_of_our_page(browser: Browser) -> None:
    with pytest.raises(WSServerHandshakeError) as refusal:
        await browser.live()
    assert refusal.value.status == 401
    await browser.start()
    browser.headers = {"Origin": "https://evil.example"}
    with pytest.raises(WSServerHandshakeError) as refusal:
        await browser.live()
    assert refusal.value.status == 403


async def test_a_visitor_has_only_so_many_sockets(house: House, browser: Browser, chat: int) -> None:
    sockets = [await browser.live(after=1) for _ in range(TABS)]
    with pytest.raises(WSServerHandshakeError) as refusal:
        await browser.live()
    assert refusal.value.status == 429
    other = await house.browser()
    await other.start()
    sockets.append(await other.live())
    await sockets.pop(0).close()
    sockets.append(await browser.live(after=1))
    for socket in sockets:
        await socket.close()


async def test_an_address_has_only_so_many_sockets() -> None:
    public = PublicSide("http://chat.example", ("127.0.0.1",), sockets=2)
    async with House(public=public) as house:
        browsers = [await house.browser() for _ in range(3)]
        for one in browsers:
            await one.start()
            one.headers["X-Forwarded-For"] = "192.0.2.1"
        *those, third = browsers
        sockets = [await one.live() for one in those]
        # Whoever is turned away for the address has no tab counted.
        for _ in range(TABS + 1):
            with pytest.raises(WSServerHandshakeError) as refusal:
                await third.live()
            assert refusal.value.status == 429
        third.headers["X-Forwarded-For"] = "192.0.2.2"
        sockets.append(await third.live())
        await sockets.pop(0).close()
        third.headers["X-Forwarded-For"] = "192.0.2.1"
        sockets.append(await third.live())
        for socket in sockets:
            await socket.close()


async def test_an_open_socket_keeps_the_visitor_reachable(
    house: House, bot: Bot, browser: Browser, chat: int
) -> None:
    socket = await browser.live(after=1)
    for seq in range(2, 6):
        house.clock.advance(days=20)
        await bot.send_message(chat, "still there")
        assert await socket.receive_json(timeout=PATIENCE) == {"news": seq}
    await socket.close()


async def test_a_broken_store_closes_the_socket_so_that_the_page_comes_back(
    house: House,
    browser: Browser,
    chat: int,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def broken(visitor_id: int) -> None:
        raise RuntimeError("the store is gone")

    monkeypatch.setattr(house.rooms, "visitor", broken)
    socket = await browser.live(after=1)
    message = await asyncio.wait_for(socket.receive(), PATIENCE)
    assert message.type == WSMsgType.CLOSE
    assert "the store is gone" in caplog.text


async def test_a_page_that_leaves_during_the_handshake_is_no_fault(
    browser: Browser, chat: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def gone(socket: web.WebSocketResponse, request: web.Request) -> None:
        raise ConnectionResetError("Connection lost")

    monkeypatch.setattr(web.WebSocketResponse, "prepare", gone)
    with pytest.raises(WSServerHandshakeError) as refusal:
        await browser.live()
    assert refusal.value.status == 400
    assert [record for record in caplog.records if record.exc_info] == []
