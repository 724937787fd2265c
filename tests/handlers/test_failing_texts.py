"""A message whose text cannot be made: the others go out, it is tried again less and less, then given up."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import col, select

from bot import deliverer
from bot.deliverer import FIRST_WAIT, GIVE_UP_AFTER, LONGEST_WAIT
from civic.announcements import DeliveryStatus
from civic.event_changes import call_off
from civic.notices import Notice, NoticeKind
from handlers.notices import notice_screen
from handlers.screen import Screen
from handlers.services import Services
from storage.tables.messages import NoticeRow
from tests.handlers.city import City, Person
from tests.handlers.conftest import NewPerson
from tests.handlers.test_event_messages import a_cafe, statuses
from tests.handlers.test_registering import register


class Broken:
    """Makes no text for one person until it is mended; counts how often it was asked."""

    def __init__(self, resident_id: int) -> None:
        self.resident_id, self.tries, self.mended = resident_id, 0, False

    async def screen(self, services: Services, notice: Notice) -> Screen | None:
        if notice.resident_id == self.resident_id and not self.mended:
            self.tries += 1
            raise LookupError("Ada Beispiel needs a ramp")
        return await notice_screen(services, notice)


async def broken_for_the_first(
    city: City, resident: Person, new_person: NewPerson, monkeypatch: pytest.MonkeyPatch
) -> tuple[Broken, Person]:
    """Two people have seats at an event that is called off; the first one's message cannot be made."""
    event = await a_cafe(city)
    await register(resident, "Sewing", "Ada")
    other = await new_person("en-GB")
    await register(other, "Sewing", "Omar")
    broken = Broken(1)
    monkeypatch.setattr(deliverer, "notice_screen", broken.screen)
    assert await call_off(city.app.services.uow, city.clock, event.id)
    return broken, other


async def next_try(city: City) -> datetime:
    """When the message that cannot be made is due again."""
    waiting = select(NoticeRow.claimable_at).where(col(NoticeRow.status) == DeliveryStatus.OPEN.value)
    async with city.app.database.reading() as session:
        due = (await session.exec(waiting)).one()
    assert due is not None
    return due


@pytest.mark.faults
async def test_others_hear_and_the_broken_one_is_given_up_after_a_day(
    city: City,
    resident: Person,
    new_person: NewPerson,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    broken, other = await broken_for_the_first(city, resident, new_person, monkeypatch)
    heard, *_ = await other.hears()
    assert "this event has been cancelled" in heard.text
    assert await resident.hears() == []
    assert broken.tries == 1
    pauses, last = [], city.clock()
    while "open" in await statuses(city, NoticeKind.EVENT_CANCELLED):
        due, before = await next_try(city), broken.tries
        city.clock.now = due - timedelta(seconds=1)
        await city.app.deliverer.tick()
        assert broken.tries == before
        city.clock.now = due
        await city.app.deliverer.tick()
        pauses.append(due - last)
        last = due
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (FIRST_WAIT, LONGEST_WAIT)
    assert 10 < broken.tries < 20
    assert sum(pauses, timedelta(0)) < GIVE_UP_AFTER + LONGEST_WAIT
    assert sorted(await statuses(city, NoticeKind.EVENT_CANCELLED)) == ["refused", "sent"]
    assert "LookupError at" in caplog.text
    assert "Ada" not in caplog.text


@pytest.mark.faults
async def test_what_is_mended_in_time_arrives_once(
    city: City, resident: Person, new_person: NewPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, _ = await broken_for_the_first(city, resident, new_person, monkeypatch)
    assert await resident.hears() == []
    broken.mended = True
    assert await resident.hears() == []
    city.clock.advance(FIRST_WAIT)
    heard, *_ = await resident.hears()
    assert "this event has been cancelled" in heard.text
    assert await resident.hears() == []
