"""Events that ask more: every kind of question in four languages, by tapping and by typing."""

from dataclasses import replace

import pytest

from civic.registrations import Need
from tests.handlers.city import City, Person
from tests.handlers.conftest import NewPerson
from tests.handlers.forms import FIRST, MEAL, WHEN, WISH, asking_event, kept, opens

GERMAN = """
    < Wie heißen Sie?
    < Schritt 1 von 9
    > Jürgen Groß
    > zu zweit
    < Schritt 3 von 9
    < Diese Veranstaltung ist für Menschen ab 16 Jahren.
    < Passt das bei allen 2 Personen?
    > jo
    < Brauchen Sie Unterstützung
    < Manches davon kann etwas über Ihre Gesundheit sagen.
    > 1 und 5
    < Für welche Sprache
    > Tigrinya
    < Wie alt sind die Kinder?
    > 1, 3, 3
    < Schritt 5 von 9
    < Sind Sie zum ersten Mal dabei?
    > zurück
    < 3 Kinder, weiter
    > zurück
    < Brauchen Sie Unterstützung
    > weiter
    < Sind Sie zum ersten Mal dabei?
    > Nein
    < Was möchten Sie essen?
    > Vegetarisch
    < An welchen Tagen?
    > 1, 3
    < Was wünschen Sie sich?
    > Einen Platz am Fenster
    < Ist alles richtig?
    < Unterstützung: Dolmetschen und Kinderbetreuung
    < Dolmetschen: Tigrinya
    < 0 bis 2 Jahre: 1 und 6 bis 9 Jahre: 2
    < Sind Sie zum ersten Mal dabei? – Nein
    < Was möchten Sie essen? – Vegetarisch
    < An welchen Tagen? – Freitag und Sonntag
    < Was wünschen Sie sich? – Einen Platz am Fenster
    > ja
    < Sie sind angemeldet
"""
ENGLISH = """
    < What is your name?
    > Ada
    > 2
    < Does that fit all 2 of you?
    > [Yes]
    > [Interpreter]
    > [Childcare]
    > [Continue]
    < Which language do you need the interpreter for?
    > [العربية]
    > [0 to 2 years]
    < 0 to 2 years · 1
    > [6 to 9 years]
    > [6 to 9 years]
    > [3 children, continue]
    < Is it your first time?
    > [No]
    > [Vegetarian]
    < On which days?
    > [Friday]
    < ✓ Friday
    > [Sunday]
    > [Continue]
    < What do you wish for?
    > A seat at the window
    < Interpreter: العربية
    < On which days? – Friday and Sunday
    > [Yes, register]
    < You are registered
"""
UKRAINIAN = """
    < Як Вас звати?
    > Леся
    > двоє
    > так
    < Чи потрібна Вам підтримка
    > 1, 5
    < Для якої мови
    > العربية
    < Скільки років дітям?
    > 1 3 3
    < Ви вперше?
    > ні
    < Що бажаєте їсти?
    > два
    < У які дні?
    > 1 та 3
    < Що бажаєте?
    > Місце біля вікна
    < Усе правильно?
    < У які дні? – П’ятниця і Неділя
    > так
    < Вас зареєстровано
"""
ARABIC = """
    < ما اسمكم؟
    > علي
    > ٢
    < هل ينطبق ذلك عليكم جميعًا
    > نعم
    < هل تحتاجون إلى دعم
    > ١، ٥
    < لأي لغة
    > العربية
    < كم أعمار الأطفال؟
    > ١، ٣، ٣
    < هل هذه أول مرة؟
    > رجوع
    < كم أعمار الأطفال؟
    < أطفال، متابعة
    > التالي
    < هل هذه أول مرة؟
    > لا
    > ۲
    < في أي أيام؟
    > ١ و ٣
    < ماذا تتمنون؟
    > مكان قرب النافذة
    < هل كل شيء صحيح؟
    > نعم
    < تم تسجيلكم
"""


@pytest.mark.parametrize(
    ("tag", "transcript", "language"),
    [
        ("de-DE", GERMAN, "Tigrinya"),
        ("en-US", ENGLISH, "ar"),
        ("uk-UA", UKRAINIAN, "ar"),
        ("ar-SY", ARABIC, "ar"),
    ],
    ids=["de", "en", "uk", "ar"],
)
async def test_everything_that_can_be_asked(
    city: City, new_person: NewPerson, tag: str, transcript: str, language: str
) -> None:
    event = await asking_event(city, FIRST, MEAL, WHEN, WISH, age_from=16)
    person = await new_person(tag)
    await person.follows(transcript, await opens(person, event))
    (one,) = await kept(city, event)
    assert one.people == 2
    assert one.age_confirmed is True
    assert one.needs == {Need.INTERPRETER, Need.CHILDCARE}
    assert one.need_details == {"interpreter": language, "childcare": "0-2:1,6-9:2"}
    wish = one.answers["wish"]
    assert one.answers == {"first": False, "meal": "veg", "when": ["fri", "sun"], "wish": wish}
    assert isinstance(wish, str)
    assert len(wish) > 10


async def test_too_young_is_refused_kindly_and_nothing_is_kept(city: City, resident: Person) -> None:
    event = await asking_event(city, age_from=12, age_to=18, contact="Frau Weber, 0631 123")
    await resident.follows(
        """
        > Ada
        > 1
        < This event is for people from 12 to 18 years.
        < Does that fit you?
        > maybe
        < I did not understand that
        < from 12 to 18 years
        > no
        < does not fit this time
        < Frau Weber, 0631 123
        > [A mistake, begin again]
        < What is your name?
        """,
        await opens(resident, event),
    )
    assert await kept(city, event) == []


async def test_an_optional_question_can_be_skipped_and_a_required_one_not(
    city: City, resident: Person
) -> None:
    event = await asking_event(city, replace(WISH, required=True), WHEN, WISH)
    await opens(resident, event)
    await resident.follows("""
        > Ada
        > 1
        > none
        < What do you wish for?
        <! Skip
        > \u200b
        < Please write a text of up to 300 characters.
        > Light
        < On which days?
        > [Skip]
        < Is everything right?
        <! On which days?
    """)


async def test_bad_answers_are_asked_again(city: City, resident: Person) -> None:
    event = await asking_event(city, MEAL, WHEN)
    await opens(resident, event)
    await resident.follows("""
        > Ada
        > 1
        > 9
        < Please tap what you need
        < Do you need support
        > none
        < What would you like to eat?
        > 3
        < I did not understand that
        < What would you like to eat?
        > skip
        < The organisers need an answer
        > 2
        < On which days?
        > 1, 4
        < I did not understand that
        > 1, 2
        < Is everything right?
        < Friday and Saturday
    """)


async def test_long_and_hostile_texts(city: City, resident: Person) -> None:
    event = await asking_event(city, WISH)
    await opens(resident, event)
    await resident.follows("> Ada\n> 1\n> none\n< What do you wish for?")
    heard = await resident.says("x" * 301)
    assert "up to 300 characters" in heard[0].text
    heard = await resident.says("<b>Tea</b> &amp; \u202ecake")
    assert "What do you wish for? – <b>Tea</b> &amp; cake" in heard[0].text
    await resident.says("yes")
    (one,) = await kept(city, event)
    assert one.answers == {"wish": "<b>Tea</b> &amp; cake"}


async def test_a_question_as_an_answer(city: City, resident: Person) -> None:
    """What ends with a question mark is answered, and can still become the answer."""
    event = await asking_event(city, WISH)
    await opens(resident, event)
    await resident.follows("""
        > Ada
        > 1
        > none
        > How many local groups are in the Engagierte Stadt network?
        < 112
        < What do you wish for?
        > [My answer is: How many local groups]
        < Is everything right?
        < What do you wish for? – How many local groups are in the Engagierte Stadt network?
    """)


async def test_something_else_is_confirmed_before_it_is_kept(city: City, resident: Person) -> None:
    event = await asking_event(city)
    await opens(resident, event)
    await resident.follows("""
        > Ada
        > 1
        > [Something else]
        > [Continue]
        < Please leave out illnesses.
        > A chair with a back
        < A chair with a back
        < Save like this?
        > no
        < What do you need?
        > A chair
        < Save like this?
        > A chair with arms
        < A chair with arms
        > yes
        < Is everything right?
        < Something else: A chair with arms
        > [Yes, register]
    """)
    (one,) = await kept(city, event)
    assert one.need_details == {"other": "A chair with arms"}


async def test_children_that_cannot_be(city: City, resident: Person) -> None:
    event = await asking_event(city)
    await opens(resident, event)
    await resident.follows("""
        > Ada
        > 1
        > childcare
        < How old are the children?
        > 1, 5
        < I did not understand that
        > 1 1 1 1 1 1 1 1 1 1 1 1 1
        < I can note up to 12 children
        > 4
        < 10 years and older: 1
    """)


async def test_questions_that_change_while_the_form_is_open(city: City, resident: Person) -> None:
    event = await asking_event(city, MEAL, WISH)
    await opens(resident, event)
    await resident.follows("> Ada\n> 1\n> none\n< What would you like to eat?")
    await _ask_instead(city, event.id, (WISH,))
    await resident.follows("""
        > [Vegetarian]
        < The organisers have changed the questions
        < What do you wish for?
        > Tea
        < Is everything right?
    """)
    await _ask_instead(city, event.id, (WISH, FIRST))
    await resident.follows("""
        > [Yes, register]
        < The organisers have changed the questions
        < Is it your first time?
        > yes
        < Is everything right?
        > 1
        < You are registered
    """)
    (one,) = await kept(city, event)
    assert one.answers == {"wish": "Tea", "first": True}


async def _ask_instead(city: City, event_id: int, questions: object) -> None:
    async with city.app.services.uow.writing() as w:
        event = await w.events.lock(event_id)
        assert event is not None
        await w.events.update(replace(event, questions=questions))  # type: ignore[arg-type]
        await w.commit()


async def test_answers_can_be_changed_before_and_after_saving(city: City, resident: Person) -> None:
    event = await asking_event(city, MEAL)
    await opens(resident, event)
    await resident.follows("""
        > Ada
        > 1
        > none
        > 2
        < Is everything right?
        > [Change answers]
        < What would you like to eat?
        > [With meat]
        < What would you like to eat? – With meat
        > [Change number]
        < How many people
        > 3
        < 3 people
        > [Yes, register]
        < You are registered
        > skip
        > /my
        > [Party]
        < What would you like to eat? – With meat
        > [Change]
        < Is everything right?
        <! Step
        > [Change answers]
        > 2
        > [Change name]
        > Ada Lovelace
        > 3
        < Do you need support
        > sign language
        < Support: Sign language
        > [Save changes]
        < Your changes are saved
        < Name: Ada Lovelace
    """)
    (one,) = await kept(city, event)
    assert (one.name, one.people) == ("Ada Lovelace", 3)
    assert one.answers == {"meal": "veg"}
    assert one.needs == {Need.SIGN_LANGUAGE}
