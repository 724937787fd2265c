"""A date has one id and one number wherever a calendar gets it from, as two independent parsers read it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import vobject
from icalendar import Calendar

from bot.services import services_for
from bot.settings import Settings
from civic.event_changes import change_event
from civic.events import Event, Way
from civic.feeds import new_feed_token
from civic.registrations import Registered, register
from handlers.services import Services
from handlers.views.calendar import calendar_file
from handlers.views.events import event_text
from pages.events import event_body
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import BERLIN, a_request, a_resident
from tests.fakes import FakeClock
from tests.handlers.city import read_once
from tests.pages.test_events import Client, a_site, kept
from tests.pages.test_feeds import client  # noqa: F401


def by_both(content: bytes) -> tuple[str, int]:
    """The id and number of the only entry, on which both parsers agree."""
    [entry] = Calendar.from_ical(content).walk("VEVENT")
    other: Any = vobject.readOne(content.decode())
    other.validate(raiseException=True)
    found = (str(entry["UID"]), int(str(entry["SEQUENCE"])))
    assert found == (other.vevent.uid.value, int(other.vevent.sequence.value))
    return found


def services_of(uow: SqlUnitOfWork, clock: FakeClock) -> Services:
    settings = Settings.model_validate({"public_url": "https://bot.city.example"})
    return services_for(settings, uow, clock, read_once)


async def test_one_id_and_number_in_the_chat_and_in_every_feed(
    sqlite_uow: SqlUnitOfWork,
    client: Client,  # noqa: F811
    clock: FakeClock,
) -> None:
    services = services_of(sqlite_uow, clock)
    resident = await a_resident(sqlite_uow)
    event: Event | None = await kept(sqlite_uow)
    assert event is not None
    outcome = await register(sqlite_uow, clock, a_request(event, resident))
    assert isinstance(outcome, Registered)
    token = await new_feed_token(sqlite_uow, clock, resident.id)
    # The cost is nothing that moves a date; the place is.
    for number, change in enumerate([{}, {"cost": "5 €"}, {"place": "Park"}]):
        event = await change_event(sqlite_uow, clock, BERLIN, replace(event, **change))  # type: ignore[arg-type]
        assert event is not None
        lang = services.catalogues["de"]

        async def fetched(path: str) -> tuple[str, int]:
            async with client.get(path) as got:
                return by_both(await got.read())

        mine = calendar_file(event, lang, services, clock(), outcome.registration).content
        anybody = calendar_file(event, lang, services, clock()).content
        moved = 1 if number == 2 else 0
        name = f"registration-{outcome.registration.id}@bot.city.example"
        assert by_both(mine) == await fetched(f"/feed/{token}.ics") == (name, moved)
        public = (f"event-{event.id}@bot.city.example", moved)
        assert by_both(anybody) == await fetched("/events.ics") == public
        assert await fetched(f"/e/{event.id}/event.ics") == public


async def test_unknown_ends_and_costs_are_left_out(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    services = services_of(sqlite_uow, clock)
    event = await kept(sqlite_uow, cost="?")
    event = replace(event, ends_at=event.starts_at)
    lang = services.catalogues["en"]
    [entry] = Calendar.from_ical(calendar_file(event, lang, services, clock()).content).walk("VEVENT")
    assert "DTEND" not in entry
    async with sqlite_uow.reading() as r:
        one = await r.events.get(event.id)
    assert one is not None
    text = event_text(lang, services, replace(one, event=event))
    assert "Cost" not in text
    assert "Free of charge" not in text
    assert f"{lang.time(event.starts_at, BERLIN)} to" not in text


async def test_the_card_says_on_what_terms(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    services = services_of(sqlite_uow, clock)
    event = await kept(sqlite_uow)
    async with sqlite_uow.reading() as r:
        one = await r.events.get(event.id)
    assert one is not None
    lang = services.catalogues["en"]

    def card(**changes: object) -> str:
        changed = replace(event, **changes)  # type: ignore[arg-type]
        return event_text(lang, services, replace(one, event=changed))

    opens = event.starts_at - timedelta(days=1)
    assert f"Registration opens on {lang.date(opens, BERLIN)}" in card(opens_at=opens)
    assert "Age: 12 to 16" in card(age_from=12, age_to=16)
    assert "Photos will be taken." in card(photos=True)
    assert "The organisers decide on each registration." in card(way=Way.MODERATED)
    drawn = card(way=Way.DRAW, draw_at=opens, draw_seed="unpublished")
    assert f"The draw is on {lang.date(opens, BERLIN)}" in drawn
    assert "Fingerprint of the seed" in drawn
    assert "unpublished" not in drawn


async def test_the_page_says_the_same(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    event = await kept(sqlite_uow)
    async with sqlite_uow.reading() as r:
        one = await r.events.get(event.id)
    assert one is not None
    site = a_site(sqlite_uow, clock)
    changed = replace(event, way=Way.DRAW, draw_seed="unpublished", age_from=12, photos=True)
    body = event_body(site, site.catalogues["en"], replace(one, event=changed), [])
    for said in ("from 12", "Photos will be taken.", "The draw is on", "Fingerprint of the seed (SHA-256):"):
        assert said in body
    assert "unpublished" not in body
    # A title that no longer says what the source says is not shown.
    states = {"source": "de", "en": "made of something else"}
    outdated = replace(event, titles={"de": "Neu", "en": "Old"}, text_states=states)
    body = event_body(site, site.catalogues["en"], replace(one, event=outdated), [])
    assert "Neu" in body
    assert "Old" not in body
