"""Questions, choices, hand-over and the way through a coordinator back to the asker."""

from datetime import timedelta

import pytest

from civic.staff import InvitationKind
from tests.handlers.city import City, Person
from tests.handlers.conftest import NewPerson


async def test_answer_has_source_date_and_buttons(resident: Person) -> None:
    (answer,) = await resident.says("How many local groups are in the Engagierte Stadt network?")
    assert "112" in answer.text
    assert "Source: Initiative „Engagierte Stadt Kaiserslautern“" in answer.text
    assert "Date of the source: unknown" in answer.text
    assert answer.labels == ["More", "This helped", "Ask a person"]


async def test_more_leads_to_related_questions(resident: Person) -> None:
    await resident.says("How many local groups are in the Engagierte Stadt network?")
    (more,) = await resident.taps("More")
    assert 2 <= len(more.labels) <= 4
    (answer,) = await resident.taps(more.labels[0][:20])
    assert "Source:" in answer.text


async def test_helpful_is_counted_without_a_name(city: City, resident: Person) -> None:
    await resident.says("How many local groups are in the Engagierte Stadt network?")
    (thanks,) = await resident.taps("This helped")
    assert thanks.text == "Thank you, I am glad."


@pytest.mark.parametrize(
    "text",
    [
        "Where can I sell waste paper?",
        "Which tiles does the shop in Bruchmühlbach have?",
        "What will the weather be like tomorrow?",
        "How do I renew my passport?",
    ],
)
async def test_foreign_subjects_are_not_answered(resident: Person, text: str) -> None:
    (honest,) = await resident.says(text)
    assert "do not want to guess" in honest.text or "not quite sure" in honest.text
    assert "Altpapier" not in honest.text


async def test_nobody_there_means_contact_and_no_promise(resident: Person) -> None:
    (honest,) = await resident.says("How do I renew my passport?")
    assert "Rathaus, 0631 000" in honest.text
    assert honest.labels == []


async def test_question_goes_to_a_person_and_the_answer_comes_back(
    resident: Person, coordinator: Person
) -> None:
    await resident.says("How do I renew my passport?")
    await resident.follows("""
        > [Pass my question to a person]
        < I have passed your question on
    """)
    (news,) = await coordinator.hears()
    assert "How do I renew my passport?" in news.text
    await coordinator.follows("""
        > /inbox
        < 1 open question
        > [How do I renew]
        < in English
        > [Answer]
        < This person reads English
        > Please go to the <Bürgercenter> & ask there.
        < A person has answered your question:
        < Please go to the <Bürgercenter> & ask there.
        < Shall I send it?
        > [Send]
        < Your answer is on its way
        > /inbox
        < No open questions
    """)
    (answer,) = await resident.hears()
    assert "How do I renew my passport?" in answer.text
    assert "Please go to the <Bürgercenter> & ask there." in answer.text


async def test_two_coordinators_cannot_answer_over_each_other(
    city: City, resident: Person, coordinator: Person, new_person: NewPerson
) -> None:
    second = await new_person("en-US")
    await second.start(f"staff_{await city.invitation(InvitationKind.COORDINATOR)}")
    await second.taps("Accept")
    await resident.says("How do I renew my passport?")
    await resident.taps("Pass my question to a person")
    await coordinator.hears()
    await coordinator.taps("Answer")
    await second.hears()
    city.clock.advance(timedelta(minutes=3))
    await second.follows("""
        > [Answer]
        < 3 minutes ago somebody else began to answer this.
        <! Please write your answer
        > [Answer all the same]
        < Please write your answer
        > Somewhere else.
        < Somewhere else.
        < Shall I send it?
    """)
    await coordinator.follows("""
        > At the town hall.
        < 1 minute ago somebody else
        > [Send]
        < Your answer is on its way
    """)
    await second.follows("""
        > [Send]
        < Somebody else has dealt with this question
        < At the town hall.
    """)
    (answer,) = await resident.hears()
    assert "At the town hall." in answer.text


async def test_wanting_a_person_asks_for_the_question(resident: Person, coordinator: Person) -> None:
    await resident.follows("""
        > I want to talk to a human
        < What would you like to know?
        > Can I bring my dog?
        < I have passed your question on
    """)
    (news,) = await coordinator.hears()
    assert "Can I bring my dog?" in news.text


async def test_emergency_number_is_the_first_line(resident: Person) -> None:
    (screen,) = await resident.says("Somebody is having a heart attack, should I call 911?")
    assert "112" in screen.text.splitlines()[0]
    assert "not 911" in screen.text


@pytest.mark.parametrize(
    "text", ["👍👍👍", "\u0007\u0008a", "<script>alert(1)</script>", "*_[]()", "x" * 4096]
)
async def test_odd_texts_get_a_polite_answer(resident: Person, text: str) -> None:
    heard = await resident.says(text)
    assert heard
    assert "Sorry, that did not work" not in heard[0].text


async def test_strangers_do_not_see_staff_commands(resident: Person) -> None:
    await resident.follows("""
        > /inbox
        <! open question
        < You can simply write a question
    """)
