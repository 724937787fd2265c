"""The pacer: even gaps, urgent lanes first, pauses; and the sessions that use it. On a clock set by hand."""

import asyncio
import heapq
import itertools
import json
import sys
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest
from aiogram.exceptions import (
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import (
    AnswerCallbackQuery,
    DeleteMessage,
    DeleteWebhook,
    EditMessageText,
    GetUpdates,
    SendChatAction,
    SendMessage,
)
from aiogram.types import BufferedInputFile

from bot.pacing import ALL_LANES_RATE, LATENESS, PASSED_MOST, Lane, Pacer
from bot.wire_session import LaneBots, LaneSession, is_paced, lane_bots, nothing_was_sent
from tests.bot.bot_api import TOKEN, BotApi, Kind

ROOT = Path(__file__).resolve().parents[2]
GAP, BULK_GAP = 1 / ALL_LANES_RATE, 1 / 25


class FakeClock:
    """Time that passes only in `advance`; sleepers wake in order."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._numbers = itertools.count()

    def monotonic(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.now + seconds, next(self._numbers), woken))
        await woken

    async def advance(self, seconds: float) -> None:
        """Let everything happen that happens within these seconds."""
        until = self.now + seconds
        await settle()
        while self._sleepers and self._sleepers[0][0] <= until:
            self.now, _, woken = heapq.heappop(self._sleepers)
            if not woken.done():
                woken.set_result(None)
            await settle()
        self.now = until


async def settle() -> None:
    """Run every task until it waits for the clock."""
    for _ in range(50):
        await asyncio.sleep(0)


class Senders:
    """Tasks that wait for turns, and when each got its own."""

    def __init__(self, rate: float = 25) -> None:
        self.clock = FakeClock()
        self.pacer = Pacer(rate, self.clock.monotonic, self.clock.sleep)
        self.sent: list[tuple[float, Lane, int]] = []
        self._numbers = itertools.count(1)

    def wait(self, lane: Lane, count: int = 1) -> list[asyncio.Task[None]]:
        return [asyncio.create_task(self._one(lane, next(self._numbers))) for _ in range(count)]

    async def _one(self, lane: Lane, number: int) -> None:
        await self.pacer.turn(lane)
        self.sent.append((self.clock.now, lane, number))

    @property
    def times(self) -> list[float]:
        return [at for at, _, _ in self.sent]

    @property
    def lanes(self) -> list[Lane]:
        return [lane for _, lane, _ in self.sent]


def busiest_second(times: list[float]) -> int:
    return max(sum(start <= at <= start + 1 for at in times) for start in times)


async def test_announcements_are_evenly_spaced_from_the_first_on() -> None:
    senders = Senders(rate=25)
    senders.wait(Lane.ANNOUNCEMENT, 50)
    await senders.clock.advance(10)
    assert senders.times == pytest.approx([number * BULK_GAP for number in range(50)])


async def test_an_idle_time_is_not_saved_up_for_a_burst() -> None:
    senders = Senders()
    await senders.clock.advance(60)
    senders.wait(Lane.ANNOUNCEMENT, 3)
    await senders.clock.advance(1)
    assert senders.times == pytest.approx([60, 60 + BULK_GAP, 60 + 2 * BULK_GAP], abs=LATENESS + 1e-9, rel=0)


async def test_no_second_holds_more_than_thirty_messages_of_all_lanes() -> None:
    senders = Senders()
    for lane in (Lane.ANNOUNCEMENT, Lane.NOTICE, Lane.REPLY):
        senders.wait(lane, 60)
    await senders.clock.advance(30)
    assert len(senders.sent) == 180
    assert busiest_second(senders.times) <= 30


async def test_replies_are_not_slowed_by_the_announcements_rate() -> None:
    senders = Senders(rate=2)
    senders.wait(Lane.ANNOUNCEMENT, 3)
    senders.wait(Lane.REPLY, 20)
    await senders.clock.advance(2)
    assert len(senders.sent) == 23
    assert senders.times[:22] == pytest.approx([number * GAP for number in range(22)])
    rare = [at for at, lane, _ in senders.sent if lane is Lane.ANNOUNCEMENT]
    assert rare == pytest.approx([0, 0.5, 1], abs=GAP)


async def test_a_paid_rate_is_the_rate_of_all_lanes() -> None:
    senders = Senders(rate=500)
    senders.wait(Lane.ANNOUNCEMENT, 100)
    senders.wait(Lane.REPLY, 100)
    await senders.clock.advance(0.39)
    assert len(senders.sent) in (190, 191)  # 97.8 % of 500 a second


async def test_the_most_urgent_waiting_message_goes_first() -> None:
    senders = Senders()
    senders.wait(Lane.ANNOUNCEMENT, 3)
    await settle()
    senders.wait(Lane.NOTICE, 2)
    senders.wait(Lane.REPLY, 2)
    await senders.clock.advance(1)
    first, *others = senders.lanes
    assert first is Lane.ANNOUNCEMENT  # it was alone
    assert others[:2] == [Lane.REPLY, Lane.REPLY]
    assert others[2:] == [Lane.NOTICE, Lane.NOTICE, Lane.ANNOUNCEMENT, Lane.ANNOUNCEMENT]


async def test_who_asks_without_a_pause_leaves_the_others_a_share() -> None:
    senders = Senders(rate=30)
    senders.wait(Lane.REPLY, 300)
    for lane in (Lane.NOTICE, Lane.ANNOUNCEMENT):
        senders.wait(lane, 300)
    await senders.clock.advance(900 / 20)
    assert len(senders.sent) == 900
    full = senders.lanes[:201]  # while somebody waits in each
    count = Counter(full)
    assert min(count[Lane.NOTICE], count[Lane.ANNOUNCEMENT]) >= 16
    assert count[Lane.REPLY] >= 160
    longest = max(len(list(others)) for lane, others in itertools.groupby(full) if lane is Lane.REPLY)
    assert longest <= PASSED_MOST + 1  # at one of them the other was not ready by a hair


async def test_who_was_passed_by_has_one_turn_and_waits_again() -> None:
    senders = Senders()
    senders.wait(Lane.REPLY, 40)
    await settle()
    senders.wait(Lane.ANNOUNCEMENT, 2)
    await senders.clock.advance(60 * GAP)
    places = [place for place, lane in enumerate(senders.lanes) if lane is Lane.ANNOUNCEMENT]
    assert places == [PASSED_MOST + 1, 2 * PASSED_MOST + 2]  # the first reply went before they came


async def test_who_gave_up_leaves_no_claim_behind() -> None:
    senders = Senders()
    senders.wait(Lane.REPLY, PASSED_MOST + 1)
    await settle()
    gone = senders.wait(Lane.ANNOUNCEMENT)
    await senders.clock.advance(PASSED_MOST * GAP)
    gone[0].cancel()
    await senders.clock.advance(1)
    senders.wait(Lane.REPLY, 3)
    await settle()
    senders.wait(Lane.ANNOUNCEMENT)
    await senders.clock.advance(1)
    assert senders.lanes[-4:] == [*[Lane.REPLY] * 3, Lane.ANNOUNCEMENT]


async def test_within_a_lane_first_come_is_first_served() -> None:
    senders = Senders()
    for lane in (Lane.ANNOUNCEMENT, Lane.REPLY):
        senders.wait(lane, 20)
    await senders.clock.advance(5)
    for lane in (Lane.ANNOUNCEMENT, Lane.REPLY):
        numbers = [number for _, sent, number in senders.sent if sent is lane]
        assert numbers == sorted(numbers)
        assert len(numbers) == 20


@pytest.mark.parametrize(
    ("paused", "going_on"),
    [
        (Lane.ANNOUNCEMENT, {Lane.REPLY, Lane.NOTICE}),
        (Lane.NOTICE, {Lane.REPLY}),
        (Lane.REPLY, set[Lane]()),
    ],
)
async def test_a_pause_stops_its_lane_and_the_less_urgent_ones(paused: Lane, going_on: set[Lane]) -> None:
    senders = Senders()
    senders.pacer.pause(paused, 7)
    for lane in Lane:
        senders.wait(lane)
    await senders.clock.advance(6.9)
    assert set(senders.lanes) == going_on
    await senders.clock.advance(1)
    assert set(senders.lanes) == set(Lane)
    assert min(at for at, lane, _ in senders.sent if lane not in going_on) == pytest.approx(7)


async def test_a_pause_reaches_those_already_waiting_and_is_never_shortened() -> None:
    senders = Senders()
    senders.wait(Lane.ANNOUNCEMENT, 2)
    await settle()
    senders.pacer.pause(Lane.ANNOUNCEMENT, 5)
    senders.pacer.pause(Lane.ANNOUNCEMENT, 1)
    await senders.clock.advance(10)
    assert senders.times == pytest.approx([0, 5])


@pytest.mark.parametrize("leaving", [0, 1, 2])
async def test_a_waiter_that_gives_up_holds_nobody_back(leaving: int) -> None:
    senders = Senders()
    senders.pacer.pause(Lane.REPLY, 1)
    tasks = [*senders.wait(Lane.REPLY), *senders.wait(Lane.ANNOUNCEMENT, 2)]
    await settle()
    tasks[leaving].cancel()
    await senders.clock.advance(3)
    assert [number for _, _, number in senders.sent] == [n for n in (1, 2, 3) if n != leaving + 1]
    assert senders.times[0] == pytest.approx(1)


async def test_a_reply_that_gives_up_at_its_turn_lets_the_announcement_go() -> None:
    senders = Senders()
    senders.wait(Lane.REPLY)
    await settle()
    announcement = senders.wait(Lane.ANNOUNCEMENT)
    await settle()  # the announcement sleeps until the next turn
    late = senders.wait(Lane.REPLY)
    await settle()
    late[0].cancel()
    await senders.clock.advance(1)
    assert announcement[0].done()
    assert senders.times == pytest.approx([0, GAP])


def test_messages_are_paced_and_questions_to_the_server_are_not() -> None:
    assert is_paced(SendMessage(chat_id=1, text="x"))
    assert is_paced(EditMessageText(chat_id=1, message_id=1, text="x"))
    assert is_paced(DeleteMessage(chat_id=1, message_id=1))
    assert not is_paced(DeleteWebhook())
    assert not is_paced(SendChatAction(chat_id=1, action="typing"))
    assert not is_paced(GetUpdates())
    assert not is_paced(AnswerCallbackQuery(callback_query_id="1"))


class HastyClock(FakeClock):
    """Time that jumps as soon as somebody sleeps: for single senders against a real server."""

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@dataclass
class Wire:
    """A server and one token's bots, with a clock instead of waiting."""

    api: BotApi
    bots: LaneBots
    clock: HastyClock

    async def send(self, lane: Lane) -> object:
        bot = (self.bots.replies, self.bots.notices, self.bots.announcements)[lane]
        return await bot.send_message(7, "text")


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    clock = HastyClock()
    async with BotApi() as api:
        bots = lane_bots(TOKEN, api.base, Pacer(25, clock.monotonic, clock.sleep))
        yield Wire(api, bots, clock)
        await bots.close()


async def test_messages_are_html_without_link_previews(wire: Wire) -> None:
    await wire.send(Lane.REPLY)
    assert wire.api.calls[0].params == {
        "chat_id": "7",
        "text": "text",
        "parse_mode": "HTML",
        "link_preview_options": '{"is_disabled": true}',
    }


async def test_the_lanes_of_a_token_share_one_budget(wire: Wire) -> None:
    await wire.send(Lane.ANNOUNCEMENT)
    await wire.send(Lane.REPLY)
    await wire.bots.replies.send_chat_action(7, "typing")
    await wire.send(Lane.NOTICE)
    assert wire.clock.slept == pytest.approx([GAP, GAP])


async def test_a_reply_sits_out_a_429(wire: Wire) -> None:
    wire.api.fault("sendMessage", "429", times=3, retry_after=4)
    await wire.send(Lane.REPLY)
    assert len(wire.api.calls) == 4
    assert wire.clock.slept == pytest.approx([4, 4, 4])


async def test_a_reply_without_a_pacer_sits_out_a_429_too(wire: Wire) -> None:
    wire.api.fault("sendMessage", "429", times=1, retry_after=4)
    session = LaneSession(wire.bots.wire, Lane.REPLY, None, wire.clock.sleep)
    await session(wire.bots.replies, SendMessage(chat_id=7, text="text"))
    assert wire.clock.slept == [4]


@pytest.mark.parametrize(("retry_after", "calls"), [(1, 4), (31, 1)])
async def test_a_reply_gives_up_after_three_429s_or_a_long_one(
    wire: Wire, retry_after: int, calls: int
) -> None:
    wire.api.fault("sendMessage", "429", retry_after=retry_after)
    with pytest.raises(TelegramRetryAfter):
        await wire.send(Lane.REPLY)
    assert len(wire.api.calls) == calls


async def test_an_announcements_429_is_the_couriers_and_lets_replies_go_on(wire: Wire) -> None:
    wire.api.fault("sendMessage", "429", times=1, retry_after=40)
    with pytest.raises(TelegramRetryAfter):
        await wire.send(Lane.ANNOUNCEMENT)
    await wire.send(Lane.REPLY)
    assert wire.clock.now == pytest.approx(GAP)
    await wire.send(Lane.ANNOUNCEMENT)
    assert wire.clock.now == pytest.approx(40)
    assert len(wire.api.calls) == 3


async def test_a_429_without_a_delay_is_a_429_of_one_second(wire: Wire) -> None:
    wire.api.fault("sendMessage", "429", retry_after=0)
    with pytest.raises(TelegramRetryAfter) as raised:
        await wire.send(Lane.NOTICE)
    assert raised.value.retry_after == 1


async def test_a_refused_connection_is_tried_twice_for_a_reply(wire: Wire) -> None:
    await wire.api.refuse()
    for lane, turns in ((Lane.REPLY, 2), (Lane.NOTICE, 1)):
        before = wire.clock.now
        with pytest.raises(TelegramNetworkError) as raised:
            await wire.send(lane)
        assert nothing_was_sent(raised.value)
        assert wire.clock.now - before == pytest.approx((turns - (before == 0)) * GAP)


@pytest.mark.parametrize("kind", ["drop", "502"])
async def test_what_may_have_been_sent_is_not_repeated(wire: Wire, kind: Kind) -> None:
    wire.api.fault("sendMessage", kind)
    with pytest.raises(TelegramNetworkError) as raised:
        await wire.send(Lane.REPLY)
    assert not nothing_was_sent(raised.value)
    assert "html" not in str(raised.value)
    assert len(wire.api.calls) == 1


@pytest.mark.parametrize(("kind", "error"), [("403", TelegramForbiddenError), ("500", TelegramServerError)])
async def test_other_answers_are_raised_at_once(wire: Wire, kind: Kind, error: type[Exception]) -> None:
    wire.api.fault("sendMessage", kind, chat_id=7)
    with pytest.raises(error):
        await wire.send(Lane.REPLY)
    assert len(wire.api.calls) == 1


async def test_files_pass_through_the_lanes(wire: Wire) -> None:
    await wire.bots.replies.send_document(7, BufferedInputFile(b"BEGIN:VCALENDAR", "event.ics"))
    assert "<file event.ics>" in wire.api.calls[0].params.values()


async def test_files_are_downloaded_through_the_shared_connections(wire: Wire) -> None:
    content = await wire.bots.replies.download_file("calls")
    assert content is not None
    assert content.read() == b"content of calls"


async def test_the_environments_proxy_is_used_but_not_for_loopback(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", wire.api.base)
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    bots = lane_bots(TOKEN, "http://telegram.invalid", None)
    assert (await bots.replies.get_me()).username == "stadtbote_test_bot"
    await bots.close()
    monkeypatch.setenv("http_proxy", "http://proxy.invalid:1")
    await wire.send(Lane.REPLY)


def test_an_extra_authority_must_be_readable(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        lane_bots(TOKEN, "https://api.telegram.org", None, tmp_path / "missing.pem")


async def test_the_server_runs_as_a_program_and_logs_each_call(tmp_path: Path) -> None:
    calls = tmp_path / "calls.jsonl"
    program = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.bot.bot_api", "--port", "0", "--log", str(calls)),
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
    )
    assert program.stdout is not None
    base = (await program.stdout.readline()).decode().strip()
    bots = lane_bots(TOKEN, base, None)
    try:
        async with aiohttp.ClientSession() as control:
            fault = {"method": "sendMessage", "kind": "403", "chat_id": 8}
            await control.post(f"{base}/control/faults", json=[fault])
            await bots.replies.send_message(7, "مرحبا")
            with pytest.raises(TelegramForbiddenError):
                await bots.replies.send_message(8, "b")
            listed = await (await control.get(f"{base}/control/calls")).json()
    finally:
        await bots.close()
        program.kill()
        await program.communicate()
    logged = [json.loads(line) for line in calls.read_text("utf-8").splitlines()]
    assert logged == listed
    assert [(call["params"]["chat_id"], call["answer"]) for call in logged] == [("7", "ok"), ("8", "403")]
    assert logged[0]["params"]["text"] == "مرحبا"
