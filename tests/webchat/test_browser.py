"""The browser's side over plain HTTP: page, cookie, messages, taps, limits, leaving."""

import re
from datetime import timedelta

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramForbiddenError
from aiogram.types import InlineKeyboardMarkup
from aiohttp import FormData
from yarl import URL

from tests.webchat.house import Browser, House
from webchat.guard import PublicSide
from webchat.ports import LINES, NewMessage
from webchat.statics import STATIC

NOBODY = {
    "messages": [],
    "last": 0,
    "notices": [],
    "commands": [],
    "language": "",
    "locked": "",
    "more": False,
}


async def test_looking_at_the_page_creates_nobody(house: House, browser: Browser) -> None:
    async with browser.session.get("/?start=ev_3") as response:
        assert response.status == 200
        assert response.content_type == "text/html"
        assert "Set-Cookie" not in response.headers
        assert response.headers["Cache-Control"] == "no-cache"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert response.headers["Content-Security-Policy"] == (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
            "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        )
    assert await browser.events() == NOBODY
    assert house.rooms.last_visitor == 0


async def test_all_files_that_the_page_names_are_served(browser: Browser) -> None:
    async with browser.session.get("/") as response:
        page = await response.text()
    names = re.findall(r'"(/static/[^"]+)"', page)
    assert names
    for name in names:
        async with browser.session.get(name) as response:
            assert response.status == 200
            assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")


@pytest.mark.parametrize(
    "name", ["nothing.js", "..%2fbrowser.py", "%2e%2e", ".hidden", "%00", "a%2fb", "a" * 300]
)
async def test_nothing_else_is_served(browser: Browser, name: str) -> None:
    assert (STATIC / "index.html").is_file()
    async with browser.session.get(URL(f"/static/{name}", encoded=True)) as response:
        assert response.status == 404


async def test_the_first_message_makes_a_visitor(house: House, browser: Browser) -> None:
    body = {"text": "  Hallo 😀\0 ", "language": "uk-UA"}
    async with browser.session.post("/chat/messages", json=body, headers=browser.headers) as response:
        assert await response.json() == {"ok": True, "id": 1, "seq": 1}
        cookie = response.headers["Set-Cookie"]
    token = cookie.partition(";")[0].removeprefix("visitor=")
    assert len(token) == 43
    for attribute in ("HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=2592000"):
        assert attribute in cookie
    assert "Secure" not in cookie
    assert token.encode() not in house.rooms.rooms[1].token_hash
    events = await browser.events()
    assert events["language"] == "uk-UA"
    assert [message["text"] for message in await browser.messages()] == ["Hallo 😀"]
    assert (await browser.messages())[0]["from"] == "visitor"


async def test_the_cookie_is_secure_behind_https() -> None:
    async with House(public=PublicSide("https://chat.example")) as house:
        browser = await house.browser()
        headers = {"Origin": "https://chat.example"}
        async with browser.session.post("/chat/start", json={}, headers=headers) as response:
            assert response.status == 200
            cookie = response.headers["Set-Cookie"]
        assert cookie.startswith("__Host-visitor=")
        assert "Secure" in cookie
        assert "Path=/" in cookie
        assert "Domain" not in cookie
        token = cookie.partition(";")[0].partition("=")[2]
        sent = {"Cookie": f"__Host-visitor={token}"}
        assert (await browser.events(0, **sent))["last"] == 1
        # Any neighbour under the city's domain could set one without the prefix.
        assert await browser.events(Cookie=f"visitor={token}") == NOBODY
        async with browser.session.post("/chat/end", json={}, headers={**headers, **sent}) as response:
            assert response.headers["Set-Cookie"].startswith("__Host-visitor=")
            assert "Secure" in response.headers["Set-Cookie"]


async def test_the_cookie_is_renewed_while_it_is_used(house: House, browser: Browser, chat: int) -> None:
    async with browser.session.get("/chat/events") as response:
        assert "Set-Cookie" not in response.headers
    house.clock.advance(hours=2)
    async with browser.session.get("/chat/events") as response:
        assert "Max-Age=2592000" in response.headers["Set-Cookie"]
    assert house.rooms.rooms[chat].visitor.seen == house.clock()


async def test_an_unknown_cookie_is_nobody(browser: Browser) -> None:
    browser.session.cookie_jar.update_cookies({"visitor": "forged"})
    assert await browser.events() == NOBODY
    assert (await browser.post("/chat/taps", {"message": 1, "data": "x"}))[0] == 401


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("/chat/messages", {"text": ""}, 400, "empty"),
        ("/chat/messages", {}, 400, "empty"),
        ("/chat/messages", {"text": "\ud800 \0"}, 400, "empty"),
        ("/chat/messages", {"text": "a" * 4097}, 400, "too_long"),
        ("/chat/messages", {"text": "😀" * 2049}, 400, "too_long"),
        ("/chat/messages", {"text": 5}, 400, "bad_text"),
        ("/chat/messages", {"text": "a", "language": 5}, 400, "bad_language"),
        ("/chat/messages", [], 400, "bad_json"),
        ("/chat/messages", {"text": "a" * 70_000}, 413, "too_large"),
        ("/chat/start", {"payload": "a" * 65}, 400, "bad_payload"),
        ("/chat/start", {"payload": "ev 3"}, 400, "bad_payload"),
        ("/chat/start", {"payload": "ä"}, 400, "bad_payload"),
        ("/chat/taps", {"message": "1", "data": "x"}, 400, "bad_message"),
        ("/chat/taps", {"message": True, "data": "x"}, 400, "bad_message"),
        ("/chat/taps", {"message": 1, "data": "x"}, 401, "no_visitor"),
    ],
)
async def test_refused_requests(
    house: House, browser: Browser, path: str, body: object, status: int, code: str
) -> None:
    assert await browser.post(path, body) == (status, {"error": code})
    assert house.rooms.last_visitor == 0


async def test_absent_and_null_are_the_same(browser: Browser) -> None:
    assert (await browser.post("/chat/start", {"payload": None, "language": None}))[0] == 200
    assert [message["text"] for message in await browser.messages()] == ["/start"]


async def test_the_longest_message_is_accepted(browser: Browser) -> None:
    assert (await browser.say("😀" * 2048))[0] == 200


@pytest.mark.parametrize("after", ["x", "-1", "1" * 16, "١"])
async def test_after_must_be_a_number(browser: Browser, after: str) -> None:
    async with browser.session.get("/chat/events", params={"after": after}) as response:
        assert (response.status, await response.json()) == (400, {"error": "bad_after"})


@pytest.mark.parametrize("path", ["/chat/start", "/chat/messages", "/chat/taps", "/chat/end"])
async def test_other_sites_cannot_post(house: House, browser: Browser, path: str) -> None:
    for origin in ("https://evil.example", "null", "http://chat.example.evil.example"):
        async with browser.session.post(path, json={}, headers={"Origin": origin}) as response:
            assert (response.status, await response.json()) == (403, {"error": "foreign_origin"})
    async with browser.session.post(path, json={}) as response:
        assert response.status == 403
    async with browser.session.post(path, data=FormData({"text": "a"}), headers=browser.headers) as response:
        assert (response.status, await response.json()) == (415, {"error": "not_json"})
    headers = {**browser.headers, "Content-Type": "application/json"}
    async with browser.session.post(path, data=b"{", headers=headers) as response:
        assert (response.status, await response.json()) == (400, {"error": "bad_json"})


async def test_the_public_address_is_an_origin_of_ours(browser: Browser) -> None:
    assert (await browser.post("/chat/start", {}, Origin="http://chat.example"))[0] == 200


async def test_a_button_works_as_long_as_it_is_there(bot: Bot, browser: Browser, chat: int) -> None:
    markup = {"inline_keyboard": [[{"text": "a", "callback_data": "b"}, {"text": "c", "url": "http://d.de"}]]}
    sent = await bot.send_message(chat, "?", reply_markup=InlineKeyboardMarkup.model_validate(markup))
    assert (await browser.post("/chat/taps", {"message": 2, "data": "b"}))[0] == 200
    gone = (409, {"error": "no_such_button"})
    assert await browser.post("/chat/taps", {"message": 2, "data": "x"}) == gone
    assert await browser.post("/chat/taps", {"message": 2, "data": ""}) == gone
    assert await browser.post("/chat/taps", {"message": 1, "data": "b"}) == gone
    assert await browser.post("/chat/taps", {"message": 9, "data": "b"}) == gone
    await sent.edit_text("done")
    assert await browser.post("/chat/taps", {"message": 2, "data": "b"}) == gone
    await sent.delete()
    assert await browser.post("/chat/taps", {"message": 2, "data": "b"}) == gone


async def test_events_come_in_order_and_once(bot: Bot, browser: Browser, chat: int) -> None:
    await bot.send_message(chat, "one")
    await bot.send_message(chat, "two")
    await bot.edit_message_text("one!", chat_id=chat, message_id=2)
    assert [message["id"] for message in await browser.messages()] == [1, 2, 3]
    assert [message["text"] for message in await browser.messages(after=2)] == ["one!", "two"]
    assert [message["text"] for message in await browser.messages(after=3)] == ["one!"]
    assert (await browser.events(after=4))["last"] == 4
    assert await browser.messages(after=4) == []


async def test_leaving_deletes_everything(house: House, browser: Browser, chat: int) -> None:
    await browser.say("secret")
    async with browser.session.post("/chat/end", json={}, headers=browser.headers) as response:
        assert response.status == 200
        assert "Max-Age=0" in response.headers["Set-Cookie"]
    assert house.rooms.rooms == {}
    assert await browser.events() == NOBODY
    assert (await browser.post("/chat/end", {}))[0] == 200
    await browser.start()
    assert house.rooms.last_visitor == chat + 1


async def test_new_visitors_are_limited_per_address() -> None:
    async with House(public=PublicSide("http://chat.example", ("127.0.0.1",), new_visitors=2)) as house:
        for _ in range(2):
            await (await house.browser()).start()
        browser = await house.browser()
        assert await browser.post("/chat/start", {}) == (429, {"error": "too_many"})
        async with browser.session.post("/chat/start", json={}, headers=browser.headers) as response:
            assert response.headers["Retry-After"] == "601"
        assert (await browser.post("/chat/start", {}, **{"X-Forwarded-For": "192.0.2.7"}))[0] == 200
        house.clock.advance(minutes=10)
        assert (await (await house.browser()).post("/chat/start", {}))[0] == 200


async def test_actions_are_limited_per_visitor() -> None:
    async with House(public=PublicSide("http://chat.example", actions=3)) as house:
        browser = await house.browser()
        await browser.start()
        assert [(await browser.say("a"))[0] for _ in range(3)] == [200, 200, 429]
        house.clock.advance(minutes=1)
        assert (await browser.say("a"))[0] == 200


async def test_old_lines_and_visitors_are_forgotten(
    house: House, bot: Bot, browser: Browser, chat: int
) -> None:
    await (await house.browser()).start()
    house.clock.advance(days=20)
    await browser.say("later")
    await bot.send_message(chat, "answer")
    house.clock.advance(days=11)
    assert await house.rooms.forget(house.clock() - house.gateway.retention, house.clock()) == 1
    assert [message["text"] for message in await browser.messages()] == ["later", "answer"]


async def cookie_life(browser: Browser) -> timedelta | None:
    """For how long the browser keeps the cookie from this visit on; None where it is not renewed."""
    async with browser.session.get("/chat/events") as response:
        cookie = response.cookies.get("visitor")
        return timedelta(seconds=int(cookie["max-age"])) if cookie else None


async def test_whoever_takes_part_in_something_to_come_is_not_forgotten(
    house: House, bot: Bot, browser: Browser, chat: int
) -> None:
    assert await cookie_life(browser) is None
    house.rooms.kept[chat] = house.clock() + timedelta(days=90)
    assert await cookie_life(browser) == timedelta(days=90)
    house.clock.advance(days=89)
    assert await house.rooms.forget(house.clock() - house.gateway.retention, house.clock()) == 0
    await bot.send_message(chat, "Tomorrow")
    house.clock.advance(days=1)
    with pytest.raises(TelegramForbiddenError):
        await bot.send_message(chat, "Over")
    assert await cookie_life(browser) == house.gateway.retention
    assert len(await browser.messages()) == 2
    house.clock.advance(days=31)
    assert await house.rooms.forget(house.clock() - house.gateway.retention, house.clock()) == 1


async def test_what_was_said_before_a_lock_is_not_shown(house: House, browser: Browser) -> None:
    await browser.say("a secret")
    assert "a secret" in str(await browser.messages())
    house.rooms.locked[1] = house.clock() + timedelta(seconds=1)
    assert await browser.messages() == []
    house.clock.advance(seconds=1)
    await browser.say("in the open")
    assert [one["text"] for one in await browser.messages()] == ["in the open"]


async def test_a_page_begins_with_the_newest_lines(
    house: House, bot: Bot, browser: Browser, chat: int
) -> None:
    for number in range(LINES + 3):
        await bot.send_message(chat, str(number))
    await bot.delete_message(chat, LINES + 3)
    found = await browser.events()
    assert found["last"] == house.rooms.rooms[chat].visitor.last_seq
    assert found["more"] is False
    ids = [message["id"] for message in await browser.messages()]
    assert ids == [*range(4, LINES + 3), LINES + 4]


async def test_whoever_was_away_long_is_told_in_parts(
    house: House, bot: Bot, browser: Browser, chat: int
) -> None:
    for number in range(LINES + 3):
        await bot.send_message(chat, str(number))
    await bot.edit_message_text("edited", chat_id=chat, message_id=3)
    first = await browser.events(after=1)
    assert first["more"] is True
    # The line that was edited since comes with its new seq.
    assert first["last"] == LINES + 2
    rest = await browser.events(after=LINES + 2)
    assert (rest["last"], rest["more"]) == (LINES + 5, False)
    seen = [*await browser.messages(after=1), *await browser.messages(after=LINES + 2)]
    assert {message["id"] for message in seen} == set(range(2, LINES + 5))
    assert len(seen) == LINES + 3
    assert next(message for message in seen if message["id"] == 3)["text"] == "edited"


async def test_many_notices_come_in_parts_too(house: House, browser: Browser, chat: int) -> None:
    for number in range(LINES + 1):
        await house.rooms.add_notice(chat, str(number), alert=False, at=house.clock())
    first = await browser.events(after=1)
    assert (first["last"], first["more"]) == (LINES + 1, True)
    rest = await browser.events(after=LINES + 1)
    assert rest["notices"] == [{"seq": LINES + 2, "text": str(LINES), "alert": False}]
    assert rest["more"] is False


async def looks(browser: Browser, path: str, times: int) -> list[int]:
    """The statuses of so many looks."""
    statuses = []
    for _ in range(times):
        async with browser.session.get(path) as response:
            statuses.append(response.status)
    return statuses


@pytest.mark.parametrize(("path", "allowed"), [("/chat/events", 200), ("/chat/files/x", 404)])
async def test_looks_are_limited_per_visitor(path: str, allowed: int) -> None:
    async with House(public=PublicSide("http://chat.example", looks=3)) as house:
        browser, other = await house.browser(), await house.browser()
        await browser.start()
        await other.start()
        assert await looks(browser, path, 4) == [allowed] * 3 + [429]
        assert await looks(other, path, 1) == [allowed]
        house.clock.advance(minutes=1)
        assert await looks(browser, path, 1) == [allowed]


async def test_a_look_at_many_lines_counts_as_several() -> None:
    async with House(public=PublicSide("http://chat.example", looks=3)) as house:
        browser = await house.browser()
        await browser.start()
        for number in range(50):
            await house.rooms.add_message(1, NewMessage(house.clock(), "{}"))
            await house.rooms.delete_message(1, number + 2)
        assert await looks(browser, "/chat/events?after=1", 2) == [200, 429]
