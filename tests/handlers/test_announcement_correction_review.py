"""Corrections that a second person reads, in the languages of the staff: notices, numbers, other ways out."""

from datetime import timedelta

from tests.handlers.city import City, Person, plain
from tests.handlers.conftest import NewPerson
from tests.handlers.test_announcement_changes import _reader, _send, fifty_more
from tests.handlers.test_announcements import staff


async def _asks_to_correct(author: Person) -> None:
    await author.follows("""
        > [Report]
        > [Correct]
        > [Change a text]
        > [English: text]
        > On Monday at ten.
        > [Correct it for everybody]
        < 1 colleague has been asked to read it.
        < It is corrected for everybody once somebody has approved it. I will tell you.
    """)


async def test_an_arab_colleague_is_asked_and_asked_again(
    city: City, coordinator: Person, new_person: NewPerson
) -> None:
    reader = await _reader(new_person, "en-US")
    await _send(coordinator, "On Sunday at ten.")
    colleague = await staff(city, new_person, "ar")
    await reader.hears()
    await _asks_to_correct(coordinator)
    (asked,) = await colleague.hears()
    assert "يريد زميل تصحيح الإعلان المُرسل «News»" in plain(asked.text)
    assert "تم تغييره: English" in plain(asked.text)
    city.clock.advance(timedelta(hours=24))
    city.app.rounds.ring()
    (late,) = await colleague.hears()
    assert "ما زال تصحيح «News» ينتظر الموافقة ولم يجب أحد بعد" in plain(late.text)
    await coordinator.follows("""
        > [Report]
        > [Read the correction]
        < On Monday at ten.
        < You wrote this. Somebody else decides.
        <! Approve
    """)
    await colleague.taps(late.labels[0])
    await colleague.follows("""
        > [الموافقة]
        < شخص واحد
    """)
    await coordinator.follows(
        """
        < Your correction of “News” is approved. Everybody's message is being corrected.
        < Done: 1
        """,
        await coordinator.hears(),
    )
    (now,) = await reader.hears()
    assert "On Monday at ten." in now.text


async def test_what_is_edited_or_taken_back_is_not_approved(
    city: City, coordinator: Person, new_person: NewPerson
) -> None:
    reader = await _reader(new_person, "en-US")
    await _send(coordinator, "On Sunday at ten.")
    colleague = await staff(city, new_person, "en-US")
    await reader.hears()
    await _asks_to_correct(coordinator)
    await colleague.follows(
        """
        < A colleague would like to correct “News”, which has been sent.
        < Changed: English
        > [Read it]
        < English, as it was sent. Below it the correction:
        < On Sunday at ten.
        < On Monday at ten.
        < May it be corrected like this for everybody?
        """,
        await colleague.hears(),
    )
    # From an older card, while somebody reads it.
    await coordinator.follows("""
        > [Change a text]
        > [English: text]
        > Free beer.
        < nobody has seen it yet
    """)
    await colleague.follows("""
        > [Approve]
        < has changed or has been sent
        > [Read it]
        < This correction is no longer waiting for approval.
    """)
    await coordinator.follows("""
        > [Correct it for everybody]
        < 1 colleague has been asked to read it.
        > [Take the request back]
        < nobody has seen it yet
        > [Take the request back]
        < This correction is no longer waiting for approval.
    """)
    assert await reader.hears() == []


async def test_the_approver_of_many_copies_writes_their_number(
    city: City, coordinator: Person, new_person: NewPerson
) -> None:
    await _reader(new_person, "en-US")
    await _send(coordinator, "On Sunday at ten.")
    await coordinator.hears()
    await fifty_more(city)
    colleague = await staff(city, new_person, "en-US")
    await _asks_to_correct(coordinator)
    await colleague.follows(
        """
        > [Read it]
        < 51 people have got this message.
        > [Approve]
        < To confirm, please write the number: 51
        > 51 people
        < To confirm, please write the number: 51
        > 51
        < It is being corrected for 51 people.
        """,
        await colleague.hears(),
    )
