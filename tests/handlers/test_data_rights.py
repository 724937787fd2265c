"""Reading one's own data and being forgotten, in the web chat."""

import json
from datetime import timedelta

from sqlalchemy import select

from civic.staff import InvitationKind
from storage.tables import METADATA
from tests.handlers.city import City, Line, Person
from tests.handlers.conftest import NewPerson
from tests.stored import everything

TITLE = {"de": "Demokratiecafé", "uk": "Кафе демократії", "ar": "مقهى الديمقراطية", "en": "Democracy café"}


async def values(city: City) -> str:
    """Everything in the database as one text."""
    return await everything(city.app.database)


async def chat_of(city: City) -> int:
    """The newest visitor's chat."""
    visitor = METADATA.tables["web_visitor"]
    async with city.app.database.engine.connect() as connection:
        newest = await connection.execute(select(visitor.c.id).order_by(visitor.c.id.desc()).limit(1))
        return int(newest.scalar_one())


async def document(person: Person, heard: list[Line]) -> dict[str, dict[str, object]]:
    """The tables of the file that came."""
    (file,) = [one.file for one in heard if one.file]
    assert file["name"] == "my-data.json"
    read = json.loads(await person.fetches(file))
    tables = read["tables"]
    assert isinstance(tables, dict)
    return tables


async def test_in_german_seat_question_and_news_are_named_and_everything_goes(
    city: City, new_person: NewPerson
) -> None:
    await city.event(titles=TITLE, seats=1)
    anna, next_one = await new_person("de-DE"), await new_person("de-DE")
    named = [(anna, "Anna Unverwechselbar", "Anmelden"), (next_one, "Ben Beispiel", "Auf die Warteliste")]
    for person, name, button in named:
        await person.start()
        await person.follows(f"""
            > /termine
            > [Demokratiecafé]
            > [{button}]
            > {name}
            > [1]
        """)
        await person.taps("Keine Unterstützung")
        await person.taps("Ja, ")
        if person is anna:
            chat = await chat_of(city)
    heard = await anna.says("/meine_daten")
    await anna.follows(
        """
        < Das weiß ich über Sie:
        < Zuletzt genannter Name: Anna Unverwechselbar
        < Demokratiecafé – Platz ist Ihrer
        < Meine Daten löschen
        """,
        heard,
    )
    tables = await document(anna, heard)
    assert "Anna Unverwechselbar" in json.dumps(tables, ensure_ascii=False)
    assert "Ben Beispiel" not in json.dumps(tables, ensure_ascii=False)
    await anna.follows("""
        > /loeschen
        < Sie verlieren Ihren Platz bei „Demokratiecafé“.
        < Soll ich alles löschen?
        > [Nein, Daten behalten]
        < Gut, ich habe nichts gelöscht.
        > /forget
        > [Ja, alles löschen]
        < Ich habe alles gelöscht, was ich über Sie wusste.
        < fangen wir neu an
        <! Telegram
    """)
    await next_one.follows("< Demokratiecafé", await next_one.hears())
    left = await values(city)
    assert "Anna Unverwechselbar" not in left
    city.clock.advance(timedelta(minutes=2))
    await city.settled()
    async with city.app.database.engine.connect() as connection:
        visitor = METADATA.tables["web_visitor"]
        assert chat not in (await connection.execute(select(visitor.c.id))).scalars().all()
    anna.seen = 0
    greeting = await anna.start()
    await anna.follows("< automatischer Assistent", greeting)
    async with city.app.services.uow.reading() as r:
        assert await r.erasures.unfinished() == []


async def test_in_ukrainian_the_same_chat_begins_anew_at_once(city: City, new_person: NewPerson) -> None:
    person = await new_person("uk")
    await person.start()
    await person.follows("""
        > /forget
        < Видалити все?
        > [Так, видалити все]
        < Я видалив усе, що знав про вас.
        > /mydata
        < Ось що я про вас знаю:
        <! Ім’я, яке ви назвали останнім
    """)
    async with city.app.services.uow.reading() as r:
        assert await r.erasures.unfinished() == []


async def test_in_arabic_the_screen_of_privacy_leads_to_ones_data(city: City, new_person: NewPerson) -> None:
    person = await new_person("ar")
    await person.start()
    await person.follows("""
        > /privacy
        < بياناتي
        > [بياناتي]
        < هذا ما أعرفه عنك:
        > [احذف بياناتي]
        < هل أحذف كل شيء؟
        > [نعم، احذف كل شيء]
        < حذفت كل ما كنت أعرفه عنك.
    """)


async def test_the_only_owner_is_asked_to_name_another_one(city: City, new_person: NewPerson) -> None:
    owner = await new_person("en")
    await owner.start(f"staff_{await city.invitation(InvitationKind.OWNER)}")
    await owner.follows("""
        > [Accept]
        > /forget
        < You are the only owner.
        <! Yes, delete everything
        > /staff
        < What would you like to do?
    """)


async def test_a_tap_for_somebody_else_deletes_nothing(city: City, resident: Person) -> None:
    await resident.says("/forget")
    async with city.app.database.engine.begin() as connection:
        table = METADATA.tables["resident"]
        (mine,) = (await connection.execute(select(table.c.id))).scalars().all()
    tap = dict(resident.tap("Yes, delete everything"))
    assert tap["data"] == f"forget_yes:{mine}"
    forged = {**tap, "data": f"forget_yes:{mine + 1}"}
    assert await resident.post("taps", forged) == 409
    await resident.follows("> /mydata\n< This is what I know about you:")
