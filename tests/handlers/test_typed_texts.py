"""What coordinators typed for an announcement is never lost, whatever was changed while they wrote."""

from tests.handlers.city import City, Person
from tests.handlers.conftest import NewPerson
from tests.handlers.test_announcements import draft, only_one, staff


async def test_what_is_chosen_meanwhile_does_not_refuse_a_text_in_german(
    city: City, new_person: NewPerson
) -> None:
    author = await staff(city, new_person, "de-DE")
    await draft(author, "Es gibt Tee.", "Tee")
    await author.follows("""
        > [Text in einer Sprache]
        > [Deutsch]
        > [Text]
        < Bitte schreiben Sie die Mitteilung
        > [Empfängerkreis]
        > [Innenstadt]
        < ✓ Innenstadt
        > Es gibt Kaffee.
        < Länge mit Titel und Fußzeile
        < Es gibt Kaffee.
        < Stadtteile: Innenstadt
        <! inzwischen
    """)
    one = await only_one(city)
    assert one.bodies["de"].text == "Es gibt Kaffee."
    assert one.audience.districts == ("innenstadt",)


async def test_a_title_and_a_text_in_another_language_take_what_was_chosen_between_them(
    city: City, new_person: NewPerson
) -> None:
    author = await staff(city, new_person, "en-US")
    await draft(author)
    await author.follows("""
        > [Text in a language]
        > [Deutsch]
        < What is the title in Deutsch?
        > [Audience]
        > [Neighbourhood]
        < ✓ Neighbourhood
        > Tee
        < Please write the announcement in Deutsch
        > [Button below]
        > [News on a topic]
        > [Digital life]
        > Es gibt Tee.
        < Length with title and footer
        < Deutsch: up to date
    """)
    one = await only_one(city)
    assert (one.bodies["de"].title, one.bodies["de"].text) == ("Tee", "Es gibt Tee.")
    assert one.button is not None
    assert "neighbourhood" in one.audience.topics


async def test_of_two_coordinators_the_second_gets_the_text_back(city: City, new_person: NewPerson) -> None:
    author, other = await staff(city, new_person, "de-DE"), await staff(city, new_person, "en-US")
    await draft(author, "Es gibt Tee.", "Tee")
    await author.follows("""
        > [Text in einer Sprache]
        > [Deutsch]
        > [Text]
    """)
    await other.follows("""
        > /staff
        > [Our announcements]
        > [Draft · Tee]
        > [Text in a language]
        > [Deutsch]
        > [Text]
        > Es gibt Saft.
        < Es gibt Saft.
    """)
    told, again = await author.says("Es gibt <Kaffee> & Kuchen.\n\nUm 15 Uhr.")
    assert "Dieser Text wurde inzwischen geändert" in told.text
    assert told.labels == ["Unsere Mitteilungen"]
    assert again.text == "Es gibt <Kaffee> & Kuchen.\n\nUm 15 Uhr."
    assert (await only_one(city)).bodies["de"].text == "Es gibt Saft."


async def test_each_of_two_coordinators_writes_another_language(city: City, new_person: NewPerson) -> None:
    author, other = await staff(city, new_person, "de-DE"), await staff(city, new_person, "en-US")
    await draft(author, "Es gibt Tee.", "Tee")
    await author.follows("""
        > [Text in einer Sprache]
        > [English]
        > Tea
    """)
    await other.follows("""
        > /staff
        > [Our announcements]
        > [Draft · Tee]
        > [Text in a language]
        > [Deutsch]
        > [Text]
        > Es gibt Saft.
    """)
    await author.follows("""
        > There is tea.
        < English: veraltet
    """)
    bodies = (await only_one(city)).bodies
    assert (bodies["de"].text, bodies["en"].text) == ("Es gibt Saft.", "There is tea.")


async def test_title_and_text_come_back_when_the_draft_was_thrown_away(
    city: City, new_person: NewPerson
) -> None:
    author, other = await staff(city, new_person, "de-DE"), await staff(city, new_person, "en-US")
    await draft(author, "Es gibt Tee.", "Tee")
    await author.follows("""
        > [Text in einer Sprache]
        > [English]
        > Tea
    """)
    await other.follows("""
        > /staff
        > [Our announcements]
        > [Draft · Tee]
        > [Throw the draft away]
        > [Yes, throw it away]
        < The draft is gone.
    """)
    told, again = await author.says("There is tea.")
    assert "kein Entwurf mehr" in told.text
    assert again.text == "Tea\n\nThere is tea."


async def test_easy_german_has_hints_and_is_kept_all_the_same(city: City, coordinator: Person) -> None:
    long = (
        "Im Rahmen der Initiative wurde das Logo der Engagierten Stadt an der Stadtteilwerkstatt angebracht, "
        "wobei auch Freiwillige z. B. um 14:00 Uhr halfen."
    )
    await draft(coordinator, "There is tea.", "Tea")
    await coordinator.follows(f"""
        > [Text in a language]
        > [Deutsch (einfache Sprache)]
        < What is the title in Deutsch (einfache Sprache)?
        > Das Logo ist da
        > {long}
        < Deutsch (einfache Sprache): up to date
        < To make it easier to read, please look at:
        < • Line 1, a long sentence: “Im Rahmen der Initiative
        < • Line 1, an abbreviation: “z. B.”
        < • Line 1, a time, better as “14 Uhr”: “14:00”
    """)
    assert (await only_one(city)).bodies["de-simple"].text == long
    await coordinator.follows("""
        > [Text in a language]
        > [Deutsch (einfache Sprache)]
        < To make it easier to read, please look at:
        > [Text]
        > Das Logo ist da.
        < Das Logo ist da.
        <! easier to read
        > [Text in a language]
        > [Deutsch · missing]
        > Das Logo
        > Das Logo wurde an der Stadtteilwerkstatt angebracht.
        <! easier to read
    """)
