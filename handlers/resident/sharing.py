"""Passing an event on, and posters to print."""

import asyncio

from aiogram import Router
from aiogram.types import CallbackQuery

from civic.events import Event, EventStatus
from handlers.poster_texts import Poster
from handlers.services import Services, Visit
from handlers.taps import Taps
from handlers.telegram_out import Out
from handlers.views import posters as view
from handlers.views import sharing
from handlers.views.events import title
from handlers.views.welcome import old_button
from locales import Language

router = Router(name="sharing")


@router.callback_query(Taps("share", int))
async def share(query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[int]) -> None:
    """The address of an event."""
    event = await _event(services, args[0])
    if event is None:
        await out.toast(old_button(visit.lang))
        return
    await out.say(sharing.share(visit, services, event, title(event, visit.lang, services)))


@router.callback_query(Taps("poster_topics"))
async def topics(query: CallbackQuery, out: Out, visit: Visit, services: Services) -> None:
    """Topics that a poster can invite to."""
    await out.say(view.choose_topic(visit.lang, services))


@router.callback_query(Taps("poster", str, str))
async def choose(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[str, str]
) -> None:
    """Ticks languages; without any, those of the city and of whoever asks are suggested."""
    languages = _languages(services, args[1])
    suggested = dict.fromkeys((services.catalogues.main.code, visit.lang.code))
    chosen = [one.code for one in languages] if args[1] else list(suggested)
    screen = view.choose_languages(visit.lang, services, args[0], chosen)
    await (out.redraw(screen) if args[1] else out.say(screen))


@router.callback_query(Taps("poster_make", str, str))
async def make(
    query: CallbackQuery, out: Out, visit: Visit, services: Services, args: tuple[str, str]
) -> None:
    """Makes the file in a thread and sends it."""
    languages = _languages(services, args[1])
    poster = await _poster(services, args[0], languages) if languages else None
    if poster is None:
        await out.say(view.impossible(visit.lang))
        return
    content = await asyncio.to_thread(_pdf, poster)
    await out.say(view.ready(visit.lang, content, args[0]))


def _pdf(poster: Poster) -> bytes:
    # Fonts and their tools take a third of a second to load, which nobody needs who makes no poster.
    from handlers.poster_pdf import poster_pdf

    return poster_pdf(poster)


def _languages(services: Services, codes: str) -> list[Language]:
    known = [code for code in codes.split(view.APART) if code in services.catalogues]
    return [services.catalogues[code] for code in known[: view.MOST_LANGUAGES]]


async def _poster(services: Services, what: str, languages: list[Language]) -> Poster | None:
    kind, key = what[:1], what[1:]
    if kind == "t":
        topic = next((one for one in services.city.topics if one.slug == key), None)
        return view.topic_poster(services, topic, languages) if topic else None
    event = await _event(services, int(key)) if kind == "e" and key.isascii() and key.isdigit() else None
    return view.event_poster(services, event, languages) if event else None


async def _event(services: Services, event_id: int) -> Event | None:
    """A published event; drafts and what was called off is not passed on."""
    if event_id >= 2**63:
        return None
    async with services.uow.reading() as r:
        one = await r.events.get(event_id)
    return one.event if one is not None and one.event.status is EventStatus.PUBLISHED else None
