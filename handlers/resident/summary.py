"""The summary of a registration: everything once more, changing parts of it, saving."""

from collections.abc import Sequence

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from civic.extra_questions import ExtraQuestion, valid_answers
from civic.form_steps import Kind, Step
from civic.need_details import details_of
from civic.registrations import AlreadyRegistered, NoNotice, RegistrationRequest, Standing, register
from civic.typed_answers import pick, read_yes_no
from handlers import forms
from handlers.forms import TYPED, Data, Keep, Registering
from handlers.resident import after_saving, changing, form
from handlers.resident.return_links import address_after, say_link
from handlers.resident.standing import already_screen, holds, outcome_screen
from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.taps import FormTaps
from handlers.telegram_out import Out
from handlers.views import form as view
from handlers.views import registration as outcomes
from handlers.views.privacy import notice_version

router = Router(name="summary")


@forms.asks(Registering.confirm)
async def confirm_screen(visit: Visit, services: Services, data: Data) -> Screen:
    """Shows everything once more."""
    event = await form.event_of(services, data)
    if event is None:
        return outcomes.unknown_event(visit.lang)
    step = await form.label(visit, services, data, Step(Kind.CONFIRM))
    return view.summary(visit.lang, services, event, form.entered(data), step)


@router.callback_query(FormTaps("rename"), Registering.confirm)
@router.callback_query(FormTaps("rename"), Registering.people)
async def rename(query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    """Another name than the one offered."""
    await change(Kind.NAME, out, visit, services, state)


@router.callback_query(FormTaps("recount"), Registering.confirm)
async def recount(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Another number of people."""
    await change(Kind.PEOPLE, out, visit, services, state)


@router.callback_query(FormTaps("needs"), Registering.confirm)
async def needs_again(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """Back to the ticks from the summary."""
    await change(Kind.NEEDS, out, visit, services, state)


@router.callback_query(FormTaps("reanswer"), Registering.confirm)
async def reanswer(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext
) -> None:
    """The extra questions once more, from the first."""
    await change(Kind.QUESTION, out, visit, services, state)


async def change(kind: Kind, out: Out, visit: Visit, services: Services, state: FSMContext) -> None:
    """Asks again for something that was entered; the rest stays."""
    data = await state.get_data()
    step: Step | None = Step(kind)
    if kind in (Kind.NAME, Kind.NEEDS):
        await state.update_data(known=False)
    if data.get("people"):
        await state.update_data(needs=data.get("needs") or [])
    if kind is Kind.QUESTION:
        event = await form.event_of(services, data)
        step = form.first_question(event, data) if event else None
        await state.update_data(answers={}, skipped=[])
    if step is not None:
        await form.jump(step, out, visit, services, state)


@router.message(Registering.confirm, TYPED)
async def confirm_written(
    message: Message, out: Out, visit: Visit, services: Services, state: FSMContext, keep: Keep
) -> None:
    """A typed yes or the number of a button counts; everything else shows the summary again."""
    data = await state.get_data()
    event = await form.event_of(services, data)
    text = message.text or ""
    if event is None or read_yes_no(text) is True:
        await _save(out, visit, services, state, keep)
        return
    given = form.entered(data)
    place = pick(text, view.summary_labels(visit.lang, event, given))
    taps = view.summary_taps(visit.lang, event, given)
    kinds = {"rename": Kind.NAME, "needs": Kind.NEEDS, "recount": Kind.PEOPLE, "reanswer": Kind.QUESTION}
    if place is not None and taps[place] in kinds:
        await change(kinds[taps[place]], out, visit, services, state)
    elif place is not None:
        await _save(out, visit, services, state, keep)
    else:
        await forms.resume(out, visit, services, state)


@router.callback_query(FormTaps("confirm"), Registering.confirm)
async def confirmed(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, state: FSMContext, keep: Keep
) -> None:
    """Saves the registration."""
    await _save(out, visit, services, state, keep)


async def _save(out: Out, visit: Visit, services: Services, state: FSMContext, keep: Keep) -> None:
    data = await state.get_data()
    event = await form.still_open(out, visit, services, state)
    if event is None:
        return
    if not form.is_complete(event, data):
        await out.say(Screen(view.form_changed(visit.lang)))
        await form.advance(out, visit, services, state)
        return
    if data.get("changing"):
        await changing.save(event, out, visit, services, state, keep)
        return
    version = notice_version(services.office)
    request = _request(event.questions, data, visit, version)
    outcome = await register(services.uow, services.clock, request, visit.cause)
    if isinstance(outcome, NoNotice):
        await out.say(Screen(view.notice_changed(visit.lang)))
        await state.update_data(notice=version)
        await change(Kind.NAME, out, visit, services, state)
        return
    await state.clear()
    await after_saving.prepare(outcome, visit, services, state)
    # Kept before it is told: if telling fails, the form must not ask for the same again.
    await keep()
    link = await address_after(visit, services, outcome.registration) if isinstance(outcome, Standing) else ""
    await out.say(await outcome_screen(visit, services, outcome, link))
    if isinstance(outcome, Standing):
        await say_link(out, visit, outcome.registration, link)
        await after_saving.ask(outcome.registration, out, visit, services, state)


def _request(
    questions: Sequence[ExtraQuestion], data: Data, visit: Visit, version: str
) -> RegistrationRequest:
    given = form.entered(data)
    needs = given.needs or frozenset()
    return RegistrationRequest(
        event_id=data["event_id"],
        resident_id=visit.resident.id,
        name=given.name,
        people=given.people,
        needs=needs,
        # A notice that has changed since it was shown does not count.
        notice_version=version if data.get("notice") == version else "",
        answers=valid_answers(questions, given.answers),
        need_details=details_of(needs, given.details),
        age_confirmed=given.age,
        language=visit.lang.code,
    )


@forms.settles(Registering.confirm)
async def after_a_crash(visit: Visit, services: Services, data: Data) -> Screen | None:
    """The registration was saved, but nobody knows whether the person was told: told again."""
    async with services.uow.reading() as r:
        one = await r.events.get(data["event_id"])
        kept = await r.registrations.of(data["event_id"], visit.resident.id)
    if one is None or kept is None or not holds(kept.status):
        return None
    return await already_screen(visit, services, AlreadyRegistered(kept, one.event))
