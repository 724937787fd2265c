"""Captions, forwarded and edited messages on Telegram's wire: only the words count, nothing is kept."""

import pytest
import telegram

from civic.staff import InvitationKind
from handlers.replies import Replies
from tests.telegram.chat import NOW, Bubble, Chat, Telegram
from tests.telegram.test_unsupported import CONTENTS, FORWARDED, PHOTO, at_the_name, kept

QUESTION = "How many local groups are in the Engagierte Stadt network?"
OTHER = "How many model cities are in Weltoffene Kommune?"
WITH_CAPTION = {
    "photo": {"photo": [PHOTO]},
    "video": {"video": telegram.Video("video-id", "video-unique", 320, 240, 3)},
    "document": {"document": telegram.Document("file-id", "file-unique", "cv.pdf")},
    "forwarded photo": {"photo": [PHOTO], "forward_origin": FORWARDED},
}


async def edits(side: Telegram, person: Chat, number: int, **content: object) -> list[Bubble]:
    """Changes an earlier message."""
    written = telegram.Message(number, NOW, person.chat, from_user=person.user, edit_date=NOW, **content)  # type: ignore[arg-type]
    person.written[number] = written
    await side.happens(edited_message=written)
    return person.hears()


@pytest.mark.parametrize("content", WITH_CAPTION.values(), ids=WITH_CAPTION)
async def test_a_caption_is_a_question(
    telegram_side: Telegram, ada: Chat, content: dict[str, object]
) -> None:
    await ada.says(QUESTION)  # from now on it is known in which language they write
    before = kept(telegram_side)
    (answer,) = await ada.sends(**content, caption=QUESTION)
    assert "112" in answer.text
    assert kept(telegram_side) == before
    assert telegram_side.api.called("getFile") == []


async def test_a_captioned_question_can_go_to_a_person(telegram_side: Telegram, ada: Chat) -> None:
    await telegram_side.staff(InvitationKind.COORDINATOR)
    await ada.sends(photo=[PHOTO], caption="How do I renew my passport?")
    (told,) = await ada.taps("Pass my question")
    assert "passed your question on" in told.text


async def test_danger_in_a_caption_comes_first_in_a_form(telegram_side: Telegram, ada: Chat) -> None:
    asked = await at_the_name(telegram_side, ada)
    number, again = await ada.sends(photo=[PHOTO], caption="my house is on fire")
    assert "112" in number.text.splitlines()[0]
    assert again.text == asked.text


async def test_an_album_with_a_caption_gets_one_answer(telegram_side: Telegram, ada: Chat) -> None:
    (answer,) = await ada.sends(photo=[PHOTO], caption=QUESTION, media_group_id="a")
    assert "112" in answer.text
    for _ in range(3):
        assert await ada.sends(photo=[PHOTO], media_group_id="a") == []


async def test_what_others_wrote_is_no_answer_in_a_form(telegram_side: Telegram, ada: Chat) -> None:
    asked = await at_the_name(telegram_side, ada)
    answer, again = await ada.says(QUESTION.removesuffix("?"), forward_origin=FORWARDED)
    assert "112" in answer.text
    assert again.text == asked.text


async def test_what_is_no_text_offers_a_person(telegram_side: Telegram, ada: Chat) -> None:
    await telegram_side.staff(InvitationKind.COORDINATOR)
    (polite,) = await ada.sends(**CONTENTS["voice"])
    assert polite.labels == ["Ask a person"]
    (asked,) = await ada.taps("Ask a person")
    assert "What would you like to know?" in asked.text
    assert telegram_side.api.called("getFile") == []


async def test_a_note_of_the_messenger_is_no_message(telegram_side: Telegram, ada: Chat) -> None:
    assert await ada.sends(pinned_message=ada.said_by_bot()) == []


async def test_an_edited_question_replaces_its_answer(telegram_side: Telegram, ada: Chat) -> None:
    (answer,) = await ada.says(QUESTION)
    before = kept(telegram_side)
    number = max(ada.written)
    (changed,) = await edits(telegram_side, ada, number, text=OTHER)
    assert changed.message_id == answer.message_id
    assert "21" in changed.text
    assert len(telegram_side.api.called("editMessageText")) == 1
    assert kept(telegram_side) == before
    assert await edits(telegram_side, ada, number, text="/events") == []


async def test_the_same_answer_is_no_error(telegram_side: Telegram, ada: Chat) -> None:
    await ada.says(QUESTION)
    telegram_side.api.fault("editMessageText", "400", text="Bad Request: message is not modified")
    assert await edits(telegram_side, ada, max(ada.written), text=f"{QUESTION}!") == []


async def test_an_answer_that_cannot_be_changed_is_given_anew(telegram_side: Telegram, ada: Chat) -> None:
    await ada.says(QUESTION)
    number = max(ada.written)
    telegram_side.api.fault("editMessageText", "400", text="Bad Request: message can't be edited", times=1)
    (anew,) = await edits(telegram_side, ada, number, text=OTHER)
    assert "21" in anew.text
    assert f'"message_id":{number}' in anew.params["reply_parameters"].replace(" ", "")
    (changed,) = await edits(telegram_side, ada, number, text=QUESTION)
    assert changed.message_id == anew.message_id


async def test_after_a_restart_an_edit_is_answered_anew(telegram_side: Telegram, ada: Chat) -> None:
    await ada.says(QUESTION)
    object.__setattr__(telegram_side.app.services, "replies", Replies())
    (anew,) = await edits(telegram_side, ada, max(ada.written), text=OTHER)
    assert "21" in anew.text
    assert telegram_side.api.called("editMessageText") == []
    await ada.says("thanks")
    object.__setattr__(telegram_side.app.services, "replies", Replies())
    assert await edits(telegram_side, ada, max(ada.written), text="thank you") == []


async def test_an_edited_emergency_is_answered_at_once(telegram_side: Telegram, ada: Chat) -> None:
    asked = await at_the_name(telegram_side, ada)
    number, again = await edits(telegram_side, ada, 4711, text="my house is on fire")
    assert "112" in number.text.splitlines()[0]
    assert again.text == asked.text


async def test_edits_in_groups_are_nobodys_business(telegram_side: Telegram) -> None:
    group = telegram_side.group()
    await group.adds_bot()
    group.hears()
    assert await edits(telegram_side, group, 4711, text="my house is on fire") == []


@pytest.mark.parametrize("edited", [False, True])
async def test_danger_in_a_caption_without_a_database(
    telegram_side: Telegram, ada: Chat, edited: bool
) -> None:
    class NoDatabase:
        def reading(self) -> object:
            raise OSError("the database is away")

        writing = reading

    services = telegram_side.app.services
    whole = services.uow
    object.__setattr__(services, "uow", NoDatabase())
    content = {"photo": [PHOTO], "caption": "evim yanıyor, yangın var"}
    try:
        if edited:
            (number,) = await edits(telegram_side, ada, 4711, **content)
        else:
            (number,) = await ada.sends(**content)
    finally:
        object.__setattr__(services, "uow", whole)
    assert "112" in number.text.splitlines()[0]
    assert "Acil durum mu?" in number.text
