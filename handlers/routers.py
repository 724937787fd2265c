"""All conversations in the order in which they are tried, behind the gate."""

import copy

from aiogram import Dispatcher, Router
from aiogram.fsm.storage.base import BaseEventIsolation

from handlers import failures, groups, other
from handlers.conversation_memory import ConversationMemory
from handlers.gate import Gate
from handlers.resident import events, mine, news, questions, registering, start
from handlers.services import Services
from handlers.staff import announcement_forms, announcements, event_forms, inbox, menu
from handlers.staff import events as staff_events
from handlers.staff.access import StaffOnly

_STAFF = (
    menu.router,
    inbox.router,
    event_forms.router,
    staff_events.router,
    announcement_forms.router,
    announcements.router,
)
for _router in _STAFF:
    _router.message.filter(StaffOnly())
    _router.callback_query.filter(StaffOnly())


def conversations() -> tuple[Router, ...]:
    """The routers of private chats: danger first, then commands, forms, staff, questions, the rest."""
    return (
        questions.emergencies,
        start.router,
        events.router,
        mine.router,
        news.router,
        menu.joining,
        questions.interruptions,
        registering.router,
        *_STAFF,
        questions.router,
        other.router,
    )


def dispatcher(services: Services, memory: ConversationMemory, isolation: BaseEventIsolation) -> Dispatcher:
    """The dispatcher of both channels."""
    dp = Dispatcher(storage=memory, events_isolation=isolation, services=services)
    dp.update.outer_middleware(Gate(services, memory))
    # A router belongs to one dispatcher; each gets its own copies, so that a second one can be made.
    routers = (failures.router, groups.members, groups.router, *conversations())
    dp.include_routers(*(copy.deepcopy(router) for router in routers))
    return dp
