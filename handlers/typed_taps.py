"""What is typed in other words or for other things: names of commands, numbers for taps."""

from typing import Any

from aiogram.dispatcher.event.bases import NextMiddlewareType
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message, TelegramObject, Update

from civic.choices import Choice, Shown, meant, typed_number
from handlers import forms
from handlers.aliases import Aliases
from handlers.numbered import Counting
from handlers.numbered_chat import counting_at
from handlers.views.plain import no_such_number

TYPED = "typed"
Handler = NextMiddlewareType[TelegramObject]


async def heard_as(
    update: Update, shown: Shown | None, state: FSMContext, handler: Handler
) -> tuple[Update, Handler]:
    """An update and what answers it: as the tap that a message means, or as a number that there is not."""
    if shown is None:
        return update, handler
    step = await state.get_state()
    choice = choice_of(update, shown, step)
    if choice is not None:
        return as_tap(update, shown, choice), handler
    most = most_of(update, shown, step)
    if most is None:
        return update, handler

    async def refuse(event: TelegramObject, data: dict[str, Any]) -> None:
        out, visit = data["out"], data["visit"]
        await out.say(no_such_number(visit.lang, most))
        await forms.resume(out, visit, data["services"], state)

    return update, refuse


def choice_of(update: Update, shown: Shown | None, step: str | None) -> Choice | None:
    """What of the last screen a message chooses. A screen of another question offers nothing any more."""
    text = _text(update)
    if shown is None or not text or shown.step != (step or ""):
        return None
    return meant(text, shown.choices)


def most_of(update: Update, shown: Shown | None, step: str | None) -> int | None:
    """The largest number there is, where a message is a number that there is not; None for everything else.

    A form that asks for a number answers itself what is wrong with one.
    """
    text = _text(update)
    if shown is None or not shown.most or not text or shown.step != (step or ""):
        return None
    if step is not None and (shown.is_count or counting_at(step) is Counting.OWN):
        return None
    return shown.most if typed_number(text) is not None else None


def as_tap(update: Update, shown: Shown, choice: Choice) -> Update:
    """The same update as if the button had been tapped under that screen."""
    message = update.message
    assert message is not None
    asked = None
    if shown.asked:
        asked = Message(
            message_id=shown.asked_id,
            date=message.date,
            chat=message.chat,
            from_user=message.from_user,
            text=shown.asked,
        )
    under = Message(message_id=shown.message_id, date=message.date, chat=message.chat, reply_to_message=asked)
    assert message.from_user is not None
    query = CallbackQuery(
        id=TYPED, from_user=message.from_user, chat_instance=TYPED, message=under, data=choice.data
    )
    return Update(update_id=update.update_id, callback_query=query)


def with_known_command(update: Update, aliases: Aliases, code: str) -> Update:
    """The update of somebody who speaks a language, with the command's name as handlers know it."""
    message = update.message
    if message is None or message.text is None:
        return update
    text = aliases.command(message.text, code)
    if text == message.text:
        return update
    # Where its parts stood no longer holds, and no command looks at them.
    same = message.model_copy(update={"text": text, "entities": None})
    return update.model_copy(update={"message": same})


def is_typed(query: CallbackQuery) -> bool:
    """Whether no button was tapped, so that nothing waits for the end of the tap."""
    return query.id == TYPED


def _text(update: Update) -> str:
    message = update.message
    if message is None or message.forward_origin is not None or message.from_user is None:
        return ""
    text = message.text or ""
    return "" if text.startswith("/") else text
