"""The clock of the machine jumps: it is believed again when it has run evenly for long enough."""

from datetime import UTC, datetime, timedelta

import apscheduler.schedulers.base as scheduling
import pytest

from bot.clock import Bells
from bot.clock_trust import JUMP, KEEP_ALL, KEEP_PLANS, LONG_STOP, ClockTrust
from civic.alerts import Trouble, note_troubles
from civic.retention_periods import Rule
from civic.retention_ports import RuleRun
from civic.time import utc_now
from storage.unit_of_work import SqlUnitOfWork
from tests.fakes import FakeClock
from tests.faults.towns import until

YEAR, HOUR, SECOND = timedelta(days=365), timedelta(hours=1), timedelta(seconds=1)


class Wall:
    """A clock on the wall that jumps, and the seconds that really pass."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.seconds = 0.0

    def elapsed(self) -> float:
        return self.seconds

    def lasts(self, by: timedelta) -> None:
        """Time passes."""
        self.seconds += by.total_seconds()
        self.clock.advance(by)

    def jumps(self, by: timedelta) -> None:
        """Somebody sets the clock."""
        self.clock.advance(by)


@pytest.fixture
def wall(clock: FakeClock) -> Wall:
    return Wall(clock)


async def begun(uow: SqlUnitOfWork, wall: Wall) -> ClockTrust:
    """One that has looked once."""
    trust = ClockTrust(uow, wall.clock, wall.elapsed)
    await trust.look()
    return trust


async def cleaned(uow: SqlUnitOfWork, at: datetime) -> None:
    """The last clean-up was then."""
    async with uow.writing() as w:
        await w.rule_runs.set(RuleRun(Rule.NEEDS, at))
        await w.commit()


@pytest.mark.parametrize("by", [YEAR, -YEAR, JUMP + SECOND, -JUMP - SECOND])
async def test_a_jump_is_doubted_for_a_day(sqlite_uow: SqlUnitOfWork, wall: Wall, by: timedelta) -> None:
    trust = await begun(sqlite_uow, wall)
    assert trust.is_believed()
    wall.jumps(by)
    assert not trust.is_believed()
    wall.lasts(KEEP_PLANS - SECOND)
    assert not trust.is_even(KEEP_PLANS)
    wall.lasts(SECOND)
    assert trust.is_even(KEEP_PLANS)
    wall.lasts(KEEP_ALL - KEEP_PLANS - SECOND)
    assert not trust.is_believed()
    wall.lasts(SECOND)
    assert trust.is_believed()


@pytest.mark.parametrize("by", [timedelta(), HOUR, -HOUR, JUMP, -JUMP])
async def test_an_hour_is_no_reason(sqlite_uow: SqlUnitOfWork, wall: Wall, by: timedelta) -> None:
    trust = await begun(sqlite_uow, wall)
    wall.jumps(by)
    assert trust.is_believed()
    wall.lasts(YEAR)
    assert trust.is_believed()


async def test_back_again_begins_the_day_anew(sqlite_uow: SqlUnitOfWork, wall: Wall) -> None:
    trust = await begun(sqlite_uow, wall)
    wall.jumps(YEAR)
    wall.lasts(KEEP_ALL - HOUR)
    assert not trust.is_believed()
    wall.jumps(-YEAR)
    wall.lasts(KEEP_ALL - SECOND)
    assert not trust.is_believed()
    # The day counts from the look that noticed it.
    await trust.look()
    wall.lasts(SECOND)
    assert not trust.is_believed()
    wall.lasts(KEEP_ALL)
    assert trust.is_believed()


@pytest.mark.parametrize(
    ("since", "is_believed"),
    [
        (HOUR, True),
        (LONG_STOP, True),
        (LONG_STOP + SECOND, False),
        (YEAR, False),
        (-HOUR, True),
        (-YEAR, False),
    ],
)
async def test_a_start_is_compared_with_the_last_clean_up(
    uow: SqlUnitOfWork, wall: Wall, since: timedelta, is_believed: bool
) -> None:
    await cleaned(uow, wall.clock() - since)
    trust = await begun(uow, wall)
    assert trust.is_believed() is is_believed
    wall.lasts(KEEP_ALL)
    assert trust.is_believed()


async def told(uow: SqlUnitOfWork, wall: Wall, trust: ClockTrust) -> None:
    """As each minute: owners are told of what is wrong, and of its end."""
    there = [] if trust.is_believed() else [Trouble.JUMP]
    await note_troubles(uow, wall.clock, there, [Trouble.JUMP])


async def test_a_doubt_outlives_restarts(uow: SqlUnitOfWork, wall: Wall) -> None:
    await cleaned(uow, wall.clock() - YEAR)
    night = timedelta(hours=14)
    for is_believed in (False, False, True):
        trust = await begun(uow, wall)
        assert trust.is_believed() is is_believed
        await told(uow, wall, trust)
        wall.lasts(night)
    trust = await begun(uow, wall)
    # The last clean-up is as long ago as before, but the doubt is over.
    assert not trust.is_believed()
    wall.lasts(KEEP_ALL)
    assert trust.is_believed()


@pytest.mark.parametrize("by", [YEAR, -YEAR, LONG_STOP + SECOND])
async def test_a_doubt_begins_anew_where_the_clock_may_have_jumped_since(
    uow: SqlUnitOfWork, wall: Wall, by: timedelta
) -> None:
    await cleaned(uow, wall.clock() - 3 * YEAR)
    await told(uow, wall, await begun(uow, wall))
    wall.jumps(by)
    for is_believed in (False, True):
        trust = await begun(uow, wall)
        assert trust.is_believed() is is_believed
        wall.lasts(KEEP_ALL)


async def test_a_new_city_has_nothing_to_compare_with(uow: SqlUnitOfWork, wall: Wall) -> None:
    assert (await begun(uow, wall)).is_believed()


@pytest.fixture
def shift(monkeypatch: pytest.MonkeyPatch) -> list[timedelta]:
    """By how much the clock of the machine is wrong, for the scheduler and the bells."""
    wrong = [timedelta()]

    class Shifted(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return datetime.now(UTC) + wrong[0]

    monkeypatch.setattr(scheduling, "datetime", Shifted)
    monkeypatch.setattr("bot.clock.datetime", Shifted)
    return wrong


async def test_bells_go_on_after_the_clock_was_set_back(shift: list[timedelta]) -> None:
    rung: list[datetime] = []

    async def hourly() -> bool:
        return True

    def clock() -> datetime:
        return utc_now() + shift[0]

    async def rang_after(number: int) -> bool:
        return len(rung) > number

    bells = Bells(clock, lambda: rung.append(clock()), hourly)

    def is_late() -> bool:
        return bells.is_late

    bells.start()
    await until(lambda: rang_after(0))
    assert not is_late()
    shift[0] = -YEAR
    assert is_late()
    await bells.catch_up()
    before = len(rung)
    await until(lambda: rang_after(before + 1))
    assert not is_late()
    await bells.stop()
