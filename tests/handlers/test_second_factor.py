"""A coordinator sets up a second factor in the web chat and is asked for it; a city can want it."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from civic.one_time_codes import code_at
from civic.residents import Address, Channel
from tests.fakes import FakeClock
from tests.handlers.city import City, Line
from tests.handlers.conftest import NewPerson
from tests.handlers.test_staff_sessions import NIGHT, everything, join

KEY = re.compile(r"[A-Z2-7]{4}( [A-Z2-7]{4}){7}")


@pytest.fixture
async def city(sqlite_url: str, clock: FakeClock, request: pytest.FixtureRequest) -> AsyncIterator[City]:
    """A bot whose work areas lock themselves; with what the test wants of a second factor."""
    wanted = getattr(request, "param", "optional")
    city = await City.open(sqlite_url, clock, staff_idle_hours=12, second_factor=wanted)
    yield city
    await city.close()


async def app_code(city: City, chat_id: int = 1) -> str:
    """What the app on their phone shows."""
    async with city.app.services.uow.reading() as r:
        resident = await r.residents.at(Address(Channel.WEB, chat_id))
        factor = await r.second_factors.of(resident.id) if resident else None
    assert factor is not None
    return code_at(factor.secret, city.clock())


def has_key(lines: list[Line]) -> bool:
    """Whether the key is shown, as text or as the only picture."""
    return any(KEY.search(one.text) or one.photo for one in lines)


async def test_from_setting_it_up_to_losing_the_phone(city: City, new_person: NewPerson) -> None:
    person = await new_person("de-DE")
    codes = await join(city, person, "Annehmen")
    await person.follows("""
        > /staff
        > [Mein Zugang]
        > [Zweiter Faktor]
        < Jede App für Einmalcodes ist geeignet
    """)
    shown = await person.taps("Jetzt einrichten")
    assert has_key(shown)
    await person.follows("""
        > [Die App hat ihn]
        < Welche sechs Ziffern zeigt die App jetzt?
        > 000 000
        < Stimmt die Uhrzeit Ihres Telefons?
    """)
    await person.follows(f"""
        > {await app_code(city)}
        < Ab jetzt frage ich beim Anmelden nach dem Code Ihrer App
    """)
    assert not has_key(await everything(person))
    city.clock.advance(NIGHT)
    code = await app_code(city)
    await person.follows(f"""
        > /staff
        < gesperrt
        > /zweiterfaktor
        < gesperrt
        > {codes[0]}
        < Welche sechs Ziffern zeigt Ihre App jetzt?
        > /staff
        < gesperrt
        > 123 456 789
        <! Code
        > {code[:3]} {code[3:]}
        < Sie sind angemeldet
        > /zweiterfaktor
        < Sie haben einen zweiten Faktor
    """)
    city.clock.advance(NIGHT)
    await person.follows(f"""
        > {codes[1]}
        < Welche sechs Ziffern
        > {code}
        < Dieser Code gilt nicht. Jeder gilt nur einmal.
        > {codes[2]}
        < Sie sind angemeldet
        > /zweiterfaktor
        > [Zweiten Faktor beenden]
        < Jede App für Einmalcodes ist geeignet
    """)


@pytest.mark.parametrize("command", ["", "/secondfactor "])
async def test_the_key_leaves_the_chat_with_the_first_code_too(
    city: City, new_person: NewPerson, command: str
) -> None:
    person = await new_person("en-US")
    await join(city, person)
    await person.says("/secondfactor")
    shown = await person.taps("Set it up now")
    assert [bool(one.photo) for one in shown] == [True]
    wrong = "000000" if await app_code(city) != "000000" else "111111"
    await person.says(wrong)
    assert has_key(await everything(person))
    await person.follows(f"""
        > {command}{await app_code(city)}
        < Well done
    """)
    assert not has_key(await everything(person))


@pytest.mark.parametrize("city", ["required"], indirect=True)
async def test_a_city_can_want_it_of_everybody(city: City, new_person: NewPerson) -> None:
    person = await new_person("en-US")
    await join(city, person)
    await person.follows("""
        > /inbox
        < Here everybody on the staff needs a second factor
        > /announce
        < Please set it up first
        > [Set it up now]
        > [The app has it]
        < Which six digits
    """)
    await person.follows(f"""
        > /secondfactor {await app_code(city)}
        < Well done
        > /announce
        < title
    """)
    city.clock.advance(timedelta(minutes=1))
    await person.follows("""
        > 123456
        <! code
    """)
