"""The running program looks for draws and offers that are due, and writes to whom they concern."""

from datetime import timedelta

from civic.changing import cancel
from civic.events import Way
from civic.registrations import RegistrationStatus
from tests.factories import BERLIN
from tests.handlers.city import City, Person
from tests.handlers.conftest import NewPerson
from tests.handlers.test_registering import register


async def _registered(new_person: NewPerson, name: str) -> Person:
    person = await new_person("en")
    await person.start()
    await register(person, "Tiny", name)
    return person


async def test_the_draw_is_made_and_the_winner_hears_of_it(city: City, new_person: NewPerson) -> None:
    draw_at = city.clock() + timedelta(days=1)
    event = await city.event(titles={"en": "Tiny"}, seats=1, way=Way.DRAW, draw_at=draw_at)
    people = [await _registered(new_person, name) for name in ("Ada", "Bert")]
    assert [await person.hears() for person in people] == [[], []]
    city.clock.now = draw_at
    await city.settled()
    async with city.app.services.uow.reading() as r:
        entries = await r.registrations.of_event(event.id)
    [winner] = [one.name for one in entries if one.status is RegistrationStatus.CONFIRMED]
    heard = await people[("Ada", "Bert").index(winner)].hears()
    assert "the draw gave you a seat" in heard[0].text


async def test_an_offer_lapses_and_goes_on(city: City, new_person: NewPerson) -> None:
    event = await city.event(titles={"en": "Tiny"}, seats=1)
    for name in ("Ada", "Bert", "Cem"):
        await _registered(new_person, name)
    uow = city.app.services.uow
    async with uow.reading() as r:
        first = (await r.registrations.of_event(event.id))[0]
    assert first.resident_id is not None
    await cancel(uow, city.clock, BERLIN, first.id, first.resident_id)
    await city.settled()
    for name in ("Bert", "Cem"):
        async with uow.reading() as r:
            [offer] = await r.registrations.offers(event.id)
        assert offer.name == name
        assert offer.offer_until is not None
        city.clock.now = offer.offer_until
        await city.settled()
    async with uow.reading() as r:
        assert await r.registrations.of_event(event.id) == []
