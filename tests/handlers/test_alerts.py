"""Owners read in their language what is wrong with the bot, and that it is over; nobody else does."""

from datetime import timedelta
from functools import partial

import pytest

from bot.alerts import Watch
from bot.channel_state import ChannelState, Failing, StandingBy, Starting, Working
from civic.data_ports import Erasure
from civic.forgetting import StillThere
from civic.residents import Channel
from civic.staff import InvitationKind
from tests.factories import a_resident
from tests.handlers.city import City, plain
from tests.handlers.conftest import NewPerson
from tests.handlers.test_announcements import staff

OWNER = InvitationKind.OWNER


async def test_in_german_and_arabic(city: City, new_person: NewPerson) -> None:
    german, arab = await staff(city, new_person, "de-DE", OWNER), await staff(city, new_person, "ar", OWNER)
    coordinator = await staff(city, new_person, "de-DE")
    watch = city.app.operation.watch
    watch.clock_is_late = lambda: False  # here it jumps
    watch.free = lambda folder: 1000
    await watch.look()
    assert await german.hears() == []  # a hiccup is no trouble
    await watch.look()
    city.clock.advance(timedelta(minutes=5))
    await watch.look()
    await german.follows(
        """
        < Die Festplatte ist fast voll. Ist sie ganz voll, kann sich niemand mehr anmelden.
        < Bemerkt am Dienstag, 1. Dezember 2026 um 10:00 Uhr.
        """,
        heard=await german.hears(),
    )
    (told,) = await arab.hears()
    assert plain(told.text).startswith("القرص ممتلئ تقريبًا")
    assert await coordinator.hears() == []
    watch.free = lambda folder: 10**12
    await watch.look()
    await watch.look()
    (over,) = await german.hears()
    assert "Alles wieder gut: Auf der Festplatte ist wieder Platz.\n\nBegonnen hatte es am" in over.text
    (over,) = await arab.hears()
    assert "عاد كل شيء إلى ما يرام" in over.text


async def test_after_a_restart_nothing_is_told_twice(
    city: City, new_person: NewPerson, sqlite_url: str
) -> None:
    owner = await staff(city, new_person, "de-DE", OWNER)
    # Before the restart, and after it with nothing in memory.
    for watch in (city.app.operation.watch, another(city)):
        watch.backup_is_late = lambda: True
        for _ in range(3):
            await watch.look()
    (told,) = await owner.hears()
    assert "keine neue Sicherung" in told.text


async def test_the_clock_the_queue_and_a_channel(city: City, new_person: NewPerson) -> None:
    owner = await staff(city, new_person, "en-US", OWNER)
    watch, now = another(city), city.clock()
    watch.clock_is_late = lambda: True
    watch.channels = lambda: {
        Channel.TELEGRAM.value: Failing("the server cannot be reached", now - timedelta(minutes=11)),
        Channel.WEB.value: Failing("the server cannot be reached", now - timedelta(minutes=9)),
    }
    for _ in range(2):
        await watch.look()
    heard = "\n".join(one.text for one in await owner.hears())
    assert "inner clock stands still" in heard
    assert "Telegram cannot be reached" in heard
    assert "web chat does not answer" not in heard
    watch.clock_is_late = lambda: False
    watch.channels = lambda: dict.fromkeys(("telegram", "web"), Working())
    await watch.look()
    heard = "\n".join(one.text for one in await owner.hears())
    assert "Telegram can be reached" in heard
    assert "inner clock is running" in heard


async def test_who_does_not_know_says_nothing(city: City, new_person: NewPerson) -> None:
    """A process that stands by, or has just begun, does not say that a failing channel works again."""
    owner = await staff(city, new_person, "en-US", OWNER)
    leading, other, now = another(city), another(city), city.clock()
    leading.channels = lambda: {"telegram": Failing("away", now - timedelta(minutes=11))}
    leading.backup_is_late = lambda: True
    for _ in range(2):
        await leading.look()
    (first, second) = await owner.hears()
    assert "Telegram cannot be reached" in first.text + second.text
    other.is_clock = lambda: False
    for state in (StandingBy(), Starting(), Failing("away", now - timedelta(minutes=9))):
        other.channels = partial(dict[str, ChannelState], telegram=state)
        for _ in range(2):
            await other.look()
    assert await owner.hears() == []
    other.channels = lambda: {"telegram": Working()}
    await other.look()
    (over,) = await owner.hears()
    assert "Telegram can be reached" in over.text


async def test_somebody_who_cannot_be_forgotten(
    city: City, new_person: NewPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*args: object) -> None:
        raise StillThere("delivery: 1")

    monkeypatch.setattr("civic.forgetting.forget", fails)
    owner, uow, watch = await staff(city, new_person, "de-DE", OWNER), city.app.services.uow, another(city)
    watch.clock_is_late = lambda: False
    resident = await a_resident(uow)
    for minutes, troubles in ((60, 0), (61, 1)):
        async with uow.writing() as w:
            person = await w.personal_data.person(resident.id)
            asked = city.clock() - timedelta(minutes=minutes)
            erasure = await w.erasures.add(Erasure(0, person, "de", asked))
            await w.commit()
        for _ in range(2):
            await watch.look()
        heard = await owner.hears()
        assert len(heard) == troubles
        if not troubles:
            async with uow.writing() as w:
                await w.erasures.end(erasure.id)
                await w.commit()
    assert "Löschung der eigenen Daten" in heard[0].text


def another(city: City) -> Watch:
    """One that remembers nothing."""
    used = city.app.operation.watch
    return Watch(
        used.uow,
        used.clock,
        used.channels,
        used.clock_is_late,
        used.backup_is_late,
        used.ring,
        used.trust,
        used.folders,
    )
