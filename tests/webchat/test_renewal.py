"""A cookie that was copied before somebody opens the work area is worth nothing after it."""

from collections.abc import AsyncIterator

import pytest
from aiogram import Bot
from aiogram.types import InlineKeyboardMarkup
from aiohttp import WSServerHandshakeError

from tests.webchat.house import Browser, House, Json
from webchat.guard import PublicSide

AGAIN = (409, {"error": "again"})


@pytest.fixture
async def house() -> AsyncIterator[House]:
    public = PublicSide("http://chat.example", opens=lambda said: said.startswith("open"))
    async with House(public=public) as house:
        yield house


@pytest.fixture
async def browser(house: House) -> Browser:
    """A browser that has begun."""
    browser = await house.browser()
    await browser.start()
    return browser


async def thief_of(house: House, browser: Browser) -> Browser:
    """Another browser with a copy of the cookie that this one has now."""
    thief = await house.browser()
    cookies = {one.key: one.value for one in browser.session.cookie_jar}
    assert cookies
    thief.session.cookie_jar.update_cookies(cookies)
    return thief


async def texts(browser: Browser) -> list[object]:
    return [one["text"] for one in await browser.messages()]


async def refused(thief: Browser) -> None:
    """Nothing is shown to it, and nothing that it says reaches the chat."""
    assert await thief.messages() == []
    assert (await thief.post("/chat/taps", {"message": 1, "data": "x"}))[0] == 401
    with pytest.raises(WSServerHandshakeError) as refusal:
        await thief.live()
    assert refusal.value.status == 401


async def test_what_may_open_something_comes_with_a_cookie_that_was_never_shown(
    house: House, browser: Browser
) -> None:
    thief = await thief_of(house, browser)
    assert await browser.say("open it") == AGAIN
    assert [update["message"]["text"] for update in await house.updates()] == ["/start"]  # type: ignore[index]
    assert (await browser.say("open it"))[0] == 200
    assert await texts(browser) == ["/start", "open it"]
    await refused(thief)
    # Each time anew: somebody may have copied it in between.
    later = await thief_of(house, browser)
    assert await browser.say("open more") == AGAIN
    assert (await browser.say("open more"))[0] == 200
    await refused(later)
    assert house.rooms.last_visitor == 1


async def test_a_tap_that_may_open_something_too(house: House, bot: Bot, browser: Browser) -> None:
    markup = {"inline_keyboard": [[{"text": "a", "callback_data": "open:1"}]]}
    await bot.send_message(1, "?", reply_markup=InlineKeyboardMarkup.model_validate(markup))
    thief = await thief_of(house, browser)
    tap: Json = {"message": 2, "data": "open:1"}
    assert await browser.post("/chat/taps", tap) == AGAIN
    assert len(await house.updates()) == 1
    assert (await browser.post("/chat/taps", tap))[0] == 200
    await refused(thief)


async def test_all_else_keeps_its_cookie(house: House, browser: Browser) -> None:
    before = house.rooms.rooms[1].token_hash
    assert (await browser.say("hello"))[0] == 200
    assert house.rooms.rooms[1].token_hash == before


async def test_a_lost_answer_ends_nothing(house: House, browser: Browser) -> None:
    without_the_answer = await thief_of(house, browser)
    assert await browser.say("open it") == AGAIN
    assert await texts(without_the_answer) == ["/start"]
    assert await without_the_answer.say("open it") == AGAIN
    assert (await without_the_answer.say("open it"))[0] == 200
    assert await texts(without_the_answer) == ["/start", "open it"]
    # The first offer had ended with the second.
    await refused(browser)


async def test_another_tab_may_show_the_new_cookie_first(house: House, browser: Browser) -> None:
    assert await browser.say("open it") == AGAIN
    assert await texts(browser) == ["/start"]
    assert await browser.say("open it") == AGAIN
    assert (await browser.say("open it"))[0] == 200


async def test_a_late_answer_does_not_put_the_old_cookie_back(house: House, browser: Browser) -> None:
    tab = await thief_of(house, browser)
    assert await browser.say("open it") == AGAIN
    house.clock.advance(hours=2)
    async with tab.session.get("/chat/events") as response:
        assert "Set-Cookie" not in response.headers


async def test_an_open_socket_goes_on(house: House, bot: Bot, browser: Browser) -> None:
    socket = await browser.live(after=1)
    await browser.say("open it")
    await browser.say("open it")
    assert await socket.receive_json(timeout=10) == {"news": 2}
    await socket.close()


async def test_whoever_is_new_has_a_cookie_that_nobody_copied(house: House) -> None:
    browser = await house.browser()
    assert (await browser.say("open it"))[0] == 200
