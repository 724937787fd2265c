"""What Telegram says of people, however odd: codes of languages, and names with marks of direction."""

from sqlalchemy import text

from tests.handlers.test_language_codes import CODES
from tests.telegram.chat import Chat, Telegram

MARKS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f"


async def stored(side: Telegram, table: str) -> str:
    async with side.app.database.engine.connect() as connection:
        return str((await connection.execute(text(f"SELECT * FROM {table}"))).all())


async def test_every_code_of_a_client_gets_a_first_screen(telegram_side: Telegram) -> None:
    main = telegram_side.app.services.catalogues.main.code
    for number, (code, expected) in enumerate(CODES.items(), start=300):
        person = telegram_side.private(number, code)
        (first,) = await person.says("/start")
        lang = telegram_side.app.services.catalogues[expected or main]
        assert lang.label("Ask") in first.labels, code
    (first,) = await telegram_side.private(299, None).says("/start")
    assert "Frage stellen" in first.labels


async def test_marks_of_direction_in_a_name_go_no_further(telegram_side: Telegram) -> None:
    event = await telegram_side.event(titles={"en": "Café"})
    person = telegram_side.private(71, "ar")
    await person.says(f"/start ev_{event.id}")
    await person.taps("التسجيل")
    await person.says("\u202eA\u2067nna\u202c M.")
    (needs,) = await person.says("٢")
    (summary,) = await person.taps("لا حاجة")
    (done, *_) = await person.taps(summary.labels[0])
    (row,) = (await stored(telegram_side, "registration"),)
    assert "'Anna M.'" in row
    assert not [mark for mark in MARKS if mark in row]
    shown = "\n".join((needs.text, summary.text, done.text))
    assert not [mark for mark in "\u202a\u202b\u202c\u202d\u202e\u2067" if mark in shown]
    assert "\u2068Anna M.\u2069" in summary.params["text"]


async def test_one_who_writes_another_language_is_answered_in_it(ada: Chat) -> None:
    answer, asked = await ada.says("Kaç yerel grup ağa katılıyor acaba?")
    assert "112" in answer.text
    assert asked.labels == ["Türkçe", "English", "Diğer diller"]
    _, again = await ada.taps("English")
    assert "Source: " in again.text
