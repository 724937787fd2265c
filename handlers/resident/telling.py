"""What is stored of a question is said before it is passed on, once, and is noted when it was sent."""

from dataclasses import replace

from aiogram.types import Message

from civic.residents import notice_shown
from handlers.screen import Screen, Tap, paragraphs, tap
from handlers.services import Services, Visit
from handlers.telegram_out import Out
from handlers.views import privacy as view

PASS_ON = tap("person", "")


def is_told(visit: Visit, services: Services) -> bool:
    """Whether this person was shown the present notice."""
    return visit.resident.notice_version == view.notice_version(services.office)


def with_notice(screen: Screen, visit: Visit, services: Services) -> Screen:
    """Says below a text what is stored, to whoever was never told."""
    if is_told(visit, services):
        return screen
    return replace(screen, text=paragraphs(screen.text, view.asking(visit.lang, services.office)))


def only_passes_on(screen: Screen) -> bool:
    """Whether its only button passes the question on."""
    return [one.data if isinstance(one, Tap) else "" for row in screen.buttons for one in row] == [PASS_ON]


async def note_told(visit: Visit, services: Services) -> None:
    """Notes what was sent. Before that it would be noted of people whom it never reached."""
    if not is_told(visit, services):
        version = view.notice_version(services.office)
        await notice_shown(services.uow, services.clock, visit.resident.id, version)


async def tell_first(data: str, asked: Message, out: Out, visit: Visit, services: Services) -> bool:
    """Whether somebody had to be told first. They get a button with this data, below the message `asked`
    that it quotes, so that the words come back with the tap and need not be stored."""
    if is_told(visit, services):
        return False
    await out.say(view.ask_first(visit.lang, services.office, data), asked=asked)
    await note_told(visit, services)
    return True
