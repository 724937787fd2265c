"""The statement of accessibility, in every language, linked from every public page."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession

from tests.fakes import FakeClock
from tests.handlers.city import City, plain

BODY = "Landesbeauftragte <Mainz>"


@pytest.fixture
async def city(sqlite_url: str, clock: FakeClock) -> AsyncIterator[City]:
    city = await City.open(sqlite_url, clock, accessibility_authority=BODY)
    yield city
    await city.close()


async def fetched(city: City, path: str) -> str:
    async with ClientSession() as session, session.get(f"{city.url}{path}") as response:
        assert response.status == 200
        return plain(await response.text())


async def test_what_it_says_and_where_it_is_linked(city: City) -> None:
    said = {
        "de": ("Barrierefreiheit", "teilweise", "Gebärdensprache gibt es nicht", 'dir="ltr"'),
        "en": ("Accessibility", "in part", "There is no sign language", 'dir="ltr"'),
        "uk": ("Доступність", "частково", "Жестової мови немає", 'dir="ltr"'),
        "ar": ("سهولة الوصول", "جزئيًا", "لا توجد لغة إشارة", 'dir="rtl"'),
    }
    for code, expected in said.items():
        text = await fetched(city, f"/accessibility?lang={code}")
        for one in (*expected, f'lang="{code}"', "Rathaus, 0631 000", "Landesbeauftragte &lt;Mainz&gt;"):
            assert one in text, (code, one)
        assert f'href="/accessibility?lang={code}"' in await fetched(city, f"/events?lang={code}")
    assert "Barrierefreiheit" in await fetched(city, "/barrierefreiheit")
