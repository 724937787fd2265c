"""How much one person may write, with a clock that only the test moves."""

from datetime import timedelta
from itertools import count

from civic.manners import BREAK, CHATS_REMEMBERED, WINDOW, Allowance, Hearing, Manners
from civic.residents import Address, Channel
from tests.fakes import FakeClock

ADA, BEN = Address(Channel.WEB, 1), Address(Channel.TELEGRAM, 1)
MOST = 20


def test_so_many_a_minute_then_one_notice(clock: FakeClock) -> None:
    allowance, numbers = Allowance(MOST), count()
    heard = [allowance.hear(ADA, clock(), next(numbers)) for _ in range(MOST + 3)]
    assert heard == [Hearing.ANSWER] * MOST + [Hearing.NOTICE, Hearing.SILENCE, Hearing.SILENCE]
    assert allowance.hear(BEN, clock(), next(numbers)) is Hearing.ANSWER
    clock.advance(WINDOW - timedelta(seconds=1))
    assert allowance.hear(ADA, clock(), next(numbers)) is Hearing.SILENCE
    clock.advance(timedelta(seconds=1))
    assert allowance.hear(ADA, clock(), next(numbers)) is Hearing.ANSWER


def test_the_minute_slides(clock: FakeClock) -> None:
    allowance = Allowance(MOST)
    for number in range(100):
        assert allowance.hear(ADA, clock(), number) is Hearing.ANSWER
        clock.advance(timedelta(seconds=3))


def test_a_clock_that_is_set_back_silences_nobody(clock: FakeClock) -> None:
    manners = Manners()
    for number in range(MOST):
        manners.messages.hear(ADA, clock(), number)
    assert [manners.refuse(ADA, clock()) for _ in range(3)] == [False, False, True]
    clock.now -= timedelta(hours=6)
    for number in range(MOST, 2 * MOST):
        assert manners.messages.hear(ADA, clock(), number) is Hearing.ANSWER
    assert not manners.on_break(ADA, clock())


def test_what_comes_again_is_heard_again_and_counted_once(clock: FakeClock) -> None:
    """A delivery that was broken off comes until it succeeds."""
    allowance = Allowance(2)
    assert [allowance.hear(ADA, clock(), 7) for _ in range(5)] == [Hearing.ANSWER] * 5
    assert [allowance.hear(ADA, clock(), number) for number in (8, 9, 9, 10, 8)] == [
        Hearing.ANSWER,
        Hearing.NOTICE,
        Hearing.NOTICE,
        Hearing.SILENCE,
        Hearing.ANSWER,
    ]


def test_nobody_quiet_is_remembered_and_not_more_than_fit(clock: FakeClock) -> None:
    allowance = Allowance(MOST)
    for number in range(CHATS_REMEMBERED + 10):
        allowance.hear(Address(Channel.WEB, number), clock(), number)
    assert len(allowance) == CHATS_REMEMBERED
    clock.advance(WINDOW)
    allowance.hear(ADA, clock(), 1)
    assert len(allowance) == 1


def test_the_third_refusal_in_a_row_begins_a_break(clock: FakeClock) -> None:
    manners = Manners()
    assert [manners.refuse(ADA, clock()) for _ in range(2)] == [False, False]
    manners.accept(ADA)
    assert [manners.refuse(ADA, clock()) for _ in range(3)] == [False, False, True]
    assert manners.on_break(ADA, clock())
    assert not manners.on_break(BEN, clock())
    clock.advance(BREAK)
    assert not manners.on_break(ADA, clock())
    assert not manners.refuse(ADA, clock())


def test_a_forgotten_person_is_remembered_nowhere(clock: FakeClock) -> None:
    manners = Manners()
    manners.refuse(ADA, clock())
    for allowance in (manners.messages, manners.calls_for_help, manners.taps, manners.in_groups):
        allowance.hear(ADA, clock(), 1)
    assert len(manners) == 5
    manners.forget(ADA)
    assert len(manners) == 0


def test_the_memory_of_refusals_is_bounded(clock: FakeClock) -> None:
    manners = Manners()
    for _ in range(3):
        manners.refuse(ADA, clock())
    for number in range(CHATS_REMEMBERED):
        manners.accept(Address(Channel.WEB, number + 2))
    assert manners.on_break(ADA, clock())
    for number in range(CHATS_REMEMBERED):
        manners.refuse(Address(Channel.WEB, number + 2), clock())
    assert not manners.on_break(ADA, clock())
