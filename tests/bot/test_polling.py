"""The poller: order, confirmation, faults and the stop. Nothing here waits for time to pass."""

import asyncio
import json
import logging
from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from aiogram import Bot
from aiogram.methods import AnswerCallbackQuery, SendMessage, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import Update

from bot import polling, updates
from bot.channel_state import Failing, Retry, StandingBy, Starting, Stopped, Working
from bot.http_session import HttpSession
from bot.leading import Leader
from bot.pacing import Lane
from bot.polling import Poller
from bot.updates import Interrupted, person_of
from bot.wire_session import LaneSession
from tests.bot.bot_api import TOKEN, BotApi, Kind, message_update

NOON = datetime(2027, 5, 3, 12, tzinfo=UTC)


@dataclass
class Handler:
    """A dispatcher's place: notes what it was fed; texts `wait…` wait for `release`, `fail…` fail."""

    begun: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    release: dict[str, asyncio.Event] = field(default_factory=lambda: defaultdict(asyncio.Event))
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def feed(self, bot: Bot, update: Update) -> object:
        text = (update.message and update.message.text) or type(update.event).__name__
        self.begun.append(text)
        await self._notify()
        if text.startswith("wait"):
            await self.release[text].wait()
        self.ended.append(text)
        await self._notify()
        if text.startswith("fail"):
            raise RuntimeError("handler failed")
        if text == "answer":
            return SendMessage(chat_id=7, text="returned by the handler")
        if text == "tap":
            return AnswerCallbackQuery(callback_query_id="17")
        return None

    async def until(self, *, begun: int = 0, ended: int = 0) -> None:
        async with self.changed:
            await self.changed.wait_for(lambda: len(self.begun) >= begun and len(self.ended) >= ended)

    async def _notify(self) -> None:
        async with self.changed:
            self.changed.notify_all()


class Delays:
    """A sleep that notes the seconds and holds the poller until it is let go on."""

    def __init__(self) -> None:
        self.asked: asyncio.Queue[float] = asyncio.Queue()
        self.go_on = asyncio.Semaphore(0)

    async def sleep(self, seconds: float) -> None:
        self.asked.put_nowait(seconds)
        await self.go_on.acquire()


@dataclass
class Channel:
    """A running poller, its server, and what it feeds."""

    api: BotApi
    poller: Poller
    handler: Handler
    delays: Delays
    running: "asyncio.Task[None] | None" = None

    def start(self) -> None:
        self.running = asyncio.create_task(self.poller.run())

    async def delay(self) -> float:
        """The next delay, which the poller is then let out of."""
        seconds = await self.delays.asked.get()
        self.delays.go_on.release()
        return seconds


@pytest.fixture
async def channel() -> AsyncIterator[Channel]:
    handler, delays = Handler(), Delays()
    async with BotApi() as api:
        wire = HttpSession(api.base)
        bot = Bot(TOKEN, session=LaneSession(wire, Lane.REPLY, None))
        poller = Poller("telegram", bot, handler.feed, ["message"], sleep=delays.sleep, now=lambda: NOON)
        channel = Channel(api, poller, handler, delays)
        yield channel
        await poller.stop(grace=0)
        if channel.running is not None:
            await channel.running
        await wire.close()


def polls(api: BotApi) -> list[str | None]:
    """The offsets asked for so far."""
    return [call.params.get("offset") for call in api.called("getUpdates")]


async def test_updates_are_fed_and_then_confirmed(channel: Channel) -> None:
    await channel.api.push(*(message_update(10 + n, n, f"text {n}") for n in range(3)))
    before = channel.poller.state
    channel.start()
    await channel.api.until(lambda: channel.api.confirmed == 13)
    assert sorted(channel.handler.ended) == ["text 0", "text 1", "text 2"]
    assert (before, channel.poller.state) == (Starting(), Working())
    first, second = channel.api.called("getUpdates")[:2]
    assert (first.params["timeout"], second.params["timeout"]) == ("0", "30")
    assert first.params["allowed_updates"] == '["message"]'


async def test_one_persons_updates_are_handled_in_order(channel: Channel) -> None:
    await channel.api.push(message_update(1, 7, "wait"), message_update(2, 7, "second"))
    channel.start()
    await channel.handler.until(begun=1)
    assert channel.handler.begun == ["wait"]
    channel.handler.release["wait"].set()
    await channel.handler.until(ended=2)
    assert channel.handler.ended == ["wait", "second"]


async def test_different_people_do_not_wait_for_each_other(channel: Channel) -> None:
    await channel.api.push(message_update(1, 7, "wait"), message_update(2, 8, "other"))
    channel.start()
    await channel.handler.until(begun=2, ended=1)
    assert channel.handler.ended == ["other"]
    channel.handler.release["wait"].set()
    await channel.handler.until(ended=2)


async def test_only_so_many_people_at_once(channel: Channel) -> None:
    crowd = polling.CONCURRENT_PEOPLE + 5
    await channel.api.push(*(message_update(n, n, f"wait {n}") for n in range(1, crowd + 1)))
    channel.start()
    await channel.handler.until(begun=polling.CONCURRENT_PEOPLE)
    assert len(channel.handler.begun) == polling.CONCURRENT_PEOPLE
    for number in range(1, crowd + 1):
        channel.handler.release[f"wait {number}"].set()
    await channel.handler.until(ended=crowd)


async def test_the_offset_moves_only_when_all_handlers_finished(channel: Channel) -> None:
    await channel.api.push(message_update(1, 7, "wait"), message_update(2, 8, "other"))
    channel.start()
    await channel.handler.until(begun=2, ended=1)
    assert polls(channel.api) == [None]
    channel.handler.release["wait"].set()
    await channel.api.until(lambda: channel.api.confirmed == 3)
    assert polls(channel.api) == [None, "3"]


async def test_a_failing_handler_is_counted_and_does_not_stop_the_rest(
    channel: Channel, caplog: pytest.LogCaptureFixture
) -> None:
    await channel.api.push(message_update(1, 7, "fail"), message_update(2, 7, "next"))
    channel.start()
    await channel.api.until(lambda: channel.api.confirmed == 3)
    assert channel.handler.ended == ["fail", "next"]
    assert channel.poller.failed_updates == 1
    assert "update 1 failed" in caplog.text


async def test_an_endless_handler_does_not_hold_the_channel_up(
    channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(updates, "HANDLER_LIMIT", 0)
    await channel.api.push(message_update(1, 7, "wait for ever"))
    channel.start()
    await channel.api.until(lambda: channel.api.confirmed == 2)
    assert channel.poller.failed_updates == 1


async def test_an_update_that_cannot_be_read_is_skipped_without_its_content(
    channel: Channel, caplog: pytest.LogCaptureFixture
) -> None:
    unreadable = {"update_id": 1, "message": {"text": "private words"}}
    await channel.api.push(unreadable, message_update(2, 7, "next"))
    channel.start()
    await channel.api.until(lambda: channel.api.confirmed == 3)
    assert channel.handler.ended == ["next"]
    assert channel.poller.failed_updates == 1
    assert "update 1 is not understood: message.message_id: missing" in caplog.text
    assert "private words" not in caplog.text


async def test_what_a_handler_returns_is_sent(channel: Channel) -> None:
    await channel.api.push(message_update(1, 7, "answer"))
    channel.start()
    await channel.api.until(lambda: channel.api.confirmed == 2)
    assert [call.params["text"] for call in channel.api.called("sendMessage")] == ["returned by the handler"]


@pytest.mark.parametrize(
    "says", [None, "query is too old and response timeout expired or query ID is invalid"]
)
async def test_a_tap_is_answered_even_too_late(channel: Channel, says: str | None) -> None:
    if says:
        channel.api.fault("answerCallbackQuery", "400", text=says)
    await channel.api.push(message_update(1, 7, "tap"))
    channel.start()
    await channel.api.until(lambda: channel.api.confirmed == 2)
    assert [call.params for call in channel.api.called("answerCallbackQuery")] == [
        {"callback_query_id": "17"}
    ]
    assert channel.poller.failed_updates == 0


@pytest.mark.parametrize(
    ("kind", "reason", "delays"),
    [
        ("401", "the server does not accept the token", [300, 300]),
        ("404", "the server does not accept the token", [300, 300]),
        ("409", "the server says: Conflict: terminated by other getUpdates request", [1, 2, 4, 8]),
        ("429", "the server says: Flood control exceeded on method 'RawUpdates'", [3, 3, 4, 8]),
        ("500", "the server says: Internal Server Error", [1, 2, 4, 8, 16, 32, 60, 60]),
        ("502", "the server cannot be reached (The answer is not the Bot API's)", [1, 2]),
        ("drop", "the server cannot be reached (ServerDisconnectedError)", [1, 2]),
    ],
)
async def test_a_failing_channel_waits_longer_and_longer_and_recovers(
    channel: Channel, kind: Kind, reason: str, delays: list[float], caplog: pytest.LogCaptureFixture
) -> None:
    channel.api.fault("getUpdates", kind, times=len(delays), retry_after=3)
    await channel.api.push(message_update(1, 7, "text"))
    channel.start()
    for expected in delays:
        assert await channel.delays.asked.get() == expected
        state = channel.poller.state
        assert isinstance(state, Failing)
        assert state.reason.startswith(reason)
        assert state.since == NOON
        channel.delays.go_on.release()
    await channel.handler.until(ended=1)
    assert channel.poller.state == Working()
    assert channel.delays.asked.empty()
    assert TOKEN not in caplog.text


async def test_a_refused_connection_is_waited_out_and_the_delay_begins_anew(channel: Channel) -> None:
    await channel.api.refuse()
    channel.start()
    assert [await channel.delay(), await channel.delays.asked.get()] == [1, 2]
    state = channel.poller.state
    assert isinstance(state, Failing)
    assert state.reason == "the server cannot be reached (ClientConnectorError)"
    await channel.api.listen()
    channel.delays.go_on.release()
    await channel.api.until(lambda: len(polls(channel.api)) == 2)
    channel.api.fault("getUpdates", "500", times=1)
    await channel.api.push(message_update(1, 7, "text"))
    assert await channel.delays.asked.get() == 1


async def test_a_webhook_left_from_before_is_removed(channel: Channel) -> None:
    text = (
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete it first"
    )
    channel.api.fault("getUpdates", "409", times=1, text=text)
    channel.start()
    await channel.delay()
    await channel.api.until(lambda: len(polls(channel.api)) == 2)
    assert [call.method for call in channel.api.calls] == ["getUpdates", "deleteWebhook", "getUpdates"]


async def test_a_webhook_that_cannot_be_removed_is_no_end(
    channel: Channel, caplog: pytest.LogCaptureFixture
) -> None:
    channel.api.fault("getUpdates", "409", times=1, text="Conflict: webhook is active")
    channel.api.fault("deleteWebhook", "500")
    channel.start()
    await channel.delay()
    await channel.api.until(lambda: len(polls(channel.api)) == 2)
    assert "the webhook stays: the server says: Internal Server Error" in caplog.text


async def test_a_long_poll_is_cut_short_by_the_stop(channel: Channel) -> None:
    channel.start()
    await channel.api.until(lambda: len(polls(channel.api)) == 2)  # the second one is long
    await channel.poller.stop()
    assert channel.poller.state == Stopped()
    assert channel.running is not None
    await channel.running


async def test_a_hanging_server_and_a_long_delay_are_cut_short_too(channel: Channel) -> None:
    channel.api.fault("getUpdates", "hang", times=1)
    channel.start()
    await channel.api.until(lambda: len(polls(channel.api)) == 1)
    await channel.poller.stop()
    assert len(polls(channel.api)) == 1  # nothing to confirm


async def test_the_stop_finishes_what_is_in_hand_and_confirms_it(channel: Channel) -> None:
    await channel.api.push(message_update(1, 7, "wait"), message_update(2, 7, "second"))
    channel.start()
    await channel.handler.until(begun=1)
    stopping = asyncio.create_task(channel.poller.stop(grace=60))
    await channel.api.push(message_update(3, 7, "too late"))
    channel.handler.release["wait"].set()
    await stopping
    assert channel.handler.ended == ["wait", "second"]
    assert channel.api.confirmed == 3
    assert [update["update_id"] for update in channel.api.updates] == [3]


async def test_what_is_not_finished_in_time_is_delivered_again(
    channel: Channel, caplog: pytest.LogCaptureFixture
) -> None:
    await channel.api.push(
        message_update(1, 7, "done"), message_update(2, 8, "wait"), message_update(3, 9, "done too")
    )
    channel.start()
    await channel.handler.until(begun=3, ended=2)
    await channel.poller.stop(grace=0)
    assert channel.api.confirmed == 2
    assert [update["update_id"] for update in channel.api.updates] == [2, 3]
    assert "1 updates were not finished" in caplog.text


async def test_updates_that_arrive_with_the_stop_are_not_lost(channel: Channel) -> None:
    channel.start()
    await channel.api.until(lambda: len(polls(channel.api)) == 2)
    stopping = asyncio.create_task(channel.poller.stop())
    await channel.api.push(message_update(1, 7, "text"))
    await stopping
    kept = [update["update_id"] for update in channel.api.updates]
    assert kept == ([] if channel.handler.ended else [1])


class StoppingWire(HttpSession):
    """Its poller is told to stop just before it gets an answer."""

    poller: Poller
    stopping: "asyncio.Task[None] | None" = None

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109 - aiogram's signature
    ) -> TelegramType:
        answer = await super().make_request(bot, method, timeout)
        if self.stopping is None:
            self.stopping = asyncio.create_task(self.poller.stop())
            await asyncio.sleep(0)
        return answer


async def test_an_answer_after_the_stop_is_left_for_the_next_start(channel: Channel) -> None:
    wire = StoppingWire(channel.api.base)
    wire.poller = Poller("telegram", Bot(TOKEN, session=wire), channel.handler.feed, ["message"])
    await channel.api.push(message_update(1, 7, "wait"))
    await wire.poller.run()
    await wire.close()
    assert wire.stopping is not None
    await wire.stopping
    assert channel.handler.begun == []
    assert len(channel.api.updates) == 1


async def test_a_confirmation_that_fails_is_logged(
    channel: Channel, caplog: pytest.LogCaptureFixture
) -> None:
    await channel.api.push(message_update(1, 7, "wait"))
    channel.start()
    await channel.handler.until(begun=1)
    channel.api.fault("getUpdates", "500")
    channel.handler.release["wait"].set()
    await channel.poller.stop()
    assert "the last updates are not confirmed: the server says: Internal Server Error" in caplog.text


async def test_a_poller_that_never_ran_stops_at_once(channel: Channel) -> None:
    await channel.poller.stop()
    await channel.poller.run()
    assert channel.api.calls == []


async def test_a_cancelled_poller_is_stopped(channel: Channel) -> None:
    running = asyncio.create_task(channel.poller.run())
    await channel.api.until(lambda: len(polls(channel.api)) == 1)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert channel.poller.state == Stopped()


def test_recovery_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    retry = Retry("telegram", lambda: NOON)
    retry.succeeded()
    assert retry.failed(ValueError("secret")) == 1
    assert retry.state == Failing("unexpected ValueError", NOON)
    retry.succeeded()
    retry.succeeded()
    assert caplog.text.count("works again") == 1
    assert "secret" not in caplog.text


def test_a_person_is_found_in_every_kind_of_update() -> None:
    user = {"id": 7, "is_bot": False, "first_name": "Resident"}
    chat = {"id": -100, "type": "channel", "title": "City"}
    post = {"message_id": 1, "date": 1, "chat": chat, "text": "x"}
    member = {"status": "member", "user": user}
    changed = {"chat": chat, "from": user, "date": 1, "old_chat_member": member, "new_chat_member": member}
    answer = {"poll_id": "1", "user": user, "option_ids": [], "option_persistent_ids": []}
    deleted = {"business_connection_id": "1", "chat": chat, "message_ids": [1]}
    kinds = ("is_closed", "is_anonymous", "allows_multiple_answers", "allows_revoting", "members_only")
    poll = {"id": "1", "question": "?", "options": [], "total_voter_count": 0, "type": "regular"}
    poll |= dict.fromkeys(kinds, False)
    updates = [
        (message_update(1, 7, "x"), 7),
        ({"update_id": 1, "my_chat_member": changed}, 7),
        ({"update_id": 1, "poll_answer": answer}, 7),
        ({"update_id": 1, "channel_post": post}, -100),
        ({"update_id": 1, "deleted_business_messages": deleted}, -100),
        ({"update_id": 1, "poll": poll}, 0),
        ({"update_id": 1, "kind_of_the_future": {}}, 0),
    ]
    assert [person_of(Update.model_validate(raw)) for raw, _ in updates] == [person for _, person in updates]


async def test_an_interrupted_update_comes_again_and_holds_back_only_its_person(channel: Channel) -> None:
    handled: list[str | None] = []
    interrupted = 0

    async def feed(bot: Bot, update: Update) -> object:
        nonlocal interrupted
        text = update.message.text if update.message else None
        if text == "first" and not interrupted:
            interrupted += 1
            raise Interrupted
        handled.append(text)
        return None

    channel.poller._feed = feed
    await channel.api.push(
        message_update(1, 7, "first"), message_update(2, 7, "second"), message_update(3, 8, "other")
    )
    channel.start()
    await channel.api.until(lambda: channel.api.confirmed == 4)
    assert interrupted == 1
    assert handled[0] == "other"
    assert [text for text in handled if text != "other"] == ["first", "second"]
    assert channel.poller.failed_updates == 0


async def test_whoever_stands_by_asks_for_nothing_until_it_is_its_turn(channel: Channel) -> None:
    turn = Turn()
    channel.poller._turn = turn
    await channel.api.push(message_update(1, 7, "text"))
    channel.start()
    await turn.waited.wait()
    before = channel.poller.state
    assert polls(channel.api) == []
    turn.begin()
    await channel.api.until(lambda: channel.api.confirmed == 2)
    assert (before, channel.poller.state) == (StandingBy(), Working())


class Turn(Leader):
    """One that has not come yet."""

    def __init__(self) -> None:
        super().__init__()
        self.waited = asyncio.Event()
        self._begun = asyncio.Event()

    @property
    def is_held(self) -> bool:
        return self._begun.is_set()

    async def wait(self) -> None:
        self.waited.set()
        await self._begun.wait()

    def begin(self) -> None:
        """It has."""
        self._begun.set()


async def test_what_is_no_update_does_not_hold_up_the_others(
    channel: Channel, caplog: pytest.LogCaptureFixture
) -> None:
    """Items that are no objects, numbers as texts, kinds that nobody knows: each ended the channel."""
    channel.api.updates.append(message_update(1, 7, "first"))
    odd: list[object] = [None, 5, "x", [], {}, {"update_id": "2"}, {"update_id": True}, {"update_id": 2**70}]
    wire = AnsweringWire(channel.api.base, [*odd, {"update_id": 3}, message_update(4, 7, "next")])
    bot, handler = Bot(TOKEN, session=wire), channel.handler
    poller = Poller("telegram", bot, handler.feed, ["message"], sleep=channel.delays.sleep)
    running = asyncio.create_task(poller.run())
    await handler.until(ended=1)
    await poller.stop()
    await running
    await wire.close()
    assert handler.ended == ["next"]
    assert poller.failed_updates == len(odd)
    assert wire.offset == 5
    assert "update without a number is not understood" in caplog.text
    assert "update 3 is of a kind that is not known here" in caplog.text


async def test_an_answer_without_any_number_is_waited_out(channel: Channel) -> None:
    wire = AnsweringWire(channel.api.base, [{"message": {}}])
    poller = Poller(
        "telegram", Bot(TOKEN, session=wire), channel.handler.feed, [], sleep=channel.delays.sleep
    )
    running = asyncio.create_task(poller.run())
    assert await channel.delay() == 1
    await poller.stop()
    await running
    await wire.close()


class AnsweringWire(HttpSession):
    """Gives one answer to the first getUpdates; what comes later is asked of the server."""

    def __init__(self, base: str, result: list[object]) -> None:
        super().__init__(base)
        self._result = result
        self.offset: int | None = None

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109 - aiogram's signature
    ) -> TelegramType:
        self.offset = getattr(method, "offset", None)
        if self.offset is not None:
            return await super().make_request(bot, method, timeout)
        body = json.dumps({"ok": True, "result": self._result})
        answered = self.check_response(bot, method, 200, body).result
        assert answered is not None
        return answered
