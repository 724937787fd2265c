"""Pictures and replies on Telegram: fetched, cleaned, sent up once; a reply goes to the inbox."""

import telegram

from civic.announcement_readiness import UNDO_WINDOW
from civic.staff import InvitationKind
from tests.pictures import a_phones_picture
from tests.telegram.chat import BOT, NOW, Chat, Telegram
from tests.telegram.test_real_wire import refused


def photo(name: str) -> list[telegram.PhotoSize]:
    return [telegram.PhotoSize(name, name, 400, 300)]


async def _subscriber(side: Telegram, number: int) -> Chat:
    person = side.private(number)
    await person.says("/start topic_all")
    await person.taps("Yes, please")
    await person.taps("Yes, 16 or older")
    return person


async def test_a_picture_goes_up_once_and_a_reply_goes_to_the_inbox(telegram_side: Telegram) -> None:
    api = telegram_side.api
    staff = await telegram_side.staff(InvitationKind.COORDINATOR)
    readers = [await _subscriber(telegram_side, number) for number in range(81, 85)]
    await staff.says("/announce")
    await staff.says("Come and see.")
    await staff.says("There is a lamp to look at.")
    await staff.taps("Picture")
    api.files["from-a-phone"] = a_phones_picture()
    api.files["forged"] = b"MZ a program"
    (refusal,) = await staff.sends(photo=photo("forged"))
    assert "cannot read this as a picture" in refusal.text
    (too_big,) = await staff.sends(document=telegram.Document("b", "b", file_size=11 * 2**20))
    assert "too big" in too_big.text
    api.fault("getFile", "400", times=1, text="Bad Request: file is temporarily unavailable")
    (again,) = await staff.sends(photo=photo("from-a-phone"))
    assert "Please send it once more" in again.text
    await staff.sends(photo=photo("from-a-phone"))
    await staff.says("A lamp.")
    await staff.taps("Back")
    await staff.taps("Send now")
    await staff.taps("Yes, send")
    telegram_side.city.clock.advance(UNDO_WINDOW)
    await telegram_side.city.settled()
    calls = api.called("sendPhoto")
    assert [call.params["photo"].startswith("attach:") for call in calls] == [True] + [False] * len(readers)
    assert all("Picture: A lamp." in call.params["caption"] for call in calls[1:])
    assert refused(api.calls) == []

    news = readers[0].hears()[-1]
    copy = telegram.Message(news.message_id, NOW, readers[0].chat, from_user=BOT, caption=news.text)
    (first,) = await readers[0].says("How many local groups are there?", reply_to_message=copy)
    assert "I store your question" in first.text
    (told,) = await readers[0].taps("Pass my question")
    assert "passed your question on" in told.text
    # What became of the announcement may be told in between.
    shown = await staff.says("/inbox")
    assert ["Replies to “Come and see.” (1)"] in [one.labels for one in shown]
