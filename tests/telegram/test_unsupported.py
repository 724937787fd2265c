"""Messages that are no text: one polite answer, a form stays where it is, nothing of them is kept."""

from collections.abc import Mapping

import pytest
import telegram

from handlers.views.welcome import text_only
from tests.telegram.chat import NOW, Bubble, Chat, Telegram

PHOTO = telegram.PhotoSize("photo-id", "photo-unique", 320, 240)
FORWARDED = telegram.MessageOriginUser(NOW, telegram.User(404, "Bob", is_bot=False))
CONTENTS: Mapping[str, Mapping[str, object]] = {
    "voice": {"voice": telegram.Voice("voice-id", "voice-unique", 3)},
    "photo": {"photo": [PHOTO]},
    "photo with a text": {"photo": [PHOTO], "caption": "My name is Mallory"},
    "sticker": {
        "sticker": telegram.Sticker("sticker-id", "sticker-unique", 512, 512, False, False, "regular")
    },
    "location": {"location": telegram.Location(7.7689, 49.4401)},
    "contact": {"contact": telegram.Contact("+49631000", "Bob", "Mallory")},
    "document": {"document": telegram.Document("file-id", "file-unique", "cv.pdf")},
    "video note": {"video_note": telegram.VideoNote("note-id", "note-unique", 240, 3)},
    "dice": {"dice": telegram.Dice(3, "🎲")},
    "forwarded photo": {"photo": [PHOTO], "forward_origin": FORWARDED},
}


def kept(side: Telegram) -> dict[str, list[tuple[object, ...]]]:
    """What is stored, without the note that something happened."""
    counts = {"processed_update", "entry_use", "conversation"}  # of an answer: a count, and its entry
    return {name: rows for name, rows in side.rows().items() if name not in counts}


async def at_the_name(side: Telegram, person: Chat) -> Bubble:
    """Brings somebody to the first question of a registration."""
    event = await side.event(titles={"en": "Café"})
    await person.says(f"/start ev_{event.id}")
    return (await person.taps("Register"))[-1]


@pytest.mark.parametrize("content", CONTENTS.values(), ids=CONTENTS)
async def test_one_polite_answer_and_the_form_stays(
    telegram_side: Telegram, ada: Chat, content: Mapping[str, object]
) -> None:
    asked = await at_the_name(telegram_side, ada)
    before = kept(telegram_side)
    answer, again = await ada.sends(**content)
    assert answer.text == text_only(telegram_side.app.services.catalogues["en"]).text
    assert (again.text, again.labels) == (asked.text, asked.labels)
    assert kept(telegram_side) == before
    (people,) = await ada.says("Ada")
    assert "Thank you, Ada!" in people.text


async def test_outside_of_a_form_there_is_one_answer(telegram_side: Telegram, ada: Chat) -> None:
    before = kept(telegram_side)
    (answer,) = await ada.sends(photo=[PHOTO])
    assert "I can only read text" in answer.text
    assert kept(telegram_side) == before


async def test_an_album_of_three_gets_one_answer(telegram_side: Telegram, ada: Chat) -> None:
    await at_the_name(telegram_side, ada)
    before = kept(telegram_side)
    first, second, third = [await ada.sends(photo=[PHOTO], media_group_id="album-1") for _ in range(3)]
    assert [len(first), len(second), len(third)] == [2, 0, 0]
    assert kept(telegram_side) == before
    assert len(await ada.sends(photo=[PHOTO], media_group_id="album-2")) == 2


async def test_an_album_that_arrives_at_once_gets_one_answer(telegram_side: Telegram, ada: Chat) -> None:
    album = [ada.message(photo=[PHOTO], media_group_id="album-1") for _ in range(3)]
    updates = [telegram.Update(2000 + place, message=each).to_dict() for place, each in enumerate(album)]
    await telegram_side.api.push(*updates)
    await telegram_side.until(lambda: telegram_side.api.confirmed > 2002)
    assert len(ada.hears()) == 1


async def test_albums_of_two_people_get_two_answers(telegram_side: Telegram, ada: Chat) -> None:
    ben = telegram_side.private(72)
    await ben.says("/start")
    for person in (ada, ben):
        assert len(await person.sends(photo=[PHOTO], media_group_id="same-number")) == 1


async def test_a_forwarded_text_is_a_question_like_any_other(telegram_side: Telegram, ada: Chat) -> None:
    await ada.says("Who is allowed to write to you here?")  # from now on it is known in which language
    before = kept(telegram_side)
    (answer,) = await ada.says(
        "How many local groups are in the Engagierte Stadt network?", forward_origin=FORWARDED
    )
    assert "112" in answer.text
    assert kept(telegram_side) == before


async def test_an_edited_message_changes_nothing(telegram_side: Telegram, ada: Chat) -> None:
    """Telegram is not asked for edits; one that comes all the same neither answers nor fills in a form."""
    asked = await at_the_name(telegram_side, ada)
    await ada.says("Ada")
    before = kept(telegram_side)
    await telegram_side.happens(edited_message=ada.message(text="Mallory", edit_date=NOW))
    assert ada.hears() == []
    assert kept(telegram_side) == before
    assert "What is your name?" in asked.text
    (needs,) = await ada.says("1")
    assert "Do you need support" in needs.text


async def test_what_does_not_say_who_wrote_it_is_left_out(
    telegram_side: Telegram, ada: Chat, caplog: pytest.LogCaptureFixture
) -> None:
    before = kept(telegram_side)
    await telegram_side.happens(message=telegram.Message(9, NOW, ada.chat, text="What is the bot for?"))
    assert ada.hears() == []
    assert kept(telegram_side) == before
    assert [record for record in caplog.records if record.exc_info] == []
    assert "does not say whose it is" in caplog.text


@pytest.mark.parametrize("kind", ["channel", "sender", "something new"])
async def test_a_message_of_a_chat_of_an_unknown_kind_is_left_out(
    telegram_side: Telegram, ada: Chat, caplog: pytest.LogCaptureFixture, kind: str
) -> None:
    before = kept(telegram_side)
    elsewhere = telegram.Chat(ada.chat.id, kind)
    await telegram_side.happens(
        message=telegram.Message(9, NOW, elsewhere, from_user=ada.user, text="/start ev_1")
    )
    assert ada.hears() == []
    assert kept(telegram_side) == before
    assert [record for record in caplog.records if record.exc_info] == []
    assert "of an unknown kind" in caplog.text


async def test_a_tap_that_does_not_say_under_what_is_left_out(
    telegram_side: Telegram, ada: Chat, caplog: pytest.LogCaptureFixture
) -> None:
    before = kept(telegram_side)
    await telegram_side.happens(callback_query=telegram.CallbackQuery("7", ada.user, "i", data="events"))
    assert ada.hears() == []
    assert kept(telegram_side) == before
    assert [record for record in caplog.records if record.exc_info] == []
    assert "does not say under which message" in caplog.text
