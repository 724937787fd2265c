"""Coordinators open the web page for texts, hand out links to volunteers, and decide what comes back."""

from aiogram import Router
from aiogram.types import CallbackQuery

from civic.text_editing import Desk, Saved, open_sheet
from civic.text_links import accept, end_all, link_for_staff, link_for_volunteer, refuse
from civic.text_ports import TextLink
from civic.text_sheets import SheetKey, SheetKind
from handlers.services import Services, Visit
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import text_links as view
from handlers.views.event_texts import thrown_away
from handlers.views.welcome import old_button

router = Router(name="text links")


@router.callback_query(Taps("tx_open", str, int))
async def open_page(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[str, int]
) -> None:
    """A fresh link to the page of one thing."""
    key = await _key(services, args)
    if key is None:
        await out.toast(old_button(visit.lang))
        return
    token = await link_for_staff(services.uow, services.clock, key, visit.resident.id, visit.cause)
    await out.say(view.page_link(visit.lang, key, _address(services, token)))


@router.callback_query(Taps("tx_vols", str, int))
async def choose_language(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[str, int]
) -> None:
    """Into which language a volunteer shall translate."""
    key = await _key(services, args)
    opened = await open_sheet(services.uow, services.clock, key) if key else None
    if key is None or opened is None:
        await out.toast(old_button(visit.lang))
        return
    await out.say(
        view.volunteer_languages(visit.lang, services, key, services.catalogues[opened.sheet.language])
    )


@router.callback_query(Taps("tx_vol", str, int, str))
async def ask_volunteer(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[str, int, str]
) -> None:
    """A link for one volunteer and one language."""
    key, target, token = await _key(services, args[:2]), args[2], None
    if key is not None and target in services.catalogues:
        by = visit.resident.id
        token = await link_for_volunteer(services.uow, services.clock, key, target, by, visit.cause)
    if key is None or token is None:
        await out.toast(old_button(visit.lang))
        return
    await out.say(
        view.volunteer_link(visit.lang, key, services.catalogues[target], _address(services, token))
    )


@router.callback_query(Taps("tx_end", str, int))
async def close_links(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[str, int]
) -> None:
    """Nobody gets in any more by an earlier link, whoever asked for it."""
    key = await _key(services, args)
    if key is None:
        await out.toast(old_button(visit.lang))
        return
    ended = await end_all(services.uow, services.clock, key, visit.cause)
    await out.say(view.closed(visit.lang, key, ended))


@router.callback_query(Taps("tx_take", int))
async def take_over(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """Puts a volunteer's texts in."""
    link = await _waiting(services, args[0])
    if link is None:
        await out.toast(old_button(visit.lang))
        return
    desk = Desk(services.uow, services.clock, services.zone, visit.resident.id)
    outcome = await accept(desk, link.id)
    if isinstance(outcome, Saved):
        state = outcome.opened.sheet.state(link.language)
        await out.say(view.taken_over(visit.lang, link.key, state))
    else:
        await out.say(view.not_taken(visit.lang, link.key))


@router.callback_query(Taps("tx_no", int))
async def throw_away(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]
) -> None:
    """Throws them away."""
    if await refuse(services.uow, services.clock, args[0], visit.cause):
        await out.say(thrown_away(visit.lang))
    else:
        await out.toast(old_button(visit.lang))


async def _waiting(services: Services, number: int) -> TextLink | None:
    async with services.uow.reading() as r:
        link = await r.text_links.get(number)
    return link if link is not None and link.waits else None


async def _key(services: Services, args: tuple[str, int]) -> SheetKey | None:
    """What a button is about, if it is still there."""
    kind, number = args
    if kind not in list(SheetKind):
        return None
    key = SheetKey(SheetKind(kind), number)
    return key if await open_sheet(services.uow, services.clock, key) is not None else None


def _address(services: Services, token: str) -> str:
    return f"{services.office.public_url.rstrip('/')}/texts/{token}"
