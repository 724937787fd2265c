"""All conversations in the order in which they are tried, behind the gate."""

import copy

from aiogram import Dispatcher, Router
from aiogram.fsm.storage.base import BaseEventIsolation

from handlers import failures, groups, other, quiet
from handlers.conversation_memory import ConversationMemory
from handlers.gate import Gate
from handlers.resident import (
    after_saving,
    announcement_replies,
    announcement_taps,
    answers,
    changing,
    edits,
    event_translating,
    events,
    feed,
    form_needs,
    form_questions,
    form_words,
    mail,
    mine,
    news,
    news_when,
    offers,
    questions,
    rating,
    registering,
    return_links,
    sharing,
    showing,
    start,
    summary,
    to_person,
    translating,
    waiting,
)
from handlers.services import Services
from handlers.staff import (
    announcement_audience,
    announcement_buttons,
    announcement_change_numbers,
    announcement_change_review,
    announcement_changes,
    announcement_correcting,
    announcement_forms,
    announcement_from_event,
    announcement_log,
    announcement_options,
    announcement_pictures,
    announcement_previews,
    announcement_reports,
    announcement_review,
    announcement_sending,
    announcement_series,
    announcement_series_forms,
    announcement_threads,
    announcement_times,
    announcements,
    answer_translations,
    answering,
    confirming,
    desk,
    digest,
    door,
    door_seats,
    entries,
    entry_forms,
    entry_release,
    event_calls,
    event_figures,
    event_forms,
    event_questions,
    event_repeats,
    event_saving,
    event_texts,
    inbox,
    menu,
    my_topics,
    participant_decisions,
    participant_messages,
    participants,
    public_channels,
    text_links,
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
    event_calls.router,
    event_forms.router,
    event_saving.router,
    event_questions.router,
    event_repeats.router,
    event_texts.router,
    staff_events.router,
    participants.router,
    participant_decisions.router,
    participant_messages.router,
    event_figures.router,
    desk.router,
    door_seats.router,
    door.router,
    announcement_forms.router,
    announcement_times.router,
    announcement_series_forms.router,
    announcement_series.router,
    announcement_audience.router,
    announcement_buttons.router,
    announcement_options.router,
    announcement_previews.router,
    announcement_from_event.router,
    announcement_sending.router,
    announcement_review.router,
    announcement_log.router,
    announcement_reports.router,
    announcements.router,
    public_channels.router,
    announcement_changes.router,
    announcement_correcting.router,
    announcement_change_numbers.router,
    announcement_change_review.router,
    announcement_pictures.router,
    announcement_threads.router,
    text_links.router,
)
for _router in (*_STAFF, inbox.links, door.links):
    _router.message.filter(StaffOnly())
    _router.callback_query.filter(StaffOnly())


def conversations() -> tuple[Router, ...]:
    """The routers of private chats: danger, then limits, commands, forms, staff, questions, the rest."""
    return (
        questions.emergencies,
        quiet.router,
        inbox.links,
        after_saving.router,
        door.links,
        start.router,
        events.router,
        mine.router,
        offers.router,
        return_links.router,
        feed.router,
        showing.router,
        sharing.router,
        news.router,
        news_when.router,
        announcement_taps.router,
        menu.joining,
        announcement_replies.router,
        form_words.router,
        questions.interruptions,
        to_person.interruptions,
        registering.router,
        form_needs.router,
        form_questions.router,
        summary.router,
        changing.router,
        mail.router,
        rating.router,
        translating.router,
        event_translating.router,
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
