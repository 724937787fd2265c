"""Commands by the names that they have in each language."""

from collections import Counter

import pytest
from aiogram.filters import Command

from handlers.aliases import Aliases, name_in_menu, names
from handlers.routers import conversations
from locales import Catalogues, Language
from tests.handlers.city import City
from tests.handlers.conftest import NewPerson

CATALOGUES = Catalogues.load()
ALIASES = Aliases(CATALOGUES)
LANGUAGES = [pytest.param(lang, id=lang.code) for lang in CATALOGUES]


def known() -> set[str]:
    """What handlers listen to."""
    return {
        str(name)
        for router in conversations()
        for handler in router.message.handlers
        for each in handler.filters or ()
        if isinstance(each.callback, Command)
        for name in each.callback.commands
    }


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_name_means_its_command_and_no_other(lang: Language) -> None:
    found = names(lang)
    assert set(found) <= known()
    assert all(found.values())
    twice = [name for name, n in Counter(name for own in found.values() for name in own).items() if n > 1]
    assert twice == []
    for command, own in found.items():
        for name in own:
            assert ALIASES.command(f"/{name} x", lang.code) == f"/{command} x"
            assert name not in known() - {command}, f"/{name} is another command"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_menu_has_what_a_messenger_takes(lang: Language) -> None:
    for command in names(lang):
        assert name_in_menu(command, lang).isascii()
    assert name_in_menu("start", lang) == "start"
    has_own_letters = lang.locale.language in {"ar", "bg", "fa", "ru", "uk"}
    assert (name_in_menu("help", lang) == "help") is (has_own_letters or lang.code == "en")


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("/termine", "/events"),
        ("/Termine@a_bot", "/events@a_bot"),
        ("/sprache uk", "/language uk"),
        ("/TERMINE\nbitte", "/events\nbitte"),
        ("/мова", "/language"),
        ("/بياناتي", "/mydata"),
        ("/events", "/events"),
        *(
            (same, same)
            for same in ("termine", "/", "/terminen", "/termine.", "//termine", "Wie geht /termine?")
        ),
    ],
)
def test_a_name_is_heard_where_it_stands_alone_in_front(written: str, heard: str) -> None:
    assert ALIASES.command(written, "en") == heard


async def test_somebody_uses_the_names_of_their_language(city: City, new_person: NewPerson) -> None:
    await city.event(titles={"de": "Lesekreis", "tr": "Okuma grubu", "ar": "حلقة قراءة"})
    turkish, arab = await new_person("tr-TR"), await new_person("ar-SY")
    for person in (turkish, arab):
        await person.start()
    await turkish.follows("""
        > /etkinlikler
        < Okuma grubu
        > /Sprache de
        < Deutsch
        > /meine
        < keine Anmeldungen.
        > /etkinlikler
        < Lesekreis
    """)
    await arab.follows("""
        > /فعاليات
        < حلقة قراءة
        > /termine
        < حلقة قراءة
        > /لا_شيء
        <! حلقة قراءة
    """)
