"""Telegram's side breaks, at the start or later: the web chat answers, health says why, all comes back."""

from dataclasses import replace

import pytest

from bot import polling
from tests.bot.bot_api import TOKEN, BotApi, Json
from tests.faults.conftest import NewPerson
from tests.faults.naps import Naps
from tests.faults.towns import Towns, health, until
from tests.handlers.city import City, Person
from tests.telegram.chat import Telegram

pytestmark = pytest.mark.faults

REASONS = {
    "401": "the server does not accept the token",
    "502": "the server cannot be reached (The answer is not the Bot API's)",
    "hang": "the server cannot be reached (TimeoutError)",
    "refuse": "the server cannot be reached (ClientConnectorError)",
}
FAULTS = sorted(REASONS)
SECRET = TOKEN.partition(":")[2]


async def breaks(api: BotApi, fault: str) -> None:
    """Breaks Telegram's side; what waits for an answer is cut off."""
    await api.refuse()
    if fault == "401":
        api.token = "987654321:AAnotherTokenThanTheOneInTheSettings00"
    elif fault in ("502", "hang"):
        api.fault("*", "502" if fault == "502" else "hang")
    if fault != "refuse":
        await api.listen()


async def recovers(api: BotApi) -> None:
    """Brings it back."""
    await api.refuse()
    api.token = TOKEN
    api.faults.clear()
    await api.listen()


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """A server that hangs is given up soon."""
    if "hang" in request.node.name:
        monkeypatch.setattr(polling, "ANSWER_MARGIN", 2)


async def open_city(towns: Towns, naps: Naps) -> City:
    """A bot with both channels, whose retries wait for the test."""
    hooks = replace(towns.hooks, sleep=naps.sleep, monotonic=naps.monotonic)
    return await towns.open(telegram=True, hooks=hooks)


async def failing(city: City, reason: str) -> Json | None:
    """What health says once it knows why Telegram fails."""
    state = await health(city)
    return state if reason in str(state["channels"]) and state["code"] == 200 else None


async def well(city: City) -> Json | None:
    """What health says once everything works."""
    state = await health(city)
    return state if state["status"] == "ok" else None


async def assert_web_chat_serves(person: Person) -> None:
    await person.follows("""
        > /imprint
        < Stadt Kaiserslautern
        > How many local groups are in the Engagierte Stadt network?
        < 112
    """)


async def assert_told(city: City, fault: str, caplog: pytest.LogCaptureFixture) -> None:
    """Health says `degraded` and why; the token stands nowhere."""
    state = await until(lambda: failing(city, REASONS[fault]))
    channels = state["channels"]
    assert isinstance(channels, dict)
    assert state["status"] == "degraded"
    assert channels["web"] == "ok"
    assert channels["telegram"] == f"failing since 2026-12-01T09:00:00+00:00: {REASONS[fault]}"
    assert SECRET not in str(state) + caplog.text


async def assert_works_again(side: Telegram, naps: Naps, seconds: float) -> None:
    """After the pause that the poller asked for, Telegram is served."""
    await naps.until_asleep(seconds)
    naps.wake()
    heard = await side.private(72).says("/imprint")
    assert "Stadt Kaiserslautern" in heard[0].text
    assert (await until(lambda: well(side.city)))["code"] == 200


@pytest.mark.parametrize("fault", FAULTS)
async def test_broken_at_the_start(
    towns: Towns,
    api: BotApi,
    naps: Naps,
    new_person: NewPerson,
    fault: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await breaks(api, fault)
    city = await open_city(towns, naps)
    await assert_web_chat_serves(await new_person(city))
    await assert_told(city, fault, caplog)
    await recovers(api)
    await assert_works_again(Telegram(api, city), naps, 300 if fault == "401" else 1)


@pytest.mark.parametrize("fault", FAULTS)
async def test_broken_later(
    towns: Towns,
    api: BotApi,
    naps: Naps,
    new_person: NewPerson,
    fault: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    side = Telegram(api, await open_city(towns, naps))
    person = await new_person(side.city)
    (screen,) = await side.private().says("/imprint")
    assert "Stadt Kaiserslautern" in screen.text
    await side.until(lambda: api.called("getUpdates")[-1].params["timeout"] != "0")
    await breaks(api, fault)
    await naps.until_asleep(1)  # the long poll was cut off
    naps.wake()
    await assert_told(side.city, fault, caplog)
    await assert_web_chat_serves(person)
    await recovers(api)
    await assert_works_again(side, naps, 300 if fault == "401" else 2)


async def test_the_menu_is_told_when_telegram_comes_back(towns: Towns, api: BotApi, naps: Naps) -> None:
    await breaks(api, "502")
    side = Telegram(api, await open_city(towns, naps))
    await naps.until_asleep(1)
    await side.until(lambda: {call.method for call in api.calls} >= {"getMe", "getUpdates"})
    await recovers(api)
    menus = 1 + sum(len(lang.code) == 2 for lang in side.app.services.catalogues)

    async def told() -> bool:
        naps.wake()
        return len([call for call in api.called("setMyCommands") if call.answer == "ok"]) == menus

    assert await until(told)
