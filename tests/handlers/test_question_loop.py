"""The life of a question, as it is told to whoever asked and whoever answers, in four languages."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.app import App
from civic.people import utf16_length
from civic.questions import answer
from tests.handlers.asking import PASSPORT, a_coordinator, asks, questions
from tests.handlers.city import City, Person, plain
from tests.handlers.conftest import NewPerson


@pytest.mark.parametrize(
    ("language", "frame", "helped", "again"),
    [
        (
            "en-US",
            "A person has answered your question in Deutsch:",
            "Did this help you?",
            "passed your question on again",
        ),
        (
            "uk-UA",
            "Людина відповіла на Ваше запитання цією мовою: Deutsch.",
            "Це Вам допомогло?",
            "ще раз передав",
        ),
        ("ar", "أجاب شخص عن سؤالكم بهذه اللغة: Deutsch.", "هل أفادكم هذا؟", "أعدت إرسال سؤالكم"),
    ],
)
async def test_a_german_answer_reaches_three_languages(
    city: City, new_person: NewPerson, language: str, frame: str, helped: str, again: str
) -> None:
    koordination = await a_coordinator(city, new_person)
    asker = await new_person(language)
    await asker.start()
    await asks(asker)
    (news,) = await koordination.hears()
    assert PASSPORT[language][0] in plain(news.text)
    assert "Eine neue Frage (Sprache: " in news.text
    await koordination.follows(f"""
        > [Antworten]
        < Ihre Antwort
        > Im Rathaus, montags ab neun.
        < {frame}
        < Im Rathaus, montags ab neun.
        < Ihre Antwort ist offenbar in einer anderen Sprache: Deutsch.
        < Ehrenamtlich übersetzen lassen
        <! Automatisch übersetzen
        > [So senden, wie es ist]
        < ist unterwegs
    """)
    (told,) = await asker.hears()
    for part in (frame, "Im Rathaus, montags ab neun.", helped, PASSPORT[language][0]):
        assert part in plain(told.text)
    (reopened,) = await asker.taps(told.labels[1])
    assert again in plain(reopened.text)
    city.clock.advance(timedelta(hours=1))
    (news,) = await koordination.hears()
    assert "Eine Frage ist wieder offen" in news.text
    (question,) = await questions(city)
    heard = await koordination.taps("Antworten")
    assert heard
    await koordination.follows(
        f"""
        > /inbox
        > [{PASSPORT[language][0][:20]}]
        < sie hat nicht geholfen
        < Im Rathaus, montags ab neun.
    """
    )
    assert question.opened_at is not None


async def test_a_german_reads_what_is_written_in_german_without_a_frame(
    city: City, new_person: NewPerson
) -> None:
    koordination, asker = await a_coordinator(city, new_person), await new_person("de-DE")
    await asker.start()
    await asks(asker)
    await koordination.hears()
    await koordination.follows("""
        > [Antworten]
        > Im Rathaus.
        < Ein Mensch hat Ihre Frage beantwortet:
        <! anderen Sprache
        > [Senden]
    """)
    (told,) = await asker.hears()
    assert "Ein Mensch hat Ihre Frage beantwortet:" in told.text
    (thanks,) = await asker.taps("Ja, hat geholfen")
    assert thanks.sender == "notice"


async def test_what_is_written_can_be_changed_and_marked_as_their_language(
    resident: Person, city: City, new_person: NewPerson
) -> None:
    koordination = await a_coordinator(city, new_person)
    await asks(resident)
    await koordination.hears()
    await koordination.follows("""
        > [Antworten]
        > At teh town hall.
        < At teh town hall.
        > At the town hall.
        < At the town hall.
        <! teh
        > [Sie ist schon auf: English]
        < A person has answered your question:
        <! anderen Sprache
        > [Senden]
    """)
    (told,) = await resident.hears()
    assert "A person has answered your question:" in told.text
    assert "At the town hall." in told.text


async def test_while_a_question_waits_everything_goes_on_and_the_rest_joins_it(
    city: City, resident: Person, coordinator: Person
) -> None:
    await asks(resident)
    await coordinator.hears()
    await resident.follows("""
        > How many local groups are in the Engagierte Stadt network?
        < 112
        > /events
        <! I have added
        > help
        <! I have added
        > thanks
        < You are welcome
    """)
    (told,) = await resident.says("It runs out next week and I live in Morlautern")
    assert "I have added this to your question" in told.text
    assert "How do I renew my passport?" in told.text
    assert await resident.says("and my son needs one, too") == []
    (same,) = await resident.says("how do i renew my PASSPORT")
    assert "already waiting" in same.text
    assert len(await questions(city)) == 1
    await coordinator.follows("""
        > /inbox
        > [How do I renew]
        < How do I renew my passport?
        < It runs out next week and I live in Morlautern
        < and my son needs one, too
        < Added on
    """)


async def test_what_was_added_can_be_a_question_of_its_own(
    city: City, resident: Person, coordinator: Person
) -> None:
    await asks(resident)
    await resident.follows("""
        > Where can I sell waste paper in winter?
        < I have added this
        > [No, this is a new question]
        < I have passed your question on
    """)
    assert [one.text for one in await questions(city)] == [
        "How do I renew my passport?",
        "Where can I sell waste paper in winter?",
    ]


async def test_an_emergency_is_never_added(city: City, resident: Person, coordinator: Person) -> None:
    await asks(resident)
    (screen,) = await resident.says("Help, my house is on fire!")
    assert "112" in screen.text
    (question,) = await questions(city)
    async with city.app.services.uow.reading() as r:
        assert await r.questions.notes(question.id) == []


async def test_a_question_is_taken_back(city: City, resident: Person, coordinator: Person) -> None:
    await asks(resident)
    await coordinator.hears()
    await coordinator.taps("Answer")
    await resident.follows("""
        > [Take my question back]
        < Nobody will answer it now
        > [Take my question back]
        < no longer waiting
    """)
    await coordinator.follows("""
        > At the town hall.
        < The person has taken this question back.
        > /inbox
        < No open questions
    """)
    assert await resident.hears() == []


async def test_the_wait_that_is_told_was_measured(city: City, resident: Person, coordinator: Person) -> None:
    uow, clock = city.app.services.uow, city.clock
    for number in range(5):
        await asks(resident, f"How do I renew passport number {number}?")
        (line,) = [one for one in resident.newest.values() if "passed your question on" in one.text][-1:]
        assert "Half of the last" not in line.text
        (question,) = await questions(city)
        clock.advance(timedelta(minutes=90 + number))
        await answer(uow, clock, question.id, "Ja", 1)
    await asks(resident)
    (line,) = [one for one in resident.newest.values() if "passed your question on" in one.text][-1:]
    assert "Half of the last questions were answered within 2 hours. I cannot promise that." in line.text


async def test_several_new_questions_within_the_hour_are_one_message(
    city: City, resident: Person, coordinator: Person
) -> None:
    await asks(resident)
    assert len(await coordinator.hears()) == 1
    for question in ("Where can I sell waste paper?", "What will the weather be like tomorrow?"):
        city.clock.advance(timedelta(minutes=1))
        await resident.says("I want to talk to a human")
        await resident.says(question)
        assert await coordinator.hears() == []
    city.clock.advance(timedelta(hours=1))
    (news,) = await coordinator.hears()
    assert "2 new questions:" in news.text
    assert "waste paper" in news.text
    assert "Language: English" in news.text
    await coordinator.follows("> [Inbox]\n< 3 open questions")


async def test_a_late_question_from_reminder_to_end(
    city: City, resident: Person, coordinator: Person
) -> None:
    await asks(resident)
    await coordinator.hears()
    heard: dict[str, list[str]] = {"resident": [], "coordinator": []}
    for _ in range(22):
        city.clock.advance(timedelta(days=1))
        await hourly(city.app)
        heard["resident"] += [one.text for one in await resident.hears()]
        told = [one.text for one in await coordinator.hears()]
        heard["coordinator"] += [text for text in told if "waiting" in text]
    (reminder,) = heard["coordinator"]
    assert "1 question has been waiting for more than two working days." in reminder
    delayed, expired = heard["resident"]
    for message in (delayed, expired):
        assert "Rathaus, 0631 000" in message
        assert "How do I renew my passport?" in message
    assert "after five working days" in delayed
    assert "I have closed it now" in expired
    assert await questions(city) == []


async def hourly(app: App) -> None:
    """What the bell does each hour."""
    await app._clean()


async def test_without_anybody_to_answer_nothing_is_offered_or_opened_again(
    city: City, resident: Person, coordinator: Person
) -> None:
    await asks(resident)
    await coordinator.hears()
    for said in ("[Answer]", "At the town hall.", "[Send]"):
        await coordinator.follows(f"> {said}")
    await resident.hears()
    await the_staff_blocks_the_bot(city)
    await resident.follows("""
        > [Not yet]
        < There is nobody here at present
        < Rathaus, 0631 000
        > How do I renew my passport?
        <! Pass my question
    """)


async def the_staff_blocks_the_bot(city: City) -> None:
    """As if the messenger had said that nobody of the staff can be written to."""
    theirs = "resident_id IN (SELECT resident_id FROM staff_member)"
    async with city.app.database.engine.begin() as connection:
        await connection.execute(text(f"UPDATE account SET reachable = 0 WHERE {theirs}"))


async def test_topics_are_ticked_in_the_staffs_menu(city: City, coordinator: Person) -> None:
    await coordinator.says("/staff")
    (screen,) = await coordinator.taps("My topics")
    first = screen.labels[0]
    assert not first.startswith("✓")
    await coordinator.taps(first)
    assert coordinator.newest[screen.id].labels[0] == f"✓ {first}"
    await coordinator.taps(f"✓ {first}")
    assert coordinator.newest[screen.id].labels[0] == first


async def test_a_long_answer_comes_in_order_and_once(
    city: City, resident: Person, coordinator: Person
) -> None:
    await asks(resident)
    await coordinator.hears()
    await coordinator.taps("Answer")
    sentences = [f"Sentence number {number} says where you have to go. " for number in range(87)]
    long = "".join(sentences).strip()
    assert 3800 < len(long) <= 4000
    preview = await coordinator.says(long)
    assert "Shall I send it?" in preview[-1].text
    await coordinator.taps("Send")
    parts = await resident.hears()
    assert [one.text for one in parts] == [one.text for one in preview[:-1]]
    assert len(parts) == 2
    together = " ".join(one.text for one in parts)
    assert [together.count(one.strip()) for one in sentences] == [1] * 87
    assert all(utf16_length(one.text) <= 4096 for one in parts)
    assert parts[0].text.endswith("have to go.")
    assert (parts[0].labels, parts[1].labels) == ([], ["Yes, it helped", "Not yet"])
    assert await resident.hears() == []
