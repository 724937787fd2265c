"""A reply to a message that holds several announcements: which of them is meant is asked, the words stay."""

import pytest
import telegram

from civic.staff import InvitationKind
from tests.handlers.test_digest_questions import CAKE, TEA, asked, in_one_message
from tests.telegram.chat import BOT, NOW, Bubble, Chat, Telegram

# The question, the button for something else, what a question that was passed on is answered.
WORDS = {
    "de": ("Welche dieser Nachrichten meinen Sie?", "Etwas anderes", "weitergegeben"),
    "ar": ("أيّ هذه الرسائل تقصدون؟", "شيء آخر", "حوّلت سؤالكم"),
}
QUESTION = "Wie viele lokale Gruppen gibt es im Netzwerk Engagierte Stadt?"


async def reader(side: Telegram, language: str, items: int = 2) -> tuple[Chat, telegram.Message]:
    """Somebody who got so many announcements in one message, and that message."""
    await side.staff(InvitationKind.COORDINATOR)
    person = side.private(81, language)
    await person.says("/start topic_all")
    for _ in range(2):  # news, and being 16 or older
        await person.taps(person.side.shown(81)[-1].labels[0])
    await in_one_message(side.city, 2, *(TEA, CAKE)[:items])
    await side.city.settled()
    news = person.hears()[-1]
    return person, telegram.Message(news.message_id, NOW, person.chat, from_user=BOT, text=news.text)


async def replies(person: Chat, text: str, news: telegram.Message) -> Bubble:
    (answer,) = await person.says(text, reply_to_message=news)
    return answer


@pytest.mark.parametrize("language", ["de", "ar"])
async def test_the_words_go_with_the_choice(telegram_side: Telegram, language: str) -> None:
    question, other, passed_on = WORDS[language]
    person, news = await reader(telegram_side, language)
    which = await replies(person, "Um wie viel Uhr?", news)
    assert which.text.startswith(question)
    assert "/privacy" in which.text
    titles = {"de": ["Tee", "Kuchen und belegte Brote für…"], "ar": ["شاي", "كعك"]}[language]
    assert which.labels == [*titles, other]
    assert all(len(label) <= 30 for label in which.labels)
    assert await asked(telegram_side.city) == []
    (told,) = await person.taps(titles[1])
    assert passed_on in told.text
    assert told.message_id == which.message_id
    assert await asked(telegram_side.city) == [(2, "Um wie viel Uhr?")]


@pytest.mark.parametrize("language", ["de", "ar"])
async def test_something_else_is_answered_as_any_question(telegram_side: Telegram, language: str) -> None:
    person, news = await reader(telegram_side, language)
    which = await replies(person, QUESTION, news)
    answer, *_ = await person.taps(WORDS[language][1])
    assert "112" in answer.text
    assert answer.message_id == which.message_id
    assert await asked(telegram_side.city) == []


async def test_a_form_that_was_open_goes_on_after_the_choice(telegram_side: Telegram) -> None:
    await telegram_side.event(titles={"de": "Café"})
    person, news = await reader(telegram_side, "de")
    await person.says("/events")
    await person.taps("Café")
    (name,) = await person.taps("Anmelden")
    await replies(person, "Um wie viel Uhr?", news)
    told, again = await person.taps("Tee")
    assert "weitergegeben" in told.text
    assert again.text == name.text
    assert await asked(telegram_side.city) == [(1, "Um wie viel Uhr?")]


async def test_one_item_is_not_asked_about(telegram_side: Telegram) -> None:
    person, news = await reader(telegram_side, "de", 1)
    first = await replies(person, "Um wie viel Uhr?", news)
    assert "speichere ich Ihre Frage bis 90 Tage nach der Antwort" in first.text
    assert await asked(telegram_side.city) == []
    (told,) = await person.taps(first.labels[0])
    assert "weitergegeben" in told.text
    assert "weitergegeben" in (await replies(person, "Und wo?", news)).text
    assert await asked(telegram_side.city) == [(1, "Um wie viel Uhr?"), (1, "Und wo?")]


async def test_where_the_words_were_deleted_they_are_asked_for(telegram_side: Telegram) -> None:
    person, news = await reader(telegram_side, "de")
    await replies(person, "Um wie viel Uhr?", news)
    person.written.clear()
    toasts = len(telegram_side.toasts())
    assert await person.taps("Etwas anderes") == []
    assert len(telegram_side.toasts()) == toasts + 1
    (invited,) = await person.taps("Tee")
    assert "Was möchten Sie dazu wissen?" in invited.text
    await person.says("Wo denn?")
    assert await asked(telegram_side.city) == [(1, "Wo denn?")]


async def test_a_forged_choice_is_an_old_button(telegram_side: Telegram) -> None:
    person, news = await reader(telegram_side, "de")
    await replies(person, "Um wie viel Uhr?", news)
    under = telegram_side.private(81).said_by_bot()
    said = person.message(text="Geheim?")
    forged = telegram.Message(under.message_id, NOW, person.chat, from_user=BOT, reply_to_message=said)
    assert await person.forges("a_about:999", forged) == []
    assert await asked(telegram_side.city) == []
