"""The way from the chat to the text page, and back: links, volunteers' work, and what is closed."""

import re

import pytest
from aiohttp import ClientSession, CookieJar
from sqlmodel import delete

from civic.event_texts import TextState
from civic.text_sheets import SheetKey, SheetKind
from storage.tables import StaffRow
from tests.handlers.city import City, Line, Person, plain
from tests.handlers.conftest import NewPerson
from tests.text_pages import Browser, a_key

LINK = re.compile(r"http://\S+/texts/([\w-]{22})")


def token_in(lines: list[Line]) -> str:
    found = [match[1] for line in lines if (match := LINK.search(plain(line.text)))]
    return found[-1]


async def resident_of(city: City) -> int:
    async with city.app.services.uow.reading() as r:
        return max(member.resident_id for member in await r.staff.everybody())


async def the_key(city: City, kind: SheetKind) -> SheetKey:
    uow = city.app.services.uow
    async with uow.reading() as r:
        colleague = await r.residents.get(await resident_of(city))
    return await a_key(uow, kind, colleague)


async def card(coordinator: Person, key: SheetKey) -> None:
    """Goes to the card of what was made."""
    match key.kind:
        case SheetKind.ANNOUNCEMENT:
            await coordinator.says("/staff")
            await coordinator.taps("Our announcements")
            await coordinator.taps("Sommerfest")
        case SheetKind.EVENT:
            await coordinator.says("/staff")
            await coordinator.taps("Our events")
            await coordinator.taps("Repair")
        case SheetKind.ENTRY:
            await coordinator.says("/staff")
            await coordinator.taps("Our answers")
            await coordinator.taps("Wann ist offen?")


@pytest.mark.parametrize("kind", SheetKind)
async def test_each_card_leads_to_the_page(city: City, coordinator: Person, kind: SheetKind) -> None:
    key = await the_key(city, kind)
    await card(coordinator, key)
    token = token_in(await coordinator.taps("Write on the web page"))
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
        browser = Browser(city, session, token, key)
        assert (await browser.enters()).path.startswith("/texts/s/")
        assert (await browser.opened()).sheet.key == key
        heard = await coordinator.taps("Close all these links")
        assert "1 link is closed." in heard[-1].text
        assert (await browser.get()).status == 404


async def test_a_volunteers_work_comes_back_to_the_chat(
    city: City, coordinator: Person, new_person: NewPerson
) -> None:
    key = await the_key(city, SheetKind.EVENT)
    await card(coordinator, key)
    await coordinator.taps("Write on the web page")
    heard = await coordinator.taps("Link for a volunteer")
    assert "Deutsch" not in heard[-1].labels
    token = token_in(await coordinator.taps("Українська"))
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
        volunteer = Browser(city, session, token, key)
        await volunteer.enters()
        fields = (await volunteer.get()).hidden("uk")
        await volunteer.post("save", **fields, title="Ремонтне кафе", description="Разом лагодимо.")
        heard = await coordinator.hears()
        assert "A volunteer has translated this into Українська:" in plain(heard[-1].text)
        assert "Ремонтне кафе" in heard[-1].text
        assert (await volunteer.opened()).sheet.state("uk") is TextState.MISSING
        heard = await coordinator.taps("Take it over")
        assert "The translation is taken over." in heard[-1].text
        assert (await volunteer.opened()).sheet.values("uk")["title"] == "Ремонтне кафе"
        assert (await volunteer.opened()).sheet.state("uk") is TextState.UP_TO_DATE
        heard = await coordinator.taps("Take it over")
        assert "taken over" not in " ".join(line.text for line in heard if line.sender == "bot")


async def test_a_volunteers_work_can_be_thrown_away_in_the_chat(city: City, coordinator: Person) -> None:
    key = await the_key(city, SheetKind.ENTRY)
    await card(coordinator, key)
    await coordinator.taps("Write on the web page")
    await coordinator.taps("Link for a volunteer")
    token = token_in(await coordinator.taps("Українська"))
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
        volunteer = Browser(city, session, token, key)
        await volunteer.enters()
        fields = (await volunteer.get()).hidden("uk")
        await volunteer.post("save", **fields, question="Коли?", text="По понеділках.")
        await coordinator.hears()
        assert "The draft is gone." in (await coordinator.taps("Throw it away"))[-1].text
        assert (await volunteer.opened()).sheet.state("uk") is TextState.MISSING


async def test_only_staff_get_links(city: City, coordinator: Person, resident: Person) -> None:
    key = await the_key(city, SheetKind.EVENT)
    for data in (f"tx_open:event:{key.id}", f"tx_vol:event:{key.id}:uk", f"tx_end:event:{key.id}"):
        # No button says this: a forged tap is refused before it is a tap.
        assert await resident.post("taps", {"message": max(resident.newest), "data": data}) == 409
    # A button of somebody who was staff once does nothing any more.
    await card(coordinator, key)
    tap = coordinator.tap("Write on the web page")
    async with city.app.database.writing() as s:
        await s.exec(delete(StaffRow))
        await s.commit()
    await coordinator.post("taps", tap)
    assert not any(LINK.search(plain(line.text)) for line in await coordinator.hears())
