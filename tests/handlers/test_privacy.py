"""The privacy notice in every language, when it is shown, and one's own consents as conversations."""

from dataclasses import fields, replace
from typing import Any

import pytest

from civic.consents import Purpose
from handlers.resident import changing
from handlers.services import Office, Services
from handlers.views import age, consents, privacy
from storage.unit_of_work import SqlUnitOfWork
from tests.fakes import FakeClock
from tests.handlers.city import City, Person, plain
from tests.handlers.conftest import NewPerson
from tests.handlers.held_buttons import tap
from tests.handlers.test_views import city_services

CODES = ("ar", "bg", "de", "de-simple", "en", "fa", "fr", "pl", "ro", "ru", "tr", "uk")

FULL = Office(
    controller="City office",
    controller_address="Main street 1",
    privacy_contact="data@kl.de",
    privacy_officer="Ms Summer",
    legal_basis="Art. 6 (1) (e)",
    hosting="City computer centre",
    complaint_authority="LfDI",
    telegram=True,
    text_servers=True,
    error_reports="errors.example",
)
SAID = {
    "controller": ("City office", "Main street 1", "data@kl.de"),
    "officer": ("Ms Summer",),
    "basis": ("Art. 6 (1) (e)",),
    "recipients": ("City computer centre", "errors.example"),
    "complaint": ("LfDI",),
    "rights": ("/mydata", "/forget", "/my", "/privacy"),
}


@pytest.fixture
def services(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> Services:
    return city_services(sqlite_uow, clock)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("office", [Office(), FULL])
def test_no_part_of_the_notice_is_empty_in_any_language(
    services: Services, code: str, office: Office
) -> None:
    lang = services.catalogues[code]
    parts = privacy.notice_parts(lang, office)
    assert len(parts) == 12
    for part in parts.values():
        heading, _, said = part.partition("\n")
        assert plain(heading).strip()
        assert len(plain(said).strip()) > 3
    if office is FULL:
        for name, words in SAID.items():
            assert all(word in plain(parts[name]) for word in words), name
    pages = privacy.notice_pages(lang, office)
    assert [one for page in pages for one in page] == list(parts.values())


def test_every_language_of_the_catalogues_is_tried_here(services: Services) -> None:
    assert sorted(one.code for one in services.catalogues) == sorted(CODES)


def test_telegram_and_dubai_are_named_only_where_telegram_is_used(services: Services) -> None:
    lang = services.catalogues["en"]
    for telegram in (True, False):
        parts = privacy.notice_parts(lang, replace(FULL, telegram=telegram))
        assert ("Dubai" in parts["abroad"]) is telegram
        assert ("Telegram" in parts["recipients"]) is telegram


SILENT = {"human_contact", "imprint_url", "public_url", "mails", "paid_broadcast", "staff_idle", "passkeys"}
SILENT |= {"second_factor_required", "security_contact", "accessibility_authority"}


@pytest.mark.parametrize("field", [one.name for one in fields(Office) if one.name not in SILENT])
def test_the_version_changes_with_every_detail_that_the_notice_names(field: str) -> None:
    value: Any = getattr(FULL, field)
    other: Any = not value if isinstance(value, bool) else value + 1 if isinstance(value, int) else "other"
    changed = replace(FULL, **{field: other})
    assert privacy.notice_version(changed) != privacy.notice_version(FULL)
    assert privacy.notice_version(replace(FULL)) == privacy.notice_version(FULL)


def test_the_words_of_a_consent_have_a_version_for_each_text_and_language(services: Services) -> None:
    versions = {consents.wording(lang, one).version for lang in services.catalogues for one in Purpose}
    assert len(versions) == 3 * len(tuple(services.catalogues))


async def test_consents_in_german_registering_with_three_times_no(city: City, new_person: NewPerson) -> None:
    await city.event(titles={"de": "Teestube"}, photos=True, reminders=())
    person = await new_person("de-DE")
    await person.start()
    await person.follows("""
        > /datenschutz
        < Verantwortlich: Stadt Kaiserslautern
        < /mydata
        < /forget
        > [Alle Einzelheiten]
        < Wer verantwortlich ist
        <! Dubai
        > /events
        > [Teestube]
        > [Anmelden]
        < Für Ihre Anmeldung speichere ich
        > Ada
        > [1]
        > Nein
        > Ja
        < Wenn Sie unter 16 sind, lassen Sie bitte Ihre Eltern entscheiden.
        > [Nein]
        > [Nein]
        > /privacy
        > [Meine Zustimmungen]
        < Ein Nein hat für Sie nie einen Nachteil.
        < Teestube. Sie: nein
        <! Sie: ja
        > [Fotos ja: Teestube]
        < Teestube. Sie: ja, seit Dienstag, 1. Dezember 2026
        > [Fragen: ja, auswerten]
        < Sie: ja, seit
        > [Fragen: nicht auswerten]
        < Sie: nein, seit Dienstag, 1. Dezember 2026
        > [Fotos nein: Teestube]
        <! Sie: ja
    """)
    async with city.app.services.uow.reading() as r:
        given = await r.consents.of(1)
        [registration] = [one for one, _ in await r.registrations.of_resident(1, city.clock())]
    assert registration.photos is False
    assert [(one.purpose, one.wording.language, one.withdrawn_at) for one in given] == [
        (Purpose.PHOTOS, "de", city.clock()),
        (Purpose.EVALUATION, "de", city.clock()),
    ]


async def test_consent_to_news_in_arabic_in_the_words_that_were_shown(
    city: City, new_person: NewPerson
) -> None:
    person = await new_person("ar")
    await person.start()
    words = consents.words(city.app.services.catalogues["ar"], Purpose.ANNOUNCEMENTS)
    topic = city.app.services.city.topics[0]
    (screen,) = await person.says("/news")
    assert plain(words) in plain(screen.text)
    await person.taps(topic.names["ar"])
    await person.taps("نعم، 16 عامًا أو أكثر")
    async with city.app.services.uow.reading() as r:
        [given] = await r.consents.of(1)
    assert given.wording == age.wording(city.app.services.catalogues["ar"], by_parents=False)
    await person.follows("""
        > /privacy
        > [موافقاتي]
        < أنتم: نعم، منذ
        > [الأخبار: لا أريد المزيد]
        < أنتم: لا، منذ
    """)
    async with city.app.services.uow.reading() as r:
        assert await r.residents.topics(1) == frozenset()


async def test_a_yes_below_other_words_only_shows_the_present_ones(city: City, resident: Person) -> None:
    """Of before they were changed, or in another language than that which is read now."""
    event = await city.event(titles={"en": "Tea"}, photos=True, reminders=())
    await resident.follows("> /events\n> [Tea]\n> [Register]\n> Ada\n> [1]\n> [No support needed]")
    await resident.follows("> [Yes, register]\n< May you be seen on them?\n> [No]\n> [No]")
    german = city.app.services.catalogues["de"]
    counting, photos = (
        consents.mark(consents.wording(german, purpose)) for purpose in (Purpose.EVALUATION, Purpose.PHOTOS)
    )
    news = consents.mark(age.wording(german, by_parents=False))
    for data, asked in {
        "consent_questions:1": "You: no",
        f"consent_questions:1:{counting}": "You: no",
        f"consent_photos:{event.id}:1": "May you be seen on them?",
        f"consent_photos:{event.id}:1:{photos}": "May you be seen on them?",
        "set_photos:1:1": "May you be seen on them?",
        f"set_photos:1:1:{photos}": "May you be seen on them?",
        f"after_photos:1:1:{photos}": "May you be seen on them?",
        "of_age:link:all": "If you choose a topic, I store it",
        f"of_age:link:all:{news}": "Are you 16 or older?",
        f"by_parents:link:all:{news}": "Has one of your parents agreed",
        "parents_agreed:link:all": "If you choose a topic, I store it",
    }.items():
        shown = [plain(line.text) for line in await tap(resident, data)]
        assert any(asked in text for text in shown), (data, shown)
    async with city.app.services.uow.reading() as r:
        assert await r.consents.of(1) == []
    await resident.follows("> [Yes, they agreed]\n< you will receive news")
    await resident.follows("> /privacy\n> [My consents]\n> [Photos yes: Tea]\n> [Questions: yes, count them]")
    async with city.app.services.uow.reading() as r:
        assert [one.wording.language for one in await r.consents.of(1)] == ["en"] * 3


async def test_a_typed_yes_to_words_that_changed_meanwhile_is_asked_for_again(
    city: City, resident: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    await city.event(titles={"en": "Tea"}, photos=True, reminders=())
    await resident.follows("> /events\n> [Tea]\n> [Register]\n> Ada\n> [1]\n> [No support needed]")
    monkeypatch.setattr(changing, "mark", lambda words: "f" * 12)  # such as of an earlier release
    await resident.follows("> [Yes, register]\n< May you be seen on them?")
    monkeypatch.undo()
    await resident.follows("> yes\n< May you be seen on them?")
    async with city.app.services.uow.reading() as r:
        assert await r.consents.of(1) == []
    await resident.says("yes")
    async with city.app.services.uow.reading() as r:
        assert [one.purpose for one in await r.consents.of(1)] == [Purpose.PHOTOS]


async def test_a_changed_notice_is_shown_before_the_next_registration_is_saved(
    city: City, resident: Person, clock: FakeClock
) -> None:
    await city.event(titles={"en": "Tea"})
    await resident.follows("> /events\n> [Tea]\n> [Register]\n> Ada\n> [1]\n> [No support needed]")
    office = replace(city.app.services.office, privacy_officer="Ms Summer")
    object.__setattr__(city.app.services, "office", office)
    await resident.follows("""
        > [Yes, register]
        < What I tell you about your data has changed meanwhile.
        < For your registration I store your name
        < What is your name?
        > Ada
        < Is everything right?
        > [Yes, register]
        < You are registered
    """)
    async with city.app.services.uow.reading() as r:
        known = await r.residents.get(1)
    assert (known.notice_version, known.notice_at) == (privacy.notice_version(office), clock())


ASKING = "If a person is to answer, I store your question until 90 days after the answer. More: /privacy"


async def test_before_the_first_question_for_a_person_it_is_said_what_is_stored_but_not_again(
    coordinator: Person, resident: Person
) -> None:
    await resident.follows(f"""
        > How do I renew my passport?
        < {ASKING}
        > [Pass my question to a person]
        < I have passed your question on.
        <! I store your question
        > Which bus goes to Trier at night?
        <! I store your question
        > [Pass my question to a person]
        < I have passed your question on.
        > /help
        > [Privacy]
        > [Imprint]
        < Stadt Kaiserslautern
    """)


async def test_it_is_said_where_a_question_is_asked_for(coordinator: Person, resident: Person) -> None:
    await resident.follows(f"""
        > Can I talk to a human?
        < What would you like to know?
        < {ASKING}
        > How do I renew my passport?
        < I have passed your question on.
    """)


async def test_a_question_waits_until_that_was_said(
    city: City, coordinator: Person, resident: Person
) -> None:
    """Below an answer there is a way to a person, too, without these words."""
    (answer,) = await resident.says("What is the Demokratie-Café?")
    assert ASKING not in plain(answer.text)
    await resident.follows(f"> [Ask a person]\n< {ASKING}\n<! passed your question on")
    async with city.app.services.uow.reading() as r:
        assert await r.questions.count_open() == 0
    await resident.follows("> [Pass my question to a person]\n< I have passed your question on.")
    async with city.app.services.uow.reading() as r:
        [kept] = await r.questions.open(9)
    assert kept.text == "What is the Demokratie-Café?"
