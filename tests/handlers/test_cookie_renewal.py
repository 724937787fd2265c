"""Whoever copied a browser's cookie before its owner becomes staff or comes back sees nothing of it."""

import pytest
from aiohttp import ClientSession, CookieJar

from civic.staff import InvitationKind
from handlers.ways_in import may_open
from tests.handlers.city import City, Person
from tests.handlers.conftest import NewPerson
from tests.handlers.test_staff_sessions import NIGHT, city, codes_in

__all__ = ["city"]


@pytest.mark.parametrize(
    "said",
    [
        "ABCD-EFGH-1234-5678",
        "abcd-efgh-1234-5678 ",
        "123456",
        "123 456",
        "/login ABCDEFGH12345678",
        "/Anmelden x",
        "/login@web_bot x",
        "join:0123",
        "login_link:0123",
    ],
)
def test_what_may_open_the_work_area(said: str) -> None:
    assert may_open(said)


@pytest.mark.parametrize("said", ["hello", "/start staff_0123", "/logins", "12345", "joint:1", "start", ""])
def test_what_does_not(said: str) -> None:
    assert not may_open(said)


async def messages_with(cookies: dict[str, str], city: City) -> list[object]:
    """What the chat shows to a browser with these cookies."""
    async with (
        ClientSession(cookie_jar=CookieJar(unsafe=True), cookies=cookies) as session,
        session.get(f"{city.url}/chat/events") as response,
    ):
        found: list[object] = (await response.json())["messages"]
        return found


def cookies_of(person: Person) -> dict[str, str]:
    return {one.key: one.value for one in person.session.cookie_jar}


async def test_a_copied_cookie_ends_with_the_invitation_and_with_the_code(
    city: City, new_person: NewPerson
) -> None:
    person = await new_person("en")
    await person.start(f"staff_{await city.invitation(InvitationKind.COORDINATOR)}")
    copied = cookies_of(person)
    assert await messages_with(copied, city)
    codes = codes_in(await person.taps("Accept"))
    assert codes
    assert await messages_with(copied, city) == []
    city.clock.advance(NIGHT)
    copied = cookies_of(person)
    await person.says("Hello")
    assert await messages_with(copied, city)
    await person.follows(f"""
        > {codes[0]}
        < You are logged in
    """)
    assert await messages_with(copied, city) == []
    assert await messages_with(cookies_of(person), city)


async def test_a_copied_cookie_ends_with_a_passkey(city: City, new_person: NewPerson) -> None:
    person = await new_person("en")
    await person.start()
    copied, headers = cookies_of(person), {"Origin": city.url}
    async with person.session.post(f"{city.url}/passkey/login", json={}, headers=headers) as response:
        assert (response.status, await response.json()) == (409, {"error": "again"})
        assert response.headers["Cache-Control"] == "no-store"
    async with person.session.post(f"{city.url}/passkey/login", json={}, headers=headers) as response:
        assert await response.json() == {"next": "/passkey?said=wrong"}
    assert await messages_with(copied, city) == []
    assert await messages_with(cookies_of(person), city)
