"""What was sent is corrected and taken back in front of its readers' eyes, in their languages."""

from dataclasses import replace
from datetime import timedelta

import pytest

from civic.announcement_readiness import UNDO_WINDOW
from civic.announcements import AnnouncementStatus, DeliveryStatus
from civic.delivery_outcomes import Settled
from civic.residents import Channel
from tests.factories import a_resident, an_address
from tests.handlers.city import City, Person, plain
from tests.handlers.conftest import NewPerson
from tests.handlers.transcript import Stage
from tests.pictures import picture


async def _reader(new_person: NewPerson, tag: str) -> Person:
    person = await new_person(tag)
    await person.start("topic_all")
    await person.agrees_to_news()
    return person


async def _send(coordinator: Person, english: str, german: str = "", *, photo: bool = False) -> None:
    await coordinator.says("/announce")
    await coordinator.says("News")
    await coordinator.says(english)
    if german:
        await coordinator.taps("Text in a language")
        await coordinator.taps("Deutsch")
        await coordinator.says("Neues")
        await coordinator.says(german)
    if photo:
        await coordinator.taps("Picture")
        await coordinator.sends(picture())
        await coordinator.says("A lamp.")
        await coordinator.taps("Back")
    await coordinator.taps("Send now")
    await coordinator.taps("Yes, send")
    coordinator.city.clock.advance(UNDO_WINDOW)


async def fifty_more(city: City) -> None:
    """Who have the announcement, too; nobody of them has the page open."""
    services = city.app.services
    async with services.uow.reading() as r:
        (one,) = await r.announcements.recent(1)
    for _ in range(50):
        await a_resident(services.uow, address=an_address(Channel.WEB), topics=["all"])
    async with services.uow.writing() as w:
        assert await w.deliveries.plan(one) == 50
        await w.announcements.update(replace(one, status=AnnouncementStatus.SENDING))
        for copy in await w.deliveries.claim(99, city.clock(), city.clock()):
            await w.outcomes.settle([Settled(copy.id, DeliveryStatus.SENT, "", 1, city.clock())])
        await w.announcements.update(one)
        await w.commit()


@pytest.mark.parametrize("photo", [False, True])
async def test_a_correction_reaches_everybody_in_place(
    city: City, coordinator: Person, new_person: NewPerson, photo: bool
) -> None:
    german, arab = await _reader(new_person, "de-DE"), await _reader(new_person, "ar")
    await _send(coordinator, "On Sunday at ten.", "Am Sonntag um zehn.", photo=photo)
    (first,), (other,) = await german.hears(), await arab.hears()
    assert "Am Sonntag um zehn." in first.text
    stage = Stage("A correction")
    for name, person in (("Coordinator", coordinator), ("German", german), ("Arab", arab)):
        stage.enters(name, person)
    await stage.plays(
        "Coordinator",
        """
        > [Report]
        > [Correct]
        < nobody has seen it yet
        < 2 people have got this message
        > [Correct it for everybody]
        < Correct the message of 2 people now?
        > [Yes, correct it]
        < Nothing is different yet
        > [Change a text]
        > [English: text]
        < Until now it reads:
        > On Monday at ten.
        < Does not match the new text yet, its readers would get another language: Deutsch
        > [Change a text]
        > [Deutsch: text]
        > Am Montag um zehn.
        <! Does not match
        > [Preview]
        < Am Montag um zehn.
        > [Correct it for everybody]
        > [Yes, correct it]
        < It is being corrected for 2 people
        < Done: 2
        < Still to be done: 0
        """,
    )
    (now,), (elsewhere,) = await german.hears(), await arab.hears()
    assert now.id == first.id
    assert "Am Montag um zehn." in plain(now.text)
    assert "Berichtigt am Di., 1. Dez." in plain(now.text)
    assert elsewhere.id == other.id
    assert "On Monday at ten." in elsewhere.text
    assert "صُحّح" in plain(elsewhere.text)
    assert (now.photo is not None) is photo
    assert now.labels == first.labels
    stage.keep(f"announcement-correction{'-picture' if photo else ''}.txt")


async def test_the_other_languages_may_still_fit(
    city: City, coordinator: Person, new_person: NewPerson
) -> None:
    german = await _reader(new_person, "de-DE")
    await _send(coordinator, "On Sunday at tenn.", "Am Sonntag um zehn.")
    await german.hears()
    await coordinator.follows("""
        > [Report]
        > [Correct]
        > [Change a text]
        > [English: text]
        > On Sunday at ten.
        < Does not match the new text yet
        > [The other languages still fit]
        <! Does not match the new text yet
        > [Correct it for everybody]
        > [Yes, correct it]
        < It is being corrected for 1 person
    """)
    (now,) = await german.hears()
    assert "Am Sonntag um zehn." in now.text


async def test_a_recall_deletes_it(city: City, coordinator: Person, new_person: NewPerson) -> None:
    german = await _reader(new_person, "de-DE")
    await _send(coordinator, "Free beer.", "Freibier.")
    (news,) = await german.hears()
    await coordinator.follows("""
        > [Report]
        > [Take back]
        < Take the message back from 1 person?
        <! older than 48 hours
        > [Yes, take it back]
        < It is being taken back from 1 person
        < Done: 1
        > [Correct]
        < has not been sent, or it has been taken back already
    """)
    async with german.session.get(f"{city.url}/chat/events", params={"after": news.seq}) as response:
        lines = (await response.json())["messages"]
    assert [one["deleted"] for one in lines if one["id"] == news.id] == [True]


async def test_what_is_older_than_two_days_is_replaced(
    city: City, coordinator: Person, new_person: NewPerson
) -> None:
    arab = await _reader(new_person, "ar")
    await _send(coordinator, "Free beer.")
    (news,) = await arab.hears()
    city.clock.advance(timedelta(hours=49))
    await coordinator.follows("""
        > [Report]
        > [Take back]
        < For 1 of them it is older than 48 hours
        > [Yes, take it back]
        < It is being taken back
    """)
    (now,) = await arab.hears()
    assert now.id == news.id
    assert now.labels == []
    assert "Free beer" not in now.text
    assert "سُحبت" in plain(now.text)


async def test_above_fifty_the_number_is_written(
    city: City, coordinator: Person, new_person: NewPerson
) -> None:
    await _reader(new_person, "en-US")
    await _send(coordinator, "On Sunday.")
    await coordinator.hears()
    await fifty_more(city)
    await coordinator.follows("""
        > [Report]
        > [Take back]
        < To confirm, please write the number: 51
        > 50
        < To confirm, please write the number: 51
        > ٥١
        < It is being taken back from 51 people
        < Done: 1
        < Not reachable: 50
    """)


async def test_a_resident_cannot_correct(city: City, coordinator: Person, resident: Person) -> None:
    await resident.says("/news")
    await resident.taps("Everything")
    await resident.taps("Yes, 16 or older")
    await _send(coordinator, "On Sunday.")
    (news,) = await resident.hears()
    await resident.post("taps", {"message": news.id, "data": "a_recall_yes:1"})
    assert await resident.hears() == []


async def test_a_text_as_long_as_it_was_sent_can_be_corrected(
    city: City, coordinator: Person, new_person: NewPerson
) -> None:
    reader = await _reader(new_person, "en-US")
    await _send(coordinator, f"{'x' * 3800} tenn.")
    await reader.hears()
    await coordinator.taps("Report")
    await coordinator.taps("Correct")
    await coordinator.taps("Change a text")
    await coordinator.taps("English: text")
    await coordinator.says(f"{'x' * 3800} ten.")
    await coordinator.taps("Correct it for everybody")
    await coordinator.taps("Yes, correct it")
    (now,) = await reader.hears()
    assert " ten." in now.text
