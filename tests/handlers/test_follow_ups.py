"""Follow-ups in conversations: used when they are needed, for ten minutes, across a restart, not in forms."""

import json
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
from aiohttp import ClientSession, CookieJar

from tests.fakes import FakeClock
from tests.handlers.city import City, Person
from tests.handlers.conftest import NewPerson

SIGNING_UP = "Do I have to sign up for the Demokratie-Café?"
PLACE = "Königstraße, without a house number"

# What is said and what is answered; the bot starts anew between every two.
CONVERSATIONS = {
    "de": (
        ("Muss ich mich für das Demokratie-Café anmelden?", "Weder Anmeldung noch Preis"),
        ("und wo ist das?", "Königstraße, ohne Hausnummer"),
        ("Was ist „Weltoffene Kommune“?", "Integrationsarbeit"),
        ("und wer bezahlt das?", "Beauftragten der Bundesregierung"),
    ),
    "en": (
        (SIGNING_UP, "neither registration nor price"),
        ("and where is that?", PLACE),
        ("What is Empower Kaiserslautern?", "Empower Kaiserslautern"),
        ("and how much does it cost?", "nothing about costs, prices or funding"),
    ),
    "uk": (
        ("Чи треба записуватися на Demokratie-Café?", "не вказано ні реєстрації"),
        ("а де це?", "Königstraße"),
        ("Що таке Weltoffene Kommune?", "Weltoffene Kommune"),
        ("а скільки коштує?", "безкоштовна"),
    ),
    "ar": (
        ("هل يجب التسجيل في Demokratie-Café؟", "تسجيلًا ولا سعرًا"),
        ("وأين؟", "متى وأين يُقام مقهى الديمقراطية"),  # by words alone: a choice
        ("ما هو مشروع Weltoffene Kommune؟", "Weltoffene Kommune"),
        ("وكم التكلفة؟", "مجانية"),
    ),
}


@pytest.mark.parametrize("language", CONVERSATIONS)
async def test_with_a_restart_in_between(sqlite_url: str, clock: FakeClock, language: str) -> None:
    city = await City.open(sqlite_url, clock)
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
        person = Person(city, language, session)
        await person.start()
        for said, answered in CONVERSATIONS[language]:
            await person.follows(f"> {said}\n< {answered}")
            await city.close()
            person.city = city = await City.open(sqlite_url, clock)
            clock.advance(timedelta(minutes=9))
    await city.close()


@pytest.mark.parametrize(("minutes", "is_used"), [(10, True), (11, False)])
async def test_after_ten_minutes_it_is_a_vague_message(
    city: City, resident: Person, minutes: int, is_used: bool
) -> None:
    await resident.says(SIGNING_UP)
    city.clock.advance(timedelta(minutes=minutes))
    (answer,) = await resident.says("and where is that?")
    assert (PLACE in answer.text) is is_used
    if not is_used:
        await resident.follows("> and where?\n< I still do not understand")


async def test_without_an_answer_before_it_is_a_vague_message(resident: Person) -> None:
    (vague,) = await resident.says("hm")
    await resident.says("What is Empower Kaiserslautern?")
    await resident.says("/start")
    (answer,) = await resident.says("and where is that?")
    assert answer.text == vague.text


async def test_a_whole_question_is_about_itself(resident: Person) -> None:
    await resident.follows("""
        > Do I have to sign up for the Demokratie-Café?
        > How much does Empower Kaiserslautern cost?
        < nothing about costs, prices or funding of "Empower Kaiserslautern"
        > How do I renew my passport?
        <! Empower
    """)


async def test_what_asks_nothing_stays_vague_after_an_answer(resident: Person) -> None:
    await resident.says(SIGNING_UP)
    await resident.says("hm")
    await resident.follows("> hmm\n< I still do not understand")


async def test_an_answered_follow_up_is_no_vague_message(resident: Person) -> None:
    await resident.says(SIGNING_UP)
    (vague,) = await resident.says("hm")
    await resident.follows(f"> and where?\n< {PLACE}")
    (again,) = await resident.says("hm")
    assert again.text == vague.text


async def test_a_chosen_entry_counts_as_the_answer(resident: Person) -> None:
    await resident.follows("""
        > How many local groups are in the Engagierte Stadt network?
        > [More]
        > [Who coordinates]
        > and since when?
        < Engagierte Stadt
    """)


async def test_of_an_event(city: City, new_person: NewPerson) -> None:
    await city.event(titles={"en": "Reading circle"}, place="Stiftsplatz 1", cost="2 €")
    await city.event(titles={"en": "Repair café"}, place="Lindenweg 3")
    person = await new_person("en")
    await person.start()
    await person.follows("""
        > When is the reading circle?
        < Reading circle
        > and how much does it cost?
        < Reading circle
        < 2 €
        <! Lindenweg
        > When is the repair café?
        < Lindenweg 3
        > and where?
        < Lindenweg 3
        <! Stiftsplatz
    """)


async def test_inside_a_form_it_is_not_used(city: City, resident: Person) -> None:
    await city.event(titles={"en": "Reading circle"})
    await resident.says(SIGNING_UP)
    await resident.says("/events")
    await resident.taps("Reading circle")
    await resident.follows(f"""
        > [Register]
        < What is your name?
        > and where is that?
        <! {PLACE}
        < What is your name?
    """)


async def test_only_the_key_and_the_time_are_kept(city: City, sqlite_url: str, resident: Person) -> None:
    await resident.says(SIGNING_UP)
    with closing(sqlite3.connect(sqlite_url.partition("///")[2])) as connection:
        ((kept,),) = connection.execute("SELECT data FROM conversation").fetchall()
    answered = {"entry": "engagierte-stadt/demokratie-cafe-anmeldung", "at": city.clock().isoformat()}
    assert json.loads(kept) == {"last_answer": answered}
    city.clock.advance(timedelta(minutes=11))
    await resident.says("How do I renew my passport?")
    with closing(sqlite3.connect(sqlite_url.partition("///")[2])) as connection:
        assert connection.execute("SELECT data FROM conversation").fetchall() == []
