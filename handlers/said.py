"""The words of a message."""

from aiogram.types import Message


def words_of(message: Message) -> str:
    """Its text, or what is written below a picture, video or file."""
    return message.text or message.caption or ""
