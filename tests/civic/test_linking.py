"""Two chats of one person: what is joined, which seat is kept, what ends, and how they part again."""

import asyncio
import itertools
from dataclasses import replace
from datetime import timedelta

import pytest

from civic.data_ports import Erasure
from civic.events import Event
from civic.feeds import new_feed_token
from civic.forgetting import begin_forgetting, forget
from civic.link_codes import WrongCode, code_hash
from civic.linking import (
    Linked,
    NothingToSplit,
    Place,
    Preview,
    Side,
    Split,
    better_first,
    link,
    look_at_code,
    merged,
    split,
    write_here,
)
from civic.notices import NoticeKind
from civic.registrations import ENDED, Registered, Registration, RegistrationStatus, WaitListed, register
from civic.residents import Channel, NewsWhen, Resident, became_unreachable
from civic.staff import Role
from civic.staff_sessions import Sitting, begin
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import (
    BERLIN,
    NOW,
    a_code,
    a_kept_event,
    a_question,
    a_request,
    a_resident,
    a_sending,
    an_address,
    residents,
)
from tests.fakes import FakeClock


class Pair:
    """Somebody with two chats: the older one made a code, the newer one may enter it."""

    def __init__(self, uow: SqlUnitOfWork, clock: FakeClock) -> None:
        self.uow, self.clock = uow, clock
        self.there, self.here = an_address(), an_address(Channel.WEB)

    async def meet(self, older: tuple[str, ...] = (), newer: tuple[str, ...] = ()) -> "Pair":
        """Keeps both residents, with the topics of each."""
        self.older = await a_resident(self.uow, address=self.there, topics=older)
        self.newer = await a_resident(self.uow, address=self.here, topics=newer, language="en")
        return self

    async def joins(self, place: Place = Place.HERE) -> Linked:
        """The newer chat enters a code of the older one and says yes."""
        code = await a_code(self.uow, self.clock, self.there)
        outcome = await link(self.uow, self.clock, BERLIN, code_hash(code), self.here, place)
        assert isinstance(outcome, Linked), outcome
        return outcome

    async def owners(self) -> list[int | None]:
        """Whose the older and the newer chat are."""
        async with self.uow.reading() as r:
            found = [await r.residents.at(each) for each in (self.there, self.here)]
        return [one.id if one is not None else None for one in found]


@pytest.fixture
def pair(uow: SqlUnitOfWork, clock: FakeClock) -> Pair:
    return Pair(uow, clock)


async def of(uow: SqlUnitOfWork, event: Event, resident: Resident) -> Registration | None:
    async with uow.reading() as r:
        return await r.registrations.of(event.id, resident.id)


async def test_the_older_resident_has_everything_of_both(
    pair: Pair, uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    await pair.meet(("youth", "all"), ("youth", "sport"))
    event, other = await a_kept_event(uow), await a_kept_event(uow)
    await register(uow, clock, a_request(event, pair.older))
    await register(uow, clock, a_request(other, pair.newer))
    async with uow.writing() as w:
        question = await w.questions.add(a_question(pair.newer))
        await w.commit()
    outcome = await pair.joins()
    assert (outcome.resident.id, outcome.twice) == (pair.older.id, [])
    assert await pair.owners() == [pair.older.id, pair.older.id]
    async with uow.reading() as r:
        assert await r.residents.topics(pair.older.id) == {"youth", "all", "sport"}
        found = await r.registrations.of_resident(pair.older.id, clock())
        assert {event.id for _, event in found} == {event.id, other.id}
        kept = await r.questions.get(question.id)
        with pytest.raises(KeyError):
            await r.residents.get(pair.newer.id)
    assert kept is not None
    assert kept.resident_id == pair.older.id


async def test_the_preview_names_what_is_shared_and_changes_nothing(
    pair: Pair, uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    await pair.meet(("all",))
    event = await a_kept_event(uow)
    await register(uow, clock, a_request(event, pair.older))
    await register(uow, clock, a_request(event, pair.newer, people=2))
    for each in (pair.older, pair.newer):
        await new_feed_token(uow, clock, each.id)
    code = await a_code(uow, clock, pair.there)
    shown = await look_at_code(uow, clock, pair.here, code)
    assert isinstance(shown, Preview)
    assert shown.here == Side(Channel.WEB, 1, news=False)
    assert shown.there == Side(Channel.TELEGRAM, 1, news=True)
    assert (shown.language, shown.two_feeds) == ("de", True)
    (twice,) = shown.twice
    assert (twice.kept.people, twice.ended.people) == (2, 1)
    assert await pair.owners() == [pair.older.id, pair.newer.id]
    assert await of(uow, event, pair.older) is not None


async def test_a_seat_given_back_goes_to_the_first_who_waits(
    pair: Pair, uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    await pair.meet()
    event = await a_kept_event(uow, seats=2)
    for each in (pair.older, pair.newer):
        assert isinstance(await register(uow, clock, a_request(event, each)), Registered)
    (waiting,) = await residents(uow, 1)
    assert isinstance(await register(uow, clock, a_request(event, waiting)), WaitListed)
    (twice,) = (await pair.joins()).twice
    assert twice.event.id == event.id
    kept, moved = await of(uow, event, pair.older), await of(uow, event, waiting)
    assert kept is not None
    assert kept.status is RegistrationStatus.CONFIRMED
    assert moved is not None
    assert (moved.status, moved.offered) == (RegistrationStatus.OFFERED, 1)
    async with uow.reading() as r:
        assert await r.notices.newest(waiting.id, NoticeKind.SEAT_OFFERED) is not None
        assert await r.registrations.get(twice.ended.id) is None


@pytest.mark.parametrize(
    ("one", "other"), list(itertools.product(RegistrationStatus, repeat=2)), ids=lambda one: one.value
)
async def test_of_two_registrations_the_better_one_is_kept(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock, one: RegistrationStatus, other: RegistrationStatus
) -> None:
    pair = await Pair(sqlite_uow, clock).meet()
    event = await a_kept_event(sqlite_uow, seats=0)
    for each, status in ((pair.older, one), (pair.newer, other)):
        await register(sqlite_uow, clock, a_request(event, each))
        registration = await of(sqlite_uow, event, each)
        assert registration is not None
        held = {"offered": 1, "offer_until": NOW + timedelta(days=1)}
        changes = held if status is RegistrationStatus.OFFERED else {}
        async with sqlite_uow.writing() as w:
            await w.registrations.update(replace(registration, status=status, **changes))  # type: ignore[arg-type]
            await w.commit()
    outcome = await pair.joins()
    kept = await of(sqlite_uow, event, pair.older)
    assert kept is not None
    order = ["confirmed", "offered", "pending", "waiting", "declined", "passed", "released", "cancelled"]
    assert kept.status.value == min(one, other, key=lambda each: order.index(each.value)).value
    # Only what was alive is told of.
    assert len(outcome.twice) == (one not in ENDED and other not in ENDED)
    async with sqlite_uow.reading() as r:
        assert len(await r.registrations.of_event(event.id)) == (kept.status not in ENDED)
        assert await r.registrations.seats_taken(event.id) == (
            one.value in order[:2] or other.value in order[:2]
        )


def test_more_seats_are_better_and_so_is_an_earlier_place() -> None:
    seat = Registration(1, 1, 1, "A", "A", 1, RegistrationStatus.CONFIRMED, 1, NOW)
    two = replace(seat, id=2, people=2, queue=2)
    assert better_first(seat, two) == (two, seat)
    waits = replace(two, status=RegistrationStatus.WAITING)
    earlier = replace(seat, status=RegistrationStatus.WAITING)
    assert better_first(waits, earlier) == (earlier, waits)
    there = replace(seat, arrived=1)
    assert better_first(two, there) == (there, two)


def test_what_only_one_chat_chose_counts() -> None:
    older = Resident(1, "de", NOW, name="Mira", notice_version="1")
    newer = Resident(2, "en", NOW, True, "Mi", "2", "west", NewsWhen.DAILY)
    assert merged(older, newer) == Resident(1, "en", NOW, True, "Mira", "1", "west", NewsWhen.DAILY)
    chosen = replace(older, language_chosen=True, district="east", news_when=NewsWhen.WEEKLY)
    assert merged(chosen, newer) == chosen


@pytest.mark.parametrize(
    ("older", "newer", "role"),
    [
        (None, Role.COORDINATOR, Role.COORDINATOR),
        (Role.OWNER, Role.COORDINATOR, Role.OWNER),
        (Role.COORDINATOR, Role.OWNER, Role.OWNER),
    ],
)
async def test_the_stronger_role_stays_with_the_topics_of_both(
    uow: SqlUnitOfWork, clock: FakeClock, pair: Pair, older: Role | None, newer: Role | None, role: Role
) -> None:
    pair.older = await a_resident(uow, address=pair.there, role=older)
    pair.newer = await a_resident(uow, address=pair.here, role=newer)
    async with uow.writing() as w:
        await begin(w, Sitting(pair.here), clock())
        for each, member in ((pair.older, older), (pair.newer, newer)):
            if member is not None:
                await w.staff.seen(each.id, NOW + timedelta(hours=each.id))
                await w.routing.choose(each.id, "youth", wanted=True)
                await w.routing.choose(each.id, f"of{each.id}", wanted=True)
        await w.commit()
    await pair.joins()
    async with uow.reading() as r:
        (one,) = await r.staff.everybody()
        assert (one.resident_id, one.role) == (pair.older.id, role)
        assert one.seen_at == NOW + timedelta(hours=pair.newer.id)
        choices = await r.routing.choices()
    assert f"of{pair.newer.id}" in choices[pair.older.id]


@pytest.mark.parametrize("place", Place)
async def test_an_announcement_for_both_goes_out_once_to_the_chosen_chat(
    uow: SqlUnitOfWork, pair: Pair, clock: FakeClock, place: Place
) -> None:
    await pair.meet(("all",), ("all",))
    author = await a_resident(uow, role=Role.COORDINATOR)
    announcement = await a_sending(uow, author)
    await pair.joins(place)
    later = await a_sending(uow, author)
    async with uow.writing() as w:
        copies = await w.deliveries.claim(10, clock(), clock() + timedelta(minutes=1))
        report = await w.deliveries.report(announcement.id)
        await w.commit()
    chosen = pair.here if place is Place.HERE else pair.there
    assert [(copy.announcement_id, copy.address) for copy in copies] == [
        (announcement.id, chosen),
        (later.id, chosen),
    ]
    assert (report.planned, report.open) == (1, 1)


async def test_a_copy_that_is_on_its_way_is_the_one_that_stays(
    uow: SqlUnitOfWork, pair: Pair, clock: FakeClock
) -> None:
    await pair.meet(("all",), ("all",))
    announcement = await a_sending(uow, await a_resident(uow, role=Role.COORDINATOR))
    async with uow.writing() as w:
        claimed = await w.deliveries.claim(10, clock(), clock() + timedelta(minutes=1), Channel.WEB)
        await w.commit()
    await pair.joins()
    async with uow.writing() as w:
        assert await w.deliveries.claim(10, clock(), clock() + timedelta(minutes=1)) == []
        report = await w.deliveries.report(announcement.id)
    assert len(claimed) == 1
    assert report.planned == 1


async def test_writing_elsewhere_moves_what_waits(uow: SqlUnitOfWork, pair: Pair, clock: FakeClock) -> None:
    await pair.meet(("all",))
    await pair.joins()
    await a_sending(uow, await a_resident(uow, role=Role.COORDINATOR))
    await write_here(uow, pair.there)
    async with uow.writing() as w:
        (copy,) = await w.deliveries.claim(10, clock(), clock() + timedelta(minutes=1))
    assert copy.address == pair.there


async def test_whoever_blocks_one_chat_is_written_to_in_the_other(
    uow: SqlUnitOfWork, pair: Pair, clock: FakeClock
) -> None:
    await pair.meet(("all",))
    await pair.joins()
    await a_sending(uow, await a_resident(uow, role=Role.COORDINATOR))
    await became_unreachable(uow, pair.here)
    async with uow.writing() as w:
        (copy,) = await w.deliveries.claim(10, clock(), clock() + timedelta(minutes=1))
        await w.commit()
    assert copy.address == pair.there
    await became_unreachable(uow, pair.there)
    async with uow.reading() as r:
        assert await r.residents.topics(pair.older.id) == frozenset()


async def test_a_code_that_two_people_use_at_once_joins_one_of_them(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    there = an_address()
    maker = await a_resident(uow, address=there)
    code = code_hash(await a_code(uow, clock, there))
    guests = [an_address(Channel.WEB), an_address(Channel.WEB)]
    for each in guests:
        await a_resident(uow, address=each)
    outcomes = await asyncio.gather(*(link(uow, clock, BERLIN, code, each, Place.HERE) for each in guests))
    assert sorted(type(one).__name__ for one in outcomes) == ["Linked", "WrongCode"]
    async with uow.reading() as r:
        assert len(await r.links.accounts(maker.id)) == 2


async def test_two_chats_that_enter_each_others_code_are_joined_once(
    uow: SqlUnitOfWork, pair: Pair, clock: FakeClock
) -> None:
    await pair.meet()
    codes = [code_hash(await a_code(uow, clock, each)) for each in (pair.here, pair.there)]
    outcomes = await asyncio.gather(
        link(uow, clock, BERLIN, codes[0], pair.there, Place.HERE),
        link(uow, clock, BERLIN, codes[1], pair.here, Place.HERE),
    )
    assert sum(isinstance(one, Linked) for one in outcomes) == 1
    assert await pair.owners() == [pair.older.id, pair.older.id]


async def test_a_crash_in_the_middle_joins_nothing(
    uow: SqlUnitOfWork, pair: Pair, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await pair.meet((), ("all",))
    event = await a_kept_event(uow)
    for each in (pair.older, pair.newer):
        await register(uow, clock, a_request(event, each))

    async def dies(*_: object) -> None:
        raise RuntimeError("the power is gone")

    with monkeypatch.context() as patched:
        patched.setattr("storage.repositories.linking.SqlLinks.redirect", dies)
        with pytest.raises(RuntimeError, match="power"):
            await pair.joins()
    assert await pair.owners() == [pair.older.id, pair.newer.id]
    async with uow.reading() as r:
        assert len(await r.registrations.of_event(event.id)) == 2
        assert await r.residents.topics(pair.newer.id) == {"all"}
    await pair.joins()


async def test_a_used_code_is_unknown(uow: SqlUnitOfWork, pair: Pair, clock: FakeClock) -> None:
    await pair.meet()
    code = code_hash(await a_code(uow, clock, pair.there))
    third = an_address()
    await a_resident(uow, address=third)
    await link(uow, clock, BERLIN, code, pair.here, Place.HERE)
    assert await link(uow, clock, BERLIN, code, third, Place.HERE) == WrongCode()


async def test_the_newer_calendar_address_goes_on(uow: SqlUnitOfWork, pair: Pair, clock: FakeClock) -> None:
    await pair.meet()
    await new_feed_token(uow, clock, pair.older.id)
    clock.advance(timedelta(hours=1))
    await new_feed_token(uow, clock, pair.newer.id)
    await pair.joins()
    async with uow.reading() as r:
        assert await r.feed_tokens.created_at(pair.older.id) == clock()


async def test_a_chat_that_is_split_off_starts_anew_and_the_rest_stays(
    uow: SqlUnitOfWork, pair: Pair, clock: FakeClock
) -> None:
    await pair.meet(("all",), ("sport",))
    assert await split(uow, clock, pair.here) == NothingToSplit()
    event = await a_kept_event(uow)
    await register(uow, clock, a_request(event, pair.newer))
    await pair.joins()
    await a_sending(uow, await a_resident(uow, role=Role.COORDINATOR))
    outcome = await split(uow, clock, pair.here)
    assert isinstance(outcome, Split)
    alone = outcome.resident
    assert await pair.owners() == [pair.older.id, alone.id]
    assert (alone.language, alone.name) == ("de", "")
    assert await of(uow, event, pair.older) is not None
    assert await of(uow, event, alone) is None
    async with uow.writing() as w:
        assert await w.residents.topics(alone.id) == frozenset()
        (copy,) = await w.deliveries.claim(10, clock(), clock() + timedelta(minutes=1))
        assert copy.address == pair.there
    assert await split(uow, clock, pair.here) == NothingToSplit()


async def test_of_two_chats_that_part_at_once_one_keeps_everything(
    uow: SqlUnitOfWork, pair: Pair, clock: FakeClock
) -> None:
    await pair.meet(("all",))
    await pair.joins()
    outcomes = await asyncio.gather(split(uow, clock, pair.here), split(uow, clock, pair.there))
    assert sorted(type(one).__name__ for one in outcomes) == ["NothingToSplit", "Split"]
    assert (await pair.owners()).count(pair.older.id) == 1


@pytest.mark.parametrize("maker", [False, True])
async def test_whoever_is_being_forgotten_is_joined_with_nobody(
    uow: SqlUnitOfWork, pair: Pair, clock: FakeClock, maker: bool
) -> None:
    await pair.meet()
    leaver = pair.older if maker else pair.newer
    code = code_hash(await a_code(uow, clock, pair.there))
    assert isinstance(await begin_forgetting(uow, clock, leaver.id), Erasure)
    assert await link(uow, clock, BERLIN, code, pair.here, Place.HERE) == WrongCode()
    assert await pair.owners() == [pair.older.id, pair.newer.id]


async def test_no_chat_parts_from_whoever_is_being_forgotten(
    uow: SqlUnitOfWork, pair: Pair, clock: FakeClock
) -> None:
    await pair.meet()
    await pair.joins()
    erasure = await begin_forgetting(uow, clock, pair.older.id)
    assert isinstance(erasure, Erasure)
    assert await split(uow, clock, pair.here) == NothingToSplit()
    await forget(uow, clock, BERLIN, erasure)


async def test_what_waits_for_a_chat_that_is_split_off_is_not_sent_there(
    uow: SqlUnitOfWork, pair: Pair, clock: FakeClock
) -> None:
    await pair.meet(("all",))
    await pair.joins()
    await became_unreachable(uow, pair.there)
    await a_sending(uow, await a_resident(uow, role=Role.COORDINATOR))
    await split(uow, clock, pair.here)
    async with uow.writing() as w:
        assert await w.deliveries.claim(10, clock(), clock() + timedelta(minutes=1)) == []
