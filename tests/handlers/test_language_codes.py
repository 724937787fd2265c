"""What clients call their language never raises: by table it is one of ours, or the city's."""

from aiohttp import ClientSession

from locales import Catalogues
from tests.handlers.city import City
from tests.handlers.conftest import NewPerson

HELLO = "Hello! I am the automated assistant of {controller}, not a person."
# What a client may say, and the catalogue it gets; "" for none of ours, which is then the city's language.
CODES = {
    "xx": "",
    "": "",
    "1": "",
    "x-foo": "",
    "../de": "",
    "..\\..\\de": "",
    "de" * 100: "",
    "a" * 200: "",
    "zh-hans": "",
    "pt-br": "",
    "ku": "",
    "sr-Latn": "",
    "und": "",
    "-": "",
    "_": "",
    "de\x00": "",
    "العربية": "",
    "de-AT": "de",
    "de-de-" * 33: "de",
    "de_simple": "de-simple",
    "de-x-simple": "de-simple",
    "EN_us": "en",
    "en-GB-oed": "en",
    "fa-AF": "fa",
    "prs": "fa",
    "mo": "ro",
    "uk-Cyrl-UA": "uk",
    "ar-u-nu-latn": "ar",
}


def test_every_code_is_one_of_ours_or_none() -> None:
    catalogues = Catalogues.load()
    found = {code: catalogues.match(code) for code in CODES}
    assert {code: one.code if one else "" for code, one in found.items()} == CODES
    assert catalogues.match(None) is None
    for code in CODES:
        assert catalogues[code].code == (code if code in catalogues else "de")


async def test_every_code_is_welcomed(city: City, new_person: NewPerson) -> None:
    catalogues = city.app.services.catalogues
    for code, expected in CODES.items():
        person = await new_person(code.replace("_", "-"))  # as browsers write them
        (screen,) = await person.start()
        hello = catalogues[expected or "de"].gettext(HELLO, controller="Stadt Kaiserslautern")
        assert hello in screen.text, (code, screen.text)


async def test_every_code_gets_a_page(city: City) -> None:
    async with ClientSession() as session:
        for code, expected in CODES.items():
            answer = await session.get(f"{city.url}/events", params={"lang": code})
            assert f'<html lang="{expected or "de"}"' in await answer.text(), code
            assert answer.status == 200, code
        for header in ("", "*", "xx, ;q=x, de;q", "a" * 7000, "\u00ff", "en;q=nan, ar;q=0.5", "../de"):
            for path in ("/", "/events"):
                answer = await session.get(f"{city.url}{path}", headers={"Accept-Language": header})
                assert answer.status == 200, (path, header)
