"""Coordinators write knowledge: alone or two of them, for others who asked, until a day, and take it back."""

import pytest

from civic.staff import InvitationKind
from tests.handlers.city import City, Line, Person
from tests.handlers.conftest import NewPerson

QUESTION = "How do I renew my passport?"
JUST_SAVED = """
    > /inbox
    > [How do I renew]
    > [Answer]
    > At the town hall, room 5.
    > [Send]
    < on its way
    > [Save it for others, too]
    < it answers nobody yet
    < It was asked like this:
    <! please reword it
    < Please write the question so that it suits everybody
"""
WORDED = """
    > [Question]
    <! passport
    > How do I renew my passport?
    < please reword it
"""
SAVED = JUST_SAVED + WORDED
PUBLISHED = """
    > [Publish]
    < room 5
    < There is no colleague who could approve it.
    > [Yes, publish]
    < Published.
"""


async def asks(new_person: NewPerson, question: str = QUESTION) -> Person:
    """Somebody who reads English and passes a question on."""
    person = await new_person("en-US")
    await person.start()
    await person.says(question)
    await person.taps("Pass my question to a person")
    return person


async def answer_to(new_person: NewPerson, question: str = QUESTION) -> Line:
    """What the next one who asks gets."""
    person = await new_person("en-US")
    await person.start()
    return (await person.says(question))[0]


async def test_alone_it_takes_one_confirmation(coordinator: Person, new_person: NewPerson) -> None:
    await asks(new_person)
    await coordinator.follows(SAVED)
    await coordinator.follows(PUBLISHED)
    await coordinator.follows("""
        > [Our answers]
        < ✓ How do I renew my passport?
        > [How do I renew]
        < Version 1, released without approval: there was no colleague.
    """)
    answer = await answer_to(new_person)
    assert "At the town hall, room 5." in answer.text
    assert "Source: Coordinators of Stadt Kaiserslautern" in answer.text
    assert "Initiative" not in answer.text
    assert answer.labels == ["This helped", "Ask a person"]


async def test_who_asked_the_same_is_proposed_and_told_once(
    coordinator: Person, new_person: NewPerson
) -> None:
    await asks(new_person)
    same = await asks(new_person, "Where can I renew the passport of my son?")
    other = await asks(new_person, "Which bus goes to Trier at night?")
    await coordinator.follows(SAVED)
    await coordinator.follows("""
        > /staff
        > [Our answers]
        > [How do I renew]
        > [Who asked the same (0)]
    """)
    (proposed,) = [one for one in coordinator.newest.values() if one.button("of my son")][-1:]
    assert "of my son" in proposed.labels[0]
    await coordinator.follows("""
        > [of my son]
        < ✓ English: Where can I renew
        > [of my son]
        <! ✓
        > [of my son]
        > [Continue]
        < Who asked the same (1)
    """)
    await coordinator.follows(PUBLISHED)
    (told,) = await same.hears()
    assert "of my son" in told.text
    assert "At the town hall, room 5." in told.text
    assert await other.hears() == []
    await coordinator.follows("> /inbox\n< 1 open question")


async def test_saving_proposes_by_itself(coordinator: Person, new_person: NewPerson) -> None:
    await asks(new_person)
    await asks(new_person)
    await coordinator.follows(JUST_SAVED + "\n< Who asked the same? Tap to tick.")


async def test_whoever_asked_after_publishing_is_told_by_a_tap(
    coordinator: Person, new_person: NewPerson
) -> None:
    await asks(new_person)
    late = await asks(new_person, "Does somebody here know about papers for travelling?")
    await coordinator.follows(SAVED)
    await coordinator.follows(PUBLISHED)
    await coordinator.follows("""
        > [Our answers]
        > [How do I renew]
        > [Who asked the same (0)]
        > [papers for]
        < Tell 1 person now
        > [Tell 1 person now]
        < 1 person is told now.
        > [Tell 1 person now]
        < This button is no longer in use.
    """)
    (told,) = await late.hears()
    assert "At the town hall, room 5." in told.text


async def test_a_day_until_which_it_is_valid(city: City, coordinator: Person, new_person: NewPerson) -> None:
    await asks(new_person)
    await coordinator.follows(SAVED)
    await coordinator.follows("""
        > [Valid until …]
        > 31.2.2027
        < I need a day that is not over
        > 30.11.2026
        < I need a day that is not over
        > 31.12.2026
        < Valid until Thursday, December 31, 2026
        > [Valid until …]
        > [No date]
        <! Valid until Thursday
        > [Valid until …]
        > ٣١.١٢.٢٠٢٦
        < Valid until Thursday, December 31, 2026
    """)
    await coordinator.follows(PUBLISHED)
    assert "out of date" not in (await answer_to(new_person)).text
    city.clock.now = city.clock.now.replace(year=2027)
    assert "Careful: this information may be out of date." in (await answer_to(new_person)).text


async def test_an_answer_is_taken_back(coordinator: Person, new_person: NewPerson) -> None:
    asker = await asks(new_person)
    await coordinator.follows(SAVED)
    await coordinator.follows(PUBLISHED)
    await asker.hears()
    await coordinator.follows("""
        > [Our answers]
        > [How do I renew]
        > [Withdraw]
        < 1 person got it.
        > [Withdraw and tell the askers]
        < Withdrawn.
        < 1 person is told now.
        > [Our answers]
        < ✕ How do I renew
    """)
    (told,) = await asker.hears()
    assert "no longer holds" in told.text
    assert "do not want to guess" in (await answer_to(new_person)).text


async def test_a_draft_is_thrown_away(coordinator: Person, new_person: NewPerson) -> None:
    await asks(new_person)
    await coordinator.follows(SAVED)
    await coordinator.follows("""
        > [Throw away]
        > [No]
        > [Throw away]
        > [Yes, throw it away]
        < The draft is gone.
        > [Yes, throw it away]
        < The draft is gone.
        > /staff
        > [Our answers]
        < no answers of your own yet
    """)


async def test_wanting_a_person_counts_as_not_helpful(
    city: City, coordinator: Person, new_person: NewPerson
) -> None:
    await asks(new_person)
    await coordinator.follows(SAVED)
    await coordinator.follows(PUBLISHED)
    person = await new_person("en-US")
    await person.start()
    await person.says(QUESTION)
    await person.follows("> [Ask a person]\n< I store your question")
    await person.follows("> [Pass my question to a person]\n< I have passed your question on")
    async with city.app.services.uow.reading() as r:
        (rating,) = await r.gaps.ratings(9)
    assert (rating.helpful, rating.unhelpful) == (0, 1)
    await coordinator.follows(
        "> /today\n> [Gap report]\n< How do I renew my passport?: helped 0, did not help <5"
    )


async def test_an_answer_may_name_the_emergency_number(coordinator: Person, new_person: NewPerson) -> None:
    await asks(new_person)
    await coordinator.follows(SAVED)
    await coordinator.follows("""
        > [Answer text]
        > If there is a fire, call 112.
        < it answers nobody yet
        < If there is a fire, call 112.
        > [Written in another language]
        > [Deutsch]
        < Written in: Deutsch
    """)


async def test_two_who_edit_at_once(city: City, coordinator: Person, new_person: NewPerson) -> None:
    second = await new_person("en-US")
    await second.start(f"staff_{await city.invitation(InvitationKind.COORDINATOR)}")
    await second.taps("Accept")
    await asks(new_person)
    await coordinator.follows(SAVED)
    await coordinator.follows("> [Answer text]")
    await second.follows("""
        > /staff
        > [Our answers]
        > [How do I renew]
        > [Answer text]
        > In room 6.
        < In room 6.
    """)
    await coordinator.follows("> In room 7.\n< It was changed in the meantime.")


@pytest.mark.parametrize("said", ["/today", "/inbox"])
async def test_strangers_do_not_see_what_staff_can_do(resident: Person, said: str) -> None:
    await resident.follows(f"> {said}\n<! Missing translations\n< You can simply write a question")


async def test_strangers_cannot_use_the_buttons_of_staff(
    city: City, coordinator: Person, resident: Person, new_person: NewPerson
) -> None:
    await asks(new_person)
    await coordinator.follows(SAVED)
    async with city.app.services.uow.reading() as r:
        draft = await r.entries.get(1)
    assert draft is not None
    (line,) = await resident.says("/help")
    for data in (f"k_submit:1:{draft.hash}", "k_card:1", "k_save:1", "digest_at:0:9", "gaps"):
        await resident.post("taps", {"message": line.id, "data": data})
        assert all("passport" not in heard.text for heard in await resident.hears())
    async with city.app.services.uow.reading() as r:
        assert await r.entries.published() == []


async def test_a_long_answer_opens_in_two_parts(coordinator: Person, new_person: NewPerson) -> None:
    await asks(new_person, "Which bus goes to Trier at night?")
    await coordinator.follows("""
        > /inbox
        > [Which bus goes]
        > [Answer]
        > None does.
        > [Send]
        > [Save it for others, too]
        > [Question]
        > Which bus goes to Trier at night?
    """)
    await coordinator.follows(PUBLISHED.replace("room 5", "None does"))
    await asks(new_person)
    await coordinator.follows(SAVED)
    await coordinator.follows(
        "> [Answer text]\n> " + "Room 5 is open on this day of the week. " * 20 + "The end."
    )
    await coordinator.follows(PUBLISHED.replace("room 5", "Room 5"))
    person = await new_person("en-US")
    await person.start()
    await person.follows(f"""
        > {QUESTION}
        < Room 5 is open
        <! The end.
        > [More]
        < The end.
        <! Which bus goes to Trier at night?
    """)


async def test_colleagues_hear_of_what_is_withdrawn(
    city: City, coordinator: Person, new_person: NewPerson
) -> None:
    asker = await asks(new_person)
    await coordinator.follows(SAVED)
    await coordinator.follows(PUBLISHED)
    await asker.hears()
    second = await new_person("en-US")
    await second.start(f"staff_{await city.invitation(InvitationKind.COORDINATOR)}")
    await second.taps("Accept")
    await coordinator.follows("""
        > [Our answers]
        > [How do I renew]
        > [Withdraw]
        > [Withdraw, tell nobody]
        < Withdrawn.
        <! is told now
    """)
    (told,) = await second.hears()
    assert "A colleague has withdrawn this answer" in told.text
    await second.follows("> [Look at it]\n< Withdrawn – it answers nobody any more.")
    assert await asker.hears() == []
