"""Digests in several messages: each message has its own outcome, and so has each copy that it holds."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot import recording
from bot.announcing import LEASE
from bot.courier import Delivered, Later, Outcome, Refused, Unknown, Unreachable
from bot.deliverer import no_failpoint
from bot.news_digests import NewsDigests
from bot.outcomes import Policies
from bot.pacing import Lane
from civic.announcement_sending import stop
from civic.announcements import Announcement, Body, DeliveryStatus
from civic.residents import Address, Channel, NewsWhen, Resident
from handlers.screen import Screen
from handlers.services import Services
from handlers.views import news_digest
from storage.database import Database
from storage.unit_of_work import SqlUnitOfWork
from tests.fakes import FakeClock
from tests.faults.shaky import Shaky
from tests.handlers.test_views import city_services
from tests.storage.test_planning import TIMES, news, plan, rows, somebody

assert TIMES is not None
EVENING = TIMES.daily
SENT, OPEN = DeliveryStatus.SENT.value, DeliveryStatus.OPEN.value


class ScriptedCourier:
    """A courier whose tries end as told, one after the other; keeps what was to be sent."""

    def __init__(self, *outcomes: Outcome) -> None:
        self.outcomes, self.sent = list(outcomes), []  # type: ignore[var-annotated]

    async def send(self, lane: Lane, address: Address, screen: Screen) -> Outcome:
        assert lane is Lane.ANNOUNCEMENT
        self.sent.append(screen.text)
        return self.outcomes.pop(0)


@pytest.fixture
def services(sqlite_uow: SqlUnitOfWork) -> Services:
    return city_services(sqlite_uow, FakeClock(EVENING))


async def waiting(uow: SqlUnitOfWork) -> tuple[Resident, list[Announcement]]:
    """Somebody for whom two short announcements and a long one wait: a digest of two messages."""
    reader = await somebody(uow, NewsWhen.DAILY)
    texts = ("Eins", "Zwei", "Drei " * 815)
    return reader, [await plan(uow, news(bodies={"de": Body("Titel", text)})) for text in texts]


async def yes() -> bool:
    return True


def sender_of(services: Services, courier: ScriptedCourier, policies: Policies | None = None) -> NewsDigests:
    return NewsDigests(services, courier, no_failpoint, policies or Policies(), LEASE)  # type: ignore[arg-type]


async def sent(services: Services, *outcomes: Outcome, policies: Policies | None = None) -> ScriptedCourier:
    """One pass over what is due."""
    courier = ScriptedCourier(*outcomes)
    sender = sender_of(services, courier, policies)
    assert await sender.send_some(Channel.TELEGRAM, yes) == 1
    assert await sender.send_some(Channel.TELEGRAM, yes) == 0
    return courier


async def standings(database: Database, announcements: Sequence[Announcement]) -> list[str]:
    return [(await rows(database, one))[0].status for one in announcements]


@pytest.mark.faults
@pytest.mark.parametrize(
    ("outcomes", "expected", "tries"),
    [
        ((Delivered(5), Delivered(6)), (SENT, SENT, SENT), 2),
        ((Delivered(5), Later(30)), (SENT, SENT, OPEN), 2),
        ((Later(30),), (OPEN, OPEN, OPEN), 1),
        ((Refused("too long"), Delivered(6)), ("refused", "refused", SENT), 2),
        ((Unknown(), Delivered(6)), ("unknown", "unknown", SENT), 2),
        ((Delivered(5), Unreachable()), (SENT, SENT, "unreachable"), 2),
        ((Unreachable(),), ("unreachable",) * 3, 1),
    ],
)
async def test_each_copy_has_the_outcome_of_its_message(
    services: Services,
    sqlite_uow: SqlUnitOfWork,
    sqlite_database: Database,
    outcomes: tuple[Outcome, ...],
    expected: tuple[str, ...],
    tries: int,
) -> None:
    _, announcements = await waiting(sqlite_uow)
    courier = await sent(services, *outcomes)
    assert tuple(await standings(sqlite_database, announcements)) == expected
    assert len(courier.sent) == tries


@pytest.mark.faults
async def test_what_was_put_off_goes_out_later_and_the_rest_is_not_repeated(
    services: Services, sqlite_uow: SqlUnitOfWork, sqlite_database: Database
) -> None:
    _, announcements = await waiting(sqlite_uow)
    await sent(services, Delivered(5), Later(30))
    later = replace(services, clock=FakeClock(EVENING + timedelta(seconds=30)))
    courier = await sent(later, Delivered(6))
    assert "Drei Drei" in courier.sent[0]
    assert "Eins" not in courier.sent[0]
    assert await standings(sqlite_database, announcements) == [SENT] * 3


@pytest.mark.faults
async def test_whoever_blocked_the_bot_gets_no_more_news(
    services: Services, sqlite_uow: SqlUnitOfWork
) -> None:
    reader, _ = await waiting(sqlite_uow)
    await sent(services, Unreachable())
    async with sqlite_uow.reading() as r:
        assert await r.residents.topics(reader.id) == frozenset()


async def test_a_message_can_be_said_again(
    services: Services, sqlite_uow: SqlUnitOfWork, sqlite_database: Database
) -> None:
    reader, announcements = await waiting(sqlite_uow)
    courier = await sent(services, Delivered(5), Delivered(6))
    lang = services.catalogues["de"]
    async with sqlite_uow.reading() as r:
        [copy] = await rows(sqlite_database, announcements[0])
        address = Address(Channel.TELEGRAM, copy.chat_id)
        held = await r.waiting_copies.in_one_message(reader.id, address, 5)
        assert held == [one.id for one in announcements[:2]]
        assert await r.waiting_copies.in_one_message(reader.id, address, 7) == []
        elsewhere = replace(address, channel=Channel.WEB)
        assert await r.waiting_copies.in_one_message(reader.id, elsewhere, 5) == []
    again = news_digest.again(lang, services, announcements[:2])
    assert again is not None
    assert again.text == courier.sent[0]
    assert news_digest.again(lang, services, announcements) is None


@pytest.mark.faults
async def test_a_database_out_of_order_repeats_no_digest(
    services: Services, sqlite_uow: SqlUnitOfWork, sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording, "RETRY_AFTER", 0.01)
    _, announcements = await waiting(sqlite_uow)
    shaky = Shaky(sqlite_uow)
    shaky.fail("outcomes.settle")
    courier = await sent(replace(services, uow=shaky), Delivered(5), Delivered(6))
    assert shaky.point == ""
    assert await standings(sqlite_database, announcements) == [SENT] * 3
    assert len(courier.sent) == 2


@pytest.mark.faults
async def test_the_operators_policy_holds_for_digests_too(
    services: Services, sqlite_uow: SqlUnitOfWork, sqlite_database: Database
) -> None:
    _, announcements = await waiting(sqlite_uow)
    policies = Policies(resend_unknown=True)
    await sent(services, Unknown(), Delivered(6), policies=policies)
    assert await standings(sqlite_database, announcements) == [OPEN, OPEN, SENT]
    later = replace(services, clock=FakeClock(EVENING + timedelta(seconds=5)))
    await sent(later, Unknown(), policies=policies)
    assert await standings(sqlite_database, announcements) == ["unknown", "unknown", SENT]


@pytest.mark.faults
async def test_what_is_over_or_stopped_since_a_crash_is_not_in_the_digest(
    services: Services, sqlite_uow: SqlUnitOfWork, sqlite_database: Database
) -> None:
    """The program died with the digest in hand."""
    _, announcements = await waiting(sqlite_uow)
    async with sqlite_uow.writing() as w:
        await w.waiting_copies.claim_together(9, EVENING, EVENING + LEASE)
        await w.announcements.update(replace(announcements[0], expires_at=EVENING + LEASE))
        await w.commit()
    clock = FakeClock(EVENING + LEASE)
    courier = await sent(replace(services, clock=clock), Delivered(5), Delivered(6))
    assert not any("Eins" in one for one in courier.sent)
    assert await standings(sqlite_database, announcements) == ["skipped", SENT, SENT]


@pytest.mark.faults
async def test_a_stop_between_claim_and_text_leaves_the_copy_unsent(
    services: Services, sqlite_uow: SqlUnitOfWork, sqlite_database: Database
) -> None:
    _, announcements = await waiting(sqlite_uow)
    courier = ScriptedCourier(Delivered(5), Delivered(6))
    sender = sender_of(services, courier)
    read = sender._texts

    async def stopped(numbers: set[int]) -> dict[int, Announcement]:
        await stop(sqlite_uow, services.clock, announcements[1].id, by=None)
        return await read(numbers)

    sender._texts = stopped  # type: ignore[method-assign]
    await sender.send_some(Channel.TELEGRAM, yes)
    assert not any("Zwei" in one for one in courier.sent)
    assert await standings(sqlite_database, announcements) == [SENT, "skipped", SENT]


@pytest.mark.faults
async def test_whoever_lost_the_lease_sends_no_digest(
    services: Services, sqlite_uow: SqlUnitOfWork, sqlite_database: Database
) -> None:
    _, announcements = await waiting(sqlite_uow)

    async def no() -> bool:
        return False

    courier = ScriptedCourier()
    assert await sender_of(services, courier).send_some(Channel.TELEGRAM, no) == 1
    assert await standings(sqlite_database, announcements) == ["sending"] * 3


async def test_a_text_that_cannot_be_made_is_tried_later(
    services: Services, sqlite_uow: SqlUnitOfWork, sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, announcements = await waiting(sqlite_uow)

    def broken(*_: object) -> list[news_digest.Part]:
        raise ValueError

    monkeypatch.setattr("bot.news_digests.parts", broken)
    await sent(services)
    assert await standings(sqlite_database, announcements) == [OPEN] * 3
