"""First contact, languages, help, cancelling, and what is not text."""

import pytest

from tests.handlers.city import City, Person, plain
from tests.handlers.conftest import NewPerson


async def test_first_screen_is_one_short_message(city: City, new_person: NewPerson) -> None:
    await city.event(titles={"en": "Democracy café"})
    person = await new_person("en-GB")
    (screen,) = await person.start()
    assert "automated assistant of Stadt Kaiserslautern" in screen.text
    assert len(screen.text) <= 300
    assert screen.labels == ["Events (1)", "Ask", "News", "Language"]
    assert len(screen.text.splitlines()[-1].split(" · ")) == 3


async def test_language_changes_at_once_and_stays(resident: Person) -> None:
    await resident.follows("""
        > /language
        < Українська
        < العربية
        > [Deutsch]
        < Deutsch
        > /help
        < Veranstaltungen
    """)


async def test_cancel_without_a_form_is_friendly(resident: Person) -> None:
    await resident.follows("""
        > /cancel
        < There is nothing to stop
    """)


async def test_imprint_and_privacy_are_one_command_away(resident: Person) -> None:
    await resident.follows("""
        > /imprint
        < Stadt Kaiserslautern
        > /privacy
        < I store only what I need
    """)


async def test_unknown_command_shows_help(resident: Person) -> None:
    await resident.follows("""
        > /nosuchthing
        < You can simply write a question
    """)


@pytest.mark.parametrize("word", ["Veranstaltungen", "events", "заходи", "فعاليات"])
async def test_plain_words_work_as_commands(city: City, resident: Person, word: str) -> None:
    await city.event(titles={"en": "Democracy café"})
    heard = await resident.says(word)
    assert any("Democracy café" in label for label in heard[-1].labels), plain(heard[-1].text)


async def test_deep_link_shows_its_target_in_the_first_message(city: City, new_person: NewPerson) -> None:
    event = await city.event(titles={"de": "Demokratie-Café", "uk": "Кафе демократії"})
    person = await new_person("en-US")
    (screen,) = await person.start(f"lang_uk-ev_{event.id}")
    assert "Кафе демократії" in screen.text
    assert "Stadt Kaiserslautern" in screen.text


async def test_unknown_parts_of_a_link_are_ignored(city: City, new_person: NewPerson) -> None:
    event = await city.event(titles={"en": "Democracy café"})
    person = await new_person("en-US")
    (screen,) = await person.start(f"nonsense-lang_xx-ev_{event.id}")
    assert "Democracy café" in screen.text


async def test_topic_link_subscribes_only_after_a_tap(city: City, new_person: NewPerson) -> None:
    person = await new_person("en-US")
    await person.start("topic_all")
    async with city.app.services.uow.reading() as r:
        assert await r.residents.topics(1) == frozenset()
    await person.follows("""
        > [Yes, please]
        < Are you 16 or older?
        <! you will receive news
    """)
    async with city.app.services.uow.reading() as r:
        assert await r.residents.topics(1) == frozenset()
    await person.follows("""
        > [Yes, 16 or older]
        < you will receive news
    """)
    async with city.app.services.uow.reading() as r:
        assert await r.residents.topics(1) == {"all"}
