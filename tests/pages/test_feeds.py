"""Calendar feeds over HTTP: what they hold, when they change, and who gets them."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from icalendar import Calendar

from civic.event_changes import call_off, change_event
from civic.events import EventStatus
from civic.feeds import end_feed, new_feed_token
from civic.registrations import register
from pages.calendar_text import calendar_text
from pages.feeds import Feeds
from sources.calendars import read_calendar
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import NOW, a_request, a_resident
from tests.fakes import FakeClock
from tests.pages.test_events import Client, a_site, kept

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
async def client(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> AsyncIterator[Client]:
    app = web.Application()
    Feeds(a_site(sqlite_uow, clock)).add_routes(app)
    async with TestClient(TestServer(app)) as client:
        yield client


async def fetched(client: Client, path: str) -> tuple[Any, list[Any]]:
    """A feed and its entries as a calendar program reads them."""
    async with client.get(path) as got:
        assert got.status == 200
        assert got.content_type == "text/calendar"
        body = await got.read()
    lines = body.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines), "folded as the format wants"
    assert b"\n" not in b"".join(lines)
    calendar = Calendar.from_ical(body)
    return calendar, calendar.walk("VEVENT")


async def test_the_public_feed_holds_what_is_published_and_what_is_off(
    sqlite_uow: SqlUnitOfWork, client: Client, clock: FakeClock
) -> None:
    first = await kept(sqlite_uow, cost="2 €", organiser="Repair e.V.", latitude=49.4447, longitude=7.7689)
    off = await kept(sqlite_uow, titles={"de": "Fällt aus, leider; doch"})
    await kept(sqlite_uow, titles={"de": "Entwurf"}, status=EventStatus.DRAFT)
    await kept(sqlite_uow, starts_at=NOW - timedelta(days=60), ends_at=NOW - timedelta(days=59))
    await call_off(sqlite_uow, clock, off.id)
    calendar, entries = await fetched(client, "/events.ics")
    assert str(calendar["X-WR-CALNAME"]) == "Veranstaltungen · Stadt Kaiserslautern"
    assert (calendar["REFRESH-INTERVAL"].dt, str(calendar["X-PUBLISHED-TTL"])) == (timedelta(hours=6), "PT6H")
    by_uid = {str(entry["UID"]): entry for entry in entries}
    assert set(by_uid) == {f"event-{one.id}@bot.city.example" for one in (first, off)}
    entry = by_uid[f"event-{first.id}@bot.city.example"]
    assert (entry["DTSTART"].dt, entry["DTEND"].dt) == (first.starts_at, first.ends_at)
    assert (str(entry["STATUS"]), int(entry["SEQUENCE"])) == ("CONFIRMED", 0)
    assert str(entry["DESCRIPTION"]).splitlines() == [
        "Gemeinsam reparieren.",
        "Kosten: 2 €",
        "Veranstaltet von: Repair e.V.",
        f"https://bot.city.example/e/{first.id}",
    ]
    ended = by_uid[f"event-{off.id}@bot.city.example"]
    assert (str(ended["STATUS"]), int(ended["SEQUENCE"])) == ("CANCELLED", 1)
    assert str(ended["SUMMARY"]) == "Fällt aus, leider; doch"


async def test_a_change_raises_the_sequence_and_the_time_of_the_change(
    sqlite_uow: SqlUnitOfWork, client: Client, clock: FakeClock
) -> None:
    event = await kept(sqlite_uow)
    _, [before] = await fetched(client, "/events.ics")
    clock.advance(timedelta(hours=3))
    _, [same] = await fetched(client, "/events.ics")
    assert same.to_ical() == before.to_ical()
    await change_event(sqlite_uow, clock, BERLIN, replace(event, place="Park"))
    _, [after] = await fetched(client, "/events.ics")
    assert str(after["UID"]) == str(before["UID"])
    assert (int(before["SEQUENCE"]), int(after["SEQUENCE"])) == (0, 1)
    assert after["LAST-MODIFIED"].dt - before["LAST-MODIFIED"].dt == timedelta(hours=3)
    assert after["DTSTAMP"].dt == after["LAST-MODIFIED"].dt


async def test_the_public_feed_is_made_once_for_each_version_and_language(
    sqlite_uow: SqlUnitOfWork, client: Client, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def counted(name: str, entries: Any) -> bytes:
        made.append(name)
        return calendar_text(name, entries)

    monkeypatch.setattr("pages.feeds.calendar_text", counted)
    event = await kept(sqlite_uow)
    await asyncio.gather(*(fetched(client, "/events.ics") for _ in range(5)))
    assert len(made) == 1
    await fetched(client, "/events.ics?lang=ar")
    await fetched(client, "/events.ics?lang=de")
    assert len(made) == 2
    await call_off(sqlite_uow, clock, event.id)
    _, [entry] = await fetched(client, "/events.ics")
    assert str(entry["STATUS"]) == "CANCELLED"
    assert len(made) == 3


async def test_whoever_has_this_version_gets_no_text(
    sqlite_uow: SqlUnitOfWork, client: Client, clock: FakeClock
) -> None:
    event = await kept(sqlite_uow)
    async with client.get("/events.ics") as got:
        tag, modified = got.headers["ETag"], got.headers["Last-Modified"]
        assert got.headers["Cache-Control"] == "public, max-age=900"
    for headers in (
        {"If-None-Match": tag},
        {"If-None-Match": f'"x", {tag}'},
        {"If-Modified-Since": modified},
    ):
        async with client.get("/events.ics", headers=headers) as got:
            assert (got.status, await got.read()) == (304, b"")
            assert got.headers["ETag"] == tag
    clock.advance(timedelta(seconds=5))
    await change_event(sqlite_uow, clock, BERLIN, replace(event, place="Park"))
    for headers in ({"If-None-Match": tag}, {"If-Modified-Since": modified}, {"If-None-Match": "nonsense"}):
        async with client.get("/events.ics", headers=headers) as got:
            assert got.status == 200
            assert got.headers["ETag"] != tag


async def test_the_feed_in_another_language(sqlite_uow: SqlUnitOfWork, client: Client) -> None:
    await kept(sqlite_uow)
    _, [entry] = await fetched(client, "/events.ics?lang=en")
    assert str(entry["SUMMARY"]) == "Repair café"
    _, [entry] = await fetched(client, "/events.ics?lang=nonsense")
    assert str(entry["SUMMARY"]) == "Reparaturcafé"


async def test_an_empty_feed_is_a_calendar(client: Client) -> None:
    _, entries = await fetched(client, "/events.ics")
    assert entries == []


async def test_whole_days_are_days(sqlite_uow: SqlUnitOfWork, client: Client) -> None:
    midnight = NOW.replace(hour=23) + timedelta(days=9)
    await kept(sqlite_uow, starts_at=midnight, ends_at=midnight + timedelta(hours=47, minutes=59))
    _, [entry] = await fetched(client, "/events.ics")
    assert (entry["DTSTART"].dt, entry["DTEND"].dt) == (date(2026, 12, 11), date(2026, 12, 13))


async def test_one_event_can_be_saved(sqlite_uow: SqlUnitOfWork, client: Client) -> None:
    event = await kept(sqlite_uow)
    _, [entry] = await fetched(client, f"/e/{event.id}/event.ics?lang=uk")
    assert str(entry["UID"]) == f"event-{event.id}@bot.city.example"
    draft = await kept(sqlite_uow, status=EventStatus.DRAFT)
    for odd in (draft.id, 99, "x", "9" * 30):
        async with client.get(f"/e/{odd}/event.ics") as got:
            assert got.status == 404


async def test_the_private_feed_follows_the_registrations(
    sqlite_uow: SqlUnitOfWork, client: Client, clock: FakeClock
) -> None:
    resident = await a_resident(sqlite_uow, language="de")
    event = await kept(sqlite_uow, seats=1)
    full = await kept(sqlite_uow, titles={"de": "Voll"}, seats=1)
    await register(sqlite_uow, clock, a_request(full, await a_resident(sqlite_uow)))
    off = await kept(sqlite_uow, titles={"de": "Fällt aus"})
    for one in (event, full, off):
        await register(sqlite_uow, clock, a_request(one, resident))
    await call_off(sqlite_uow, clock, off.id)
    token = await new_feed_token(sqlite_uow, clock, resident.id)
    path = f"/feed/{token}.ics"
    async with client.get(path) as got:
        assert got.headers["Cache-Control"] == "no-store"
        assert "noindex" in got.headers["X-Robots-Tag"]
        assert "Last-Modified" not in got.headers
    _, entries = await fetched(client, path)
    cancelled, seat, waits = sorted(entries, key=lambda entry: str(entry["STATUS"]))
    assert (str(cancelled["SUMMARY"]), str(cancelled["STATUS"])) == ("Fällt aus", "CANCELLED")
    assert (str(seat["SUMMARY"]), str(seat["STATUS"])) == ("Reparaturcafé", "CONFIRMED")
    assert (str(waits["SUMMARY"]), str(waits["STATUS"])) == ("Noch nicht sicher: Voll", "TENTATIVE")
    assert str(seat["DESCRIPTION"]).startswith("Code: ")
    assert "Code" not in str(waits["DESCRIPTION"])
    await call_off(sqlite_uow, clock, full.id)  # nobody waits for it any more
    await call_off(sqlite_uow, clock, event.id)
    _, left = await fetched(client, path)
    sequences = {str(entry["UID"]): int(entry["SEQUENCE"]) for entry in left}
    assert sequences.keys() == {str(cancelled["UID"]), str(seat["UID"])}, "what was waited for is gone"
    assert {str(entry["STATUS"]) for entry in left} == {"CANCELLED"}
    assert sequences[str(seat["UID"])] > int(seat["SEQUENCE"])


async def test_an_address_ends_when_it_is_changed_or_switched_off(
    sqlite_uow: SqlUnitOfWork, client: Client, clock: FakeClock
) -> None:
    resident = await a_resident(sqlite_uow)
    old = await new_feed_token(sqlite_uow, clock, resident.id)
    new = await new_feed_token(sqlite_uow, clock, resident.id)
    assert len(old) == 22
    await missing(client, old)
    await fetched(client, f"/feed/{new}.ics")
    await end_feed(sqlite_uow, resident.id)
    await missing(client, new)


@pytest.mark.parametrize("token", ["x", "A" * 22, "A" * 21 + "%00", "..%2F..%2Fetc", "ü" * 22, "A" * 5000])
async def test_foreign_tokens_open_nothing(
    sqlite_uow: SqlUnitOfWork, client: Client, clock: FakeClock, token: str
) -> None:
    await new_feed_token(sqlite_uow, clock, (await a_resident(sqlite_uow)).id)
    await missing(client, token)


async def missing(client: Client, token: str) -> None:
    async with client.get(f"/feed/{token}.ics") as got:
        assert got.status == 404
        assert got.headers.get("Cache-Control", "no-store") == "no-store"


async def test_the_token_is_nowhere_in_the_store(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock, sqlite_url: str
) -> None:
    token = await new_feed_token(sqlite_uow, clock, (await a_resident(sqlite_uow)).id)
    with open(sqlite_url.removeprefix("sqlite:///"), "rb") as file:  # noqa: ASYNC230 - a test
        assert token.encode() not in file.read()


async def test_our_feed_can_be_imported_by_another_city(
    sqlite_uow: SqlUnitOfWork, client: Client, clock: FakeClock
) -> None:
    event = await kept(sqlite_uow)
    async with client.get("/events.ics") as got:
        text = await got.text()
    site = a_site(sqlite_uow, clock)
    [found] = read_calendar(text, "feed", "other", site.zone, NOW).dates
    assert (found.starts_at, found.place) == (event.starts_at.astimezone(UTC), event.place)
    assert found.link == f"https://bot.city.example/e/{event.id}"
