"""One process at a time holds the lease of a bot's copies, whatever the clocks say."""

from bot.sole_sender import SoleSender, key_of
from civic.sender_leases import LeaseTimes
from storage.unit_of_work import SqlUnitOfWork

TIMES = LeaseTimes(beat=3, hold=10, takeover=15)


class Seconds:
    """A monotonic clock of one process."""

    def __init__(self, start: float) -> None:
        self.now = start

    def __call__(self) -> float:
        return self.now


def relies(sender: SoleSender) -> bool:
    """Whether a process believes that it is the holder."""
    return sender.is_held


async def claims(uow: SqlUnitOfWork, sender: SoleSender) -> bool:
    """Whether a claim of this process would go through."""
    async with uow.writing() as w:
        mine = await sender.beat(w)
        await w.commit()
        return mine


async def test_the_first_has_it_and_the_second_waits(uow: SqlUnitOfWork) -> None:
    here, there = Seconds(5), Seconds(10_000)
    first, second = SoleSender(uow, "bot", TIMES, here), SoleSender(uow, "bot", TIMES, there)
    assert await first.acquire()
    assert relies(first)
    for _ in range(20):
        here.now += 5
        there.now += 5
        assert not await second.acquire()
        assert await first.renew()
    assert not relies(second)
    assert await SoleSender(uow, "another bot", TIMES, there).acquire()


async def test_who_died_is_followed_within_thirty_seconds(uow: SqlUnitOfWork) -> None:
    here, there = Seconds(0), Seconds(0)
    dead, standby = SoleSender(uow, "bot", TIMES, here), SoleSender(uow, "bot", TIMES, there)
    assert await dead.acquire()
    waited = 0
    while not await standby.acquire():
        there.now += 1
        waited += 1
    assert TIMES.hold < waited <= LeaseTimes().takeover + 1 <= 30
    assert relies(standby)


async def test_a_holder_that_slept_claims_nothing_more(uow: SqlUnitOfWork) -> None:
    here, there = Seconds(0), Seconds(0)
    slept, awake = SoleSender(uow, "bot", TIMES, here), SoleSender(uow, "bot", TIMES, there)
    assert await slept.acquire()
    assert not await awake.acquire()
    there.now += TIMES.takeover
    assert await awake.acquire()
    # Its own clock stood still, so it believes that it is the holder; the database knows better.
    assert relies(slept)
    assert not await claims(uow, slept)
    assert not await slept.renew()
    assert not relies(slept)
    assert not await slept.is_mine()
    assert await claims(uow, awake)


async def test_it_gives_up_before_anybody_takes_over(uow: SqlUnitOfWork) -> None:
    seconds = Seconds(0)
    holder, standby = SoleSender(uow, "bot", TIMES, seconds), SoleSender(uow, "bot", TIMES, seconds)
    assert await holder.acquire()
    assert not await standby.acquire()
    for _ in range(30):
        seconds.now += 1
        if await standby.acquire():
            break
        assert not relies(standby)
    assert relies(standby)
    assert not relies(holder)


async def test_what_is_given_back_is_free_at_once(uow: SqlUnitOfWork) -> None:
    seconds = Seconds(0)
    first, second = SoleSender(uow, "bot", TIMES, seconds), SoleSender(uow, "bot", TIMES, seconds)
    await first.release()
    assert await first.acquire()
    await first.release()
    assert not relies(first)
    assert await second.acquire()
    await first.release()
    assert await claims(uow, second)


async def test_two_that_begin_at_once_have_one_holder(uow: SqlUnitOfWork) -> None:
    seconds = Seconds(0)
    senders = [SoleSender(uow, "bot", TIMES, seconds) for _ in range(3)]
    async with uow.reading() as r:
        nobody = await r.leases.get("bot")
    assert nobody is None
    taken = []
    for holder in ("a", "b", "c"):
        async with uow.writing() as w:
            taken.append(await w.leases.take("bot", holder, nobody))
            await w.commit()
    assert taken == [True, False, False]
    assert not any([await one.acquire() for one in senders])


def test_a_key_does_not_betray_the_token() -> None:
    assert key_of("123:secret") == key_of("123:secret") != key_of("123:other")
    assert "secret" not in key_of("123:secret")


async def test_it_is_kept_while_something_takes_long(uow: SqlUnitOfWork) -> None:
    sender = SoleSender(uow, "bot", LeaseTimes(beat=0.01))
    assert await sender.acquire()
    seen: list[int] = []

    async def until_it_beat() -> str:
        while len(set(seen)) < 3:
            async with uow.reading() as r:
                found = await r.leases.get("bot")
            assert found is not None
            seen.append(found.beat)
        return "done"

    assert await sender.kept_during(until_it_beat()) == "done"
