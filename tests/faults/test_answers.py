"""Answering under faults: two taps on Send, two coordinators at once, restarts, kills between the parts."""

import asyncio

import pytest

from civic.questions import Question
from civic.staff import InvitationKind
from tests.faults.conftest import NewPerson
from tests.faults.test_double_taps import POLITE
from tests.faults.towns import Towns
from tests.handlers.city import City, Person

pytestmark = pytest.mark.faults
QUESTION = "How do I renew my passport?"
ANSWERED = "A person has answered your question:"


async def coordinator(city: City, new_person: NewPerson) -> Person:
    person = await new_person(city)
    await person.start(f"staff_{await city.invitation(InvitationKind.COORDINATOR)}")
    await person.taps("Accept")
    return person


async def handed_over(city: City, new_person: NewPerson) -> tuple[Person, Person]:
    """Who asked, and a coordinator who has seen the question."""
    member, asker = await coordinator(city, new_person), await new_person(city)
    await asker.follows(f"> {QUESTION}\n> [Pass my question to a person]\n< passed your question on")
    await member.hears()
    return asker, member


async def stored(city: City) -> Question:
    async with city.app.services.uow.reading() as r:
        found = await r.questions.get(1)
    assert found is not None
    return found


async def taps_at_once(*people: Person, label: str) -> list[list[str]]:
    """Everybody taps before anything is answered; returns what each hears."""
    posts = []
    for person in people:
        line = next(
            one for one in sorted(person.newest.values(), key=lambda one: -one.id) if one.button(label)
        )
        button = line.button(label)
        assert button is not None
        posts.append(person.post("taps", {"message": line.id, "data": button["data"]}))
    await asyncio.gather(*posts)
    return [[one.text for one in await person.hears()] for person in people]


async def test_two_taps_on_send_are_one_answer(towns: Towns, new_person: NewPerson) -> None:
    city = await towns.open()
    asker, member = await handed_over(city, new_person)
    await member.follows("> [Answer]\n> At the town hall.\n< Shall I send it?")
    heard, _ = await taps_at_once(member, member, label="Send")
    assert "Your answer is on its way" in heard[0]
    assert heard[-1] == POLITE
    (told,) = await asker.hears()
    assert ANSWERED in told.text
    assert await asker.hears() == []


async def test_two_coordinators_send_at_the_same_time(towns: Towns, new_person: NewPerson) -> None:
    city = await towns.open()
    other = await coordinator(city, new_person)
    asker, member = await handed_over(city, new_person)
    await other.hears()
    await member.follows("> [Answer]\n> At the town hall.\n< Shall I send it?")
    await other.follows("> [Answer]\n> [Answer all the same]\n> On Monday.\n< Shall I send it?")
    both = await taps_at_once(member, other, label="Send")
    answer = (await stored(city)).answer
    texts = ["\n".join(texts) for texts in both]
    assert sorted("Your answer is on its way" in text for text in texts) == [False, True]
    [late] = [text for text in texts if "is on its way" not in text]
    assert "Nothing was sent" in late
    assert answer in late
    (told,) = await asker.hears()
    assert answer in told.text


async def test_a_restart_between_answer_and_delivery(towns: Towns, new_person: NewPerson) -> None:
    city = await towns.open()
    asker, member = await handed_over(city, new_person)
    await member.follows("> [Answer]\n> At the town hall.\n< Shall I send it?")
    city = await towns.restart(city, asker, member)
    await member.follows("> /help\n< Shall I send it?\n> [Show it again]\n< At the town hall.")
    line = max((one for one in member.newest.values() if one.button("Send")), key=lambda one: one.id)
    city.app.deliverer.stop()  # nothing is delivered any more, as if the program were killed now
    await member.post("taps", {"message": line.id, "data": "a_send:1"})
    async with asyncio.timeout(20):
        while not (await stored(city)).answer:  # noqa: ASYNC110 - a row, not an event
            await asyncio.sleep(0.01)
    city = await towns.restart(city, asker, member)
    (told,) = await asker.hears()
    assert "At the town hall." in told.text
    assert await asker.hears() == []


async def test_a_restart_between_the_parts_of_a_long_answer(towns: Towns, new_person: NewPerson) -> None:
    city = await towns.open()
    asker, member = await handed_over(city, new_person)
    await member.taps("Answer")
    preview = await member.says(
        "".join(f"Sentence number {n} says where you have to go. " for n in range(87))
    )
    parts: list[str] = []

    async def stop_after_one(name: str, row: int) -> None:
        city.app.deliverer.stop()

    city.app.deliverer._failpoint = stop_after_one
    await member.taps("Send")
    parts += [one.text for one in await asker.hears()]
    assert len(parts) == 1
    city = await towns.restart(city, asker, member)
    parts += [one.text for one in await asker.hears()]
    assert parts == [one.text for one in preview[:-1]]
