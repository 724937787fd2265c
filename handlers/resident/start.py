"""First contact, deep links, languages, help and the other commands that need no form."""

from dataclasses import replace

from aiogram import Router
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from civic.events import coming_events
from civic.residents import choose_language
from civic.staff import InvalidInvitation, look_at
from handlers import forms
from handlers.links import Target, read_link
from handlers.resident.event_translating import texts_screen
from handlers.resident.events import event_screen_for
from handlers.resident.showing import shown_at_the_door
from handlers.resident.staff_login import link_screen
from handlers.resident.translating import invitation_screen
from handlers.screen import Screen, paragraphs
from handlers.services import Services, Visit
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import news, staff, welcome
from locales import Language

router = Router(name="start")


@router.message(CommandStart())
async def start(
    message: Message, command: CommandObject, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """The first screen, with what a deep link points at; a form that was open ends."""
    await state.clear()
    target = read_link(command.args or "")
    lang = await _language_of_link(visit, services, target)
    visit = _in(visit, lang)
    out.speaks(lang)
    shown = await _target_screen(visit, services, target)
    await out.say(shown or await first_screen(visit, services))


@router.callback_query(Taps("start"))
async def start_again(query: CallbackQuery, out: Out, visit: Visit, services: Services) -> None:
    """The first screen, from a button."""
    await out.say(await first_screen(visit, services))


async def first_screen(visit: Visit, services: Services) -> Screen:
    """Who speaks, what it can do, and where to begin."""
    events = await coming_events(services.uow, services.clock)
    likely = services.city.likely_languages
    others = [services.catalogues[code] for code in likely if code in services.catalogues]
    return welcome.welcome(visit.lang, services.office, len(events), others)


async def _language_of_link(visit: Visit, services: Services, target: Target) -> Language:
    """A link's language counts until the person has chosen one."""
    wanted = services.catalogues.match(target.language)
    if wanted is None or visit.resident.language_chosen or wanted.code == visit.resident.language:
        return visit.lang
    await choose_language(services.uow, visit.resident.id, wanted.code, by_person=False)
    return wanted


async def _target_screen(visit: Visit, services: Services, target: Target) -> Screen | None:
    greeting = welcome.who_speaks(visit.lang, services.office)
    screen = await _pointed_at(visit, services, target)
    if screen is None:
        return None
    return Screen(paragraphs(greeting, screen.text), screen.buttons)


async def _pointed_at(visit: Visit, services: Services, target: Target) -> Screen | None:
    if target.staff_token:
        role = await look_at(services.uow, services.clock, target.staff_token)
        if isinstance(role, InvalidInvitation):
            return staff.bad_invitation(visit.lang)
        return staff.confirm_join(visit.lang, role, target.staff_token)
    if target.login_token:
        return await link_screen(visit, services, target.login_token)
    if target.translation_token:
        return await invitation_screen(visit, services, target.translation_token)
    if target.door_code:
        return await shown_at_the_door(visit, services, target.door_code)
    if target.event_texts_token:
        return await texts_screen(visit, services, target.event_texts_token)
    if target.event_id:
        return await event_screen_for(visit, services, target.event_id)
    topic = next((one for one in services.city.topics if one.slug == target.topic), None)
    return news.confirm_topic(visit.lang, services, topic) if topic else None


@router.message(Command("help"))
async def show_help(message: Message, out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    """What can be written, and how to reach a person."""
    await out.say(welcome.help_screen(visit.lang, services.office))
    await forms.resume(out, visit, services, state)


@router.message(Command("imprint"))
async def imprint(message: Message, out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    """Who is responsible."""
    await out.say(welcome.imprint(visit.lang, services.office))
    await forms.resume(out, visit, services, state)


@router.message(Command("language"))
async def language_command(
    message: Message, command: CommandObject, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """All languages by their own names, or the one that is named behind it ("/language fr")."""
    wanted = services.catalogues.named(command.args or "")
    if wanted is None:
        await out.say(language_list(visit, services))
        return
    out.speaks(wanted)
    await out.say(await _chosen(wanted, visit, services))
    await _go_on(wanted, out, visit, services, state)


@router.callback_query(Taps("language"))
async def language_tap(query: CallbackQuery, out: Out, visit: Visit, services: Services) -> None:
    """The same from a button."""
    await out.say(language_list(visit, services))


def language_list(visit: Visit, services: Services) -> Screen:
    """The screen of languages."""
    return welcome.languages(visit.lang, services.catalogues, services.city.likely_languages)


@router.callback_query(Taps("lang", str))
async def language_chosen(
    query: CallbackQuery,
    out: Out,
    visit: Visit,
    services: Services,
    state: FSMContext,
    args: tuple[str],
) -> None:
    """Stores the choice; a form goes on in the new language with what was entered."""
    if args[0] not in services.catalogues:
        await out.toast(welcome.old_button(visit.lang))
        return
    lang = services.catalogues[args[0]]
    out.speaks(lang)
    await out.redraw(await _chosen(lang, visit, services))
    await _go_on(lang, out, visit, services, state)


async def _chosen(lang: Language, visit: Visit, services: Services) -> Screen:
    await choose_language(services.uow, visit.resident.id, lang.code)
    return welcome.language_chosen(lang)


async def _go_on(lang: Language, out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    visit = _in(visit, lang)
    if await state.get_state() is None:
        await out.say(await first_screen(visit, services))
    await forms.resume(out, visit, services, state)


@router.message(Command("cancel"))
async def cancel_command(message: Message, out: Out, visit: Visit, state: FSMContext) -> None:
    """Ends a form."""
    await leave_form(out, visit, state)


@router.callback_query(Taps("cancel"))
async def cancel_tap(query: CallbackQuery, out: Out, visit: Visit, state: FSMContext) -> None:
    """The same from a button."""
    await leave_form(out, visit, state)


async def leave_form(out: Out, visit: Visit, state: FSMContext) -> None:
    """Drops what was entered and says so."""
    was_busy = await state.get_state() is not None
    await state.clear()
    await out.say(welcome.cancelled(visit.lang, was_busy=was_busy))


@router.callback_query(Taps("ask"))
async def ask(query: CallbackQuery, out: Out, visit: Visit) -> None:
    """Invites a question."""
    await out.say(welcome.ask_me(visit.lang))


def _in(visit: Visit, lang: Language) -> Visit:
    return replace(visit, lang=lang)
