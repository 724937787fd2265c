"""Pictures of announcements in the web chat: attached, described, sent as one message, sent up once."""

import io

import pytest
from PIL import Image

from civic.announcement_correcting import finish_changes
from civic.announcement_readiness import UNDO_WINDOW
from civic.retention_periods import Rule
from tests.handlers.city import City, Person, plain
from tests.handlers.conftest import NewPerson
from tests.pictures import AUTHOR, PLACE, a_bomb, a_moving_picture, a_phones_picture, picture
from tests.retention import runs


async def _draft(coordinator: Person, text: str = "Come and see.") -> None:
    await coordinator.says("/announce")
    await coordinator.says("News")
    await coordinator.says(text)


async def _with_picture(coordinator: Person) -> None:
    await _draft(coordinator)
    await coordinator.taps("Picture")
    await coordinator.sends(a_phones_picture())
    await coordinator.says("Two people repair a lamp.")


async def test_a_picture_is_attached_described_and_sent_as_one_message(
    city: City, coordinator: Person, new_person: NewPerson
) -> None:
    readers = [await new_person(tag) for tag in ("en-US", "de-DE", "ar")]
    for reader in readers:
        await reader.start("topic_all")
        await reader.agrees_to_news()
    await _draft(coordinator)
    await coordinator.follows("""
        > [Picture]
        < Please send me the picture
        > here it is
        < Please send me the picture
    """)
    (question,) = await coordinator.sends(a_phones_picture())
    assert "What does the picture show?" in question.text
    (card,) = await coordinator.says("Two people repair a lamp.")
    assert "Two people repair a lamp." in card.text
    assert card.photo is not None
    await coordinator.taps("Back")
    shown = await coordinator.taps("Preview")
    assert sum(one.photo is not None for one in shown) == len(list(city.app.services.catalogues))
    await coordinator.taps("Send now")
    await coordinator.taps("Yes, send")
    city.clock.advance(UNDO_WINDOW)
    for reader in readers:
        (news,) = await reader.hears()
        assert news.photo is not None
        assert "Come and see." in news.text
        assert "Two people repair a lamp." in plain(news.text)
        assert len(news.labels) == 2
        content = await reader.fetches(news.photo)
        assert AUTHOR.encode() not in content
        assert PLACE not in content
        assert Image.open(io.BytesIO(content)).size == (300, 400)


@pytest.mark.parametrize(
    ("content", "said"),
    [(a_bomb(), "too many pixels"), (a_moving_picture(), "moves"), (picture(2100, 100), "too narrow")],
)
async def test_what_is_wrong_with_a_picture_is_said(coordinator: Person, content: bytes, said: str) -> None:
    await _draft(coordinator)
    await coordinator.taps("Picture")
    mime = "image/webp" if content.startswith(b"RIFF") else "image/jpeg"
    (answer,) = await coordinator.sends(content, mime)
    assert said in answer.text
    (question,) = await coordinator.sends(picture())
    assert "What does the picture show?" in question.text, "the form is still open"


async def test_a_picture_is_taken_away(city: City, coordinator: Person) -> None:
    await _with_picture(coordinator)
    (card,) = await coordinator.taps("Remove the picture")
    assert "Come and see." in card.text
    assert card.photo is None
    shown = await coordinator.taps("Preview")
    assert all(one.photo is None for one in shown)


async def test_a_text_too_long_for_a_caption_takes_no_picture(coordinator: Person) -> None:
    await _draft(coordinator, "ä" * 1025)
    await coordinator.taps("Picture")
    (refusal,) = await coordinator.sends(picture())
    assert "at most 1024 characters" in plain(refusal.text)


async def test_a_resident_who_sends_a_picture_is_told_politely(resident: Person) -> None:
    (answer,) = await resident.sends(picture())
    assert "text" in answer.text


async def test_a_picture_whose_file_the_messenger_has_lost_is_sent_up_again(
    city: City, coordinator: Person, resident: Person
) -> None:
    await resident.says("/news")
    await resident.taps("Everything")
    await resident.taps("Yes, 16 or older")
    await _with_picture(coordinator)
    services = city.app.services
    async with services.uow.reading() as r:
        (draft,) = await r.announcements.recent(1)
    assert draft.picture_id is not None
    bot = city.app.channels.lines[0].bots.replies
    assert await services.photos.name(draft.picture_id, bot.id) != ""
    await services.photos.note(draft.picture_id, bot.id, "what it was once called")
    await coordinator.taps("Back")
    await coordinator.taps("Send now")
    await coordinator.taps("Yes, send")
    city.clock.advance(UNDO_WINDOW)
    (news,) = await resident.hears()
    assert news.photo is not None
    assert await services.photos.name(draft.picture_id, bot.id) not in ("", "what it was once called")


async def test_only_unused_pictures_are_forgotten(city: City, coordinator: Person) -> None:
    services = city.app.services
    await _with_picture(coordinator)
    used = await _picture_id(city)
    await coordinator.taps("Another picture")
    await coordinator.sends(picture())
    now = await _picture_id(city)
    assert now != used
    assert await runs(services.uow, services.clock, Rule.PICTURES) == 0, "it is not a day old"
    city.clock.now = city.clock.now.replace(day=3)
    assert await runs(services.uow, services.clock, Rule.PICTURES) == 1
    async with services.uow.reading() as r:
        assert await r.pictures.get(used) is None
        assert await r.pictures.get(now) is not None
    assert await finish_changes(services.uow, services.clock) == []


async def _picture_id(city: City) -> int:
    async with city.app.services.uow.reading() as r:
        (draft,) = await r.announcements.recent(1)
    assert draft.picture_id is not None
    return draft.picture_id
