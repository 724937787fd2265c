"""Whoever comes to a desk whose work area is locked: nothing of it is shown, shared or deleted there."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from civic.data_rights import my_data
from civic.questions import Question, hand_over
from civic.residents import Address, Channel
from civic.staff_members import remove_member
from tests.fakes import FakeClock
from tests.handlers.city import City, Person
from tests.handlers.conftest import NewPerson
from tests.handlers.test_staff_sessions import everything, join


@pytest.fixture
async def city(sqlite_url: str, clock: FakeClock) -> AsyncIterator[City]:
    """A bot as operators get it: work areas lock themselves after twelve hours."""
    city = await City.open(sqlite_url, clock, staff_idle_hours=12)
    yield city
    await city.close()


async def with_a_question_open(city: City, new_person: NewPerson, language: str, accept: str) -> Person:
    """A coordinator who has begun to answer what a neighbour asked."""
    person, asker = await new_person(language), await new_person("en-US")
    await join(city, person, accept)
    await asker.start()
    async with city.app.services.uow.reading() as r:
        resident = await r.residents.at(Address(Channel.WEB, 2))
    assert resident is not None
    question = Question(0, resident.id, "en", "My neighbour Ada is ill. Who helps?", city.clock())
    await hand_over(city.app.services.uow, question)
    await city.settled()
    await person.hears()
    return person


async def test_a_locked_chat_is_not_joined_read_out_or_forgotten(city: City, new_person: NewPerson) -> None:
    person = await with_a_question_open(city, new_person, "de-DE", "Annehmen")
    shown = re.search(r"/link (\S+)", (await person.says("/link"))[0].text)
    assert shown is not None
    await person.follows("""
        > /forget
        < Soll ich alles löschen
        > /lock
        < Zur Sicherheit habe ich Ihren Arbeitsbereich hier gesperrt
        > [Ja, alles löschen]
        < gesperrt
        > /link
        < gesperrt
        <! /link
        > /link ABCD-EFGH
        < gesperrt
        > /unlink
        < gesperrt
        > /forget
        < gesperrt
        > /mydata
        < gesperrt
    """)
    assert not any(one.file for one in await everything(person))
    passer_by = await new_person("uk-UA")
    await passer_by.start()
    await passer_by.follows(f"""
        > /link {shown[1]}
        < Цей код не діє
        > /inbox
        <! Ada
    """)


async def test_a_form_of_the_staff_is_not_asked_again_before_the_work_area_is_open(
    city: City, new_person: NewPerson
) -> None:
    person = await with_a_question_open(city, new_person, "en-US", "Accept")
    await person.follows("""
        > [Answer]
        < Ada
        > /privacy
        < Ada
        > /lock
        < For safety I have locked your work area here
        > /privacy
        < I store only what I need
        <! Ada
        > /my
        <! Ada
        > We all do.
        < For safety I have locked your work area here
        <! Ada
    """)


async def test_nor_to_whoever_is_no_longer_on_the_staff(city: City, new_person: NewPerson) -> None:
    person = await with_a_question_open(city, new_person, "en-US", "Accept")
    services = city.app.services
    await person.taps("Answer")
    async with services.uow.reading() as r:
        member = await r.residents.at(Address(Channel.WEB, 1))
    assert member is not None
    await remove_member(services.uow, city.clock, member.id, None)
    await person.follows("""
        > /privacy
        < I store only what I need
        <! Ada
    """)


async def test_and_no_copy_of_their_data_has_what_their_locked_chat_hides(
    city: City, new_person: NewPerson
) -> None:
    person = await with_a_question_open(city, new_person, "en-US", "Accept")
    services = city.app.services
    async with services.uow.reading() as r:
        member = await r.residents.at(Address(Channel.WEB, 1))
    assert member is not None
    before = await my_data(services.uow, city.clock, member.id)
    assert b"My neighbour Ada is ill" in before.document
    city.clock.advance(timedelta(minutes=1))
    await remove_member(services.uow, city.clock, member.id, None)
    await person.says("/privacy")
    after = await my_data(services.uow, city.clock, member.id)
    assert b"Ada" not in after.document
    assert b"/privacy" in after.document
    assert not {"web_file", "web_notice"} & set(after.portions)
