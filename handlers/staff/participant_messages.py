"""Coordinators write to the people of their event: to whom, the text, the preview, sending, the report."""

from dataclasses import replace

from aiogram import F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from civic.participant_messages import (
    MESSAGE_LIMIT,
    MessageSent,
    NobodyToWrite,
    NotSendable,
    ParticipantMessage,
    Recipients,
    audience_of,
    draft_message,
    send_message,
)
from civic.people import cleaned_lines, utf16_length
from civic.translations import Draft
from handlers import forms
from handlers.forms import Data, WritingToParticipants
from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.staff.participants import roll_of
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import participant_messages as view
from handlers.views.welcome import old_button, too_long

router = Router(name="participant messages")


@router.callback_query(Taps("pm_new", int))
async def choose_recipients(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """Asks to whom, with counts."""
    found = await roll_of(args[0], out, visit, services)
    if found is None:
        return
    counts = {
        one: (await audience_of(services.uow, _blank(args[0], one, visit, services))).total
        for one in Recipients
    }
    await out.say(view.choose_recipients(visit.lang, services, found.event, counts))


def _blank(event_id: int, recipients: Recipients, visit: Visit, services: Services) -> ParticipantMessage:
    return ParticipantMessage(0, event_id, visit.resident.id, recipients, {}, services.clock())


@router.callback_query(Taps("pm_to", int, str))
async def recipients_chosen(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext, args: tuple[int, str]
) -> None:
    """Asks for the text in one's own language."""
    event_id, recipients = args
    if recipients not in set(Recipients):
        await out.toast(old_button(visit.lang))
        return
    if await roll_of(event_id, out, visit, services) is None:
        return
    await state.clear()
    entered = {"event_id": event_id, "recipients": recipients, "language": visit.lang.code, "message_id": 0}
    await forms.go_to(state, WritingToParticipants.text, out, visit, services, **entered)


@forms.asks(WritingToParticipants.text)
async def text_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """Invites the text."""
    return view.ask_text(visit.lang, services.catalogues[data["language"]])


@router.message(WritingToParticipants.text, F.text, ~F.text.startswith("/"))
async def text_written(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Keeps the text and shows it as its readers will see it."""
    text = cleaned_lines(message.text or "", 2 * MESSAGE_LIMIT)
    if utf16_length(text) > MESSAGE_LIMIT:
        await out.say(too_long(visit.lang, MESSAGE_LIMIT))
        return
    if not text:
        await forms.resume(out, visit, services, state)
        return
    data = await state.get_data()
    draft = await _with_text(data, text, visit, services)
    kept = await draft_message(services.uow, services.clock, draft, visit.cause) if draft else NotSendable()
    await state.clear()
    if isinstance(kept, NotSendable):
        await out.say(view.not_sendable(visit.lang))
        return
    await _show_card(kept, data["language"], out, visit, services)


async def _with_text(data: Data, text: str, visit: Visit, services: Services) -> ParticipantMessage | None:
    """The message with this text, and a machine's where nobody wrote one; None where it is gone."""
    draft = _blank(data["event_id"], Recipients(data["recipients"]), visit, services)
    if data["message_id"]:
        async with services.uow.reading() as r:
            kept = await r.participant_messages.get(data["message_id"])
        if kept is None or kept.sent_at is not None:
            return None
        draft = replace(kept, author_id=visit.resident.id)
    written = {code: one for code, one in draft.texts.items() if code not in draft.machine}
    written[data["language"]] = text
    return await _translated(replace(draft, texts=written, machine=frozenset()), services)


async def _translated(draft: ParticipantMessage, services: Services) -> ParticipantMessage:
    """The same with drafts of the translation server for everybody who would get another language."""
    if services.translator is None:
        return draft
    audience = await audience_of(services.uow, draft)
    source, text = next(iter(draft.texts.items()))
    made = {}
    for target in audience.languages:
        if target not in draft.texts:
            result = await services.translator.translate(text, source, target)
            if isinstance(result, Draft) and 0 < utf16_length(result.text) <= MESSAGE_LIMIT:
                made[target] = result.text
    return replace(draft, texts={**draft.texts, **made}, machine=frozenset(made))


@router.callback_query(Taps("pm_card", int))
async def card(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """The message and its counts again."""
    message = await _own_draft(args[0], out, visit, services)
    if message is not None:
        await _show_card(message, visit.lang.code, out, visit, services)


async def _show_card(
    message: ParticipantMessage, code: str, out: Out, visit: Visit, services: Services
) -> None:
    found = await roll_of(message.event_id, out, visit, services)
    if found is None:
        return
    shown = view.message_screen(services.catalogues[code], services, message, found.event)
    await out.say(Screen(shown.text))
    audience = await audience_of(services.uow, message)
    await out.say(view.card(visit.lang, services, message, audience))


@router.callback_query(Taps("pm_languages", int, str))
async def languages(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int, str]
) -> None:
    """In which language to look at it, or to write it."""
    message = await _own_draft(args[0], out, visit, services)
    if message is not None and args[1] in ("pm_show", "pm_write"):
        await out.say(view.languages(visit.lang, services, message, args[1]))


@router.callback_query(Taps("pm_show", int, str))
async def show(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int, str]
) -> None:
    """The message as readers of a language get it."""
    message = await _own_draft(args[0], out, visit, services)
    if message is not None and args[1] in services.catalogues:
        await _show_card(message, args[1], out, visit, services)


@router.callback_query(Taps("pm_write", int, str))
async def write_in(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext, args: tuple[int, str]
) -> None:
    """Asks for the text in another language."""
    message = await _own_draft(args[0], out, visit, services)
    if message is None or args[1] not in services.catalogues:
        return
    await state.clear()
    entered = {"event_id": message.event_id, "recipients": message.recipients.value, "language": args[1]}
    entered_all: dict[str, object] = {**entered, "message_id": message.id}
    await forms.go_to(state, WritingToParticipants.text, out, visit, services, **entered_all)


async def _own_draft(
    message_id: int, out: Out, visit: Visit, services: Services
) -> ParticipantMessage | None:
    """An unsent message of an event that the person coordinates; they are told where it is not."""
    async with services.uow.reading() as r:
        message = await r.participant_messages.get(message_id)
    if message is None:
        await out.toast(old_button(visit.lang))
        return None
    if await roll_of(message.event_id, out, visit, services) is None:
        return None
    if message.sent_at is not None:
        await out.say(view.not_sendable(visit.lang))
        return None
    return message


@router.callback_query(Taps("pm_send", int, int))
async def send(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int, int]
) -> None:
    """Sends the version that was shown."""
    outcome = await send_message(
        services.uow, services.clock, args[0], args[1], visit.resident.id, visit.cause
    )
    match outcome:
        case MessageSent(message=message, audience=audience):
            await out.say(view.sent(visit.lang, message, audience))
        case NobodyToWrite():
            await out.say(view.nobody(visit.lang))
        case NotSendable():
            await out.say(view.not_sendable(visit.lang))


@router.callback_query(Taps("pm_sent", int))
async def sent(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """What was sent for an event."""
    found = await roll_of(args[0], out, visit, services)
    if found is None:
        return
    async with services.uow.reading() as r:
        messages = await r.participant_messages.of_event(args[0])
    await out.say(view.sent_messages(visit.lang, services, found.event, messages))


@router.callback_query(Taps("pm_report", int))
async def report(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """What became of a message."""
    async with services.uow.reading() as r:
        message = await r.participant_messages.get(args[0])
        numbers = await r.participant_messages.report(args[0])
    if message is None or message.sent_at is None:
        await out.toast(old_button(visit.lang))
        return
    if await roll_of(message.event_id, out, visit, services) is not None:
        await out.say(view.report(visit.lang, services, message, numbers))
