"""Registering: the support somebody needs, and what is to be known about it."""

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from civic.form_steps import Kind, Step
from civic.need_details import BANDS, MOST_CHILDREN, OTHER_LIMIT, check_detail, count_children
from civic.people import cleaned
from civic.registrations import Need
from civic.typed_answers import is_none, is_skipped, pick, pick_several, read_yes_no
from handlers import forms
from handlers.forms import TYPED, Data, Registering
from handlers.resident import form
from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.taps import FormTaps
from handlers.telegram_out import Out
from handlers.views import form as form_view
from handlers.views import needs as view
from handlers.views.welcome import old_button

router = Router(name="form_needs")


@forms.asks(Registering.needs)
async def needs_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """Asks for support."""
    step = await form.label(visit, services, data, Step(Kind.NEEDS))
    return view.ask_needs(visit.lang, data["event_id"], form.entered(data).needs or (), step)


@forms.asks(Registering.interpreter)
async def language_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """Asks for the interpreter's language."""
    return view.ask_language(visit.lang, services, data["event_id"])


@forms.asks(Registering.children)
async def children_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """Asks for the children's ages."""
    return view.ask_children(visit.lang, data["event_id"], data.get("bands", []))


@forms.asks(Registering.other)
async def other_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """Asks what else is needed."""
    return view.ask_other(visit.lang, data["event_id"], data.get("said", ""))


@forms.asks(Registering.check_other)
async def check_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """Shows what was written before it is kept."""
    return view.check_other(visit.lang, data["event_id"], data.get("unchecked", ""))


@router.callback_query(FormTaps("need", str), Registering.needs)
async def need_ticked(
    query: CallbackQuery,
    out: Out,
    visit: Visit,
    services: Services,
    state: FSMContext,
    args: tuple[str],
) -> None:
    """Ticks or unticks one kind of support."""
    if args[0] not in list(Need):
        await out.toast(old_button(visit.lang))
        return
    needs = form.entered(await state.get_data()).needs or frozenset()
    data = await state.update_data(needs=sorted(needs ^ {Need(args[0])}))
    await out.redraw(await needs_screen(visit, services, data))


@router.callback_query(FormTaps("needs_done"), Registering.needs)
async def needs_done(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """On to the details, or to the next question."""
    await _take_needs(form.entered(await state.get_data()).needs or frozenset(), out, visit, services, state)


@router.message(Registering.needs, TYPED)
async def needs_written(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Numbers or names of what is needed, or "none"; what was ticked stands for "continue"."""
    text = message.text or ""
    ticked = form.entered(await state.get_data()).needs or frozenset()
    if is_skipped(text) and ticked:
        await _take_needs(ticked, out, visit, services, state)
        return
    places = pick_several(text, [view.need_name(visit.lang, need) for need in view.ORDER])
    if places is not None:
        await _take_needs(frozenset(view.ORDER[place] for place in places), out, visit, services, state)
    elif is_none(text):
        await _take_needs(frozenset(), out, visit, services, state)
    else:
        await out.say(Screen(view.needs_unclear(visit.lang)))
        await forms.resume(out, visit, services, state)


async def _take_needs(
    needs: frozenset[Need], out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    await form.advance(out, visit, services, state, needs=sorted(needs))


@router.callback_query(FormTaps("il", str), Registering.interpreter)
async def language_tapped(
    query: CallbackQuery,
    out: Out,
    visit: Visit,
    services: Services,
    state: FSMContext,
    args: tuple[str],
) -> None:
    """Takes the interpreter's language from a button."""
    if args[0] not in view.interpreted(services):
        await out.toast(old_button(visit.lang))
        return
    await _take_detail(Need.INTERPRETER, args[0], out, visit, services, state)


@router.message(Registering.interpreter, TYPED)
async def language_written(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Takes it as a number, or in words: any language may be named."""
    await take_language(message.text or "", out, visit, services, state)


async def take_language(text: str, out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    """The interpreter's language as it was typed."""
    offered = view.interpreted(services)
    place = pick(text, list(offered.values()))
    language = list(offered)[place] if place is not None else text
    if place is None and not any(map(str.isalpha, text)):
        await out.say(Screen(form_view.choice_unclear(visit.lang)))
        await forms.resume(out, visit, services, state)
        return
    await _take_detail(Need.INTERPRETER, language, out, visit, services, state)


@router.callback_query(FormTaps("band", int), Registering.children)
async def child_tapped(
    query: CallbackQuery,
    out: Out,
    visit: Visit,
    services: Services,
    state: FSMContext,
    args: tuple[int],
) -> None:
    """One more child of this age."""
    bands = list((await state.get_data()).get("bands", []))
    if args[0] >= len(BANDS) or len(bands) >= MOST_CHILDREN:
        await out.toast(view.too_many_children(visit.lang))
        return
    data = await state.update_data(bands=[*bands, BANDS[args[0]]])
    await out.redraw(await children_screen(visit, services, data))


@router.callback_query(FormTaps("bands"), Registering.children)
async def children_again(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Counts from the beginning."""
    await out.redraw(await children_screen(visit, services, await state.update_data(bands=[])))


@router.callback_query(FormTaps("bands_done"), Registering.children)
async def children_done(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Those are all."""
    await _take_children((await state.get_data()).get("bands", []), out, visit, services, state)


@router.message(Registering.children, TYPED)
async def children_written(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """A number for each child, as in "1, 3"."""
    text = message.text or ""
    bands = (await state.get_data()).get("bands", [])
    places = pick_several(text, [view.band_name(visit.lang, band) for band in BANDS])
    if places is not None:
        bands = [BANDS[place] for place in places]
    elif not is_skipped(text):
        bands = []
    await _take_children(bands, out, visit, services, state)


async def _take_children(
    bands: list[str], out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    kept = count_children(bands)
    if kept:
        await state.update_data(bands=bands)
        await _take_detail(Need.CHILDCARE, kept, out, visit, services, state)
        return
    unclear = view.too_many_children if len(bands) > MOST_CHILDREN else form_view.choice_unclear
    await out.say(Screen(unclear(visit.lang)))
    await forms.resume(out, visit, services, state)


@router.message(Registering.other, TYPED)
async def other_written(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Takes the words, to be confirmed before they are kept."""
    await take_other(message.text or "", out, visit, services, state)


async def take_other(text: str, out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    """Shows what was written once more; what holds nothing, or is too long, is asked for again."""
    unchecked = cleaned(text, OTHER_LIMIT + 1)
    if not any(map(str.isalnum, unchecked)) or len(unchecked) > OTHER_LIMIT:
        await out.say(Screen(form_view.text_unclear(visit.lang, OTHER_LIMIT)))
        await forms.resume(out, visit, services, state)
        return
    await forms.go_to(state, Registering.check_other, out, visit, services, unchecked=unchecked, said="")


@router.callback_query(FormTaps("other_ok"), Registering.check_other)
async def other_confirmed(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Keeps the words."""
    await _keep_other(out, visit, services, state)


@router.callback_query(FormTaps("other_again"), Registering.check_other)
async def other_again(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Forgets them and asks again."""
    await forms.go_to(state, Registering.other, out, visit, services, unchecked="")


@router.message(Registering.check_other, TYPED)
async def check_written(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """A typed yes keeps the words, a no asks again, and any other text is a new version of them."""
    wanted = read_yes_no(message.text or "")
    if wanted is None:
        await take_other(message.text or "", out, visit, services, state)
    elif wanted:
        await _keep_other(out, visit, services, state)
    else:
        await forms.go_to(state, Registering.other, out, visit, services, unchecked="")


async def _keep_other(out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    text = (await state.get_data()).get("unchecked", "")
    await state.update_data(unchecked="")
    await _take_detail(Need.OTHER, text, out, visit, services, state)


async def _take_detail(
    need: Need, raw: str, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    details = form.entered(await state.get_data()).details
    kept = {**details, need.value: check_detail(need, raw)}
    await form.advance(out, visit, services, state, details=kept)
