"""Questions about one of the announcements that came in one message, in the web chat."""

from collections.abc import Mapping
from dataclasses import replace

from civic.announcement_texts import with_body
from civic.announcements import Announcement, Body
from civic.residents import NewsWhen
from tests.handlers.city import City, Person
from tests.handlers.conftest import NewPerson
from tests.handlers.test_announcements import subscriber
from tests.handlers.test_news_digests import EVENING, due


def in_two_languages(german: Body, arabic: Body) -> Mapping[str, Body]:
    return with_body(with_body(Announcement(0, None, {}), "de", german), "ar", arabic).bodies


TEA = in_two_languages(Body("Tee", "Es gibt Tee."), Body("شاي", "يوجد شاي."))
CAKE = in_two_languages(
    Body("Kuchen und belegte Brote für alle Nachbarn", "Es gibt Kuchen."), Body("كعك", "يوجد كعك.")
)


async def in_one_message(city: City, people: int, *items: Mapping[str, Body]) -> None:
    """Announcements wait for all these people; now is the time to send each of them one message."""
    async with city.app.services.uow.writing() as w:
        for number in range(1, people + 1):
            await w.residents.update(replace(await w.residents.lock(number), news_when=NewsWhen.DAILY))
        await w.commit()
    for bodies in items:
        await due(city, "", bodies=bodies, language="de")
    await city.settled()
    city.clock.advance(EVENING)


async def asked(city: City) -> list[tuple[int | None, str]]:
    """What waits for a person: to which announcement, and the words."""
    async with city.app.services.uow.reading() as r:
        found = [await r.replies.open_of(number) for number in (1, 2)]
        return [(one.announcement_id, one.text) for each in found for one in each]


async def test_each_item_has_its_own_button_and_says_which_it_is(
    city: City, coordinator: Person, new_person: NewPerson
) -> None:
    german, arab = await subscriber(new_person, "de-DE"), await subscriber(new_person, "ar")
    await in_one_message(city, 3, TEA, CAKE)
    await german.follows(
        """
        < 2 Neuigkeiten für Sie
        > [2 · Dazu fragen]
        < Kuchen und belegte Brote für…
        < Was möchten Sie dazu wissen?
        <! Welche dieser Nachrichten
        > Ist er vegan?
        < Ich habe Ihre Frage weitergegeben
        """,
        await german.hears(),
    )
    await arab.follows(
        """
        < يوجد شاي.
        > [1 · سؤال عن هذا]
        < شاي
        <! كعك
        > متى؟
        """,
        await arab.hears(),
    )
    assert await asked(city) == [(1, "متى؟"), (2, "Ist er vegan?")]
