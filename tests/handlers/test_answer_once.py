"""One answer for everybody: asked in three languages, answered once, approved, told once, corrected, told."""

import pytest

from civic.staff import InvitationKind
from tests.handlers.city import City, Person
from tests.handlers.conftest import NewPerson
from tests.handlers.transcript import Stage


async def coordinator_of(city: City, new_person: NewPerson, tag: str, accept: str) -> Person:
    person = await new_person(tag)
    await person.start(f"staff_{await city.invitation(InvitationKind.COORDINATOR)}")
    await person.taps(accept)
    return person


@pytest.fixture
async def stage(city: City, new_person: NewPerson) -> Stage:
    """Two German coordinators, and people who read English, Ukrainian and Arabic."""
    stage = Stage("The loop with people, in four languages")
    for name in ("Koordination A", "Koordination B"):
        stage.enters(name, await coordinator_of(city, new_person, "de-DE", "Annehmen"))
    for name, tag in (("Ada", "en-US"), ("Олена", "uk-UA"), ("سلمى", "ar-SY")):
        person = await new_person(tag)
        await person.start()
        stage.enters(name, person)
    return stage


async def asked_by_three(stage: Stage) -> None:
    stage.scene("Three people ask in three languages")
    await stage.plays(
        "Ada",
        """
        > How do I renew my passport?
        > [Pass my question to a person]
        < I have passed your question on
        """,
    )
    await stage.plays(
        "Олена",
        """
        > Як подовжити паспорт?
        > [Передати]
        """,
    )
    await stage.plays(
        "سلمى",
        """
        > كيف أجدد جواز السفر؟
        > [تحويل سؤالي إلى شخص]
        """,
    )


async def answered_and_saved(stage: Stage) -> None:
    stage.scene("One coordinator answers once and saves the answer for others")
    await stage.plays(
        "Koordination A",
        """
        > /inbox
        < 3 offene Fragen
        > [How do I renew]
        > [Antworten]
        > Pässe verlängert das Bürgercenter im Rathaus, montags ab 9 Uhr.
        < Diese Person liest: English.
        > [So senden, wie es ist]
        < Ihre Antwort ist unterwegs
        > [Auch für andere speichern]
        < Entwurf
        < So wurde gefragt:
        < How do I renew my passport?
        < Bitte schreiben Sie die Frage so
        <! Veröffentlichen
        > [Frage]
        < ohne Namen
        > Wie verlängere ich meinen Reisepass?
        > [Wer fragte dasselbe? (0)]
        < Wer hat dasselbe gefragt?
        > [Українська]
        > [العربية]
        > [Weiter]
        < Wer fragte dasselbe? (2)
        > [Übersetzung]
        > [Українська]
        < Die Frage in die erste Zeile
        > Як подовжити паспорт?
        < zwei Teile
        > Як подовжити паспорт? ⏎ Паспорти подовжує Bürgercenter у ратуші, щопонеділка з 9:00.
        < Українська: übersetzt
        > [Veröffentlichen]
        < Bürgercenter у ратуші
        < 2 Personen, die gefragt haben
        > [Um Freigabe bitten]
        < um Freigabe gebeten
        """,
    )
    await stage.plays("Ada", "< Pässe verlängert das Bürgercenter")


async def approved(stage: Stage) -> None:
    stage.scene("A colleague sees exactly that and approves it")
    await stage.plays(
        "Koordination B",
        """
        < 1 Antwort wartet auf Ihre Freigabe
        > [Wie verlängere ich]
        < Pässe verlängert das Bürgercenter
        < Паспорти подовжує Bürgercenter
        > [Freigeben und veröffentlichen]
        < Veröffentlicht. Ab jetzt antworte ich damit.
        < 2 Personen bekommen jetzt eine Nachricht
        """,
    )


async def test_the_whole_loop(city: City, stage: Stage, new_person: NewPerson) -> None:
    await asked_by_three(stage)
    await answered_and_saved(stage)
    await approved(stage)
    stage.scene("Everybody who asked is told once, in their language if there is a text")
    await stage.plays("Олена", "< Як подовжити паспорт?\n< щопонеділка з 9:00\n<! лише такою мовою")
    await stage.plays("سلمى", "< كيف أجدد جواز السفر؟\n< Deutsch\n< Pässe verlängert das Bürgercenter")
    for name in ("Ada", "Олена", "سلمى"):
        await stage.plays(name, "<! Bürgercenter")
    await stage.plays("Koordination B", "> /inbox\n< Keine offenen Fragen")

    stage.scene("The next who asks gets it at once")
    for name, tag, question, answer in (
        ("Тарас", "uk-UA", "Як подовжити паспорт?", "щопонеділка з 9:00"),
        ("Jürgen", "de-DE", "Wie verlängere ich meinen Reisepass?", "montags ab 9 Uhr"),
    ):
        person = await new_person(tag)
        await person.start()
        stage.enters(name, person)
        await stage.plays(name, f"> {question}\n< {answer}\n< Stadt Kaiserslautern\n< 2026-12-01")

    stage.scene("The answer is corrected, approved again, and told to those who got the old one")
    await stage.plays(
        "Koordination A",
        """
        > /staff
        > [Unsere Antworten]
        > [Wie verlängere ich]
        < Fassung 1, von jemandem aus dem Team freigegeben
        > [Antworttext]
        > Pässe verlängert das Bürgercenter im Rathaus, jetzt dienstags ab 10 Uhr.
        < gilt weiter die frühere Fassung
        < Українська: veraltet
        > [Veröffentlichen]
        > [Um Freigabe bitten]
        """,
    )
    await stage.plays("Jürgen", "> Wie verlängere ich meinen Reisepass?\n< montags ab 9 Uhr")
    # A push about approvals comes at most once an hour; the list shows it at any time.
    await stage.plays(
        "Koordination B",
        """
        > /today
        < 1 Antwort zur Freigabe
        > [Freigeben]
        > [Wie verlängere ich]
        < dienstags ab 10 Uhr
        > [Freigeben und veröffentlichen]
        < 3 Personen bekommen jetzt eine Nachricht
        """,
    )
    await stage.plays("Ada", "< The answer to your question has changed\n< dienstags ab 10 Uhr")
    await stage.plays("Олена", "< Відповідь на Ваше запитання змінилася\n< лише такою мовою\n< dienstags")
    await stage.plays("سلمى", "< تغيّرت الإجابة عن سؤالكم\n< dienstags ab 10 Uhr")
    await stage.plays("Jürgen", "> Wie verlängere ich meinen Reisepass?\n< dienstags ab 10 Uhr")
    stage.keep("loop.txt")
