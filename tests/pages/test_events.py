"""The public pages of events over HTTP: what they say in each language, at each time of an event's life."""

import json
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from civic.event_changes import call_off
from civic.events import Event, EventStatus
from civic.ports import UnitOfWork
from civic.registrations import register
from handlers.links import Target, read_link
from locales import Catalogues
from pages.events import EventPages
from pages.layout import add_style
from pages.site import Site
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import NOW, a_request, a_resident, an_event
from tests.fakes import FakeClock

CATALOGUES = Catalogues.load()
Client = TestClient[web.Request, web.Application]
HOSTILE = '</script><script>alert(1)</script>"&'


def a_site(uow: UnitOfWork, clock: FakeClock, telegram: str = "city_bot") -> Site:
    return Site(
        uow,
        clock,
        ZoneInfo("Europe/Berlin"),
        CATALOGUES,
        "https://bot.city.example",
        lambda: telegram,
        "Stadt Kaiserslautern",
        "0631 365-0",
        "https://city.example/imprint",
    )


@pytest.fixture
async def client(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> AsyncIterator[Client]:
    app = web.Application()
    add_style(app)
    EventPages(a_site(sqlite_uow, clock)).add_routes(app)
    async with TestClient(TestServer(app)) as client:
        yield client


async def kept(uow: UnitOfWork, **changes: object) -> Event:
    async with uow.writing() as w:
        start = changes.get("starts_at", an_event().starts_at)
        assert isinstance(start, datetime)
        event = await w.events.add(replace(an_event(starts_at=start), **changes))  # type: ignore[arg-type]
        await w.commit()
        return event


async def text(client: Client, path: str, status: int = 200, **headers: str) -> str:
    async with client.get(
        path, headers={name.replace("_", "-"): value for name, value in headers.items()}
    ) as got:
        assert got.status == status, path
        assert got.headers["Content-Security-Policy"].startswith("default-src 'none'")
        body: str = await got.text()
        return re.sub("[\u2066-\u2069\u200e\u200f]", "", body)


async def test_an_event_says_everything_and_how_to_take_part(
    sqlite_uow: SqlUnitOfWork, client: Client
) -> None:
    event = await kept(
        sqlite_uow, organiser="Repair e.V.", contact="0631 12345", step_free=True, cost="2 €", spoken="uk"
    )
    page = await text(client, f"/e/{event.id}?lang=de")
    for part in (
        '<h1 lang="de" dir="ltr">Reparaturcafé</h1>',
        "Freitag, 11. Dezember 2026, 10:00 bis 12:00 Uhr",
        "Stiftsplatz 1",
        "2 €",
        "Gemeinsam reparieren.",
        "Repair e.V.",
        "<dd>ja</dd>",
        "Українська",
        "Donnerstag, 10. Dezember 2026, 10:00 Uhr",
        "10 Plätze sind frei.",
        'href="tel:063112345"',
        f'href="/?start=lang_de-ev_{event.id}"',
        f'href="https://t.me/city_bot?start=lang_de-ev_{event.id}"',
        "Stadt Kaiserslautern",
        'href="https://city.example/imprint"',
    ):
        assert part in page, part
    assert "<script" not in page.replace('<script type="application/ld+json">', "")


async def test_the_links_are_those_that_the_chat_reads(sqlite_uow: SqlUnitOfWork, client: Client) -> None:
    event = await kept(sqlite_uow)
    for code in ("de", "ar", "uk", "en"):
        page = await text(client, f"/e/{event.id}?lang={code}")
        payloads = set(re.findall(r"start=([\w-]+)", page))
        assert {read_link(payload) for payload in payloads} == {Target(language=code, event_id=event.id)}


@pytest.mark.parametrize(
    ("query", "accepted", "language"),
    [
        ("", "", "de"),
        ("", "uk-UA,uk;q=0.9,en;q=0.5", "uk"),
        ("", "tlh;q=0.9, ar;q=0.5, en;q=0.3", "ar"),
        ("", "en;q=0, ar;q=0.1", "ar"),
        ("?lang=en", "ar", "en"),
        ("?lang=xx", "uk", "uk"),
        ("?lang=%00", ";;;q=9", "de"),
        ("", "a" * 5000, "de"),
    ],
)
async def test_the_language(
    sqlite_uow: SqlUnitOfWork, client: Client, query: str, accepted: str, language: str
) -> None:
    event = await kept(sqlite_uow)
    page = await text(client, f"/e/{event.id}{query}", Accept_Language=accepted)
    direction = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{direction}">' in page
    others = set(re.findall(r'hreflang="([\w-]+)" dir=', page))
    assert others == {one.code for one in CATALOGUES} - {language}


async def test_a_text_in_another_language_is_marked_as_such(
    sqlite_uow: SqlUnitOfWork, client: Client
) -> None:
    event = await kept(sqlite_uow)
    page = await text(client, f"/e/{event.id}?lang=ar")
    assert '<h1 lang="en" dir="ltr">Repair café</h1>' in page
    assert '<div lang="de" dir="ltr"><p>Gemeinsam reparieren.</p></div>' in page
    assert "Deutsch" in page


async def test_what_people_wrote_is_escaped_everywhere(sqlite_uow: SqlUnitOfWork, client: Client) -> None:
    event = await kept(
        sqlite_uow,
        titles={"de": HOSTILE},
        descriptions={"de": HOSTILE},
        place=HOSTILE,
        organiser=HOSTILE,
        contact=HOSTILE,
        cost=HOSTILE,
    )
    for path in (f"/e/{event.id}?lang=de", "/events?lang=de"):
        page = await text(client, path)
        assert "<script>" not in page
        assert "alert(1)" in page
    page = await text(client, f"/e/{event.id}?lang=de")
    [data] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    assert json.loads(data)["name"] == HOSTILE


async def test_a_cancelled_event_says_so_first_and_shows_the_next_ones(
    sqlite_uow: SqlUnitOfWork, client: Client, clock: FakeClock
) -> None:
    event = await kept(sqlite_uow)
    other = await kept(sqlite_uow, titles={"de": "Lesung"}, starts_at=NOW + timedelta(days=3))
    await call_off(sqlite_uow, clock, event.id)
    page = await text(client, f"/e/{event.id}?lang=de")
    assert page.index("Diese Veranstaltung fällt aus.") < page.index("<h1")
    assert "start=" not in page.split("Die nächsten")[0]
    assert f'href="/e/{other.id}?lang=de"' in page
    assert "EventCancelled" in page
    assert "fällt aus" in re.findall(r'og:description" content="([^"]*)"', page)[0]


async def test_an_event_that_is_over_shows_the_next_ones(
    sqlite_uow: SqlUnitOfWork, client: Client, clock: FakeClock
) -> None:
    event = await kept(sqlite_uow)
    await kept(sqlite_uow, titles={"de": "Später"}, starts_at=NOW + timedelta(days=20))
    clock.now = event.starts_at
    assert "hat schon begonnen" in await text(client, f"/e/{event.id}?lang=de")
    clock.now = event.ends_at
    page = await text(client, f"/e/{event.id}?lang=de")
    assert "ist vorbei" in page
    assert "Später" in page
    assert "Plätze" not in page.split("Die nächsten")[0]


@pytest.mark.parametrize("path", ["/e/99", "/e/abc", "/e/-1", "/e/٣", "/e/" + "9" * 30, "/e/1%00"])
async def test_an_unknown_event_is_not_found_and_offers_others(
    sqlite_uow: SqlUnitOfWork, client: Client, path: str
) -> None:
    other = await kept(sqlite_uow)
    page = await text(client, f"{path}?lang=de", 404)
    assert "Diese Veranstaltung gibt es nicht" in page
    assert f'href="/e/{other.id}?lang=de"' in page


async def test_a_slash_too_many_is_forgiven(sqlite_uow: SqlUnitOfWork, client: Client) -> None:
    event = await kept(sqlite_uow)
    assert await text(client, f"/e/{event.id}/") == await text(client, f"/e/{event.id}")


async def test_a_draft_looks_as_if_it_did_not_exist(sqlite_uow: SqlUnitOfWork, client: Client) -> None:
    draft = await kept(sqlite_uow, status=EventStatus.DRAFT)
    assert await text(client, f"/e/{draft.id}?lang=de", 404) == await text(client, "/e/999?lang=de", 404)


async def test_seats_deadline_and_opening(
    sqlite_uow: SqlUnitOfWork, client: Client, clock: FakeClock
) -> None:
    event = await kept(sqlite_uow, seats=1)
    path = f"/e/{event.id}?lang=en"
    assert "1 seat is free." in await text(client, path)
    await register(sqlite_uow, clock, a_request(event, await a_resident(sqlite_uow)))
    assert "You can join the waiting list." in await text(client, path)
    clock.now = event.deadline
    page = await text(client, path)
    assert "Registration for this event is closed." in page
    assert "start=" not in page
    later = await kept(sqlite_uow, opens_at=NOW + timedelta(days=12), starts_at=NOW + timedelta(days=20))
    page = await text(client, f"/e/{later.id}?lang=en")
    assert "Registration opens on Sunday, December 13, 2026 at 10:00." in page


async def test_what_is_only_listed_has_a_link_and_no_way_to_register(
    sqlite_uow: SqlUnitOfWork, client: Client
) -> None:
    event = await kept(
        sqlite_uow, listing_only=True, link="https://vhs.example/kurs?a=1&b=2", cost="?", seats=0
    )
    for path in (f"/e/{event.id}?lang=de", "/events?lang=de"):
        page = await text(client, path)
        assert 'href="https://vhs.example/kurs?a=1&amp;b=2" rel="noopener noreferrer"' in page
        assert "Mehr auf vhs.example" in page
        assert "start=" not in page
        assert "Kosten" not in page
        assert "Kostenlos" not in page


async def test_whole_days_and_unknown_ends(sqlite_uow: SqlUnitOfWork, client: Client) -> None:
    midnight = NOW.replace(hour=23) + timedelta(days=9)
    day = await kept(sqlite_uow, starts_at=midnight, ends_at=midnight + timedelta(hours=23, minutes=59))
    assert "Freitag, 11. Dezember 2026, ganztägig" in await text(client, f"/e/{day.id}?lang=de")
    days = await kept(sqlite_uow, starts_at=midnight, ends_at=midnight + timedelta(hours=47, minutes=59))
    assert "Freitag, 11. Dezember 2026 bis Samstag, 12. Dezember 2026" in await text(
        client, f"/e/{days.id}?lang=de"
    )
    start = NOW + timedelta(days=5)
    open_end = await kept(sqlite_uow, starts_at=start, ends_at=start)
    assert "Sonntag, 6. Dezember 2026, 10:00 Uhr" in await text(client, f"/e/{open_end.id}?lang=de")
    night = await kept(sqlite_uow, starts_at=start, ends_at=start + timedelta(hours=20))
    assert "10:00 Uhr bis Montag, 7. Dezember 2026, 06:00 Uhr" in await text(client, f"/e/{night.id}?lang=de")


async def test_the_list_is_in_order_and_leads_to_registration(
    sqlite_uow: SqlUnitOfWork, client: Client
) -> None:
    second = await kept(sqlite_uow, titles={"de": "Zweite"}, starts_at=NOW + timedelta(days=9))
    first = await kept(sqlite_uow, titles={"de": "Erste"}, starts_at=NOW + timedelta(days=2))
    await kept(sqlite_uow, titles={"de": "Entwurf"}, status=EventStatus.DRAFT)
    for path in ("/events?lang=de", "/veranstaltungen?lang=de"):
        page = await text(client, path)
        assert page.index("Erste") < page.index("Zweite")
        assert "Entwurf" not in page
        for event in (first, second):
            assert f'href="/?start=lang_de-ev_{event.id}"' in page
            assert f'href="/e/{event.id}?lang=de"' in page


async def test_an_empty_list_says_so(client: Client) -> None:
    page = await text(client, "/events?lang=de")
    assert "Im Moment sind keine Veranstaltungen geplant." in page
    assert 'href="/?start=topic_all"' in page


async def test_many_events_come_in_pages(sqlite_uow: SqlUnitOfWork, client: Client) -> None:
    async with sqlite_uow.writing() as w:
        for number in range(120):
            await w.events.add(an_event(titles={"de": f"Nr. {number}."}))
        await w.commit()
    found: list[str] = []
    for number in (1, 2, 3):
        page = await text(client, f"/events?lang=de&page={number}")
        found += re.findall(r"Nr\. \d+\.", page)
        assert ("Weitere Veranstaltungen" in page) is (number < 3)
        assert ("Frühere Veranstaltungen" in page) is (number > 1)
    assert sorted(found) == sorted(f"Nr. {number}." for number in range(120))
    for odd in ("0", "-1", "99", "x", "9" * 40, "٢"):
        assert "Nr. " in await text(client, f"/events?lang=de&page={odd}")


async def test_without_a_bot_in_telegram_there_is_no_such_link(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    event = await kept(sqlite_uow)
    app = web.Application()
    EventPages(a_site(sqlite_uow, clock, telegram="")).add_routes(app)
    async with TestClient(TestServer(app)) as client:
        assert "t.me" not in await text(client, f"/e/{event.id}")
