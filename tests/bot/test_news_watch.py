"""News of others become drafts: each item once, a few at a time, nothing at the first look, never sent."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import ClientSession, web

from bot.news_watch import NewsWatch
from bot.scheduled_feeds import FIRST_RETRY
from bot.settings import Settings
from civic.announcement_sending import plan_due
from civic.announcements import Announcement, AnnouncementStatus, Button, ButtonKind
from civic.news_items import NewsEntry, draft_news
from civic.notices import NoticeKind
from civic.people import utf16_length
from civic.staff import Role
from storage.database import Database
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import NOW, a_resident
from tests.fakes import FakeClock
from tests.handlers.city import City, Person
from tests.handlers.conftest import NewPerson, city, coordinator, new_person

__all__ = ["city", "coordinator", "new_person"]

EVERY = timedelta(hours=6)


class Served:
    """A feed on a web server."""

    def __init__(self) -> None:
        self.items: list[int] = []
        self.status = 200
        self.asked = 0
        self.body: bytes | None = None

    async def answer(self, request: web.Request) -> web.Response:
        self.asked += 1
        items = "".join(f"<item><guid>{n}</guid><title>News {n}</title></item>" for n in self.items)
        rss = f"<rss version='2.0'><channel><title>x</title>{items}</channel></rss>".encode()
        return web.Response(status=self.status, body=self.body or rss, content_type="application/rss+xml")


@pytest.fixture
async def served() -> AsyncIterator[tuple[Served, str]]:
    server = Served()
    app = web.Application()
    app.router.add_get("/{path:.*}", server.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield server, f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


def settings(*feeds: str) -> Settings:
    return Settings.model_validate({"news_feeds": ", ".join(feeds)})


async def announcements(uow: SqlUnitOfWork) -> list[Announcement]:
    async with uow.reading() as r:
        return sorted(await r.announcements.recent(100), key=lambda one: one.id)


async def titles(uow: SqlUnitOfWork) -> list[str]:
    return [one.main.title for one in await announcements(uow)]


async def notices(uow: SqlUnitOfWork) -> int:
    async with uow.writing() as w:
        found = await w.notices.claim(100, NOW + timedelta(days=365), NOW + timedelta(days=366))
    assert {one.kind for one in found} <= {NoticeKind.NEWS_DRAFTED}
    return len(found)


async def test_what_was_there_at_first_is_no_news_and_each_item_is_drafted_once(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock, served: tuple[Served, str]
) -> None:
    server, base = served
    for role in Role:
        await a_resident(sqlite_uow, role=role)
    watch = NewsWatch(settings(f"city={base}/feed"), sqlite_uow, clock)
    server.items = [2, 1]
    await watch.look()
    assert await titles(sqlite_uow) == []
    assert await notices(sqlite_uow) == 0
    server.items = [4, 3, 2, 1]
    await watch.look()
    assert server.asked == 1, "it is not due yet"
    clock.advance(EVERY)
    await watch.look()
    assert await titles(sqlite_uow) == ["News 4", "News 3"]
    writers = [role for role in Role if role is not Role.VIEWER]
    assert await notices(sqlite_uow) == len(writers), "one for each who writes, however many drafts"
    clock.advance(EVERY)
    server.items = [4, 3, 3, 4]
    await watch.look()
    assert len(await titles(sqlite_uow)) == 2
    clock.advance(EVERY)
    server.items = []
    await watch.look()
    server.items = [1, 4]
    clock.advance(EVERY)
    await watch.look()
    assert len(await titles(sqlite_uow)) == 2, "gone and back again is not new"
    assert watch.states["news/city"].startswith("ok, looked at")


async def test_at_most_five_at_a_time_and_none_is_lost(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock, served: tuple[Served, str]
) -> None:
    server, base = served
    watch = NewsWatch(settings(f"city={base}/feed"), sqlite_uow, clock)
    await watch.look()
    server.items = list(range(12, 0, -1))
    for number in (5, 10, 12, 12):
        clock.advance(EVERY)
        await watch.look()
        assert len(await titles(sqlite_uow)) == number
    assert sorted(await titles(sqlite_uow)) == sorted(f"News {n}" for n in range(1, 13))


@pytest.mark.parametrize("status", [200, 500])
@pytest.mark.parametrize("restarted", [False, True])
async def test_a_clock_that_jumped_and_was_set_back_keeps_no_news_away(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock, served: tuple[Served, str], status: int, *, restarted: bool
) -> None:
    server, base = served
    server.status, server.items = status, [1]
    watch = NewsWatch(settings(f"city={base}/feed"), sqlite_uow, clock)
    clock.advance(timedelta(days=365))
    await watch.look()
    clock.advance(-timedelta(days=365))
    if restarted:
        watch = NewsWatch(settings(f"city={base}/feed"), sqlite_uow, clock)
    for _ in range(2):
        await watch.look()
    assert server.asked == 2
    clock.advance(EVERY)
    await watch.look()
    assert server.asked == 3


async def test_a_draft_of_a_feed_never_sends_itself(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    await a_resident(sqlite_uow, topics=["all"])
    await draft_news(sqlite_uow, clock, "city", [], ["de"])
    await draft_news(sqlite_uow, clock, "city", [NewsEntry("1", "A", "B")], ["de"])
    clock.advance(timedelta(days=400))
    assert await plan_due(sqlite_uow, clock) == []
    [draft] = await announcements(sqlite_uow)
    assert (draft.status, draft.author_id, draft.due_at) == (AnnouncementStatus.DRAFT, None, None)


LONG = "Wort " * 2000


@pytest.mark.parametrize(
    ("entry", "language", "title", "text"),
    [
        (NewsEntry("1", "Fest", "Am Markt", language="en-GB"), "en", "Fest", "Am Markt"),
        (NewsEntry("1", "Fest", "Am Markt", language="xx"), "de", "Fest", "Am Markt"),
        (NewsEntry("1", "Fest", ""), "de", "Fest", "Fest"),
        (NewsEntry("1", "", "Am Markt"), "de", "", "Am Markt"),
        (NewsEntry("1", "W " * 50, "T"), "de", None, f"{'W ' * 50}\n\nT"),
        (NewsEntry("1", "Fest", LONG), "de", "Fest", None),
        (NewsEntry("1", "😀" * 80, "😀" * 4000), "de", None, None),
    ],
)
async def test_title_text_and_language(
    sqlite_uow: SqlUnitOfWork,
    clock: FakeClock,
    entry: NewsEntry,
    language: str,
    title: str | None,
    text: str | None,
) -> None:
    await draft_news(sqlite_uow, clock, "city", [], ["de", "en"])
    await draft_news(sqlite_uow, clock, "city", [entry], ["de", "en"])
    [draft] = await announcements(sqlite_uow)
    assert draft.language == language
    assert draft.main.title == title if title is not None else draft.main.title.endswith("…")
    assert utf16_length(draft.main.title) <= 60
    assert draft.main.text == text if text is not None else draft.main.text.endswith("…")
    assert utf16_length(draft.main.text) <= 3200


@pytest.mark.parametrize(
    ("link", "kept"),
    [
        ("https://kl.example/1", True),
        ("http://kl.example/1?a=ö", True),
        ("javascript:alert(1)", False),
        ("/1", False),
        ("https://kl.example@evil.example/", False),
        ("https://localhost/", False),
        ("https://kl.example/ x", False),
        ("https://[::1/", False),
        ("", False),
    ],
)
async def test_only_a_web_address_becomes_a_button(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock, link: str, kept: bool
) -> None:
    await draft_news(sqlite_uow, clock, "city", [], ["de"])
    await draft_news(sqlite_uow, clock, "city", [NewsEntry("1", "A", "B", link)], ["de"])
    [draft] = await announcements(sqlite_uow)
    assert draft.button == (Button(ButtonKind.URL, link) if kept else None)


async def test_two_processes_that_look_at_once_draft_each_item_once(
    database: Database, clock: FakeClock
) -> None:
    works = [SqlUnitOfWork(database, clock) for _ in range(4)]
    await draft_news(works[0], clock, "city", [], ["de"])
    entries = [NewsEntry(str(n), f"News {n}", "") for n in range(4)]
    looks = await asyncio.gather(*(draft_news(uow, clock, "city", entries, ["de"]) for uow in works))
    assert sorted(len(look.drafted) for look in looks) == [0, 0, 0, 4]
    assert len(await titles(works[0])) == 4


async def test_failures_are_told_retried_later_and_hold_up_no_other(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock, served: tuple[Served, str], caplog: pytest.LogCaptureFixture
) -> None:
    server, base = served
    given = settings("gone=http://127.0.0.1:1/secret-key", f"city={base}/secret-key")
    watch = NewsWatch(given, sqlite_uow, clock)
    server.body = b"<html>"
    await watch.look()
    assert watch.states == {
        "news/gone": "failing: gone: cannot be reached (ConnectError)",
        "news/city": "failing: city: is neither RSS nor Atom nor iCalendar",
    }
    server.body, server.items = None, [1]
    asked = server.asked
    await watch.look()
    assert server.asked == asked
    clock.advance(FIRST_RETRY)
    await watch.look()
    assert watch.states["news/city"].startswith("ok")
    assert await titles(sqlite_uow) == [], "what failed was no first look"
    assert not any("secret-key" in one.getMessage() for one in caplog.records if one.name.startswith("bot"))
    assert any("secret-key" in secret for secret in given.secret_values)


async def test_a_restart_does_not_ask_again_before_it_is_due(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock, served: tuple[Served, str]
) -> None:
    server, base = served
    for _ in range(2):
        await NewsWatch(settings(f"city={base}/feed"), sqlite_uow, clock).look()
    assert server.asked == 1


async def test_coordinators_are_told_once_and_open_the_draft(
    city: City, coordinator: Person, new_person: NewPerson
) -> None:
    uow, languages = city.app.services.uow, ["de", "en"]
    await draft_news(uow, city.clock, "city", [], languages)
    entries = [NewsEntry("1", "Street <party>", "Bring cake.", language="en"), NewsEntry("2", "Zweites", "x")]
    await draft_news(uow, city.clock, "city", entries, languages)
    [told] = await coordinator.hears()
    assert "2 drafts of announcements wait for you" in told.text
    assert told.labels == ["Street <party>", "Zweites"]
    [card] = await coordinator.taps("Street <party>")
    assert "Draft – nobody has received it yet" in card.text
    assert "Bring cake." in card.text
    assert await coordinator.hears() == []


async def test_the_running_bot_tells_how_its_news_do(sqlite_url: str, served: tuple[Served, str]) -> None:
    server, base = served
    server.status = 404
    running = await City.open(sqlite_url, FakeClock(datetime.now(UTC)), news_feeds=f"city={base}/feed")
    try:
        await running.app.news.look()
        async with ClientSession() as session, session.get(f"{running.url}/health/ready") as answer:
            health = await answer.json()
        assert health["sources"] == {"news/city": "failing: city: the server answers 404"}
    finally:
        await running.close()
