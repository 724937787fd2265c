"""How an answer is shown: short, in whose language, how old, with at most four buttons; the rest in pages."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest

from civic.answers.asking import Answerer
from civic.answers.entries import City as Place
from civic.answers.entries import Entry, Initiative, SourceDate, Version
from civic.answers.event_times import Period
from civic.answers.knowledge import Knowledge
from civic.answers.outcomes import Answered as Decided
from civic.answers.outcomes import Choose, EventsFound
from civic.events import PLACE_LIMIT, SHORT_LIMIT, TITLE_LIMIT, EventWithSeats
from civic.questions_asked import Beside
from handlers.screen import Screen
from handlers.services import Services
from handlers.views import answers, event_answers
from handlers.views.decisions import screen_of
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import NOW, an_event
from tests.fakes import FakeClock
from tests.handlers.city import City, Person, plain
from tests.handlers.test_views import city_services

TODAY = NOW.date()
SENTENCE = "Der Wertstoffhof nimmt an diesem Tag nur Holz und Metall an. "


def a_version(language: str = "de", text: str = "Kurz und gut.", **changes: object) -> Version:
    made = Version(
        language=language,
        question="Was nimmt der Wertstoffhof an?",
        text=text,
        more=None,
        source="Faltblatt",
        source_url=f"https://www.city.example/{language}",
        source_date=SourceDate(2026, 3),
        valid_until=None,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def a_city(*entries: Mapping[str, Version]) -> Knowledge:
    place = Place("x", {"de": "Musterstadt"}, "de", ("hof",), (), (), ("de",))
    kept = [Entry(f"hof/{number}", versions) for number, versions in enumerate(entries)]
    languages = {language for versions in entries for language in versions}
    titles, aliases = dict.fromkeys(languages, "Wertstoffhof"), dict.fromkeys(languages, ("Hof",))
    return Knowledge(place, [Initiative("hof", titles, aliases)], kept)


@pytest.fixture
def services(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> Services:
    return city_services(sqlite_uow, clock)


def shown(
    services: Services, language: str, versions: Mapping[str, Version], beside: Beside | None = None
) -> Screen:
    knowledge = a_city(versions, {"de": a_version(question="Wann ist offen?")})
    services.library.replace(Answerer(knowledge))
    entry = knowledge.entries["hof/0"]
    return answers.answer(services.catalogues[language], services, entry, TODAY, beside or Beside())


def labels(screen: Screen) -> list[str]:
    return [button.label for row in screen.buttons for button in row]


NOTES = {
    "de": ("Achtung", "", "Geprüft am: Dienstag, 1. Dezember 2026"),
    "en": ("Careful", "I have this answer only in Deutsch:", "Checked on: Tuesday, December 1, 2026"),
    "uk": ("Увага", "такою мовою: Deutsch.", "Перевірено: вівторок, 1 грудня 2026"),
    "ar": ("تنبيه", "Deutsch", "تم التحقق بتاريخ: الثلاثاء، 1 ديسمبر 2026"),
}


@pytest.mark.parametrize("language", NOTES)
def test_notes_in_the_readers_language(services: Services, language: str) -> None:
    careful, only, checked = NOTES[language]
    expired = a_version(valid_until=TODAY - timedelta(days=1))
    warned = plain(shown(services, language, {"de": expired}).text)
    assert careful in warned
    assert only in warned
    assert "Kurz und gut." in warned
    confirmed = plain(shown(services, language, {"de": expired}, Beside(confirmed=TODAY)).text)
    assert careful not in confirmed
    assert checked in confirmed


def test_the_date_of_the_last_check_is_the_later_one(services: Services) -> None:
    version = a_version(checked=date(2026, 10, 5))
    assert "Checked on: Monday, October 5, 2026" in shown(services, "en", {"de": version}).text
    later = Beside(confirmed=date(2026, 11, 2))
    assert "Checked on: Monday, November 2, 2026" in shown(services, "en", {"de": version}, later).text
    assert "Checked on" not in shown(services, "en", {"de": a_version()}).text


def test_the_link_is_that_of_the_readers_version(services: Services) -> None:
    both = {"de": a_version(), "uk": a_version("uk", "Коротко.")}
    assert "https://www.city.example/uk" in shown(services, "uk", both).text
    assert "https://www.city.example/de" in shown(services, "ar", both).text


@pytest.mark.parametrize("language", ["de", "en", "uk", "ar"])
def test_at_most_four_buttons_and_600_characters(services: Services, language: str) -> None:
    long = a_version(text=SENTENCE * 300, more="Und noch etwas.")
    event = EventWithSeats(replace(an_event(), id=7), 0, 0)
    screen = shown(services, language, {"de": long}, Beside(event, TODAY))
    assert len(labels(screen)) == 4
    text = max((part for part in plain(screen.text).split("\n\n")), key=len)
    assert SENTENCE.strip() in text
    assert 500 <= len(text) <= 600
    assert text.endswith(".")
    bare = shown(services, language, {"de": a_version()}, Beside())
    assert len(labels(bare)) == 3


def test_a_full_event_offers_the_waiting_list_and_a_closed_one_nothing(services: Services) -> None:
    full = EventWithSeats(replace(an_event(seats=1), id=7), 1, 0)
    assert "Join the waiting list" in labels(shown(services, "en", {"de": a_version()}, Beside(full)))
    over = EventWithSeats(replace(an_event(starts_at=NOW - timedelta(hours=1)), id=7), 0, 0)
    assert len(labels(shown(services, "en", {"de": a_version()}, Beside(over)))) == 3


def test_related_questions_stand_only_behind_more(services: Services) -> None:
    screen = shown(services, "de", {"de": a_version()})
    assert "Wann ist offen?" not in labels(screen)
    entry = services.knowledge.entries["hof/0"]
    assert labels(answers.more(services.catalogues["de"], services, entry)) == ["Wann ist offen?"]


async def test_twenty_thousand_characters_page_by_page(city: City, resident: Person) -> None:
    text = " ".join(f"Regel {number}: {SENTENCE.strip()}" for number in range(290))
    knowledge = a_city({"de": a_version(text=text)}, {"de": a_version(question="Wann ist offen?")})
    city.app.services.library.replace(Answerer(knowledge))
    (answer,) = await resident.says("Wertstoffhof nimmt?")
    assert "Regel 0:" in answer.text
    read = [answer.text]
    (page,) = await resident.taps("More")
    first = page.id
    while True:
        assert len(plain(page.text)) <= 1700
        assert len(page.labels) <= 3
        read.append(page.text)
        if page.button("▶") is None:
            break
        (page,) = await resident.taps("▶")
        assert page.id == first  # turned in the same message
    everything = " ".join(read)
    assert len(text) > 20_000
    assert all(f"Regel {number}:" in everything for number in range(290))
    (page,) = await resident.taps("◀")
    assert page.button("▶") is not None


async def test_a_page_that_is_gone_gets_a_friendly_answer(city: City, resident: Person) -> None:
    knowledge = a_city({"de": a_version(text=SENTENCE * 100)}, {"de": a_version(question="Wann ist offen?")})
    city.app.services.library.replace(Answerer(knowledge))
    await resident.says("Wertstoffhof nimmt?")
    await resident.taps("More")
    city.app.services.library.replace(Answerer(a_city({"de": a_version()})))
    (page,) = await resident.taps("▶")  # shorter by now: the last page there is
    assert "▶" not in page.labels


EXPIRED = a_version(valid_until=TODAY - timedelta(days=1))


async def test_staff_are_reminded_and_confirm_with_one_tap(
    city: City, resident: Person, coordinator: Person
) -> None:
    city.app.services.library.replace(Answerer(a_city({"de": EXPIRED})))
    (before,) = await resident.says("Wertstoffhof nimmt?")
    assert "may be out of date" in before.text
    await city.app.bells._every_hour()
    assert await coordinator.hears() == []  # in the first week nobody is reminded
    city.clock.advance(timedelta(days=8))
    await city.app.bells._every_hour()
    await city.app.bells._every_hour()
    reminder, _digest = await coordinator.hears()
    assert "Are these answers still correct?" in reminder.text
    assert "Was valid until Monday, November 30, 2026." in reminder.text
    assert reminder.labels == ["Still correct: Was nimmt der Wertstoffhof an?"]
    heard = await coordinator.taps("Still correct")
    assert any("It now counts as checked today" in line.text for line in heard)
    assert any("All answers are confirmed" in line.text for line in heard)
    (after,) = await resident.says("Wertstoffhof nimmt?")
    assert "may be out of date" not in after.text
    assert "Checked on: Wednesday, December 9, 2026" in after.text


async def test_an_old_confirm_button_is_refused_kindly(city: City, coordinator: Person) -> None:
    city.app.services.library.replace(Answerer(a_city({"de": EXPIRED})))
    city.clock.advance(timedelta(days=8))
    await city.app.bells._every_hour()
    await coordinator.hears()
    city.app.services.library.replace(Answerer(a_city({"de": replace(EXPIRED, text="Nur noch Holz.")})))
    heard = await coordinator.taps("Still correct")
    assert any("has been changed in the meantime" in line.text for line in heard)
    assert any("Nur noch Holz." in line.text for line in heard)


async def test_residents_are_not_reminded(city: City, resident: Person, coordinator: Person) -> None:
    city.app.services.library.replace(Answerer(a_city({"de": EXPIRED})))
    city.clock.advance(timedelta(days=8))
    await city.app.bells._every_hour()
    assert await resident.hears() == []


def events_at_the_limits() -> list[EventWithSeats]:
    """As long as every text may be."""
    titles = dict.fromkeys(("de", "en", "uk", "ar"), "Ж" * TITLE_LIMIT)
    event = replace(
        an_event(titles=titles), id=7, place="P" * PLACE_LIMIT, cost="€" * SHORT_LIMIT, example=True
    )
    return [EventWithSeats(replace(event, id=number), 10**6, 10**6) for number in range(1, 21)]


@pytest.mark.parametrize("language", ["de", "en", "uk", "ar"])
def test_answers_from_events_are_short_too(services: Services, language: str) -> None:
    lang, found = services.catalogues[language], events_at_the_limits()
    period = Period(TODAY, date(2027, 9, 29))
    screens = [
        event_answers.event_answer(lang, services, found[0]),
        event_answers.events_found(lang, services, EventsFound(tuple(found), period)),
        event_answers.events_found(lang, services, EventsFound((), period, found[0])),
    ]
    for screen in screens:
        assert len(plain(screen.text).replace("<b>", "").replace("</b>", "")) <= 600
    one, several, nothing = screens
    assert len(labels(one)) == 3
    assert len(labels(several)) == event_answers.ON_BUTTONS + 2
    assert len(labels(nothing)) == 3


def test_what_is_withdrawn_at_this_moment_is_no_answer(services: Services) -> None:
    lang = services.catalogues["en"]
    screen = screen_of(lang, services, Decided("gone/gone", 0.9), staffed=False)
    assert "I have no reliable answer" in screen.text
    key = next(iter(services.knowledge.entries))
    choice = screen_of(lang, services, Choose(("gone/gone", key)), staffed=False)
    assert [row[0].label for row in choice.buttons][-1] == "None of these"
    assert len(choice.buttons) == 2
