"""What coordinators are shown beforehand is what arrives, in every language."""

from civic.announcement_readiness import UNDO_WINDOW
from tests.handlers.city import City, Person
from tests.handlers.conftest import NewPerson
from tests.handlers.test_announcements import MARKUP, draft, subscriber

READERS = ("de-DE", "en-US", "uk-UA", "ar")


async def test_each_reader_gets_what_the_preview_showed(
    city: City, coordinator: Person, new_person: NewPerson
) -> None:
    readers = {tag: await subscriber(new_person, tag) for tag in READERS}
    await draft(coordinator, f"There is tea.\n{MARKUP}", MARKUP)
    await coordinator.follows("""
        > [Text in a language]
        > [Deutsch]
        > Tee
        > Es gibt <Tee>.
    """)
    previews = (await coordinator.taps("Preview"))[:-1]
    shown = dict(zip(city.app.services.catalogues, previews, strict=True))
    await coordinator.taps("Back")
    await coordinator.taps("Send now")
    await coordinator.taps("Yes, send")
    city.clock.advance(UNDO_WINDOW)
    for tag, reader in readers.items():
        (got,) = await reader.hears()
        lang = city.app.services.catalogues.match(tag)
        assert lang is not None
        preview = shown[lang]
        assert got.text == preview.text
        assert got.labels == preview.labels[:-1], "the last one says for whom it is"
