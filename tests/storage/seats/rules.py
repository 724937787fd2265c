"""What must hold after each step of a story."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from civic.announcements import DeliveryStatus
from civic.events import Event, awaits_draw, takes_place
from civic.notices import NoticeKind
from civic.offer_times import offer_times, offers_end
from civic.registrations import ENDED, Registration, RegistrationStatus, speaks_for
from civic.told import differs
from civic.told import snapshot as snapshot_of
from tests.factories import BERLIN
from tests.storage.seats.world import World

CONFIRMED, WAITING = RegistrationStatus.CONFIRMED, RegistrationStatus.WAITING
OFFERED, PASSED = RegistrationStatus.OFFERED, RegistrationStatus.PASSED
PENDING = RegistrationStatus.PENDING


@dataclass(frozen=True)
class Snapshot:
    """Everything that counts, at one moment."""

    event: Event
    all: dict[int, Registration]
    last_notice: int

    @property
    def in_use(self) -> int:
        """Seats that are taken or offered."""
        seated = sum(one.people for one in self.all.values() if one.status is CONFIRMED)
        return seated + sum(one.offered for one in self.all.values())

    def waiting(self) -> list[Registration]:
        """The waiting list in its order."""
        found = [one for one in self.all.values() if one.status is WAITING]
        return sorted(found, key=lambda one: one.queue)


async def snapshot(world: World, last_notice: int = 0) -> Snapshot:
    """How it is now."""
    rows = await world.notices(last_notice)
    newest = rows[-1].id if rows else last_notice
    return Snapshot(await world.event(), await world.registrations(), newest)


async def check(world: World, before: Snapshot, *, settled: bool, alone: bool = True) -> Snapshot:
    """AssertionError where a rule is broken. Returns how it is now.

    `settled`: it was the tick that did something; not `alone`: two things happened, so that what came in
    between cannot be seen from the ends.
    """
    after = await snapshot(world, before.last_notice)
    _seats(before, after)
    _nobody_twice(after, world.clock())
    _nobody_overtaken(before, after)
    if alone:
        _nobody_waits_for_nothing(world, after, settled=settled)
    if alone:
        await _told_exactly_once(world, before, after, settled=settled)
    return after


def _seats(before: Snapshot, after: Snapshot) -> None:
    """More seats are never in use than there are; what was in use before a lowering may stay, not grow."""
    assert after.in_use <= max(after.event.seats, before.in_use)


def _nobody_twice(after: Snapshot, now: datetime) -> None:
    """One registration for each resident, one code for each registration; an offer is open or it is not."""
    residents = [one.resident_id for one in after.all.values() if one.resident_id is not None]
    assert len(residents) == len(set(residents))
    assert len({one.code for one in after.all.values()}) == len(after.all)
    for one in after.all.values():
        assert 0 <= one.offered <= one.people
        assert (one.status is OFFERED) == (one.offered > 0) == (one.offer_until is not None)
        assert one.offer_until is None or one.offer_until <= max(offers_end(after.event), now)
    waiting = after.waiting()
    assert len({one.queue for one in waiting}) == len(waiting)


def _nobody_overtaken(before: Snapshot, after: Snapshot) -> None:
    """Nobody who waits, and would have fitted, stands before somebody who was served in this step."""
    if awaits_draw(before.event):
        return
    still = [one for one in after.waiting() if _waited(before, one)]
    for one in after.all.values():
        earlier = before.all.get(one.id)
        was_waiting = earlier is not None and earlier.status is WAITING
        if one.status is OFFERED and was_waiting:
            passed_over = [w for w in still if w.queue < one.queue and w.people <= one.offered]
            assert not passed_over
        came = earlier is None or earlier.status in ENDED or earlier.status is PENDING
        if one.status is CONFIRMED and came and one.resident_id is not None:
            assert not still, "a newcomer was seated before those who wait"


def _waited(before: Snapshot, one: Registration) -> bool:
    earlier = before.all.get(one.id)
    return earlier is not None and earlier.status is WAITING and earlier.queue == one.queue


def _nobody_waits_for_nothing(world: World, after: Snapshot, *, settled: bool) -> None:
    """While anything can be offered, nobody waits who would fit; after a tick nobody waits at a free seat."""
    now = world.clock()
    possible = takes_place(after.event, now) and offer_times(after.event, now, BERLIN) is not None
    if possible and not awaits_draw(after.event):
        free = after.event.seats - after.in_use
        assert all(one.people > free for one in after.waiting())
        assert not settled or free <= 0 or not after.waiting()


async def _told_exactly_once(world: World, before: Snapshot, after: Snapshot, *, settled: bool) -> None:
    """Each change that others made to somebody's seat is one notice, and there is no other notice."""
    drawn = before.event.drawn_at is None and after.event.drawn_at is not None
    expected: Counter[tuple[int | None, str, int]] = Counter()
    for one in after.all.values():
        was = before.all.get(one.id)
        for kind in _news(was, one, world.clock(), drawn=drawn):
            expected[speaks_for(one), kind.value, one.id] += 1
        if was is not None and _hears_of_change(world, before.event, after.event, was, one):
            expected[one.resident_id, NoticeKind.EVENT_CHANGED.value, one.id] += 1
        if settled and _lapsed(before.all.get(one.id), one):
            expected[speaks_for(one), NoticeKind.OFFER_LAPSED.value, one.id] += 1
    told = Counter(
        (row.resident_id, row.kind, row.subject_id)
        for row in await world.notices(before.last_notice)
        if row.status != DeliveryStatus.SKIPPED.value
    )
    assert told == expected


def _hears_of_change(world: World, before: Event, now: Event, was: Registration, one: Registration) -> bool:
    """Whoever has or awaits a seat when the event is moved, and whoever comes back and does not know yet."""
    moved = differs(snapshot_of(before), now) and takes_place(now, world.clock()) and was.status not in ENDED
    back = was.status in (PASSED, OFFERED) and one.status not in ENDED and one.queue > was.queue
    return one.resident_id is not None and (moved or back) and differs(one.told, now)


def _news(was: Registration | None, one: Registration, now: datetime, *, drawn: bool) -> list[NoticeKind]:
    status = was.status if was else None
    news = []
    if status is PENDING and one.status in (CONFIRMED, WAITING, OFFERED):
        news.append(NoticeKind.ACCEPTED)
    if status is PENDING and one.status is RegistrationStatus.DECLINED:
        news.append(NoticeKind.DECLINED)
    if drawn and status is WAITING and one.status in (CONFIRMED, WAITING):
        news.append(NoticeKind.SEAT_FREED if one.status is CONFIRMED else NoticeKind.DRAWN_OUT)
    if one.status is OFFERED and _is_new_offer(was, one, now):
        news.append(NoticeKind.SEAT_OFFERED)
    return news


def _lapsed(was: Registration | None, one: Registration) -> bool:
    went_on = was is not None and was.status is OFFERED and one.status is PASSED
    return went_on and "unreachable" not in one.told


def _is_new_offer(was: Registration | None, one: Registration, now: datetime) -> bool:
    if was is None or was.offer_until is None or one.offer_until is None:
        return True
    shortened = now < one.offer_until < was.offer_until
    return one.offered > was.offered or one.offer_until > was.offer_until or shortened
