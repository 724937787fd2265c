"""Owners invite people as something, authors write and others send, and the log says who did what."""

from civic.announcement_readiness import UNDO_WINDOW
from civic.announcements import AnnouncementStatus
from civic.staff import InvitationKind
from tests.handlers.city import City, Person
from tests.handlers.conftest import NewPerson
from tests.handlers.held_buttons import tap
from tests.handlers.test_announcements import only_one, staff, subscriber


async def invited(owner: Person, new_person: NewPerson, role: str) -> Person:
    """Somebody who followed the link that an owner made in the chat."""
    await owner.says("/staff")
    await owner.taps("Einladen")
    (screen,) = await owner.taps(role)
    payload = screen.buttons[0][0]["url"].partition("?start=")[2]
    guest = await new_person("de-DE")
    await guest.start(payload)
    await guest.taps("Annehmen")
    return guest


async def test_an_author_writes_and_the_owner_sends_and_reads_the_log(
    city: City, new_person: NewPerson
) -> None:
    owner = await staff(city, new_person, "de-DE", InvitationKind.OWNER)
    await subscriber(new_person, "de-DE")
    author = await invited(owner, new_person, "Redaktion")
    await author.follows("""
        > /staff
        < Neue Mitteilung
        <! Einlass
        <! Öffentliche Kanäle
        <! Protokoll
        <! Einladen
        > /door
        < Das gehört nicht zu Ihrer Rolle. Es wurde nichts geändert.
        > /announce
        > Tee
        > Es gibt Tee.
        < Es gibt Tee.
        > [Jetzt senden]
        < 1 Person aus dem Team ist gebeten, sie zu lesen.
    """)
    one = await only_one(city)
    assert one.status is AnnouncementStatus.IN_REVIEW
    # By a button that somebody else showed them.
    for data in (f"a_now_yes:{one.id}:{one.revision}", f"a_ok:{one.id}:{one.revision}"):
        heard = await tap(author, data)
        assert "Das gehört nicht zu Ihrer Rolle" in heard[-1].text
    assert await only_one(city) == one
    await owner.hears()
    await tap(owner, f"a_review:{one.id}")
    await owner.taps("Freigeben")
    assert (await only_one(city)).status is AnnouncementStatus.SCHEDULED
    city.clock.now += UNDO_WINDOW
    await owner.follows(f"""
        > /staff
        > [Protokoll]
        < freigegeben (Mitteilung {one.id})
        < zur Freigabe
        < ins Team gekommen: Redaktion
        < Einladung erstellt: Redaktion
        > [Protokoll: Team und Regeln]
        <! freigegeben
        < ins Team gekommen: Redaktion
        > [Protokoll als Tabelle (CSV)]
        < Auch dass Sie es heruntergeladen haben, steht darin.
        > /staff
        > [Protokoll]
        < dieses Protokoll heruntergeladen
    """)
    table = next(line.file for line in owner.newest.values() if line.file)
    assert table["name"] == "log.csv"


async def test_an_owner_changes_limits_and_removes_somebody(city: City, new_person: NewPerson) -> None:
    owner = await staff(city, new_person, "de-DE", InvitationKind.OWNER)
    viewer = await invited(owner, new_person, "Nur ansehen")
    await owner.follows("""
        > /staff
        > [Team]
        < 2 Personen im Team:
        > [ohne Namen · Nur ansehen]
        < Rolle: Nur ansehen
        < Themen: alle
        > [Rolle ändern]
        > [Koordination]
        < Rolle: Koordination
        > [Auf Themen beschränken]
        > [Digitales]
        < ✓ Digitales
        > [Zurück]
        < Themen: Digitales
    """)
    heard = "\n".join(line.text for line in await viewer.hears())
    assert "Ihre Rolle hat sich geändert. Sie ist jetzt:" in heard
    await owner.follows("""
        > [Aus dem Team nehmen]
        < aus dem Team nehmen?
        > [Aus dem Team nehmen]
        < Erledigt.
        > /staff
        > [Team]
        < 1 Person im Team:
        > [ohne Namen · Leitung]
        > [Aus dem Team nehmen]
        > [Aus dem Team nehmen]
        < Es muss immer eine Leitung geben.
    """)
    heard = "\n".join(line.text for line in await viewer.hears())
    assert "Vielen Dank für Ihre Arbeit!" in heard
    await viewer.follows("""
        > /staff
        <! Was möchten Sie tun?
    """)


async def test_a_form_ends_with_the_right_that_it_needs(city: City, new_person: NewPerson) -> None:
    owner = await staff(city, new_person, "de-DE", InvitationKind.OWNER)
    author = await invited(owner, new_person, "Redaktion")
    await author.follows("""
        > /announce
        < Titel
    """)
    await owner.follows("""
        > /staff
        > [Team]
        > [ohne Namen · Redaktion]
        > [Rolle ändern]
        > [Nur ansehen]
    """)
    await author.follows("""
        > Wer hilft beim Nähcafé?
        < Das gehört nicht zu Ihrer Rolle.
        > Wer hilft beim Nähcafé?
        <! Das gehört nicht zu Ihrer Rolle.
    """)


async def test_a_second_tap_on_accept_says_what_the_first_did(city: City, new_person: NewPerson) -> None:
    guest = await new_person("de-DE")
    token = await city.invitation(InvitationKind.COORDINATOR)
    await guest.start(f"staff_{token}")
    await guest.taps("Annehmen")
    heard = await tap(guest, f"join:{token}")
    assert "Willkommen im Team" in heard[-1].text
