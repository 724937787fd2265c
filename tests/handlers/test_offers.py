"""Freed seats in the chat: offers, passing, coming too late, decisions of coordinators, draws, drafts."""

from dataclasses import replace
from datetime import timedelta

from civic.draws import drawn_order, fingerprint
from civic.events import Event, Way
from civic.moderation import accept, decline
from civic.registrations import RegistrationStatus
from tests.handlers.city import City, Person
from tests.handlers.conftest import NewPerson
from tests.handlers.forms import asking_event, kept, opens, seated


async def _cancels(person: Person) -> None:
    await person.says("/my")
    await person.taps("Party")
    await person.taps("Cancel registration")
    await person.taps("Yes, cancel")


async def test_an_offer_is_taken_in_german(city: City, new_person: NewPerson) -> None:
    event = await asking_event(city, seats=1)
    ada, bert = await new_person("en-US"), await new_person("de-DE")
    await seated(ada, event, "Ada")
    await bert.follows("> Bert\n> 1\n> keine\n> ja\n< Warteliste", await opens(bert, event))
    await _cancels(ada)
    heard = await bert.hears()
    await bert.follows(
        """
        < Gute Nachricht: Für Sie ist ein Platz frei geworden.
        < 1 Platz ist für Sie reserviert.
        < Er gehört Ihnen, wenn Sie bis Mittwoch, 2. Dezember 2026, 10:00 Uhr antworten.
        > [Platz nehmen]
        < Sie sind angemeldet
        < Ihr Code ist
        < Wann soll ich Sie erinnern?
        """,
        heard,
    )
    (one,) = await kept(city, event)
    assert (one.name, one.status) == ("Bert", RegistrationStatus.CONFIRMED)


async def test_passing_and_coming_back_in_arabic(city: City, new_person: NewPerson) -> None:
    event = await asking_event(city, seats=1)
    ada, ali, cem = await new_person("en-US"), await new_person("ar-SY"), await new_person("en-US")
    await seated(ada, event, "Ada")
    await ali.follows("> علي\n> ١\n> لا\n> نعم", await opens(ali, event))
    await seated(cem, event, "Cem")
    await _cancels(ada)
    await ali.follows(
        """
        < خبر سار: أصبح لكم مكان شاغر.
        > [التنازل]
        < شكرًا لإخبارنا.
        > [العودة إلى قائمة الانتظار]
        < الانتظار
        """,
        await ali.hears(),
    )
    heard = await cem.hears()
    assert heard[0].button("Take the seat")
    statuses = {one.name: one.status for one in await kept(city, event)}
    assert statuses == {"علي": RegistrationStatus.WAITING, "Cem": RegistrationStatus.OFFERED}


async def test_some_of_the_seats_are_offered_in_ukrainian(city: City, new_person: NewPerson) -> None:
    event = await asking_event(city, seats=2)
    ada, lesia = await new_person("en-US"), await new_person("uk-UA")
    await seated(ada, event, "Ada", 2)
    await lesia.follows("> Леся\n> три\n> ні\n> так", await opens(lesia, event))
    await _cancels(ada)
    await lesia.follows(
        """
        < Є місце для 2 з Ваших 3 людей.
        > [Взяти 2 місця]
        < Вас зареєстровано
        < 2 людини
        """,
        await lesia.hears(),
    )


async def test_too_late_for_an_offer_that_went_on(city: City, new_person: NewPerson) -> None:
    event = await asking_event(city, seats=1)
    ada, bert, cem = [await new_person("en-US") for _ in range(3)]
    await seated(ada, event, "Ada")
    await seated(bert, event, "Bert")
    await seated(cem, event, "Cem")
    await _cancels(ada)
    offer = (await bert.hears())[0]
    city.clock.advance(timedelta(hours=25))
    lapsed = (await bert.hears())[0]
    assert "The time to take the seat at “Party” is over" in lapsed.text
    assert lapsed.button("Back on the waiting list")
    assert "a seat has become free for you" in (await cem.hears())[0].text
    button = offer.button("Take the seat")
    assert button is not None
    await bert.post("taps", {"message": offer.id, "data": button["data"]})
    await bert.follows(
        """
        < What a pity
        < You are on the waiting list, position 1.
        > /my
        < Party – on the waiting list
        > [Party]
        < position 1
        """,
        await bert.hears(),
    )


async def test_nobody_takes_an_offer_after_the_deadline(city: City, new_person: NewPerson) -> None:
    event = await asking_event(city, seats=1, deadline=city.clock() + timedelta(hours=30))
    ada, bert = [await new_person("en-US") for _ in range(2)]
    await seated(ada, event, "Ada")
    await seated(bert, event, "Bert")
    await _cancels(ada)
    offer = (await bert.hears())[0]
    city.clock.advance(timedelta(hours=31))
    button = offer.button("Take the seat")
    assert button is not None
    await bert.post("taps", {"message": offer.id, "data": button["data"]})
    assert any("There is no open offer for you" in line.text for line in await bert.hears())
    assert await kept(city, event) == []


async def test_a_coordinator_decides(city: City, new_person: NewPerson) -> None:
    event = await asking_event(city, way=Way.MODERATED, contact="Frau Weber")
    ada, bert = [await new_person("en-US") for _ in range(2)]
    for person, name in ((ada, "Ada"), (bert, "Bert")):
        await opens(person, event)
        await person.follows(f"""
            > {name}
            > 1
            > none
            > yes
            < the organisers decide who gets a seat
            <! Your code
            > /my
            < Party – to be decided
            > [Party]
            < have not decided yet
        """)
    services = city.app.services
    first, second = await kept(city, event)
    await accept(services.uow, city.clock, services.zone, first.id, 0)
    await decline(services.uow, city.clock, services.zone, second.id, 0)
    assert "have accepted your registration" in (await ada.hears())[0].text
    (no,) = await bert.hears()
    assert "could not give you a seat at “Party”" in no.text
    assert "Frau Weber" in no.text
    await bert.start(f"ev_{event.id}")
    assert max(bert.newest.values(), key=lambda one: one.id).button("Register") is None


async def test_a_draw_can_be_done_again_by_anybody(city: City, new_person: NewPerson) -> None:
    seed = "0123456789abcdef" * 2
    draw_at = city.clock() + timedelta(days=2)
    event = await asking_event(city, seats=1, way=Way.DRAW, draw_at=draw_at, draw_seed=seed)
    people = {name: await new_person("en-US") for name in ("Ada", "Bert")}
    for name, person in people.items():
        await opens(person, event)
        await person.follows(f"""
            > {name}
            > 1
            > none
            > yes
            < You take part in the draw
            < The draw is on Thursday, December 3, 2026, 10:00
            < {fingerprint(seed)}
            <! {seed}
            <! remind you
        """)
    codes = {one.code: one.name for one in await kept(city, event)}
    first, second = (people[codes[code]] for code in drawn_order(codes, seed))
    city.clock.advance(timedelta(days=2))
    await first.follows(f"< the draw gave you a seat\n< {seed}", await first.hears())
    await second.follows(
        f"""
        < The draw for “Party” is done
        < waiting list, position 1
        < {seed}
        < SHA-256 of seed, colon and code
        """,
        await second.hears(),
    )


async def test_a_draft_is_forgotten_with_one_message(city: City, new_person: NewPerson) -> None:
    event = await asking_event(city)
    person = await new_person("de-DE")
    await opens(person, event)
    await person.says("Jürgen")
    await _hours_pass(city, 23)
    assert await person.hears() == []
    await _hours_pass(city, 2)
    (line,) = await person.hears()
    assert "Ihre halb ausgefüllte Anmeldung für „Fest“ habe ich vergessen." in line.text
    await _hours_pass(city, 25)
    assert await person.hears() == []
    await person.follows("> [Anmelden]\n< Wie heißen Sie?")


async def test_other_forms_and_closed_events_are_forgotten_without_a_word(
    city: City, new_person: NewPerson
) -> None:
    event = await asking_event(city)
    busy, late = [await new_person("en-US") for _ in range(2)]
    await seated(busy, event, "Ada")
    await busy.follows("> /my\n> [Party]\n> [Add a person]\n< Who is coming, too?")
    await opens(late, event)
    async with city.app.services.uow.writing() as w:
        await w.events.update(replace(await _event(city, event), deadline=city.clock() + timedelta(hours=1)))
        await w.commit()
    await _hours_pass(city, 25)
    assert await busy.hears() == []
    assert await late.hears() == []


async def _event(city: City, event: Event) -> Event:
    async with city.app.services.uow.reading() as r:
        one = await r.events.get(event.id)
    assert one is not None
    return one.event


async def _hours_pass(city: City, hours: int) -> None:
    """The hourly clean-up runs each time."""
    for _ in range(hours):
        city.clock.advance(timedelta(hours=1))
        await city.app._clean()
