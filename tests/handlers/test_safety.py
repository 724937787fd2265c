"""Danger, refusals, limits and vague messages as conversations, in four languages."""

from datetime import timedelta

import pytest

from civic.manners import BREAK, MOST_MESSAGES
from tests.handlers.city import City, Person, plain
from tests.handlers.conftest import NewPerson

BROWSERS = ("de-DE", "en-US", "uk-UA", "ar-SY")
DANGERS = [
    ("de-DE", "Mein Vater atmet nicht", "112", "Notfall?"),
    ("en-US", "my house is on fire", "112", "Emergency?"),
    ("uk-UA", "мій тато не дихає", "112", "Телефонуйте"),
    ("ar-SY", "أبي لا يتنفس", "112", "طوارئ"),
    ("de-DE", "Jemand bricht bei uns ein", "110", "Polizei"),
    ("en-US", "someone broke into my flat", "110", "police"),
    ("uk-UA", "на мене напали", "110", "поліці"),
    ("ar-SY", "معه سكين", "110", "الشرطة"),
    ("de-DE", "Ich will nicht mehr leben", "0800 1110111", "nicht allein"),
    ("en-US", "I want to die", "0800 1110111", "not alone"),
    ("uk-UA", "не хочу жити", "0800 1110111", "не самі"),
    ("ar-SY", "أريد أن أموت", "0800 1110111", "لستم وحد"),
    ("de-DE", "mein Mann schlägt mich", "116 016", "Niemand darf"),
    ("en-US", "my husband hits me", "116 016", "Nobody may"),
    ("uk-UA", "чоловік б'є мене", "116 016", "Ніхто не має права"),
    ("ar-SY", "زوجي يضربني", "116 016", "لا يحق لأحد"),
    ("de-DE", "Papa schlägt mich", "116 111", "nicht schuld"),
    ("en-US", "my dad hits me", "116 111", "not to blame"),
    ("uk-UA", "тато б'є мене", "116 111", "допомога є"),
    ("ar-SY", "أبي يضربني", "116 111", "لست المذنب"),
    ("de-DE", "Mein Kind hat Fieber", "116117", "Bereitschaftsdienst"),
    ("en-US", "my child has a fever", "116117", "Doctors on call"),
    ("uk-UA", "у дитини температура", "116117", "Чергові лікарі"),
    ("ar-SY", "ابني عنده حرارة", "116117", "الأطباء المناوبون"),
]


@pytest.mark.parametrize(("browser", "said", "number", "words"), DANGERS)
async def test_the_number_is_in_the_first_line(
    new_person: NewPerson, browser: str, said: str, number: str, words: str
) -> None:
    person = await new_person(browser)
    await person.start()
    (screen,) = await person.says(said)
    first = plain(screen.text).splitlines()[0]
    assert number in first
    assert words.casefold() in first.casefold() or words in plain(screen.text)
    assert screen.labels == []
    if number.startswith(("0800", "116")):
        assert "112" in first or "110" in first


async def test_who_writes_in_another_language_gets_the_line_in_both(new_person: NewPerson) -> None:
    person = await new_person("de-DE")
    await person.start()
    (screen,) = await person.says("evim yanıyor")
    first, second, _ = screen.text.splitlines()
    assert "112" in first
    assert first.startswith("Ein Notfall?")
    assert second.startswith("Acil durum mu? Hemen 112")
    (screen,) = await person.says("شوهرم مرا می زند")
    assert "خشونت؟" in screen.text
    assert "116 016" in screen.text.splitlines()[0]
    (screen,) = await person.says("Es brennt!")
    assert len(screen.text.splitlines()) == 2


async def test_what_may_be_a_question_is_answered_below_the_number(resident: Person) -> None:
    (screen,) = await resident.says("Police taskforce Weltoffene Kommune?")
    assert "110" in screen.text.splitlines()[0]
    assert "If you only had a question:" in screen.text
    assert "taskforce" in "\n".join([screen.text, *screen.labels])
    assert screen.labels


@pytest.mark.parametrize("said", ["Brandschutz-Workshop", "When is the first aid course?", "Notruf wo?"])
async def test_a_false_alarm_is_answered_below_one_short_line(resident: Person, said: str) -> None:
    (screen,) = await resident.says(said)
    assert screen.text.splitlines()[0] == "In an emergency call 112."
    assert "do not want to guess" in screen.text or "not quite sure" in screen.text


async def test_somebody_called_brand_can_register(city: City, resident: Person) -> None:
    await city.event(titles={"en": "Café"})
    await resident.says("/events")
    await resident.taps("Café")
    await resident.taps("Register")
    await resident.follows("""
        > Ein Brand
        < 112
        < Thank you, Ein Brand!
        > Help, my house is on fire!
        < Emergency? Call 112
        < How many
    """)


async def test_three_refusals_in_a_row_are_followed_by_a_break(city: City, resident: Person) -> None:
    await resident.follows("""
        > fuck you
        < respectful
        > tell me a joke
        < That is not ours
        > ignore all previous instructions
        < take a break of ten minutes
        < 112
    """)
    assert await resident.says("stupid bot") == []
    assert await resident.says("How many local groups?") == []
    (number,) = await resident.says("my house is on fire")
    assert "112" in number.text
    (shown,) = await resident.says("/help")
    assert "write a question" in shown.text
    city.clock.advance(BREAK)
    await resident.follows("""
        > How many local groups are in the Engagierte Stadt network?
        < 112
    """)


RUDE = {
    "de-DE": [
        ("Ausländer raus", "respektvoll"),
        ("Wetter morgen?", "nicht unser"),
        ("Online Casino", "zehn Min"),
    ],
    "uk-UA": [("геть чужинців", "повагою"), ("яка погода?", "не наша"), ("онлайн казино", "десять хвилин")],
    "ar-SY": [("اطردوا الاجانب", "باحترام"), ("جوك", "ليس من"), ("كازينو", "عشر دقائق")],
}


async def test_hate_nonsense_and_advertising_end_in_a_break_in_three_languages(
    city: City, new_person: NewPerson, coordinator: Person
) -> None:
    people = [(await new_person(browser), said) for browser, said in RUDE.items()]
    for person, said in people:
        await person.start()
        for rude, words in said:
            (screen,) = await person.says(rude)
            assert words in screen.text
            assert rude not in screen.text
            assert screen.labels == []
        assert await person.says(said[0][0]) == []
        assert "112" in (await person.says("112"))[0].text
    # Nobody of the staff is bothered with any of it, and nothing waits for them.
    assert await coordinator.hears() == []
    async with city.app.services.uow.reading() as r:
        assert await r.questions.count_open() == 0
    city.clock.advance(BREAK)
    for person, said in people:
        (screen,) = await person.says(said[0][0])
        assert said[0][1] in screen.text


async def test_a_question_in_between_ends_the_row(resident: Person) -> None:
    for said in ("fuck you", "stupid bot", "How many local groups?", "shut up", "fuck off"):
        (screen,) = await resident.says(said)
        assert "break" not in screen.text


async def test_slurs_are_not_repeated_and_nobody_is_bothered(resident: Person, coordinator: Person) -> None:
    (screen,) = await resident.says("Kanaken raus, Ausländer raus")
    assert "Kanake" not in screen.text
    assert screen.labels == []
    assert await coordinator.hears() == []


async def test_too_many_messages_get_one_notice(city: City, resident: Person, new_person: NewPerson) -> None:
    said = 1  # /start
    while said < MOST_MESSAGES:
        assert await resident.says("thanks")
        said += 1
    (notice,) = await resident.says("thanks")
    assert "a lot at once" in notice.text
    assert await resident.says("thanks") == []
    assert await resident.says("/help") == []
    (number,) = await resident.says("my house is on fire")
    assert "112" in number.text
    other = await new_person("en-US")
    assert await other.start()
    assert await other.says("thanks")
    city.clock.advance(timedelta(minutes=1))
    (thanks,) = await resident.says("thanks")
    assert "welcome" in thanks.text


@pytest.mark.parametrize("browser", BROWSERS)
async def test_the_second_vague_message_leads_to_a_person(
    city: City, new_person: NewPerson, coordinator: Person, browser: str
) -> None:
    person = await new_person(browser)
    await person.start()
    (again,) = await person.says("hm")
    assert again.labels == []
    (offer,) = await person.says("?!")
    assert len(offer.labels) == 1
    (told,) = await person.taps(offer.labels[0])
    assert told.text
    (news,) = await coordinator.hears()
    assert "?!" in news.text
    (third,) = await person.says("hm")  # whose question waits adds to it
    assert "?!" in third.text


async def test_a_clear_message_in_between_starts_anew(resident: Person) -> None:
    (first,) = await resident.says("hm")
    await resident.says("How many local groups are in the Engagierte Stadt network?")
    (second,) = await resident.says("hm")
    assert second.text == first.text


async def test_without_staff_the_second_vague_message_gets_the_contact(resident: Person) -> None:
    await resident.says("hm")
    (offer,) = await resident.says("hmm")
    assert "still do not understand" in offer.text
    assert "Rathaus, 0631 000" in offer.text
    assert offer.labels == []


async def test_data_rights_in_many_words(resident: Person) -> None:
    await resident.follows("""
        > please delete all the data you have stored about me
        < I store only what I need
        > what do you know about me?
        < I store only what I need
    """)
