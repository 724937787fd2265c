"""On Telegram the place of an event is a point on a map, and a block puts somebody on the list of calls."""

from dataclasses import replace
from datetime import timedelta

from civic.calls import Why, to_call
from civic.event_changes import change_event
from civic.events import Event
from tests.factories import BERLIN
from tests.telegram.chat import Chat, Telegram
from tests.telegram.test_real_wire import refused


async def registered(side: Telegram, event: Event) -> Chat:
    ada = side.private()
    await ada.says(f"/start ev_{event.id}")
    await ada.taps("Register")
    await ada.says("Ada")
    for label in ("1", "No support needed", "Yes, register"):
        await ada.taps(label)
    return ada


async def change(side: Telegram, event: Event, **changes: object) -> None:
    async with side.app.services.uow.reading() as r:
        one = await r.events.get(event.id)
    assert one is not None
    following = replace(one.event, **changes)  # type: ignore[arg-type]
    assert await change_event(side.app.services.uow, side.city.clock, BERLIN, following) is not None
    await side.city.settled()


async def test_a_point_on_a_map(telegram_side: Telegram) -> None:
    side = telegram_side
    event = await side.event(titles={"en": "Café"}, latitude=49.4447, longitude=7.7689)
    await registered(side, event)
    (call,) = side.api.called("sendVenue")
    assert (call.params["latitude"], call.params["longitude"]) == ("49.4447", "7.7689")
    assert (call.params["title"], call.params["address"]) == ("Café", event.place)
    await change(side, event, cost="5 €")
    assert len(side.api.called("sendVenue")) == 1
    await change(side, event, place="Alte Eintracht", latitude=49.45)
    assert side.api.called("sendVenue")[1].params["address"] == "Alte Eintracht"
    side.city.clock.now = event.starts_at - timedelta(hours=48)
    await side.city.settled()
    assert len(side.api.called("sendVenue")) == 3
    assert refused(side.api.calls) == []


async def test_no_point_without_coordinates_and_a_refused_one_undoes_nothing(telegram_side: Telegram) -> None:
    side = telegram_side
    event = await side.event(titles={"en": "Café"})
    await registered(side, event)
    assert side.api.called("sendVenue") == []
    side.api.fault("sendVenue", "400")
    await change(side, event, place="Alte Eintracht", latitude=49.45, longitude=7.7)
    assert len(side.api.called("sendVenue")) == 1
    assert await to_call(side.app.services.uow, side.city.clock, event.id) == []


async def test_who_blocked_the_bot_is_to_be_called_until_they_come_back(telegram_side: Telegram) -> None:
    side = telegram_side
    event = await side.event(titles={"en": "Café"})
    ada = await registered(side, event)
    side.api.fault("sendMessage", "403", chat_id=ada.chat.id, times=1)
    await change(side, event, place="Alte Eintracht")
    (call,) = await to_call(side.app.services.uow, side.city.clock, event.id)
    assert (call.registration.name, call.why) == ("Ada", Why.CHANGED)
    await ada.says("/help")
    await side.city.settled()
    assert any("New place: Alte Eintracht" in one.text for one in side.shown(ada.chat.id))
    assert await to_call(side.app.services.uow, side.city.clock, event.id) == []
