"""Edited messages: an edited question replaces its answer; what was entered in a form stays as it was."""

from aiogram import Bot, F, Router
from aiogram.enums import ChatType
from aiogram.filters import Filter, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import Message

from civic.answers.outcomes import Answered, Choose
from handlers.quick_filters import Quick
from handlers.resident.questions import answer_question
from handlers.said import words_of
from handlers.services import Services, Visit
from handlers.telegram_out import Out

router = Router(name="edits")
router.edited_message.filter(Quick(F.chat.type == ChatType.PRIVATE))


class EditedQuestion(Filter):
    """Matches edits of questions. After a restart nobody knows which messages were questions: then of those
    that have a good answer now."""

    async def __call__(self, message: Message, bot: Bot, visit: Visit, services: Services) -> bool:
        text = words_of(message)
        if not text or text.startswith("/"):
            return False
        if services.replies.to(bot.id, message.chat.id, message.message_id) is not None:
            return True
        return isinstance(await services.library.ask(text, visit.lang.code), Answered | Choose)


@router.edited_message(StateFilter(None), EditedQuestion())
async def edited(message: Message, out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    """The new answer in the place of the old one."""
    earlier = services.replies.to(out.bot.id, message.chat.id, message.message_id)
    await answer_question(message, out, visit, services, state, instead_of=earlier)


@router.edited_message()
async def of_no_interest(message: Message) -> None:
    """Everything else that is edited, what was entered in a form among it."""
