"""Somebody asks for their data by letter: an owner finds, copies and deletes them; nobody else can."""

import json

import pytest

from civic.registrations import RegistrationStatus
from civic.residents import Address, Channel
from civic.staff import InvitationKind, Role
from civic.staff_members import remove_member
from tests.handlers.city import City, Person
from tests.handlers.conftest import NewPerson
from tests.handlers.held_buttons import tap
from tests.handlers.test_announcements import staff
from tests.handlers.test_data_rights import values
from tests.handlers.test_door import guest
from tests.handlers.test_registering import register
from tests.participants import a_registration, keep

NAME = "Zelda Unverwechselbar"


async def owner_of(city: City, new_person: NewPerson, language: str = "de-DE") -> Person:
    return await staff(city, new_person, language, InvitationKind.OWNER)


async def code_of(city: City, event_id: int) -> tuple[str, int]:
    """The code of the only registration, and whose it is."""
    async with city.app.services.uow.reading() as r:
        (one,) = await r.registrations.of_event(event_id)
    assert one.resident_id is not None
    return one.code, one.resident_id


async def test_an_owner_posts_a_copy_and_deletes(city: City, new_person: NewPerson, resident: Person) -> None:
    event = await city.event(titles={"en": "Tea", "de": "Tee"}, seats=1)
    owner = await owner_of(city, new_person)
    await register(resident, "Tea", NAME)
    code, number = await code_of(city, event.id)
    next_one = await guest(city, event, "Ben Beispiel")
    assert next_one.status is RegistrationStatus.WAITING
    heard = await owner.says(f"/daten {code[:3].lower()} {code[3:].lower()}")
    await owner.follows(f"< {NAME}\n< Tee", heard)
    heard = await owner.taps("Kopie der Daten")
    (file,) = [one.file for one in heard if one.file]
    tables = json.loads(await owner.fetches(file))["tables"]
    assert NAME in json.dumps(tables["registration"], ensure_ascii=False)
    assert "Ben Beispiel" not in json.dumps(tables, ensure_ascii=False)
    await owner.follows("""
        > [Diese Daten löschen]
        < Tee
        < Soll ich alles löschen?
        > [Nein, diese Daten behalten]
        < nichts gelöscht
    """)
    assert NAME in await values(city)
    await tap(owner, f"data_ask:{number}")
    (told, *_) = await owner.taps("Ja, alles löschen")
    assert "gelöscht" in told.text
    everything = await values(city)
    for gone in (NAME, code):
        assert gone not in everything
    async with city.app.services.uow.reading() as r:
        moved = await r.registrations.get(next_one.id)
        log = await r.staff_log.lines({"data_copied", "data_deleted"}, 0, None)
    assert moved is not None
    assert moved.status is RegistrationStatus.OFFERED
    assert [(one.what, one.member_id, one.detail, one.event_id) for one in log] == [
        ("data_deleted", None, "", None),
        ("data_copied", None, "", None),
    ]
    await owner.follows("> /staff\n> [Protokoll]\n< Daten einer Person auf deren Wunsch gelöscht")
    await owner.follows(f"> /daten {code}\n< kenne niemanden")


async def test_by_the_number_of_a_chat(city: City, new_person: NewPerson, resident: Person) -> None:
    owner = await owner_of(city, new_person, "en-US")
    async with city.app.services.uow.reading() as r:
        known = [await r.residents.at(Address(Channel.WEB, chat)) for chat in (1, 2)]
    assert None not in known
    await owner.follows("""
        > /data
        < Please make sure first
        > /data WEB 1
        < This is kept about this person:
        > /data telegram 1
        < I know nobody
        > /data web 99999999999999999999
        < I know nobody
        > /data web ١
        < I know nobody
        > /data web 2
        > [Delete these data]
        < These are your own data.
    """)
    await tap(owner, "data_yes:2")
    async with city.app.services.uow.reading() as r:
        assert await r.residents.at(Address(Channel.WEB, 2)) is not None


async def test_what_an_owner_typed_to_find_somebody_goes_with_them(
    city: City, new_person: NewPerson, resident: Person
) -> None:
    owner = await owner_of(city, new_person, "en-US")
    await owner.follows("""
        > /data web 1
        < This is kept about this person:
        > /daten WEB 1
        > [Delete these data]
        > [Yes, delete everything]
        < deleted
    """)
    typed = (await values(city)).casefold()
    assert "/data web 1" not in typed
    assert "/daten web 1" not in typed


async def test_lines_of_whoever_was_on_the_staff_go_too(
    city: City, new_person: NewPerson, resident: Person
) -> None:
    event = await city.event(titles={"en": "Tea"})
    former, owner = [await owner_of(city, new_person, "en-US") for _ in range(2)]
    await register(resident, "Tea", NAME)
    code, number = await code_of(city, event.id)
    await former.follows(f"> /data {code}\n< {NAME}")
    async with city.app.services.uow.reading() as r:
        left = await r.residents.at(Address(Channel.WEB, 2))
    assert left is not None
    await remove_member(city.app.services.uow, city.clock, left.id, None)
    await tap(owner, f"data_ask:{number}")
    await owner.taps("Yes, delete everything")
    assert NAME not in await values(city)


async def test_the_copy_of_a_colleague_shows_no_codes_and_no_words_of_others(
    city: City, new_person: NewPerson, resident: Person
) -> None:
    owner = await owner_of(city, new_person, "en-US")
    colleague = await staff(city, new_person, "en-US", InvitationKind.COORDINATOR)
    await resident.says("How do I renew my passport?")
    await resident.taps("Pass my question to a person")
    await colleague.follows("> /inbox\n> [How do I renew]\n< renew my passport")
    (account,) = await accounts_of(city, role=Role.COORDINATOR)
    await owner.says(f"/data web {account.chat_id}")
    heard = await owner.taps("Copy of the data")
    assert "left out" in heard[0].text
    (file,) = [one.file for one in heard if one.file]
    read = await owner.fetches(file)
    tables = json.loads(read)["tables"]
    assert b"renew my passport" not in read
    assert "web_message" in tables
    assert tables["web_message"]["rows"]
    for table in tables.keys() & {"web_message", "web_notice", "web_update"}:
        assert "/mydata" in tables[table]["left_out"]
        assert all({"body", "text"}.isdisjoint(row) for row in tables[table]["rows"])
    heard = await colleague.says("/mydata")
    (own,) = [one.file for one in heard if one.file]
    assert b"renew my passport" in await colleague.fetches(own)


async def accounts_of(city: City, role: Role) -> tuple[Address, ...]:
    """The chats of the only member of staff in that role."""
    async with city.app.services.uow.reading() as r:
        [member] = [one for one in await r.staff.everybody() if one.role is role]
        return (await r.personal_data.person(member.resident_id)).accounts


async def test_a_registration_without_an_account(
    city: City, new_person: NewPerson, coordinator: Person
) -> None:
    event = await city.event(titles={"en": "Tea"})
    owner = await owner_of(city, new_person, "en-US")
    uow = city.app.services.uow
    (one,) = await keep(uow, a_registration(event, None, name="Ida"))
    await owner.follows(f"> /data {one.code}\n< belongs to no chat")


@pytest.mark.parametrize("kind", [InvitationKind.COORDINATOR, InvitationKind.VIEWER])
async def test_others_of_the_staff_cannot(
    city: City, new_person: NewPerson, resident: Person, kind: InvitationKind
) -> None:
    event = await city.event(titles={"en": "Tea"})
    await register(resident, "Tea", NAME)
    code, number = await code_of(city, event.id)
    other = await staff(city, new_person, "en-US", kind)
    (said,) = await other.says(f"/data {code}")
    assert "That is not part of your role" in said.text
    for name in ("data_copy", "data_ask", "data_yes"):
        (said,) = await tap(other, f"{name}:{number}")
        assert "That is not part of your role" in said.text
    stranger = await new_person("en-US")
    await stranger.start()
    for name in ("data_copy", "data_ask", "data_yes"):
        assert NAME not in "".join(one.text for one in await tap(stranger, f"{name}:{number}"))
    assert (await code_of(city, event.id)) == (code, number)
    async with city.app.services.uow.reading() as r:
        assert await r.staff_log.count({"data_copied", "data_deleted"}) == 0
