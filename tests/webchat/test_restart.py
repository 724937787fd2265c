"""A new process on the same rows: nothing is lost, no number is given twice."""

from tests.webchat.house import Browser, House


async def test_everything_goes_on_after_a_restart() -> None:
    async with House() as before:
        browser = await before.browser()
        await browser.start()
        markup = {"inline_keyboard": [[{"text": "Ja", "callback_data": "yes"}]]}
        await before.result("sendMessage", chat_id=1, text="?", reply_markup=markup)
        cookie = {cookie.key: cookie.value for cookie in browser.session.cookie_jar}
        old_token = before.api.token
        last = (await browser.events())["last"]
    async with House(before.rooms, before.clock) as after:
        assert after.api.token != old_token
        again = await after.browser()
        again.session.cookie_jar.update_cookies(cookie)
        assert [message["text"] for message in await again.messages()] == ["/start", "?"]
        assert (await again.events())["last"] == last
        assert (await again.post("/chat/taps", {"message": 2, "data": "yes"}))[0] == 200
        await again.say("on we go")
        assert numbers(await again.messages()) == [1, 2, 3]
        updates = await after.updates()
        assert [update["update_id"] for update in updates] == [1, 2, 3]
        query = updates[1]["callback_query"]
        assert isinstance(query, dict)
        assert await after.result("answerCallbackQuery", callback_query_id=query["id"], text="ok")
        newcomer = await after.browser()
        await newcomer.start()
        assert after.rooms.last_visitor == 2


async def test_two_processes_serve_one_visitor() -> None:
    async with House() as one, House(one.rooms, one.clock) as two:
        browser = await one.browser()
        await browser.start()
        cookie = {cookie.key: cookie.value for cookie in browser.session.cookie_jar}
        elsewhere: Browser = await two.browser()
        elsewhere.session.cookie_jar.update_cookies(cookie)
        await two.result("sendMessage", chat_id=1, text="from the other process")
        assert (await browser.messages())[-1]["text"] == "from the other process"
        socket = await elsewhere.live(after=2)
        await browser.say("hello")
        two.gateway.news.arrived("visitor/1")
        assert await socket.receive_json(timeout=10) == {"news": 3}
        await socket.close()


def numbers(messages: list[dict[str, object]]) -> list[object]:
    return [message["id"] for message in messages]
