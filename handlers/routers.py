"""All conversations in the order in which they are tried, behind the gate."""

import copy

from aiogram import Dispatcher, Router
from aiogram.fsm.storage.base import BaseEventIsolation

from handlers import failures, groups, other, quiet
from handlers.conversation_memory import ConversationMemory
from handlers.gate import Gate
from handlers.resident import (
    answers,
    edits,
    events,
    mine,
    news,
    questions,
    registering,
    start,
    to_person,
    translating,
    waiting,
)
from handlers.services import Services
from handlers.staff import (
    announcement_forms,
    announcements,
    answer_translations,
    answering,
    confirming,
    digest,
    entries,
    entry_forms,
    entry_release,
    event_forms,
    inbox,
    menu,
    my_topics,
)
from handlers.staff import events as staff_events
from handlers.staff.access import StaffOnly

_STAFF = (
    menu.router,
    my_topics.router,
    inbox.router,
    confirming.router,
    digest.router,
    entries.router,
    entry_forms.router,
    entry_release.router,
    answer_translations.router,
    answering.router,
    event_forms.router,
    staff_events.router,
    announcement_forms.router,
    announcements.router,
)
for _router in (*_STAFF, inbox.links):
    _router.message.filter(StaffOnly())
    _router.callback_query.filter(StaffOnly())


def conversations() -> tuple[Router, ...]:
    """The routers of private chats: danger, then limits, commands, forms, staff, questions, the rest."""
    return (
        questions.emergencies,
        quiet.router,
        inbox.links,
        start.router,
        events.router,
        mine.router,
        news.router,
        menu.joining,
        questions.interruptions,
        to_person.interruptions,
        registering.router,
        translating.router,
        waiting.router,
        *_STAFF,
        answers.router,
        to_person.router,
        questions.router,
        edits.router,
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
