"""Messages that are a picture with a text below: sent by the name that the messenger gave it, or sent up."""

from collections.abc import Awaitable, Callable

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import BufferedInputFile, InputFile, Message

from handlers.screen import Photo

SendAs = Callable[[InputFile | str], Awaitable[Message]]
_LOST = ("wrong file identifier", "wrong remote file identifier", "file reference")


class PhotoIsGone(Exception):
    """The picture is not in our store any more."""


async def send_with_photo(bot: Bot, photo: Photo, send_as: SendAs) -> Message:
    """Sends by name; uploads where there is none or it was lost. Raises PhotoIsGone and Telegram's errors."""
    name = await photo.shelf.name(photo.id, bot.id)
    if name:
        sent = await _by_name(name, send_as)
        if sent is not None:
            return sent
        await photo.shelf.note(photo.id, bot.id, "")
    async with photo.shelf.first(photo.id, bot.id):
        # Whoever waited here finds the name that the one before has got.
        name = await photo.shelf.name(photo.id, bot.id)
        sent = await _by_name(name, send_as) if name else None
        return sent or await _send_up(bot, photo, send_as)


async def _by_name(name: str, send_as: SendAs) -> Message | None:
    """None where the messenger does not know the name any more."""
    try:
        return await send_as(name)
    except TelegramBadRequest as refusal:
        if any(lost in refusal.message for lost in _LOST):
            return None
        raise


async def _send_up(bot: Bot, photo: Photo, send_as: SendAs) -> Message:
    content = await photo.shelf.content(photo.id)
    if content is None:
        raise PhotoIsGone(photo.id)
    sent = await send_as(BufferedInputFile(content, "picture.jpg"))
    if sent.photo:
        await photo.shelf.note(photo.id, bot.id, sent.photo[-1].file_id)
    return sent
