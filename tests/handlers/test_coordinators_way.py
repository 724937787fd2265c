"""A coordinator's whole way in German: two languages, an audience, a channel, a picture, a second person."""

from civic.announcement_readiness import UNDO_WINDOW
from civic.public_channels import added_to_channel
from civic.residents import Address, Channel
from civic.staff import InvitationKind
from tests.handlers.city import City, Person, plain
from tests.handlers.conftest import NewPerson
from tests.handlers.test_announcements import staff, subscriber
from tests.pictures import picture


async def author_and_reviewer(city: City, new_person: NewPerson) -> tuple[Person, Person]:
    author = await staff(city, new_person, "de-DE")
    return author, await staff(city, new_person, "de-DE", InvitationKind.OWNER)


async def test_from_the_first_word_to_taking_it_back(city: City, new_person: NewPerson) -> None:
    uow, clock = city.app.services.uow, city.clock
    await added_to_channel(uow, clock, Address(Channel.TELEGRAM, -1001), "Rathaus aktuell")
    reader, arab = await subscriber(new_person, "de-DE"), await subscriber(new_person, "ar")
    author, reviewer = await author_and_reviewer(city, new_person)
    await author.follows("""
        > /announce
        < Wie lautet der Titel
        > Wasser
        < Bitte schreiben Sie die Mitteilung
        > Morgen kommt kein Wasser.
        < Länge mit Titel und Fußzeile
        > [Text in einer Sprache]
        > [English]
        > Water
        > There is no water tomorrow.
        < English: aktuell
        > [Empfängerkreis]
        > [Öffentliche Kanäle]
        < In welchen öffentlichen Kanälen
        > [Rathaus]
        < ✓ Rathaus
        > [Weiter]
        < Öffentliche Kanäle: 1
        > [Empfängerkreis]
        < ✓ Öffentliche Kanäle
        > [✓ Öffentliche Kanäle]
        > [✓ Rathaus]
        > [Weiter]
        <! Öffentliche Kanäle: 1
        > [Fehlende Sprachen]
        > [Nichts (1 Person)]
        < ohne Mitteilung, weil der Text fehlt
    """)
    shown = await author.taps("Vorschau")
    assert [one.labels[-1] for one in shown[:-1]] == ["👁 Deutsch: unter 5 Pers.", "👁 English: 0 Personen"]
    await author.taps("Zurück")
    await author.taps("Bild")
    await author.sends(picture())
    await author.follows("""
        > Ein Wasserhahn.
        > [Zurück]
        < Bild: ja
        > [Gilt bis]
        < Bis wann gilt die Mitteilung?
        > 03.12.2026 09:00
        < Gilt bis:
        > [Weiter]
        > [Jetzt senden]
        < 1 Person aus dem Team ist gebeten
        > [Unsere Mitteilungen]
        > [Wird geprüft · Wasser]
        < Lesen und entscheiden
        <! Jetzt senden
        > [Lesen und entscheiden]
        < Jemand anderes entscheidet
    """)
    await reviewer.follows(
        """
        < möchte „Wasser“ verschicken
        > [Lesen]
        < Darf sie hinaus?
        < Gilt bis:
        > [Freigeben]
        < Die Mitteilung geht an 1 Person.
        """,
        await reviewer.hears(),
    )
    clock.advance(UNDO_WINDOW)
    (news,) = await reader.hears()
    assert "Morgen kommt kein Wasser." in news.text
    assert await arab.hears() == []
    await author.follows(
        """
        < Ihre Mitteilung ist versendet.
        < Nicht gesendet, weil es in dieser Sprache keinen Text gibt: 1
        <! gestoppt
        > [Bericht]
        > [Berichtigen]
        > [Einen Text ändern]
        > [Deutsch: Text]
        > Übermorgen kommt kein Wasser.
        > [Andere Sprachen passen noch]
        > [Vorschau]
        < 👁 Deutsch: unter 5 Pers.
        """,
        await author.hears(),
    )
    (toast,) = await author.taps("Neuigkeiten abbestellen")
    assert "Vorschau" in toast.text
    await author.follows("""
        > [Bei allen berichtigen]
        < 1 Person aus dem Team ist gebeten, sie zu lesen.
        < Sobald jemand sie freigegeben hat, wird die Mitteilung bei allen berichtigt.
        <! bei 1 Person berichtigt
    """)
    await reviewer.follows(
        """
        < möchte die versendete Mitteilung „Wasser“ berichtigen
        < Geändert: Deutsch
        > [Lesen]
        < Deutsch, wie es versendet wurde. Darunter die Berichtigung:
        < Morgen kommt kein Wasser.
        < Übermorgen kommt kein Wasser.
        < Darf bei allen so berichtigt werden?
        > [Zurückgeben]
        < Was soll geändert werden?
        > Bitte mit Uhrzeit.
        < Danke. Ihre Begründung geht zurück
        """,
        await reviewer.hears(),
    )
    assert await reader.hears() == []
    await author.follows(
        """
        < Ihre Berichtigung von „Wasser“ ist zu Ihnen zurückgekommen
        < Bitte mit Uhrzeit.
        > [Lesen]
        < Sie kam zurück:
        > [Einen Text ändern]
        > [Deutsch: Text]
        > Übermorgen ab 8 Uhr kommt kein Wasser.
        > [Andere Sprachen passen noch]
        > [Bei allen berichtigen]
        > [Anfrage zurücknehmen]
        < noch hat sie niemand gesehen
        <! Sie kam zurück
        > [Bei allen berichtigen]
        < ist gebeten
        """,
        await author.hears(),
    )
    await reviewer.follows(
        """
        < möchte die versendete Mitteilung „Wasser“ berichtigen
        > [Lesen]
        < Übermorgen ab 8 Uhr kommt kein Wasser.
        > [Freigeben]
        < bei 1 Person berichtigt
        """,
        await reviewer.hears(),
    )
    await author.follows(
        """
        < Ihre Berichtigung von „Wasser“ ist freigegeben.
        < Erledigt: 1
        """,
        await author.hears(),
    )
    (now,) = await reader.hears()
    assert now.id == news.id
    assert "Übermorgen ab 8 Uhr kommt kein Wasser." in plain(now.text)
    await author.follows("""
        > [Zurückziehen]
        > [Ja, zurückziehen]
        < bei 1 Person zurückgezogen
        > [Was geschehen ist]
        < Berichtigung zur Freigabe gegeben
        < Berichtigung zurückgegeben
        < „Bitte mit Uhrzeit.“
        < Berichtigung zurückgenommen
        < Berichtigung freigegeben
        < berichtigt (1 Person)
    """)
