"""Before the first news somebody is asked whether they are 16; parents agree for whoever is younger."""

from civic.consents import Purpose, stands
from handlers.views import age
from locales import Catalogues
from tests.handlers.city import City, Person
from tests.handlers.conftest import NewPerson


async def agreed(city: City, resident_id: int = 1) -> list[tuple[str, bool]]:
    """The versions of all consents to news, and whether they stand; topics go with the consent."""
    async with city.app.services.uow.reading() as r:
        found = await r.consents.of(resident_id)
        topics = await r.residents.topics(resident_id)
    assert all(one.purpose is Purpose.ANNOUNCEMENTS for one in found)
    assert any(map(stands, found)) is bool(topics)
    return [(one.wording.version, stands(one)) for one in found]


async def test_asked_once_in_german_and_again_after_the_consent_was_taken_back(
    city: City, new_person: NewPerson
) -> None:
    person = await new_person("de-DE")
    await person.start()
    await person.follows("""
        > /neuigkeiten
        > [Demokratie]
        < Sind Sie 16 Jahre oder älter?
        < Ihr Geburtsdatum brauche ich nicht.
        <! ✓
    """)
    assert await agreed(city) == []
    await person.follows("""
        > [Ja, 16 oder älter]
        < ✓ Demokratie
        > [Digitales]
        < ✓ Digitales
        > /stop
        > /neuigkeiten
        > [Digitales]
        < Sind Sie 16 Jahre oder älter?
    """)
    version = age.wording(city.app.services.catalogues["de"], by_parents=False).version
    assert await agreed(city) == [(version, False)]


async def test_younger_in_ukrainian_with_the_parents_consent(city: City, new_person: NewPerson) -> None:
    person = await new_person("uk-UA")
    await person.start("topic_all")
    await person.follows("""
        > [Так, будь ласка]
        < Вам уже виповнилося 16 років?
        > [Ні, мені менше]
        < Тоді мені потрібна згода дорослого.
        <! Ви отримуватимете
    """)
    assert await agreed(city) == []
    await person.taps("Так, згода є")
    version = age.wording(city.app.services.catalogues["uk"], by_parents=True).version
    assert await agreed(city) == [(version, True)]


async def test_younger_in_arabic_without(city: City, new_person: NewPerson) -> None:
    person = await new_person("ar")
    await person.start("topic_all")
    await person.follows("""
        > [نعم، من فضلكم]
        > [لا، أنا أصغر]
        < هل وافق أحد والديكم أو من يرعاكم؟
        > [لا]
        < إذن لن أرسل إليكم أخبارًا.
        > /neuigkeiten
        <! ✓
    """)
    assert await agreed(city) == []


async def test_a_person_can_be_asked_instead(city: City, resident: Person) -> None:
    await resident.start("topic_all")
    await resident.follows("""
        > [Yes, please]
        > [No, I am younger]
        > [Ask a person]
        <! you will receive news
    """)
    assert await agreed(city) == []


def test_what_was_answered_is_in_the_version() -> None:
    versions = {
        age.wording(lang, by_parents=parents).version
        for lang in Catalogues.load()
        for parents in (True, False)
    }
    assert len(versions) == 2 * len(tuple(Catalogues.load()))
