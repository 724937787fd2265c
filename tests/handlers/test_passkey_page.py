"""The page of passkeys as a stranger's browser meets it."""

import pytest

from pages.passkey_ceremonies import Ceremonies
from tests.handlers.city import City
from tests.handlers.conftest import NewPerson


async def test_what_a_stranger_made_is_not_even_read(
    city: City, new_person: NewPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(*made: object) -> None:
        raise AssertionError("a stranger's key was read")

    monkeypatch.setattr(Ceremonies, "made", read)
    person = await new_person("en")
    await person.start()
    await person.says("/language")
    headers = {"Origin": city.url}
    url = f"{city.url}/passkey"
    async with person.session.post(f"{url}/ask-login", json={}, headers=headers) as response:
        assert "options" in await response.json()
    async with person.session.post(f"{url}/new", json={"id": "x"}, headers=headers) as response:
        assert (response.status, await response.json()) == (200, {"next": "/passkey?said=wrong"})
