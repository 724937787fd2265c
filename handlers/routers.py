"""All conversations in the order in which they are tried, behind the gate."""

import copy
from collections.abc import Mapping

from aiogram import Dispatcher, Router
from aiogram.fsm.storage.base import BaseEventIsolation

from civic.staff_rights import Right
from handlers import failures, groups, other, quiet
from handlers.conversation_memory import ConversationMemory
from handlers.gate import Gate
from handlers.one_at_a_time import OneAtATime
from handlers.quick_filters import ask_here
from handlers.resident import (
    after_saving,
    age,
    announcement_replies,
    announcement_taps,
    answers,
    changing,
    data_rights,
    edits,
    event_translating,
    events,
    feed,
    form_needs,
    form_questions,
    form_words,
    linking,
    mail,
    mine,
    news,
    news_when,
    offers,
    plain,
    privacy,
    questions,
    rating,
    registering,
    return_links,
    sharing,
    showing,
    staff_login,
    start,
    staying,
    summary,
    switching,
    to_person,
    translating,
    waiting,
)
from handlers.services import Services
from handlers.short_ways import go_straight
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
    data_requests,
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
    members,
    menu,
    my_topics,
    participant_decisions,
    participant_messages,
    participants,
    public_channels,
    second_factor,
    staff_log,
    text_links,
    ways_back,
)
from handlers.staff import events as staff_events
from handlers.staff.lock import Lock
from handlers.staff.rights import Staffed, require, rights_of_buttons

_LOOK, _ANSWER, _ENTRIES, _EVENTS = Right.LOOK, Right.ANSWER, Right.WRITE_ENTRIES, Right.WRITE_EVENTS
_ANNOUNCE, _SEND, _PEOPLE = Right.WRITE_ANNOUNCEMENTS, Right.SEND, Right.SEE_PEOPLE
_NO_OTHERS: Mapping[str, Right] = {}
STAFFED: tuple[Staffed, ...] = (
    (menu.router, _LOOK, {"group_code": Right.MANAGE_STAFF}),
    (ways_back.router, _LOOK, _NO_OTHERS),
    (second_factor.router, _LOOK, _NO_OTHERS),
    (members.router, Right.MANAGE_STAFF, _NO_OTHERS),
    (staff_log.router, Right.READ_LOG, _NO_OTHERS),
    (data_requests.router, Right.HANDLE_DATA, _NO_OTHERS),
    (my_topics.router, _ANSWER, _NO_OTHERS),
    (inbox.router, _LOOK, {"close": _ANSWER}),
    (confirming.router, Right.PUBLISH_ENTRIES, _NO_OTHERS),
    (digest.router, _LOOK, _NO_OTHERS),
    (entries.router, _ENTRIES, {"card": _LOOK, "listed": _LOOK, "approvals": Right.PUBLISH_ENTRIES}),
    (entry_forms.router, _ENTRIES, _NO_OTHERS),
    (
        entry_release.router,
        Right.PUBLISH_ENTRIES,
        dict.fromkeys(("ask_publish", "submitted", "ask_drop", "dropped"), _ENTRIES),
    ),
    (answer_translations.router, _ANSWER, _NO_OTHERS),
    (answering.router, _ANSWER, _NO_OTHERS),
    (
        event_calls.router,
        _LOOK,
        dict.fromkeys(("calls_of", "calls_page", "was_called"), _PEOPLE),
    ),
    (event_forms.router, _EVENTS, _NO_OTHERS),
    (event_saving.router, _EVENTS, _NO_OTHERS),
    (event_questions.router, _EVENTS, _NO_OTHERS),
    (event_repeats.router, _EVENTS, {"publish_all": Right.PUBLISH_EVENTS}),
    (event_texts.router, _EVENTS, _NO_OTHERS),
    (
        staff_events.router,
        _EVENTS,
        dict.fromkeys(("list_events", "more_events", "card", "list_drafts"), _LOOK)
        | dict.fromkeys(("publish", "ask_call_off", "call_off_event"), Right.PUBLISH_EVENTS),
    ),
    (participants.router, _PEOPLE, dict.fromkeys(("as_table", "to_print"), Right.EXPORT_PEOPLE)),
    (participant_decisions.router, _PEOPLE, _NO_OTHERS),
    (participant_messages.router, Right.WRITE_TO_PEOPLE, _NO_OTHERS),
    (
        event_figures.router,
        _PEOPLE,
        dict.fromkeys(("past_events", "figures", "figures_as_table"), _LOOK),
    ),
    (desk.router, _PEOPLE, _NO_OTHERS),
    (door_seats.router, _PEOPLE, _NO_OTHERS),
    (door.router, _PEOPLE, _NO_OTHERS),
    (announcement_forms.router, _ANNOUNCE, _NO_OTHERS),
    (announcement_times.router, _ANNOUNCE, {"drop_missed": _SEND}),
    (announcement_series_forms.router, _ANNOUNCE, _NO_OTHERS),
    (announcement_series.router, _SEND, dict.fromkeys(("running", "card"), _LOOK)),
    (announcement_audience.router, _ANNOUNCE, _NO_OTHERS),
    (announcement_buttons.router, _ANNOUNCE, _NO_OTHERS),
    (announcement_options.router, _ANNOUNCE, _NO_OTHERS),
    (announcement_previews.router, _ANNOUNCE, dict.fromkeys(("preview", "inert"), _LOOK)),
    (announcement_from_event.router, _ANNOUNCE, _NO_OTHERS),
    (announcement_sending.router, _ANNOUNCE, {"confirmed": _SEND}),
    (announcement_review.router, _SEND, _NO_OTHERS),
    (announcement_log.router, _LOOK, dict.fromkeys(("four_eyes", "four_eyes_of"), Right.DECIDE)),
    (announcement_reports.router, _SEND, {"report": _LOOK}),
    (announcements.router, _ANNOUNCE, dict.fromkeys(("recent", "page", "card"), _LOOK)),
    (public_channels.router, Right.CHOOSE_CHANNELS, dict.fromkeys(("targets", "tick"), _ANNOUNCE)),
    (announcement_changes.router, _SEND, _NO_OTHERS),
    (announcement_correcting.router, _SEND, _NO_OTHERS),
    (announcement_change_numbers.router, _SEND, {"report": _LOOK}),
    (announcement_change_review.router, _SEND, _NO_OTHERS),
    (announcement_pictures.router, _ANNOUNCE, _NO_OTHERS),
    (announcement_threads.router, _LOOK, _NO_OTHERS),
    (text_links.router, _ANNOUNCE, _NO_OTHERS),
    (inbox.links, _LOOK, _NO_OTHERS),
    (door.links, _PEOPLE, _NO_OTHERS),
)
require(STAFFED)
_NEWS = (news.router, age.router, news_when.router, announcement_taps.router)
_STAFF = tuple(router for router, _, _ in STAFFED if router not in (inbox.links, door.links))
BUTTONS = rights_of_buttons([router for router, _, _ in STAFFED])
for _staffed in STAFFED:
    _lock = Lock(before_setup=_staffed[0] in (ways_back.router, second_factor.router))
    _staffed[0].message.middleware(_lock)
    _staffed[0].callback_query.middleware(_lock)
# What these show, move or delete is the work area's, too.
for _router in (data_rights.router, linking.router, linking.typed):
    _router.message.middleware(Lock(before_setup=True))
    _router.callback_query.middleware(Lock(before_setup=True))


def conversations() -> tuple[Router, ...]:
    """The routers of private chats: danger, then limits, commands, forms, staff, questions, the rest."""
    return (
        questions.emergencies,
        quiet.router,
        inbox.links,
        after_saving.router,
        door.links,
        start.router,
        plain.router,
        data_rights.router,
        privacy.router,
        events.router,
        mine.router,
        offers.router,
        return_links.router,
        linking.router,
        feed.router,
        showing.router,
        sharing.router,
        staying.router,
        *_NEWS,
        menu.joining,
        staff_login.router,
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
        linking.typed,
        rating.router,
        translating.router,
        event_translating.router,
        waiting.router,
        *_STAFF,
        answers.router,
        to_person.router,
        switching.router,
        questions.router,
        edits.router,
        other.router,
    )


def dispatcher(services: Services, memory: ConversationMemory, isolation: BaseEventIsolation) -> Dispatcher:
    """The dispatcher of both channels."""
    dp = Dispatcher(disable_fsm=True, services=services)
    dp.fsm = OneAtATime(memory, isolation)
    dp.update.outer_middleware(dp.fsm)
    dp.update.outer_middleware(Gate(services, memory, BUTTONS))
    # A router belongs to one dispatcher; each gets its own copies, so that a second one can be made.
    routers = (failures.router, groups.members, groups.router, *conversations())
    for router in routers:
        ask_here(router)
    dp.include_routers(*map(_own_copy, routers))
    go_straight(dp)
    return dp


def _own_copy(router: Router) -> Router:
    """A router for one dispatcher. What is registered stays shared, since it remembers nothing; copying it,
    too, took half of a start."""
    parts = (part for observer in router.observers.values() for part in vars(observer).values())
    return copy.deepcopy(router, {id(part): part for part in parts if part is not router})
