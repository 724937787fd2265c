"""What is left: unknown buttons and commands, and messages that are not text."""

from aiogram import F, Router
from aiogram.enums import ChatType, ContentType
from aiogram.filters import Filter, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from handlers import forms
from handlers.resident.questions import answer_question
from handlers.services import Services, Visit
from handlers.telegram_out import Out
from handlers.views import welcome

router = Router(name="other")
_NOTES = (
    ContentType.PINNED_MESSAGE,
    ContentType.MESSAGE_AUTO_DELETE_TIMER_CHANGED,
    ContentType.CHAT_BACKGROUND_SET,
    ContentType.WRITE_ACCESS_ALLOWED,
)


@router.callback_query()
async def old_button(query: CallbackQuery, out: Out, visit: Visit) -> None:
    """A button of an earlier message, or a forged one."""
    await out.toast(welcome.old_button(visit.lang))


@router.message(F.chat.type == ChatType.PRIVATE, F.text)
async def unknown_command(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """A command that there is not (for this person)."""
    await out.say(welcome.help_screen(visit.lang, services.office))
    await forms.resume(out, visit, services, state)


class RestOfAlbum(Filter):
    """Matches all pictures of an album but the first: each arrives as a message of its own."""

    async def __call__(self, message: Message, services: Services) -> bool:
        if message.media_group_id is None:
            return False
        album = (message.chat.id, message.media_group_id)
        if album in services.albums:
            return True
        services.albums.append(album)
        return False


@router.message(F.chat.type == ChatType.PRIVATE, RestOfAlbum())
async def answered_with_the_first(message: Message) -> None:
    """One answer is enough for a whole album."""


@router.message(F.chat.type == ChatType.PRIVATE, F.caption, StateFilter(None))
async def caption(message: Message, out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    """What is written below a picture, video or file is a question; the rest of it is not looked at."""
    await answer_question(message, out, visit, services, state)


@router.message(F.chat.type == ChatType.PRIVATE, F.content_type.in_(_NOTES))
async def note_of_the_messenger(message: Message) -> None:
    """Somebody pinned a message or changed the chat's picture: nothing was said."""


@router.message(F.chat.type == ChatType.PRIVATE)
async def not_text(message: Message, out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    """Voice, pictures, files, places: nothing is kept, a form stays where it is."""
    await out.say(welcome.text_only(visit.lang))
    await forms.resume(out, visit, services, state)
