"""The one adapter from a screen to the wire."""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest
from aiogram.methods import AnswerCallbackQuery, SendMessage
from aiogram.types import (
    BufferedInputFile,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    Message,
    ReplyParameters,
)

from handlers.photos_out import send_with_photo
from handlers.screen import Button, File, Link, Rows, Screen, Venue, noted, paragraphs
from locales import Language

if TYPE_CHECKING:
    from handlers.numbered_chat import NumberedChat

log = logging.getLogger(__name__)
# Of the 4096 characters of a message, with some for the tags.
ROOM = 4000


@lru_cache(maxsize=256)
def keyboard(rows: Rows) -> InlineKeyboardMarkup | None:
    """Rows of buttons as the messenger wants them; everybody who reads an announcement gets the same."""
    if not rows:
        return None
    return InlineKeyboardMarkup(inline_keyboard=[[_button(one) for one in row] for row in rows])


@lru_cache(maxsize=16)
def _message(text: str, rows: Rows) -> SendMessage:
    """A message to nobody yet; checking all its fields anew for each reader costs as much as sending it."""
    return SendMessage(chat_id=0, text=text, reply_markup=keyboard(rows))


def forget_texts() -> None:
    """Empties what is remembered of the last messages, which may name people."""
    keyboard.cache_clear()
    _message.cache_clear()


def _button(one: Button) -> InlineKeyboardButton:
    if isinstance(one, Link):
        return InlineKeyboardButton(text=one.label, url=one.url)
    return InlineKeyboardButton(text=one.label, callback_data=one.data)


async def send(bot: Bot, chat_id: int, screen: Screen, quote: int | None = None) -> int:
    """Sends a screen (its file and its point on a map as further messages); returns the id of the text's."""
    screen = noted(screen)
    reply = ReplyParameters(message_id=quote, allow_sending_without_reply=True) if quote else None

    async def below(photo: InputFile | str) -> Message:
        markup = keyboard(screen.buttons)
        return await bot.send_photo(
            chat_id, photo, caption=screen.text, reply_markup=markup, reply_parameters=reply
        )

    if screen.photo is not None:
        message = await send_with_photo(bot, screen.photo, below)
    else:
        to_nobody = _message(screen.text, screen.buttons)
        message = await bot(to_nobody.model_copy(update={"chat_id": chat_id, "reply_parameters": reply}))
    if screen.picture is not None:
        await _send_picture(bot, chat_id, screen.picture)
    if screen.file is not None:
        await _send_file(bot, chat_id, screen.file)
    if screen.venue is not None:
        await _send_venue(bot, chat_id, screen.venue)
    return message.message_id


async def edit(bot: Bot, chat_id: int, message_id: int, screen: Screen) -> None:
    """Puts a screen in the place of a message of the bot; a picture above the text stays as it is."""
    screen = noted(screen)
    markup = keyboard(screen.buttons)
    if screen.photo is not None:
        await bot.edit_message_caption(
            chat_id=chat_id, message_id=message_id, caption=screen.text, reply_markup=markup
        )
    else:
        await bot.edit_message_text(screen.text, chat_id=chat_id, message_id=message_id, reply_markup=markup)


async def _send_file(bot: Bot, chat_id: int, file: File) -> None:
    """The text has arrived and says what matters, so a file that fails must not undo or repeat it."""
    try:
        await bot.send_document(chat_id, BufferedInputFile(file.content, file.name))
    except TelegramAPIError as failure:
        log.warning("a file was not delivered: %s", type(failure).__name__)


async def _send_picture(bot: Bot, chat_id: int, picture: bytes) -> None:
    """The same for a picture, whose message is in the text, too."""
    try:
        await bot.send_photo(chat_id, BufferedInputFile(picture, "picture.png"))
    except TelegramAPIError as failure:
        log.warning("a picture was not delivered: %s", type(failure).__name__)


async def _send_venue(bot: Bot, chat_id: int, venue: Venue) -> None:
    try:
        await bot.send_venue(chat_id, venue.latitude, venue.longitude, venue.title, venue.address)
    except TelegramAPIError as failure:
        log.warning("a point on a map was not delivered: %s", type(failure).__name__)


@dataclass
class Out:
    """Where the answer to one update goes. `draw` leaves out what its reader may not do.

    `is_typed`: a choice of that message was typed, so that no tap waits for its end. Whoever reads without
    buttons gets everything through `numbered`, and nothing is edited: a changed message is easily missed.
    """

    bot: Bot
    chat_id: int
    message: Message | None = None
    query: CallbackQuery | None = None
    draw: Callable[[Screen], Screen] = field(default=lambda screen: screen)
    # What stands above the first answer, such as an apology.
    above: str = ""
    numbered: "NumberedChat | None" = None
    is_typed: bool = False
    answered: bool = field(default=False, init=False)

    async def say(self, screen: Screen, *, quote: bool = False, asked: Message | None = None) -> int:
        """Sends a new message, with `quote` as a reply to what the person wrote, or to what they `asked`
        before; returns its id."""
        if self.above and screen.photo is None and len(self.above) + len(screen.text) < ROOM:
            screen = replace(screen, text=paragraphs(self.above, screen.text))
        self.above = ""
        if quote and asked is None and self.query is None and not self.is_typed:
            asked = self.message
        if self.numbered is not None:
            return await self.numbered.say(self.draw(screen), asked)
        return await send(self.bot, self.chat_id, self.draw(screen), asked.message_id if asked else None)

    def speaks(self, lang: Language) -> None:
        """From now on the answer is in this language."""
        if self.numbered is not None:
            self.numbered.lang = lang

    async def change(self, message_id: int, screen: Screen) -> int:
        """Puts a screen in the place of an earlier message of the bot; a new reply where that cannot be."""
        if self.numbered is not None:
            return await self.say(screen, quote=True)
        try:
            await self._edit(message_id, screen)
        except TelegramBadRequest as refusal:
            if "message is not modified" not in refusal.message:
                return await self.say(screen, quote=True)
        return message_id

    async def redraw(self, screen: Screen) -> None:
        """Replaces the message whose button was tapped; a new message where that cannot be."""
        if (
            self.query is None
            or self.message is None
            or self.numbered is not None
            or (screen.file or screen.picture or screen.venue or screen.photo)
        ):
            await self.say(screen)
            return
        try:
            await self._edit(self.message.message_id, screen)
        except TelegramBadRequest as refusal:
            if "message is not modified" not in refusal.message:
                await self.say(screen)

    async def _edit(self, message_id: int, screen: Screen) -> None:
        await edit(self.bot, self.chat_id, message_id, self.draw(screen))

    async def take_away(self) -> None:
        """Deletes the message whose button was tapped; one that is gone stays gone."""
        if self.message is not None:
            with suppress(TelegramBadRequest):
                await self.bot.delete_message(self.chat_id, self.message.message_id)

    async def toast(self, text: str) -> None:
        """Shows a short text above the chat, as the answer to a tap."""
        if self.query is not None:
            self.answered = True
            await self._answer(text)
        elif self.is_typed:
            await self.say(Screen(escape(text, quote=False)))

    def end(self) -> AnswerCallbackQuery | None:
        """What ends the waiting sign on a tapped button, if nothing else did.

        Nobody has to see what the server says to it, so whoever delivered the tap may get it as an answer.
        """
        if self.query is None or self.answered:
            return None
        self.answered = True
        return AnswerCallbackQuery(callback_query_id=self.query.id)

    async def close(self) -> None:
        """Ends the waiting sign now, where something failed."""
        answer = self.end()
        if answer is not None:
            await answer_tap(self.bot, answer)

    async def _answer(self, text: str) -> None:
        assert self.query is not None
        await answer_tap(self.bot, AnswerCallbackQuery(callback_query_id=self.query.id, text=text))


async def answer_tap(bot: Bot, answer: AnswerCallbackQuery) -> None:
    """After 150 s Telegram no longer wants an answer; the effect of the tap stands."""
    try:
        await bot(answer)
    except TelegramBadRequest as refusal:
        if "query is too old" not in refusal.message and "query ID is invalid" not in refusal.message:
            raise
