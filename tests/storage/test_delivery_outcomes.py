"""Outcomes of many copies at once, and what stops, starts or moves many at once."""

from dataclasses import replace
from datetime import timedelta

from civic.announcements import Announcement, AnnouncementStatus, Delivery, DeliveryStatus, Report, SkipReason
from civic.delivery_outcomes import GivenBack, PutOff, Settled
from civic.residents import Address, Channel
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import NOW, a_resident, a_sending, residents

LEASE = timedelta(minutes=2)
SOON = NOW + timedelta(seconds=5)
SENT, UNKNOWN = DeliveryStatus.SENT, DeliveryStatus.UNKNOWN


async def claim(
    uow: SqlUnitOfWork, limit: int = 100, after: timedelta = timedelta(0), channel: Channel | None = None
) -> list[Delivery]:
    now = NOW + after
    async with uow.writing() as w:
        claimed = await w.deliveries.claim(limit, now, now + LEASE, channel)
        await w.commit()
        return claimed


async def report(uow: SqlUnitOfWork, announcement: Announcement) -> Report:
    async with uow.reading() as r:
        return await r.deliveries.report(announcement.id)


async def stopped(uow: SqlUnitOfWork, sending: Announcement) -> None:
    async with uow.writing() as w:
        await w.announcements.update(replace(sending, status=AnnouncementStatus.STOPPED))
        await w.deliveries.skip_open(sending.id, SkipReason.STOPPED)
        await w.commit()


async def test_each_has_its_own_outcome(uow: SqlUnitOfWork) -> None:
    author, *_ = await residents(uow, 5, topics=("culture",))
    sending = await a_sending(uow, author)
    copies = await claim(uow)
    kinds = (SENT, DeliveryStatus.REFUSED, UNKNOWN, DeliveryStatus.UNREACHABLE, DeliveryStatus.SKIPPED)
    ended = [Settled(copy.id, kind, "why", 7, NOW) for copy, kind in zip(copies, kinds, strict=True)]
    async with uow.writing() as w:
        await w.outcomes.settle(ended[::-1])
        await w.outcomes.settle([])
        await w.commit()
    assert await report(uow, sending) == Report(5, 1, 1, 1, 1, 1, 0)
    async with uow.writing() as w:
        await w.outcomes.settle([Settled(copies[0].id, UNKNOWN)])
        await w.commit()
    assert (await report(uow, sending)).sent == 1


async def test_what_is_put_off_or_given_back_comes_again(uow: SqlUnitOfWork) -> None:
    author, *_ = await residents(uow, 3, topics=("culture",))
    sending = await a_sending(uow, author)
    first, second, third = await claim(uow)
    async with uow.writing() as w:
        await w.outcomes.put_off([PutOff(second.id, SOON), PutOff(first.id, SOON)])
        await w.outcomes.give_back([GivenBack(third.id, NOW)])
        await w.commit()
    assert await claim(uow) == [third]
    assert await claim(uow, after=timedelta(seconds=5)) == [first, second]
    await stopped(uow, sending)
    async with uow.writing() as w:
        await w.outcomes.put_off([PutOff(first.id, SOON)])
        await w.outcomes.give_back([GivenBack(second.id, NOW)])
        await w.commit()
    assert await report(uow, sending) == Report(3, 0, 0, 0, 0, 2, 1)


async def test_what_is_uncertain_is_tried_once_more(uow: SqlUnitOfWork) -> None:
    author = await a_resident(uow, topics=("culture",))
    sending = await a_sending(uow, author)
    for expected in (Report(1, 0, 0, 0, 0, 0, 1), Report(1, 0, 0, 0, 1, 0, 0)):
        [copy] = await claim(uow, after=timedelta(minutes=1))
        async with uow.writing() as w:
            await w.outcomes.put_off([PutOff(copy.id, SOON, uncertain=True)])
            await w.commit()
        assert await report(uow, sending) == expected


async def test_what_a_dead_sender_held_may_be_doubted(uow: SqlUnitOfWork) -> None:
    author, *_ = await residents(uow, 4, topics=("culture",))
    sending = await a_sending(uow, author)
    held, *_ = await claim(uow, 3)
    async with uow.writing() as w:
        await w.outcomes.doubt(Channel.TELEGRAM, NOW + LEASE - timedelta(seconds=1), ())
        await w.outcomes.doubt(Channel.WEB, NOW + LEASE, ())
        assert (await w.deliveries.report(sending.id)).unknown == 0
        await w.outcomes.doubt(Channel.TELEGRAM, NOW + LEASE, {held.id})
        await w.commit()
    assert await report(uow, sending) == Report(4, 0, 0, 0, 2, 0, 2)


async def test_each_channel_is_claimed_by_itself(uow: SqlUnitOfWork) -> None:
    for chat, channel in ((71, Channel.WEB), (72, Channel.TELEGRAM)):
        author = await a_resident(uow, topics=("culture",), address=Address(channel, chat))
    await a_sending(uow, author)
    [web] = await claim(uow, channel=Channel.WEB)
    assert web.address == Address(Channel.WEB, 71)
    async with uow.reading() as r:
        assert not await r.deliveries.is_due(NOW, Channel.WEB)
        assert await r.deliveries.is_due(NOW, Channel.TELEGRAM)


async def test_what_is_over_is_found_while_it_is_sent(uow: SqlUnitOfWork) -> None:
    author = await a_resident(uow, topics=("culture",))
    sending, lasting = await a_sending(uow, author), await a_sending(uow, author)
    over = replace(sending, expires_at=NOW)
    async with uow.writing() as w:
        await w.announcements.update(over)
        await w.announcements.update(replace(lasting, expires_at=SOON))
        assert await w.outcomes.expired(NOW) == [over.id]
        await w.announcements.update(replace(over, status=AnnouncementStatus.STOPPED))
        assert await w.outcomes.expired(NOW) == []


async def test_a_chat_that_moved_is_followed(uow: SqlUnitOfWork) -> None:
    old, new = Address(Channel.TELEGRAM, -5), Address(Channel.TELEGRAM, -1005)
    member = await a_resident(uow, topics=("culture",), address=old)
    ended, waiting = await a_sending(uow, member), await a_sending(uow, member)
    [copy] = await claim(uow, 1)
    async with uow.writing() as w:
        await w.outcomes.settle([Settled(copy.id, SENT, at=NOW)])
        await w.outcomes.moved(old, new)
        await w.commit()
    [following] = await claim(uow)
    assert (following.announcement_id, following.address) == (waiting.id, new)
    async with uow.reading() as r:
        assert await r.residents.at(old) is None
        assert await r.residents.at(new) == member
    assert (await report(uow, ended)).sent == 1
