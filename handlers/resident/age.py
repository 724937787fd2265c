"""Before the first topic: whether somebody is old enough to agree, or brings their parents' consent."""

from typing import Protocol

from aiogram import Router
from aiogram.types import CallbackQuery

from civic.consents import Wording
from civic.residents import subscribe
from handlers.resident.news import LINK, topics_screen
from handlers.screen import Screen
from handlers.services import Services, Visit
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import age, news
from handlers.views.consents import mark
from handlers.views.welcome import old_button
from locales import Language

router = Router(name="age")


@router.callback_query(Taps("of_age", str, str, str))
async def of_age(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[str, str, str]
) -> None:
    """Old enough: this is the consent, to the words that were shown."""
    await _agreed(out, visit, services, args, age.wording(visit.lang, by_parents=False), age.question)


@router.callback_query(Taps("of_age", str, str))
async def of_age_once(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[str, str]
) -> None:
    """A button from before these carried what they show."""
    way, slug = args
    await out.redraw(age.question(visit.lang, slug, way, anew=True))


@router.callback_query(Taps("minor", str, str))
async def minor(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[str, str]
) -> None:
    """Younger: nothing is stored, and the parents are asked for."""
    way, slug = args
    await out.redraw(age.parents(visit.lang, slug, way))


@router.callback_query(Taps("by_parents", str, str, str))
async def by_parents(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[str, str, str]
) -> None:
    """The parents' consent, to the words that were shown."""
    await _agreed(out, visit, services, args, age.wording(visit.lang, by_parents=True), age.parents)


@router.callback_query(Taps("parents_agreed", str, str))
async def parents_agreed(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[str, str]
) -> None:
    """The same button from before these carried what they show."""
    way, slug = args
    await out.redraw(age.parents(visit.lang, slug, way, anew=True))


@router.callback_query(Taps("no_consent"))
async def no_consent(query: CallbackQuery, out: Out, visit: Visit) -> None:
    """No news without."""
    await out.redraw(age.no_news(visit.lang))


class _Asks(Protocol):
    def __call__(self, lang: Language, slug: str, way: str, *, anew: bool) -> Screen: ...


async def _agreed(
    out: Out, visit: Visit, services: Services, args: tuple[str, str, str], words: Wording, asks: _Asks
) -> None:
    """Counts for the words that would be noted; where others were shown, these are asked for anew."""
    way, slug, shown = args
    if shown != mark(words):
        await out.redraw(asks(visit.lang, slug, way, anew=True))
        return
    topic = next((one for one in services.city.topics if one.slug == slug), None)
    if topic is None:
        await out.toast(old_button(visit.lang))
        return
    await subscribe(services.uow, visit.resident.id, slug, words)
    if way == LINK:
        await out.redraw(news.subscribed(visit.lang, services, topic))
    else:
        await out.redraw(await topics_screen(visit, services))
