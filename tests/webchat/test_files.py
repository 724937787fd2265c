"""Documents and photos: how they are sent, what is refused, who may fetch them."""

import struct
import zlib

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import BufferedInputFile

from tests.webchat.house import Browser, House
from webchat.images import Picture, measure

CALENDAR = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\0" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def part(message: dict[str, object], name: str) -> dict[str, object]:
    value = message[name]
    assert isinstance(value, dict)
    return value


async def test_a_document_is_downloaded_under_its_name(bot: Bot, browser: Browser, chat: int) -> None:
    file = BufferedInputFile(CALENDAR, "Straßenfest.ics")
    sent = await bot.send_document(chat, file, caption="<b>Termin</b>", parse_mode="HTML")
    assert sent.document
    assert (sent.document.file_name, sent.document.mime_type) == ("Straßenfest.ics", "text/calendar")
    message = (await browser.messages())[-1]
    assert message["text"] == "Termin"
    assert message["entities"] == [{"type": "bold", "offset": 0, "length": 6}]
    document = part(message, "document")
    assert {**document, "id": ""} == {
        "id": "",
        "name": "Straßenfest.ics",
        "size": len(CALENDAR),
        "mime": "text/calendar",
    }
    async with browser.session.get(f"/chat/files/{document['id']}") as response:
        assert await response.read() == CALENDAR
        assert response.content_type == "text/calendar"
        disposition = response.headers["Content-Disposition"]
        assert disposition == "attachment; filename*=UTF-8''Stra%C3%9Fenfest.ics"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert (
            response.headers["Content-Security-Policy"]
            == "default-src 'none'; sandbox; frame-ancestors 'none'"
        )


async def test_a_photo_is_shown(bot: Bot, browser: Browser, chat: int) -> None:
    sent = await bot.send_photo(chat, BufferedInputFile(png(3, 2), "x.png"))
    assert sent.photo
    photo = part((await browser.messages())[-1], "photo")
    assert (photo["width"], photo["height"], photo["id"]) == (3, 2, sent.photo[0].file_id)
    async with browser.session.get(f"/chat/files/{photo['id']}") as response:
        assert (response.content_type, response.headers["Content-Disposition"]) == ("image/png", "inline")


async def test_a_caption_can_be_edited_and_a_text_cannot_replace_it(
    bot: Bot, browser: Browser, chat: int
) -> None:
    sent = await bot.send_document(chat, BufferedInputFile(b"x", "a.txt"), caption="old")
    with pytest.raises(TelegramBadRequest, match="there is no text in the message to edit"):
        await sent.edit_text("new")
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await sent.edit_caption(caption="old")
    await sent.edit_caption(caption="new")
    message = (await browser.messages())[-1]
    assert message["text"] == "new"
    assert part(message, "document")["name"] == "a.txt"
    await sent.edit_caption(caption="")
    assert (await browser.messages())[-1]["text"] == ""


async def test_files_are_only_for_their_visitor(house: House, bot: Bot, browser: Browser, chat: int) -> None:
    sent = await bot.send_document(chat, BufferedInputFile(b"secret", "a.txt"))
    assert sent.document
    address = f"/chat/files/{sent.document.file_id}"
    other = await house.browser()
    async with other.session.get(address) as response:
        assert response.status == 401
    await other.start()
    async with other.session.get(address) as response:
        assert response.status == 404
    await bot.delete_message(chat, sent.message_id)
    async with browser.session.get(address) as response:
        assert response.status == 404


async def test_a_sent_file_can_be_sent_again_to_somebody_else(
    house: House, bot: Bot, browser: Browser, chat: int
) -> None:
    sent = await bot.send_document(chat, BufferedInputFile(b"map", "map.txt"))
    assert sent.document
    other = await house.browser()
    await other.start()
    await bot.send_document(house.rooms.last_visitor, sent.document.file_id)
    document = part((await other.messages())[-1], "document")
    async with other.session.get(f"/chat/files/{document['id']}") as response:
        assert await response.read() == b"map"


@pytest.mark.parametrize(
    ("name", "kept"),
    [("../../etc/passwd", "passwd"), ("a\\b.txt", "b.txt"), ("\u202eevil.txt", "evil.txt")],
)
async def test_names_of_files_are_plain(bot: Bot, chat: int, name: str, kept: str) -> None:
    sent = await bot.send_document(chat, BufferedInputFile(b"x", name))
    assert sent.document
    assert sent.document.file_name == kept


async def test_refused_files(bot: Bot, chat: int) -> None:
    with pytest.raises(TelegramBadRequest, match="IMAGE_PROCESS_FAILED"):
        await bot.send_photo(chat, BufferedInputFile(b"no picture", "x.png"))
    with pytest.raises(TelegramBadRequest, match="file must be non-empty"):
        await bot.send_document(chat, BufferedInputFile(b"", "x.txt"))
    with pytest.raises(TelegramBadRequest, match="file of size 10000001 bytes is too big for a photo"):
        await bot.send_photo(chat, BufferedInputFile(b"x" * 10_000_001, "x.png"))
    with pytest.raises(TelegramBadRequest, match="message caption is too long"):
        await bot.send_document(chat, BufferedInputFile(b"x", "x.txt"), caption="a" * 1025)


@pytest.mark.parametrize(
    ("content", "picture"),
    [
        (png(3, 2), Picture("image/png", 3, 2)),
        (b"GIF89a" + struct.pack("<HH", 5, 4), Picture("image/gif", 5, 4)),
        (
            b"\xff\xd8\xff\xe0\0\x04ab\xff\xc4\0\x02\xff\xc2\0\x11\x08" + struct.pack(">HH", 7, 9),
            Picture("image/jpeg", 9, 7),
        ),
        (png(3, 2)[:18], None),
        (png(0, 2), None),
        (b"GIF89a\0", None),
        (b"\xff\xd8\xff", None),
        (b"\xff\xd8\xff\xe0\0\x04ab", None),
        (b"<svg/>", None),
        (b"", None),
    ],
)
def test_measures_pictures(content: bytes, picture: Picture | None) -> None:
    assert measure(content) == picture
