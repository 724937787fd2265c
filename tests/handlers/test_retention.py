"""What people see of retention: a warning before they are forgotten, old announcements, a failing rule."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from aiohttp import ClientSession

from civic import keeping
from civic.retention_periods import Rule
from civic.staff import InvitationKind
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import a_resident
from tests.fakes import FakeClock
from tests.handlers.city import City, Person
from tests.handlers.conftest import NewPerson
from tests.handlers.held_buttons import tap
from tests.retention import a_sent

DAY = timedelta(days=1)


@pytest.fixture
async def city(sqlite_url: str, clock: FakeClock) -> AsyncIterator[City]:
    """The page is remembered as long as its people."""
    city = await City.open(sqlite_url, clock, transcript_days=365)
    yield city
    await city.close()


async def later(city: City, days: int) -> None:
    city.clock.advance(days * DAY)
    await city.app._clean()


async def test_whoever_is_silent_is_asked_in_their_language(city: City, new_person: NewPerson) -> None:
    german, arab, ukrainian = [await new_person(one) for one in ("de-DE", "ar", "uk-UA")]
    for person in (german, arab, ukrainian):
        await person.start("topic_all")
    await later(city, 334)
    assert await german.hears() == []
    await later(city, 1)
    await german.follows(
        """
        < Wir haben lange nichts voneinander gehört.
        < Am Mittwoch, 1. Dezember 2027 lösche ich, was ich über Sie weiß
        < Möchten Sie bleiben?
        > [Ja, ich bleibe]
        < Das freut mich. Alles bleibt, wie es ist.
        """,
        await german.hears(),
    )
    await arab.follows(
        """
        < مضى وقت طويل دون أن نتواصل.
        < هل تودّون البقاء؟
        > أهلًا
        <! سأحذف
        """,
        await arab.hears(),
    )
    await ukrainian.follows("< Ми давно не спілкувалися.\n< Так, я залишаюся", await ukrainian.hears())
    await later(city, 30)
    async with city.app.services.uow.reading() as r:
        left = [await r.signs.of(number) is not None for number in (1, 2, 3)]
    assert left == [True, True, False]
    assert await german.hears() == []
    assert "автоматичний помічник" in "".join(line.text for line in await ukrainian.start()), "as at first"


async def _tap(person: Person, data: str) -> str:
    await person.hears()
    return "\n".join(line.text for line in await tap(person, data))


async def test_an_old_announcement_is_neither_corrected_nor_asked_about(
    city: City, coordinator: Person, resident: Person
) -> None:
    uow = SqlUnitOfWork(city.app.database, city.clock)
    author = await a_resident(uow)
    await a_resident(uow, topics=("culture",))
    sent = await a_sent(uow, author, city.clock())
    assert "so long ago" not in await _tap(coordinator, f"a_fix:{sent.id}")
    await later(city, 90)
    for data in (f"a_fix:{sent.id}", f"a_recall:{sent.id}"):
        assert "so long ago that I no longer keep who got it" in await _tap(coordinator, data)
    assert "This button is no longer in use" in await _tap(resident, f"a_ask:{sent.id}")
    assert "Recipients: 1\nDelivered: 1" in await _tap(coordinator, f"a_report:{sent.id}")


async def test_owners_are_told_of_a_rule_that_fails(
    city: City, new_person: NewPerson, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    owner = await new_person("de-DE")
    await owner.start(f"staff_{await city.invitation(InvitationKind.OWNER)}")
    await owner.taps("Annehmen")
    works = keeping.run_rule
    # The one of each hour would run the rules too, at some moment in between.
    await city.app.bells.stop()

    async def fails(*given: object) -> int:
        if Rule.NEEDS in given:
            raise OSError("the disk")
        return await works(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(keeping, "run_rule", fails)
    for hours in (0, 24):
        city.clock.advance(timedelta(hours=hours))
        with pytest.raises(ExceptionGroup):
            await city.app._clean()
    told = "< Seit mehr als einem Tag kann ich alte Daten nicht löschen: needs"
    await owner.follows(told, await owner.hears())
    assert (await _health(city))["retention"] == "failing since 2026-12-01T09:00:00+00:00: needs"
    monkeypatch.setattr(keeping, "run_rule", works)
    with caplog.at_level("INFO", "bot.cleaning"):
        await later(city, 30)
    assert (await _health(city))["retention"].startswith("ok, last run ")
    logged = [record.getMessage() for record in caplog.records if record.name == "bot.cleaning"]
    assert [line.partition(": ")[0] for line in logged] == ["deleted what is past its period"]


async def _health(city: City) -> dict[str, str]:
    async with ClientSession() as session, session.get(f"{city.url}/health/ready") as response:
        found: dict[str, str] = await response.json()
    return found
