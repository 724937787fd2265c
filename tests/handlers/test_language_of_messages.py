"""The language of a message: a first one is answered in it, a later one brings an offer; a choice stands."""

import pytest

from tests.handlers.city import City
from tests.handlers.conftest import NewPerson

TURKISH = "Kaç yerel grup ağa katılıyor acaba?"
GERMAN = "Wie viele Gruppen machen bei dem Netzwerk mit?"


async def test_a_first_message_is_answered_in_its_own_language(new_person: NewPerson) -> None:
    person = await new_person("de")
    await person.start()
    answer, asked = await person.says(TURKISH)
    assert "Kaynak" in answer.text
    assert asked.text.splitlines() == [
        "Yazdığınız dilde yanıt veriyorum: Türkçe. Bu dilde devam edelim mi?",
        "Möchten Sie eine andere Sprache? Bitte tippen Sie darauf.",
    ]
    assert asked.labels == ["Türkçe", "Deutsch", "Diğer diller"]
    await person.follows("""
        > [Türkçe]
        < Tamam, bundan sonra şu dilde yazıyorum: Türkçe.
        > /events
        < Şu anda
    """)


async def test_what_was_asked_is_answered_again_in_the_language_that_is_tapped(new_person: NewPerson) -> None:
    person = await new_person("de")
    await person.says(TURKISH)
    _, answer = await person.taps("Deutsch")
    assert "112" in answer.text
    assert "Quelle: " in answer.text
    (again,) = await person.says(TURKISH)
    assert "Quelle: " in again.text


async def test_a_chosen_language_stays_and_the_offer_is_made_once(new_person: NewPerson) -> None:
    person = await new_person("de")
    await person.says("/language ar")
    answer, offer = await person.says(TURKISH)
    assert "المصدر" in answer.text
    assert [line.strip("\u200f\u2068\u2069") for line in offer.text.splitlines()] == [
        "Bundan sonra bu dilde yanıt vereyim mi: Türkçe?",
        "هل أجيبك من الآن بهذه اللغة: \u2068Türkçe\u2069؟",
    ]
    assert offer.labels == ["Türkçe", "العربية", "لغات أخرى"]
    assert len(await person.says(TURKISH)) == 1
    assert len(await person.says("كم عدد المجموعات في الشبكة؟")) == 1
    _, answer = await person.taps("Türkçe")
    assert "Kaynak" in answer.text


async def test_the_more_of_the_languages_are_a_tap_away(new_person: NewPerson) -> None:
    person = await new_person("de")
    await person.says(TURKISH)
    (all_of_them,) = await person.taps("Diğer diller")
    assert {"Polski", "فارسی", "Deutsch (einfache Sprache)"} <= set(all_of_them.labels)


async def test_the_first_clear_message_in_their_own_language_settles_it(new_person: NewPerson) -> None:
    """Whoever quotes another language later is asked, not switched."""
    person = await new_person("de")
    assert len(await person.says(GERMAN)) == 1
    answer, offer = await person.says(TURKISH)
    assert "Quelle: " in answer.text
    assert offer.labels[:2] == ["Türkçe", "Deutsch"]


@pytest.mark.parametrize(
    "text",
    ["Kaynak?", "wen sar awwal workshop", "Workshop Königstraße 93", "12:30 ?", "Ich meine Kaç yerel groups"],
)
async def test_short_transliterated_and_mixed_messages_change_nothing(
    new_person: NewPerson, text: str
) -> None:
    person = await new_person("de")
    heard = await person.says(text)
    assert [one for one in heard if "Türkçe" in one.labels or "More languages" in one.labels] == []
    (first,) = await person.says("/imprint")
    assert "Verantwortlich" in first.text


async def test_a_form_goes_on_without_an_offer(city: City, new_person: NewPerson) -> None:
    await city.event(titles={"de": "Lesekreis"})
    person = await new_person("de")
    await person.follows("""
        > Termine
        > [Lesekreis]
        > [Anmelden]
    """)
    answer, form = await person.says(TURKISH)
    assert "Quelle: " in answer.text
    assert "Wie heißen Sie?" in form.text


async def test_easy_german_is_german(new_person: NewPerson) -> None:
    person = await new_person("de")
    await person.says("/language de-simple")
    assert len(await person.says(GERMAN)) == 1
