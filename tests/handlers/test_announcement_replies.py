"""Replies and questions to an announcement go to a person, into its thread; danger comes first."""

from tests.handlers.city import City, Person
from tests.handlers.conftest import NewPerson
from tests.handlers.test_announcement_changes import _reader, _send


async def test_a_question_lands_in_the_thread_and_is_answered(
    city: City, coordinator: Person, new_person: NewPerson
) -> None:
    german = await _reader(new_person, "de-DE")
    await _send(coordinator, "Library closed on Monday.", "Bücherei am Montag geschlossen.")
    await german.hears()
    await german.follows("""
        > [Dazu fragen]
        < Was möchten Sie dazu wissen?
        > Wie viele Gruppen gibt es im Netzwerk?
        <! Engagierte Stadt
    """)
    await coordinator.follows("""
        > /inbox
        < 1 open question
        < Replies to “News” (1)
        > [Replies to]
        < 1 open, 1 in all
        > [Wie viele Gruppen]
        < About the announcement “News”
        < Wie viele Gruppen gibt es im Netzwerk?
        > [Answer]
    """)
    await coordinator.says("Zwölf.")
    await coordinator.taps("Send")
    assert any("Zwölf." in one.text for one in await german.hears())
    await coordinator.follows("""
        > [Our announcements]
        > [Sent · News]
        < Replies: 1
        > [Show replies]
        < 0 open, 1 in all
    """)


async def test_danger_comes_first(city: City, coordinator: Person, new_person: NewPerson) -> None:
    german = await _reader(new_person, "de-DE")
    await _send(coordinator, "Library closed.", "Bücherei geschlossen.")
    await german.hears()
    await german.taps("Dazu fragen")
    heard = await german.says("Bei uns brennt es!")
    assert "112" in heard[0].text
    async with city.app.services.uow.reading() as r:
        assert await r.questions.count_open() == 0


async def test_a_draft_has_nothing_to_ask_about(city: City, coordinator: Person) -> None:
    await coordinator.says("/announce")
    await coordinator.says("Tea")
    await coordinator.says("A draft.")
    await coordinator.taps("Preview")
    (notice,) = await coordinator.taps("Ask about this")
    assert notice.sender == "notice"
