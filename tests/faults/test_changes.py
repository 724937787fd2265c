"""Corrections and recalls under faults: killed in the middle, blocked, refused, slowed down, timed out."""

import signal
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.correcting import BATCH, DELETED, LEASE, REPLACED, TOGETHER, TRIED_AGAIN, WAIT, Corrector
from bot.courier import Courier
from bot.wire_session import lane_bots
from civic.announcement_changes import AnnouncementChange, Begun
from civic.announcement_correcting import change_correction, correct, draft_correction, recall
from civic.announcements import AnnouncementStatus, Body, DeliveryStatus, Report
from civic.delivery_outcomes import Settled
from civic.public_channels import added_to_channel
from civic.residents import Address, Channel
from handlers.services import Services
from storage.database import Database
from storage.unit_of_work import SqlUnitOfWork
from tests.bot.bot_api import TOKEN, BotApi, Call, Kind
from tests.civic.answers.packs import write_pack
from tests.factories import NOW
from tests.fakes import FakeClock
from tests.faults.processes import LONGEST_RUN, Peer, ended, start
from tests.faults.program import Run, send_what_is_due
from tests.faults.sendings import Sending, a_due_announcement
from tests.handlers.test_views import city_services
from tests.reviews import is_staff

pytestmark = [pytest.mark.faults, pytest.mark.timeout(LONGEST_RUN * 2)]
READERS = 45
NEW = {"de": Body("Termin", "Doch erst am Montag")}


async def a_sent(uow: SqlUnitOfWork, readers: int, clock: FakeClock) -> Sending:
    """An announcement that was sent; its copies have the numbers of their chats."""
    sending = await a_due_announcement(uow, readers)
    async with uow.writing() as w:
        await w.deliveries.plan(sending.announcement)
        await w.announcements.update(replace(sending.announcement, status=AnnouncementStatus.SENDING))
        for copy in await w.deliveries.claim(readers, NOW, NOW + LEASE):
            await w.outcomes.settle(
                [Settled(copy.id, DeliveryStatus.SENT, "", copy.address.chat_id, clock())]
            )
        await w.announcements.update(replace(sending.announcement, status=AnnouncementStatus.SENT))
        await w.commit()
    return sending


async def a_correction(uow: SqlUnitOfWork, clock: FakeClock, sending: Sending) -> AnnouncementChange:
    author = sending.announcement.author_id
    assert author is not None
    drafted = await draft_correction(uow, clock, sending.announcement.id, author)
    assert isinstance(drafted, AnnouncementChange)
    edited = await change_correction(uow, replace(drafted, bodies=NEW), author)
    assert isinstance(edited, AnnouncementChange)
    await is_staff(uow, author)
    begun = await correct(uow, clock, edited, author)
    assert isinstance(begun, Begun)
    return begun.change


async def a_recall(uow: SqlUnitOfWork, clock: FakeClock, sending: Sending) -> AnnouncementChange:
    begun = await recall(uow, clock, sending.announcement.id, sending.announcement.author_id or 0)
    assert isinstance(begun, Begun)
    return begun.change


async def report(uow: SqlUnitOfWork, change: AnnouncementChange) -> Report:
    async with uow.reading() as r:
        return await r.changes.report(change.id)


def changed(calls: list[Call], method: str) -> Counter[int]:
    """How often each chat's message was changed."""
    return Counter(int(call.params["chat_id"]) for call in calls if call.method == method)


@pytest.mark.parametrize("what", ["correction", "recall"])
@pytest.mark.parametrize("passing", [1, BATCH + 7])
async def test_killed_in_the_middle(
    database_url: str, clock: FakeClock, peer: Peer, tmp_path: Path, what: str, passing: int
) -> None:
    database = Database(database_url)
    uow = SqlUnitOfWork(database)
    sending = await a_sent(uow, READERS, clock)
    begin, method = (a_correction, "editMessageText") if what == "correction" else (a_recall, "deleteMessage")
    change = await begin(uow, clock, sending)
    content, earlier = write_pack(tmp_path / "content"), len(peer.calls)
    run = Run(database_url, peer.base, content, NOW, ("copy changed", passing))
    assert await ended(start(send_what_is_due, run)) == -signal.SIGKILL
    before = changed(peer.calls[earlier:], method)
    assert 0 < before.total() < READERS
    assert (await report(uow, change)).open > 0

    later = Run(database_url, peer.base, content, NOW + LEASE + timedelta(seconds=1))
    assert await ended(start(send_what_is_due, later)) == 0
    after = changed(peer.calls[earlier:], method)
    assert set(after) == set(sending.chats)
    assert after.total() - READERS <= BATCH
    assert await report(uow, change) == Report(READERS, READERS, 0, 0, 0, 0, 0)
    async with uow.reading() as r:
        [kept] = await r.changes.of(sending.announcement.id)
    assert kept.finished_at is not None
    await database.close()


class Changing:
    """A corrector whose messenger does as it is told."""

    def __init__(self, services: Services, api: BotApi) -> None:
        self.api = api
        self._bots = lane_bots(TOKEN, api.base, None)
        self._corrector = Corrector(services, Courier({Channel.TELEGRAM: self._bots}))

    async def run(self) -> None:
        """One pass."""
        await self._corrector.send_due()

    async def close(self) -> None:
        """Closes the connections."""
        await self._bots.close()


@pytest.fixture
async def changing(uow: SqlUnitOfWork, clock: FakeClock) -> AsyncIterator[Changing]:
    """Telegram's side and a corrector that talks to it."""
    async with BotApi() as api:
        one = Changing(city_services(uow, clock), api)
        yield one
        await one.close()


async def test_every_answer_has_its_place_in_the_report(
    uow: SqlUnitOfWork, clock: FakeClock, changing: Changing
) -> None:
    sending = await a_sent(uow, 6, clock)
    same, gone, blocked, slow, refused, done = sending.chats
    faults: list[tuple[int, Kind, str | None]] = [
        (same, "400", "Bad Request: message is not modified: specified new message content is the same"),
        (gone, "400", "Bad Request: message to edit not found"),
        (blocked, "403", None),
        (refused, "400", "Bad Request: message can't be edited"),
    ]
    for chat, kind, words in faults:
        changing.api.fault("editMessageText", kind, chat_id=chat, text=words)
    changing.api.fault("editMessageText", "429", chat_id=slow, times=1, retry_after=7)
    change = await a_correction(uow, clock, sending)
    await changing.run()
    assert await report(uow, change) == Report(6, 2, 1, 2, 0, 0, 1)
    clock.advance(timedelta(seconds=6))
    await changing.run()
    assert (await report(uow, change)).open == 1
    clock.advance(timedelta(seconds=1))
    await changing.run()
    assert await report(uow, change) == Report(6, 3, 1, 2, 0, 0, 0)
    async with uow.reading() as r:
        assert not await r.residents.is_reachable(Address(Channel.TELEGRAM, blocked))
    [call] = [one for one in changing.api.called("editMessageText") if one.params["chat_id"] == str(done)]
    assert "Doch erst am Montag" in call.params["text"]
    assert call.params["message_id"] == str(done)


async def test_a_time_out_is_tried_again_for_an_hour(
    uow: SqlUnitOfWork, clock: FakeClock, changing: Changing
) -> None:
    sending = await a_sent(uow, 1, clock)
    changing.api.fault("editMessageText", "drop")
    change = await a_correction(uow, clock, sending)
    for _ in range(2):
        await changing.run()
        assert (await report(uow, change)).open == 1
        clock.advance(WAIT)
    clock.advance(TRIED_AGAIN)
    await changing.run()
    assert await report(uow, change) == Report(1, 0, 0, 0, 1, 0, 0)
    assert len(changing.api.called("editMessageText")) == 3


async def test_what_is_too_old_to_delete_is_replaced(
    database: Database, uow: SqlUnitOfWork, clock: FakeClock, changing: Changing
) -> None:
    sending = await a_sent(uow, 2, clock)
    clock.advance(timedelta(hours=48))
    change = await a_recall(uow, clock, sending)
    await changing.run()
    assert changing.api.called("deleteMessage") == []
    texts = {call.params["text"] for call in changing.api.called("editMessageText")}
    assert len(texts) == 1
    assert "Neuer Termin" not in texts.pop()
    assert await report(uow, change) == Report(2, 2, 0, 0, 0, 0, 0)
    assert await details(database, change) == [REPLACED] * 2


async def test_what_cannot_be_deleted_is_replaced(
    database: Database, uow: SqlUnitOfWork, clock: FakeClock, changing: Changing
) -> None:
    sending = await a_sent(uow, 3, clock)
    stubborn, gone, _ = sending.chats
    refusal = "Bad Request: message can't be deleted for everyone"
    changing.api.fault("deleteMessage", "400", chat_id=stubborn, text=refusal)
    refusal = "Bad Request: message to delete not found"
    changing.api.fault("deleteMessage", "400", chat_id=gone, text=refusal)
    change = await a_recall(uow, clock, sending)
    await changing.run()
    assert [call.params["chat_id"] for call in changing.api.called("editMessageText")] == [str(stubborn)]
    assert await report(uow, change) == Report(3, 3, 0, 0, 0, 0, 0)
    assert await details(database, change) == [DELETED, DELETED, REPLACED]


async def details(database: Database, change: AnnouncementChange) -> list[str]:
    """What is kept of each copy."""
    async with database.engine.connect() as connection:
        rows = await connection.execute(
            text("SELECT detail FROM announcement_edit WHERE change_id = :change"), {"change": change.id}
        )
        return sorted(rows.scalars())


async def a_digest(uow: SqlUnitOfWork, clock: FakeClock, *texts: str) -> list[Sending]:
    """Announcements that reached their only reader in one message, with the number of their chat."""
    first = await a_due_announcement(uow, 1)
    sent = []
    async with uow.writing() as w:
        for text_ in texts:
            bodies = {"de": Body("Termin", text_)}
            one = replace(first.announcement, bodies=bodies, status=AnnouncementStatus.SENDING)
            kept = await w.announcements.add(one)
            await w.deliveries.plan(kept)
            for copy in await w.deliveries.claim(9, NOW, NOW + LEASE):
                await w.outcomes.settle(
                    [Settled(copy.id, DeliveryStatus.SENT, "", copy.address.chat_id, clock())]
                )
            await w.announcements.update(replace(kept, status=AnnouncementStatus.SENT))
            sent.append(Sending(kept, first.readers))
        await w.commit()
    return sent


async def put_together(database: Database) -> None:
    async with database.engine.begin() as connection:
        await connection.execute(text("UPDATE delivery SET together = TRUE"))


async def test_one_of_a_digest_is_corrected_and_the_others_stay(
    database: Database, uow: SqlUnitOfWork, clock: FakeClock, changing: Changing
) -> None:
    first, second = await a_digest(uow, clock, "Heute Tee", "Heute Kuchen")
    await put_together(database)
    change = await a_correction(uow, clock, first)
    await changing.run()
    [call] = changing.api.called("editMessageText")
    assert call.params["message_id"] == str(first.chats[0])
    assert "Doch erst am Montag" in call.params["text"]
    assert "Heute Kuchen" in call.params["text"]
    assert "Heute Tee" not in call.params["text"]
    assert await report(uow, change) == Report(1, 1, 0, 0, 0, 0, 0)

    back = await a_recall(uow, clock, second)
    await changing.run()
    last = changing.api.called("editMessageText")[-1].params["text"]
    assert "Doch erst am Montag" in last
    assert "Heute Kuchen" not in last
    assert changing.api.called("deleteMessage") == []
    assert await details(database, back) == [REPLACED]

    await a_recall(uow, clock, first)
    await changing.run()
    assert len(changing.api.called("deleteMessage")) == 1


async def test_a_digest_of_one_is_corrected_like_any_message(
    database: Database, uow: SqlUnitOfWork, clock: FakeClock, changing: Changing
) -> None:
    sending = await a_sent(uow, 1, clock)
    await put_together(database)
    change = await a_correction(uow, clock, sending)
    await changing.run()
    [call] = changing.api.called("editMessageText")
    assert "Doch erst am Montag" in call.params["text"]
    assert await report(uow, change) == Report(1, 1, 0, 0, 0, 0, 0)


async def test_a_digest_that_fits_no_more_stays(
    database: Database, uow: SqlUnitOfWork, clock: FakeClock, changing: Changing
) -> None:
    first, _ = await a_digest(uow, clock, "Heute Tee", "Kuchen " * 560)
    await put_together(database)
    author = first.announcement.author_id
    assert author is not None
    drafted = await draft_correction(uow, clock, first.announcement.id, author)
    assert isinstance(drafted, AnnouncementChange)
    longer = {"de": Body("Termin", "Tee " * 500)}
    edited = await change_correction(uow, replace(drafted, bodies=longer), author)
    assert isinstance(edited, AnnouncementChange)
    await is_staff(uow, author)
    begun = await correct(uow, clock, edited, author)
    assert isinstance(begun, Begun)
    await changing.run()
    assert changing.api.called("editMessageText") == []
    assert await details(database, begun.change) == [TOGETHER]


async def test_a_post_in_a_public_channel_stays_a_post(
    uow: SqlUnitOfWork, clock: FakeClock, changing: Changing
) -> None:
    channel = Address(Channel.TELEGRAM, -1_000_000_000_777)
    await added_to_channel(uow, clock, channel, "Stadt")
    first = await a_due_announcement(uow, 0)
    post = replace(first.announcement, channels=(channel.chat_id,), status=AnnouncementStatus.SENDING)
    async with uow.writing() as w:
        await w.announcements.update(post)
        await w.deliveries.plan(post)
        [copy] = await w.deliveries.claim(9, NOW, NOW + LEASE)
        await w.outcomes.settle([Settled(copy.id, DeliveryStatus.SENT, "", 5, clock())])
        await w.announcements.update(replace(post, status=AnnouncementStatus.SENT))
        await w.commit()
    await a_correction(uow, clock, Sending(post, {}))
    await changing.run()
    [call] = changing.api.called("editMessageText")
    assert "Doch erst am Montag" in call.params["text"]
    assert "You get this" not in call.params["text"]
    assert "callback_data" not in call.params["reply_markup"]
