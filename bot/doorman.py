"""The door of a channel: what is too much from one person is turned away before it costs anything."""

import logging
from collections import deque
from collections.abc import Callable

from aiogram import Bot, Dispatcher
from aiogram.enums import ChatType
from aiogram.exceptions import TelegramAPIError
from aiogram.types import Message, Update

from bot.updates import Feed, Interrupted
from civic.answers.safety import danger
from civic.manners import Hearing, Manners
from civic.residents import Address, Channel
from civic.time import Clock
from handlers.said import words_of
from handlers.screen import Screen
from handlers.telegram_out import Out

log = logging.getLogger(__name__)
ToCall = Callable[[Message], Screen | None]
# Updates that come again do so within minutes.
REMEMBERED = 1000


class Doorman:
    """Stands before the lock of a person's chat and before the database, so that who floods the bot keeps
    nobody else waiting. One for each channel; they share what they count with."""

    def __init__(
        self, manners: Manners, clock: Clock, channel: Channel, number_to_call: ToCall = lambda message: None
    ) -> None:
        self._manners = manners
        self._clock = clock
        self._channel = channel
        self._number_to_call = number_to_call
        self._helped: deque[int] = deque(maxlen=REMEMBERED)

    def before(self, dp: Dispatcher) -> Feed:
        """Hands on what is let in, with what the conversations have to know of it."""

        async def feed(bot: Bot, update: Update) -> object:
            hearing = self.hear(update)
            if hearing is Hearing.SILENCE:
                return None
            try:
                return await dp.feed_update(bot, update, channel=self._channel, hearing=hearing)
            except Interrupted:
                await self.help(bot, update)
                raise

        return feed

    async def help(self, bot: Bot, update: Update) -> None:
        """The number to call, where it would have to wait until the update can be handled; once for each
        update, however often it comes."""
        message = update.message or update.edited_message
        if message is None or message.chat.type != ChatType.PRIVATE or update.update_id in self._helped:
            return
        screen = self._number_to_call(message)
        if screen is None:
            return
        self._helped.append(update.update_id)
        try:
            await Out(bot, message.chat.id).say(screen)
        except TelegramAPIError as unreachable:
            log.warning("somebody in danger could not be told whom to call: %s", unreachable)

    def hear(self, update: Update) -> Hearing:
        """Counts an update of a person; those of the messenger itself, such as a blocked bot, always pass."""
        now, number = self._clock(), update.update_id
        tap, message = update.callback_query, update.message or update.edited_message
        if tap is not None:
            return self._manners.taps.hear(self._at(tap.from_user.id), now, number)
        if message is None or message.from_user is None:
            return Hearing.ANSWER
        who = self._at(message.from_user.id)
        in_private = message.chat.type == ChatType.PRIVATE
        if not in_private and not message.text:
            return Hearing.ANSWER  # may be news about the group
        allowance = self._manners.messages if in_private else self._manners.in_groups
        hearing = allowance.hear(who, now, number)
        if hearing is not Hearing.ANSWER and _is_call_for_help(message):
            return self._manners.calls_for_help.hear(who, now, number)
        return hearing

    def _at(self, person: int) -> Address:
        # The private chat of a person has their number.
        return Address(self._channel, person)


def _is_call_for_help(message: Message) -> bool:
    return danger(words_of(message)) is not None
