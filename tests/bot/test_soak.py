"""The soak: the program under traffic with faults for some seconds, and what is made of what was seen."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from PIL import Image

from benchmarks.load.telegram import serving
from benchmarks.soak.curves import draw
from benchmarks.soak.doors import TelegramDoor
from benchmarks.soak.evidence import Evidence
from benchmarks.soak.faults import FIRST, LAST, LAST_RESTART, LASTS, RESTARTS, Fault, Kind, plan
from benchmarks.soak.figures import latency, lost, recovery
from benchmarks.soak.invariants import Check, unanswered
from benchmarks.soak.log import complaints
from benchmarks.soak.messenger import Messenger, Trouble
from benchmarks.soak.people import SEAT, Resident
from benchmarks.soak.report import PICTURE, write
from benchmarks.soak.run import Size, Soak, on_sqlite
from benchmarks.soak.running import Look
from benchmarks.soak.screens import Screen
from benchmarks.soak.traffic import Exchange, Traffic
from benchmarks.soak.words import Told, Words, marker
from bot.wire_session import lane_bots
from handlers.views import welcome
from tests.bot.bot_api import TOKEN
from tests.bot.test_soak_invariants import an_exchange
from tests.civic.answers.packs import write_pack

CHAT = 7_200_000_000
WORDS = Words.load()


@pytest.mark.faults
async def test_some_seconds_with_faults(tmp_path: Path) -> None:
    faults = [
        Fault(Kind.FLOOD, 1.0, 1.0),
        Fault(Kind.DATABASE, 3.0, 0.5),
        Fault(Kind.TWICE, 4.0, 1.5),
        Fault(Kind.KILL, 6.5, 0.0),
    ]
    settings = {"STADTBOTE_CONTENT": str(write_pack(tmp_path / "content"))}
    quick = Size(
        9, 1, 1, faults=faults, settings=settings, pauses=(0.5, 1.5), announce_every=3, embeddings="off"
    )
    soak = await on_sqlite(quick)
    assert [(one.name, one.against) for one in soak.broken] == []
    assert all(one.is_done for one in soak.seen.faults)
    assert {one.language for one in soak.seen.exchanges} == set(WORDS.codes)
    assert {one.channel for one in soak.seen.exchanges} == {"telegram", "web"}
    assert len(soak.seen.last_words) >= 24
    assert soak.seen.released
    report = written(soak, tmp_path)
    assert "| No event has more people than seats | yes |" in report
    assert "| `kill -9` |" in report


def written(soak: Soak, folder: Path) -> str:
    """The page."""
    write(folder / "soak.md", [soak])
    return (folder / "soak.md").read_text("utf-8")


def a_soak() -> Soak:
    """Three minutes that were seen, with two restarts."""
    exchanges = [
        an_exchange(at=float(at), last=float(at), ended=at + 0.5, wait=0.5, language=WORDS.codes[at % 12])
        for at in range(180)
    ]
    exchanges[31] = replace(exchanges[31], wait=None)
    faults = [Fault(Kind.KILL, 30, 0, 30, 30.1, 36), Fault(Kind.BROKEN, 90, 4, 90, 94)]
    looks = [Look(float(at), 1 if at < 30 else 2, 400 + at / 10, 200.0) for at in range(180)]
    seen = Evidence(exchanges, faults=faults, looks=looks)
    checks = [Check("One", []), Check("Two", ["a | b\nc"])]
    return Soak("SQLite", Size(180), seen, checks, 1.0, 0.5, 6.0, 7)


def test_the_page_tells_what_was_seen(tmp_path: Path) -> None:
    report = written(a_soak(), tmp_path)
    assert "| One | yes |\n| Two | **no** |" in report
    assert "- SQLite: a / b c" in report
    assert "| 30 s | `kill -9` | 0.1 s | 2.4 s | 5.9 s | 1 |" in report
    assert "people of 12 languages" in report
    assert "less than 240 s after its last start, too few to tell growth" in report
    assert "| SQLite, start 2 (149 s) | 403 | 418 | 418 | 200 | 200 | 200 |" in report


def test_the_curves_are_small_pictures(tmp_path: Path) -> None:
    drawn = draw([a_soak()], tmp_path / "build", tmp_path / PICTURE)
    assert [one.name for one in drawn] == ["memory.png", "latency.png", "soak.png"]
    for one in drawn:
        with Image.open(one) as picture:
            assert picture.format == "PNG"
            assert picture.width >= 700
    assert drawn[-1].stat().st_size < 120_000


@pytest.mark.parametrize("seconds", [180.0, 600.0, 1800.0])
def test_a_plan_has_every_kind_and_early_restarts(seconds: float) -> None:
    for seed in range(20):
        found = plan(seconds, seed)
        assert {one.kind for one in found} == set(Kind)
        assert [one.at for one in found] == sorted(one.at for one in found)
        assert all(seconds * FIRST <= one.at <= seconds * LAST for one in found)
        assert all(one.at < seconds * LAST_RESTART for one in found if one.kind in RESTARTS)
        gaps = [late.at - early.at for early, late in pairwise(found)]
        assert all(one.lasts <= LASTS[one.kind] for one in found)
        assert min(gaps) > 4
    assert plan(seconds, 1) == plan(seconds, 1) != plan(seconds, 2)


def test_what_joined_a_question_needs_no_answer() -> None:
    def silence(text: str) -> Exchange:
        return Exchange("odd input", "ru", "telegram", 1, 1, 9, 1, None, text=text)

    seen = Evidence([silence("  \n  \n."), silence("Danke"), silence("Warum?")])
    found = list(unanswered(seen, frozenset({".", "Danke"})))
    assert len(found) == 1
    assert list(unanswered(Evidence([silence("")]), frozenset())) != []


def test_waits_are_told_by_interval() -> None:
    found = latency([an_exchange(at=float(at), wait=at / 100) for at in range(100)], 100.0)
    assert len(found) == 20
    assert found[0].messages == 5
    assert found[-1].waits[0] == pytest.approx(0.97)


def test_recovery_is_the_first_answer_to_what_was_sent_since() -> None:
    fault = Fault(Kind.BROKEN, 10, 4, 10, 14)
    before = an_exchange(at=9.0, last=9.0, wait=6.0, ended=15.0)
    sorry = an_exchange(at=14.1, last=14.1, wait=0.1, sorry=True, ended=14.2)
    late = an_exchange(at=12.0, last=14.5, wait=3.5, ended=15.5)
    missing = an_exchange(at=11.0, last=11.0, wait=None, ended=12.0)
    assert recovery(fault, [before, sorry]) is None
    assert recovery(fault, [before, sorry, late]) == pytest.approx(1.5)
    assert lost(fault, [before, sorry, late, missing], 20.0) == 2


def test_the_log_is_read_with_its_times(tmp_path: Path) -> None:
    begun = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
    lines = [
        "Stadtbote is ready: http://127.0.0.1:1",
        '{"event": "a", "level": "info", "timestamp": "2026-12-01T09:00:01Z"}',
        '{"event": "b", "level": "error", "timestamp": "2026-12-01T09:00:02.5Z", "exception": "Traceback"}',
        "Traceback (most recent call last):",
    ]
    (tmp_path / "log").write_text("\n".join(lines), "utf-8")
    found = list(complaints([tmp_path / "log"], begun))
    assert [(one.at, one.level) for one in found] == [(2.5, "error"), (None, "traceback")]
    assert found[0].text == "b Traceback"


@pytest.fixture
async def side() -> AsyncIterator[Messenger]:
    async with serving(Messenger()) as side:
        yield side


@pytest.mark.parametrize("trouble", list(Trouble))
async def test_a_call_fails_as_long_as_there_is_trouble(side: Messenger, trouble: Trouble) -> None:
    bots = lane_bots(TOKEN, side.base, None)
    side.trouble = trouble
    try:
        failing = asyncio.ensure_future(bots.announcements.send_message(CHAT, "Hello"))
        while not side.troubled:  # noqa: ASYNC110 - seen at the other end
            await asyncio.sleep(0.01)
        side.mends()
        with pytest.raises(Exception, match=r"Too Many|Internal|not the Bot API|Disconnected"):
            await failing
        await bots.announcements.send_message(CHAT, "Hello again")
    finally:
        await bots.close()
    assert side.screens[CHAT].said == "Hello again"


def test_announcements_are_no_answers() -> None:
    screen = Screen()
    screen.listen()
    screen.show(3, f"Tea {marker(7)}", "")
    assert (screen.answers, screen.copies) == (0, {marker(7): {3}})
    screen.show(4, "Hello", '{"inline_keyboard": [[{"callback_data": "event:7"}]]}')
    assert screen.offers("event")
    screen.listen()
    assert not screen.offers("event")


@pytest.mark.parametrize("code", WORDS.codes)
def test_people_recognise_what_they_are_told(code: str) -> None:
    lang = WORDS.languages[code]
    seat = str(lang.gettext("You are registered. We look forward to seeing you!"))
    ended = "Your registration for “{title}” is cancelled. Thank you for telling us."
    gone = str(lang.gettext(ended, title="Café"))
    sorry = welcome.trouble(lang).text
    told = {
        text: {one for one in Told if WORDS.told(one, f"Above\n{text}\n\nBelow")}
        for text in (seat, gone, sorry)
    }
    assert told == {seat: {Told.SEAT}, gone: {Told.CANCELLED}, sorry: {Told.SORRY}}


def test_what_somebody_believes_is_what_they_were_told_last() -> None:
    person = Resident(0, Screen(), code="de", words=WORDS)
    person.screen.listen()
    person.screen.show(1, "Sie sind angemeldet. Wir freuen uns auf Sie!", "")
    person._learns(7, {Told.SEAT: SEAT})
    assert person.believes == {7: SEAT}


def test_a_seat_that_is_offered_meanwhile_is_not_taken_for_another_one() -> None:
    screen = Screen()
    person = Resident(0, screen, code="de", words=WORDS)
    person.believes = {7: "waiting list", 8: "waiting list"}
    deciding = person.decides()
    steps = [
        (1, ["reg:70"]),
        (2, ["claim:70", "pass:70", "unreg:70", "event:7"]),
    ]
    for number, datas in steps:
        next(deciding)
        screen.listen()
        screen.show(number, "…", keys(*datas))
    screen.show(3, "…", keys("claim:80", "pass:80", "unreg:80", "event:8"))
    query = next(deciding).content["callback_query"]
    assert isinstance(query, dict)
    assert query["data"] in ("claim:70", "pass:70")
    assert person.believes == {8: "waiting list"}


def keys(*datas: str) -> str:
    """A row of buttons."""
    return json.dumps({"inline_keyboard": [[{"callback_data": one} for one in datas]]})


async def test_a_message_is_delivered_until_it_is_taken(side: Messenger) -> None:
    taken, refusals = [], iter((503, 503))

    async def deliver(request: web.Request) -> web.Response:
        status = next(refusals, 200)
        if status == 200:
            taken.append(json.loads(await request.text())["update_id"])
            side.screens[CHAT].show(1, "Hello", "")
        return web.Response(status=status)

    app = web.Application()
    app.router.add_post("/telegram", deliver)
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(TestServer(app))
        client = await stack.enter_async_context(aiohttp.ClientSession())
        url = str(server.make_url("")).rstrip("/")
        door = TelegramDoor(url, client)
        traffic = Traffic(url, WORDS, side, door, stack)
        person = Resident(0, side.screens[CHAT], code="fr", words=WORDS)
        found = await traffic.exchange(person, next(person.life()))
        door.twice = True
        again = await traffic.exchange(person, next(person.life()))
    assert (found.tries, found.language, found.kind) == (3, "fr", "start")
    assert found.wait is not None
    assert found.wait > 2 * 0.25
    assert again.tries == 2
    assert taken == [1, 2, 2]
