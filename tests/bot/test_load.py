"""People who load the bot: what they see and tap is what it sent, and what goes wrong is counted."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import aiohttp
import pytest
from aiogram import Bot
from aiogram.types import BufferedInputFile, InlineKeyboardButton, InlineKeyboardMarkup
from aiohttp import web
from aiohttp.test_utils import TestServer
from sqlmodel import select

from benchmarks.load import people
from benchmarks.load.driving import Driver, Tally
from benchmarks.load.people import LANGUAGES, SCENES, Person, crowd
from benchmarks.load.program import Effort, Memory, Program
from benchmarks.load.report import PICTURE, write
from benchmarks.load.run import POSTGRES, Look, Run, crowd_for
from benchmarks.load.telegram import Telegram, telegram
from bot.wire_session import lane_bots
from civic.time import utc_now
from storage.tables import RegistrationRow
from tests.bot.bot_api import TOKEN
from tests.fakes import FakeClock
from tests.faults.crowd import SECRET
from tests.handlers.city import City, sqlite_at

CHAT = 7_200_000_000
PEOPLE, MESSAGES = 6, 66


@pytest.fixture
async def side() -> AsyncIterator[Telegram]:
    async with telegram() as side:
        yield side


@pytest.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as client:
        yield client


@pytest.fixture
async def bot(side: Telegram) -> AsyncIterator[Bot]:
    bots = lane_bots(TOKEN, side.base, None)
    yield bots.replies
    await bots.close()


def driver(
    urls: Sequence[str], client: aiohttp.ClientSession, side: Telegram, number: int = PEOPLE, *bad: str
) -> Driver:
    """Of a crowd; `bad` are texts that count as faults."""
    return Driver(urls, client, crowd(number, side.chats), lambda _: None, frozenset(bad), frozenset(bad))


async def a_city(folder: Path, side: Telegram) -> City:
    """A running bot with three events, as the load has it."""
    settings = {
        "telegram_token": TOKEN,
        "telegram_api": side.base,
        "webhook_url": "https://bot.city.example/telegram",
        "webhook_secret": SECRET,
        "send_rate": 1000,
        "paid_broadcast": True,
    }
    city = await City.open(sqlite_at(folder), FakeClock(utc_now()), **settings)
    for number in range(3):
        await city.event(titles={"de": f"Treffen {number}"}, seats=PEOPLE)
    return city


async def test_who_cancelled_registers_again(
    tmp_path: Path, side: Telegram, client: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "SCENES", [Person.registers])
    city = await a_city(tmp_path, side)
    try:
        load = driver([city.url], client, side, 1)
        first = await load.flat_out(13)
        again = await load.flat_out(10)
    finally:
        await city.close()
    assert (first.kinds["registering"], first.kinds["cancelling"]) == (6, 3)
    assert (again.kinds["registering"], again.kinds["cancelling"]) == (4, 3)
    assert load.people[0].missing == []


async def test_people_of_four_languages_get_all_answers_of_a_running_bot(
    tmp_path: Path, side: Telegram, client: aiohttp.ClientSession
) -> None:
    city = await a_city(tmp_path, side)
    try:
        load = driver([city.url], client, side)
        tally = await load.flat_out(MESSAGES - 6)
        steady = await load.steadily(6, 100)
        async with city.app.database.reading() as session:
            # Also of those who cancelled since: who writes how often is a matter of who is answered first.
            registered = (await session.exec(select(RegistrationRow.name))).all()
    finally:
        await city.close()
    assert (tally.messages, steady.messages) == (MESSAGES - 6, 6)
    assert (tally.unanswered, tally.refused, steady.unanswered, steady.refused) == (0, 0, 0, 0)
    assert len(tally.waits) == MESSAGES - 6
    assert [one.missing for one in load.people if one.missing] == []
    assert registered
    assert all(name.startswith("Ada ") for name in registered)
    assert {"registering", "command", "question, in other words"} <= tally.kinds.keys()


async def test_a_screen_has_what_the_bot_sent(side: Telegram, bot: Bot) -> None:
    def keys(*data: str) -> InlineKeyboardMarkup:
        rows = [[InlineKeyboardButton(text="&=%", callback_data=one)] for one in data]
        return InlineKeyboardMarkup(inline_keyboard=rows)

    screen = side.chats[CHAT]
    first = await bot.send_message(CHAT, "Grüße & <b>مرحبا</b>", reply_markup=keys("event:7", "event:17"))
    assert screen.text == "Grüße & <b>مرحبا</b>"
    assert list(screen.button("event", 7)) == [(first.message_id, "event:7")]
    second = await bot.send_message(CHAT, "Zwei", reply_markup=keys("event:9"))
    assert next(screen.button("event")) == (second.message_id, "event:9")
    await bot.edit_message_text("Eins", chat_id=CHAT, message_id=first.message_id, reply_markup=keys("x:1"))
    assert list(screen.button("event")) == [(second.message_id, "event:9")]
    assert screen.answers == 3
    screen.listen()
    await bot.answer_callback_query(f"{CHAT}-1")
    await bot.send_chat_action(CHAT, "typing")
    seen = screen.answers
    assert seen == 0, "nothing that a person reads"
    await bot.answer_callback_query(f"{CHAT}-1", text="Ein alter Knopf")
    await bot.send_document(CHAT, BufferedInputFile(b"\r\n\r\n" * 50_000, "event.ics"))
    assert screen.answers == 2
    assert screen.answered_at > 0


async def test_what_goes_wrong_is_counted(side: Telegram, client: aiohttp.ClientSession) -> None:
    answers = iter(("refuse", "forget", "apologise", "answer"))

    async def deliver(request: web.Request) -> web.Response:
        content = await request.json()
        what = next(answers)
        if what in ("apologise", "answer"):
            side.chats[content["message"]["chat"]["id"]].show(1, what, "")
        return web.Response(status=503 if what == "refuse" else 200)

    app = web.Application()
    app.router.add_post("/telegram", deliver)
    async with TestServer(app) as server:
        url = str(server.make_url("")).rstrip("/")
        tally = await driver([url], client, side, 4, "apologise").flat_out(4)
    assert (tally.messages, tally.refused, tally.unanswered) == (4, 1, 2)
    assert (tally.apologies, tally.held_back) == (1, 1)
    assert len(tally.waits) == 2
    nobody = await driver([url], client, side, 1).flat_out(1)
    assert (nobody.refused, nobody.unanswered) == (1, 1)


def test_nobody_writes_more_than_the_bot_lets_them_in_a_short_run() -> None:
    assert crowd_for(100_000) == 1000
    for messages in (200, 2000, 9999):
        assert messages / crowd_for(messages) <= 11
        assert crowd_for(messages) >= len(LANGUAGES)
    assert len({Person.registers, Person.subscribes, Person.sends_something} & set(SCENES)) == 3


def a_run() -> Run:
    """A run in which nothing went wrong: memory grows by 1 MB with each 5,000 of 100,000 messages."""
    tally = Tally(
        Counter(command=50_000), Counter({"200": 50_000}), [n / 1000 for n in range(1, 101)], seconds=1000
    )
    looks = [Look(number * 5000, [Memory(300 + number, 200), Memory(310, 190)]) for number in range(21)]
    figures: Counter[tuple[str, ...]] = Counter({("answers", "answer"): 30, ("answers", "handover"): 10})
    return Run(POSTGRES, 40, tally, tally, 25, looks, Effort(1000, 500), Counter(), figures, [], 5, 0.1, 90)


def test_the_page_tells_what_was_measured(tmp_path: Path) -> None:
    write(tmp_path / "load.md", [a_run()])
    page = (tmp_path / "load.md").read_text("utf-8")
    assert "| PostgreSQL, two processes | 40 | 100,000 | 0 | 0 | 0 | 0 | 0 |" in page
    full = "50.0 | 50 ms | 95 ms | 99 ms | 100 ms | 20.0 ms | 10.0 ms"
    assert f"| PostgreSQL, two processes: full load | {full} |" in page
    assert "| PostgreSQL, two processes: main process 1 | 2.0 |" in page
    assert "| PostgreSQL, two processes: models 2 | 0.0 |" in page
    assert "answer 75%, handover 25%" in page
    picture = (tmp_path / PICTURE).read_text("utf-8")
    assert picture.count("<polyline") == 4
    assert ElementTree.fromstring(picture).tag.endswith("svg")


def test_a_short_run_does_not_tell_how_memory_grows(tmp_path: Path) -> None:
    few = Tally(Counter(command=100), Counter({"200": 100}), [0.1, 0.2], seconds=1)
    write(tmp_path / "load.md", [replace(a_run(), full=few, steady=few)])
    assert "process 1 | not told by so few messages |" in (tmp_path / "load.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("fault", "named"),
    [
        ({"full": Tally(Counter(command=3), Counter({"200": 3}), unanswered=2)}, "2 messages unanswered"),
        ({"steady": Tally(Counter(command=3), Counter({"503": 3}))}, "3 deliveries refused"),
        ({"steady": Tally(apologies=1)}, "1 apologies"),
        ({"full": Tally(held_back=1)}, "1 messages held back"),
        ({"figures": Counter({("errors",): 4})}, "4 updates failed"),
        ({"missing": ["register"]}, "1 buttons missing"),
        ({"complaints": Counter(traceback=1)}, "1 tracebacks in the log"),
    ],
)
def test_a_fault_is_named(fault: dict[str, object], named: str) -> None:
    assert a_run().faults == []
    assert replace(a_run(), **fault).faults == [named]  # type: ignore[arg-type]


def test_the_log_is_searched_for_complaints(tmp_path: Path) -> None:
    log = tmp_path / "log"
    lines = [
        "Stadtbote is ready: http://127.0.0.1:1",
        '{"event": "a", "level": "info"}',
        '{"event": "b", "level": "warning"}',
        '{"event": "c", "level": "error", "exception": "Traceback (most recent call last):\\n"}',
    ]
    log.write_text("\n".join(lines), "utf-8")
    found = Program(0, "", "", log).complaints()
    assert found == Counter(warning=1, error=1, traceback=1)
