"""The digest at any time and once a week, and the gap report behind it."""

from datetime import UTC, datetime, timedelta

from tests.handlers.city import City, Person
from tests.handlers.conftest import NewPerson


async def hand_over_all(new_person: NewPerson, *questions: str) -> None:
    """Each question from somebody else."""
    for question in questions:
        person = await new_person("en-US")
        await person.start()
        await person.follows("""
            > /privacy
            > [My consents]
            > [Questions: yes, count them]
            < You: yes, since Tuesday, December 1, 2026
        """)
        await person.says(question)
        await person.taps("Pass my question to a person")


async def test_a_line_and_a_button_for_everything(
    city: City, coordinator: Person, new_person: NewPerson
) -> None:
    await city.event(titles={"en": "Café"}, seats=5)
    await hand_over_all(new_person, "How do I renew my passport?", "Which bus goes to Trier at night?")
    city.clock.advance(timedelta(days=3))
    await coordinator.follows("""
        > /today
        < How things stand on Friday, December 4, 2026:
        < • 2 open questions, the oldest for 3 days
        < • 1 coming event, 0 of 5 seats taken
        <! Missing translations
        < • No subject that several people asked about in vain
        > [Inbox]
        < 2 open questions
        > [Our events]
        < Café
        > [Gap report]
        < no subject without an answer was asked about by 3 people or more
    """)


async def test_the_gap_report_names_no_single_person(
    city: City, coordinator: Person, new_person: NewPerson
) -> None:
    await hand_over_all(
        new_person,
        "How do I renew my passport? I am Anna Schmidt",
        "Renew a passport, where?",
        "Passport expired, please renew it",
        "Which bus goes to Trier at night?",
    )
    resident = await new_person("en-US")
    await resident.start()
    await resident.says("How many local groups are in the Engagierte Stadt network?")
    await coordinator.follows("""
        > /today
        < • 1 subject that several people asked about in vain
        > [Gap report]
        < renew · passport: fewer than 5 people (English <5)
        <! Schmidt
        < 79 answers were not shown to anybody since 2026-12:
    """)
    await coordinator.follows("> /staff\n> [Today]\n> [Gap report]\n<! Trier")


async def test_once_a_week_at_the_chosen_time(city: City, coordinator: Person) -> None:
    await coordinator.follows("""
        > /today
        > [When to send me this]
        < Your next weekly message comes on Monday, December 7, 2026 at 09:00
        > [Thursday]
        < Thursday: at what time?
        > [15:00]
        < Your next weekly message comes on Thursday, December 3, 2026 at 15:00
    """)
    city.clock.now = datetime(2026, 12, 3, 13, 59, tzinfo=UTC)
    assert await coordinator.hears() == []
    city.clock.now = datetime(2026, 12, 3, 14, 0, tzinfo=UTC)
    (digest,) = await coordinator.hears()
    assert "How things stand on Thursday, December 3, 2026" in digest.text
    city.clock.advance(timedelta(days=5))
    assert await coordinator.hears() == []
    await coordinator.follows("""
        > [When to send me this]
        > [Not at all]
        < You get no weekly message.
    """)
    city.clock.advance(timedelta(days=30))
    assert await coordinator.hears() == []
