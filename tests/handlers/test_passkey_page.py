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


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"null"),
        ("multipart/form-data; boundary=x", b"--x\r\nnumber=1"),
        ("application/x-www-form-urlencoded; charset=nonsense", b"number=1"),
        ("application/json", b"[1"),
        ("text/plain", b"number=1"),
    ],
)
async def test_what_is_no_form_removes_nothing(
    city: City, new_person: NewPerson, kind: str, body: bytes
) -> None:
    person = await new_person("en")
    await person.start()
    headers = {"Origin": city.url, "Content-Type": kind}
    url = f"{city.url}/passkey/remove"
    async with person.session.post(url, data=body, headers=headers, allow_redirects=False) as response:
        assert (response.status, response.headers["Location"]) == (303, "/passkey?said=wrong")
