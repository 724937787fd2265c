"""How much one chat may write, with a clock that only the test moves."""

from datetime import timedelta

from civic.manners import BREAK, CHATS_REMEMBERED, MOST_MESSAGES, WINDOW, Hearing, Manners
from civic.residents import Address, Channel
from tests.fakes import FakeClock

ADA, BEN = Address(Channel.WEB, 1), Address(Channel.TELEGRAM, 1)


def test_twenty_a_minute_then_one_notice(clock: FakeClock) -> None:
    manners = Manners()
    heard = [manners.hear(ADA, clock()) for _ in range(MOST_MESSAGES + 3)]
    assert heard == [Hearing.ANSWER] * MOST_MESSAGES + [Hearing.NOTICE, Hearing.SILENCE, Hearing.SILENCE]
    assert manners.hear(BEN, clock()) is Hearing.ANSWER
    clock.advance(WINDOW - timedelta(seconds=1))
    assert manners.hear(ADA, clock()) is Hearing.SILENCE
    clock.advance(timedelta(seconds=1))
    assert manners.hear(ADA, clock()) is Hearing.ANSWER


def test_the_minute_slides(clock: FakeClock) -> None:
    manners = Manners()
    for _ in range(100):
        assert manners.hear(ADA, clock()) is Hearing.ANSWER
        clock.advance(timedelta(seconds=3))


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


def test_memory_is_bounded(clock: FakeClock) -> None:
    manners = Manners()
    for _ in range(3):
        manners.refuse(ADA, clock())
    for number in range(CHATS_REMEMBERED):
        manners.hear(Address(Channel.WEB, number + 2), clock())
    assert not manners.on_break(ADA, clock())
