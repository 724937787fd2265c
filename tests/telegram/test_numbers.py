"""Typed numbers on Telegram: an update that comes twice, no buttons and no emoji, every view."""

import html
import unicodedata

from civic.people import utf16_length
from civic.staff import InvitationKind
from handlers.numbered import Counting, in_numbers
from handlers.screen import plain
from handlers.services import Services
from storage.unit_of_work import SqlUnitOfWork
from tests.fakes import FakeClock
from tests.handlers.test_views import city_services
from tests.telegram.chat import Bubble, Chat, Telegram
from tests.telegram.screens import Samples, all_screens

# Signs of the text: they are no emoji, and screen readers name them.
SIGNS = frozenset("→←✕•·–…″°")


async def test_an_update_that_comes_twice_chooses_once(hooked: Telegram) -> None:
    await hooked.event(titles={"en": "Café"})
    ada = hooked.private()
    for said in ("/start", "/plain"):
        await ada.says(said)
    switched = await hooked.happens(message=ada.message(text="/events"))
    ada.hears()
    first = await hooked.happens(message=ada.message(text="1"))
    [event] = ada.hears()
    assert "1. Register" in event.text
    assert event.labels == []
    await hooked.deliver(first)
    await hooked.deliver(switched)
    assert ada.hears() == []
    [asked] = await ada.says("1")
    assert "What is your name?" in asked.text
    await ada.says("Ada")
    second = await hooked.happens(message=ada.message(text="3"))
    assert "Do you need support" in ada.hears()[-1].text
    await hooked.deliver(second)
    [again] = ada.hears()
    assert "Do you need support" in again.text


async def test_a_coordinator_works_by_numbers_and_gets_the_buttons_back(telegram_side: Telegram) -> None:
    ada = await telegram_side.staff(InvitationKind.COORDINATOR)
    await ada.says("/plain")
    heard = await ada.says("/staff")
    assert heard[-1].labels == []
    first = heard[-1].text.split("1. ")[1].split("\n")[0]
    by_number, by_words = await ada.says("1"), await _again(ada, first)
    assert [one.text for one in by_number] == [one.text for one in by_words]
    await ada.says("/plain")
    assert (await ada.says("/staff"))[-1].labels[0] in first


async def _again(ada: Chat, words: str) -> list[Bubble]:
    await ada.says("/staff")
    return await ada.says(words.upper())


def test_every_view_without_buttons_and_emoji(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    services: Services = city_services(sqlite_uow, clock)
    for code in ("de", "ar"):
        lang = services.catalogues[code]
        samples, made = Samples(services, lang), 0
        for name, build in all_screens().items():
            for screen in samples.variants(build):
                made += 1
                for counting in Counting:
                    numbered = in_numbers(screen, lang, counting)
                    numbers = [one.number for one in numbered.choices if one.number]
                    assert len(numbers) == len(set(numbers)), name
                    assert len(numbered.choices) == sum(
                        hasattr(one, "data") for row in screen.buttons for one in row
                    )
                    for part in numbered.parts:
                        assert part.buttons == ()
                        shown = plain(part.text)
                        assert pictures(shown) == set(), name
                        if utf16_length(plain(screen.text)) <= 4096:
                            assert utf16_length(shown) <= 4096, name
        assert made > 300


def pictures(text: str) -> set[str]:
    """Signs that are no letters, digits or marks of a text; an independent look at what emoji are."""
    return {
        one
        for one in html.unescape(text)
        if unicodedata.category(one) == "So" and one not in SIGNS and one not in "©®™✕"
    }
