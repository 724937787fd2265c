"""Residents choose when they get news; what waited comes as one message, each item once."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from civic.announcements import (
    MESSAGE_LIMIT,
    Announcement,
    AnnouncementStatus,
    Audience,
    Body,
    Button,
    ButtonKind,
    Report,
)
from civic.people import utf16_length
from civic.residents import ALL_TOPICS
from handlers.screen import plain
from handlers.services import Services
from handlers.views import news, news_digest
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import NOW
from tests.fakes import FakeClock
from tests.handlers.city import City, Line, Person
from tests.handlers.test_views import city_services, faults

EVENING = timedelta(hours=8)  # from 10:00 in Berlin to 18:00


async def due(city: City, text: str, *, at: datetime | None = None, **changes: object) -> Announcement:
    """An announcement to everybody, due now."""
    bodies = {"en": Body(f"About {text}", f"{text} is here.")}
    new = Announcement(0, None, bodies, Audience((ALL_TOPICS,)), AnnouncementStatus.SCHEDULED, language="en")
    new = replace(new, due_at=at or city.clock(), **changes)  # type: ignore[arg-type]
    async with city.app.services.uow.writing() as w:
        kept = await w.announcements.add(new)
        await w.commit()
        return kept


async def reader(person: Person, when: str = "") -> Person:
    await person.start(f"topic_{ALL_TOPICS}")
    await person.taps("Yes, please")
    await person.taps("Yes, 16 or older")
    if when:
        await person.taps("My topics")
        await person.taps("When I get news")
        await person.taps(when)
    return person


async def report(city: City, one: Announcement) -> Report:
    async with city.app.services.uow.reading() as r:
        return await r.deliveries.report(one.id)


def texts(heard: list[Line]) -> list[str]:
    return [line.text for line in heard]


async def test_news_come_once_a_day_and_each_item_once(city: City, resident: Person) -> None:
    await reader(resident)
    await resident.taps("My topics")
    await resident.follows("""
        > [When I get news]
        < When would you like to get news?
        < ✓ At once
        > [Once a day, at 18:00]
        < once a day, at 18:00
    """)
    tea = await due(city, "Tea")
    cake = await due(city, "Cake")
    assert await resident.hears() == []
    assert await report(city, tea) == Report(1, 0, 0, 0, 0, 0, 1)
    city.clock.advance(EVENING)
    (digest,) = await resident.hears()
    for part in ("2 pieces of news for you", "About Tea", "Tea is here.", "About Cake", "Cake is here."):
        assert digest.text.count(part) == 1
    asks = ["1 · Ask about this", "2 · Ask about this"]
    assert digest.labels == [*asks, "When I get news", "No more news"]
    assert await resident.hears() == []
    for one in (tea, cake):
        assert await report(city, one) == Report(1, 1, 0, 0, 0, 0, 0)


async def test_a_single_item_looks_as_it_always_does(city: City, resident: Person) -> None:
    await reader(resident, "Once a week")
    await due(city, "Tea")
    assert await resident.hears() == []
    city.clock.advance(timedelta(days=6) + EVENING)  # the next Monday
    (alone,) = await resident.hears()
    assert alone.text.startswith("About Tea\n\nTea is here.")
    assert "piece of news" not in alone.text
    assert "No more news" in alone.labels


async def test_at_once_releases_what_waits(city: City, resident: Person) -> None:
    await reader(resident, "Once a day")
    await due(city, "Tea")
    await resident.hears()
    await resident.taps("My topics")
    await resident.taps("When I get news")
    choice, news_line = await resident.taps("At once")
    assert "at once" in choice.text
    assert "Tea is here." in news_line.text


async def test_the_third_of_a_day_comes_the_next_morning(city: City, resident: Person) -> None:
    await reader(resident)
    for what in ("Tea", "Cake", "Jam", "Milk"):
        await due(city, what)
    assert len(await resident.hears()) == 2
    city.clock.advance(timedelta(hours=21))
    assert await resident.hears() == []
    city.clock.advance(timedelta(hours=1))
    (rest,) = await resident.hears()
    assert "Jam is here." in rest.text
    assert "Milk is here." in rest.text


async def test_whoever_ends_a_topic_meanwhile_gets_nothing(city: City, resident: Person) -> None:
    await reader(resident, "Once a day")
    tea = await due(city, "Tea")
    await resident.hears()
    await resident.says("/stop")
    city.clock.advance(EVENING)
    assert await resident.hears() == []
    assert await report(city, tea) == Report(1, 0, 0, 0, 0, 1, 0)


@pytest.mark.faults
async def test_a_crash_between_sending_and_recording_repeats_the_digest_and_loses_nothing(
    city: City, resident: Person
) -> None:
    await reader(resident, "Once a day")
    sendings = [await due(city, what) for what in ("Tea", "Cake")]
    await resident.hears()
    city.clock.advance(EVENING)
    digests = city.app.deliverer._copies[0]._digests
    assert digests is not None

    crashed = []

    async def crash(name: str, row: int) -> None:
        crashed.append(name)
        raise MemoryError(name)

    usual, digests._failpoint = digests._failpoint, crash
    # The program's own pass may come first.
    with suppress(MemoryError):
        await city.app.deliverer.tick()
    assert crashed == ["digest sent"]
    digests._failpoint = usual
    assert len(await resident.hears()) == 1
    city.clock.advance(timedelta(minutes=2))
    assert len(await resident.hears()) == 1
    assert await resident.hears() == []
    for one in sendings:
        assert await report(city, one) == Report(1, 1, 0, 0, 0, 0, 0)


@pytest.fixture
def services(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> Services:
    return city_services(sqlite_uow, clock)


def an_item(length: int, **changes: object) -> Announcement:
    bodies = {"de": Body("Titel", "😀" * (length // 2))}
    return replace(Announcement(1, 1, bodies, due_at=NOW), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("code", ["de", "ar"])
def test_a_long_digest_is_as_many_messages_as_it_takes(services: Services, code: str) -> None:
    lang = services.catalogues[code]
    waiting = [an_item(length) for length in (1000, 1000, 1500, 1500, 3400, 100, 100)]
    made = news_digest.parts(lang, services, waiting)
    assert [part.holds for part in made] == [(0, 1, 2), (3,), (4, 5, 6)]
    foreign = frozenset(text for one in waiting for text in (one.main.title, one.main.text))
    for part in made:
        assert list(faults(lang, part.screen, foreign)) == []
        assert utf16_length(plain(part.screen.text)) <= MESSAGE_LIMIT
    assert made[1].screen == news.announcement(lang, services, waiting[3])


def test_more_than_text_comes_by_itself(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = news.announcement
    monkeypatch.setattr(
        news,
        "announcement",
        lambda lang, services, one: replace(
            usual(lang, services, one), picture=b"png" if one.picture_id else None
        ),
    )
    waiting = [an_item(10), an_item(10, picture_id=5), an_item(10), an_item(10)]
    made = news_digest.parts(services.catalogues["de"], services, waiting)
    assert [part.holds for part in made] == [(0,), (1,), (2, 3)]


def test_buttons_say_which_item_they_belong_to(services: Services) -> None:
    lang = services.catalogues["de"]
    button = Button(ButtonKind.URL, "https://example.org")
    waiting = [an_item(10), *(an_item(10, button=button) for _ in range(9))]
    made = news_digest.parts(lang, services, waiting)
    # A row for each item; more than eight are too many for a phone.
    assert [part.holds for part in made] == [tuple(range(8)), (8, 9)]
    for part in made:
        *rows, last = [[one.label for one in row] for row in part.screen.buttons]
        assert [{label.split(" · ")[0] for label in row} for row in rows] == [
            {str(number)} for number in range(1, len(part.holds) + 1)
        ]
        assert [len(row) for row in rows] == [2 if place else 1 for place in part.holds]
        assert last == [lang.label("When I get news"), lang.label("No more news")]
