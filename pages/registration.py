"""The routes of a return link: `/r/<token>` shows one registration, its forms change it, without scripts."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from functools import partial
from io import BytesIO

import segno
from aiohttp import web
from multidict import MultiDictProxy

from civic.changing import (
    Cancelled,
    NoSeatForMore,
    PeopleCancelled,
    PersonAdded,
    add_person,
    cancel_people,
    change_details,
)
from civic.mail_addresses import remove_address
from civic.need_details import details_of
from civic.offers import Claimed, PassedOn, claim, pass_on, rejoin
from civic.people import read_name, read_number
from civic.registrations import MOST_PEOPLE, NAME_LIMIT, Closed, Need, NothingToChange, speaks_for
from civic.return_links import end_links, open_link, replace_links, return_address
from locales import Html, Language
from pages.layout import HEADERS, PRIVATE, see_other
from pages.registration_view import Shown, ask_cancel, overview, unknown
from pages.return_site import ReturnSite, is_from_our_page
from pages.text_site import refused

Fields = MultiDictProxy[str | bytes | bytearray | web.FileField]
LONGEST_FORM = 16 * 1024


class RegistrationPages:
    """The requests of these pages. Each looks at the token first; all wrong ones get the same answer."""

    def __init__(self, site: ReturnSite) -> None:
        self._site = site

    def add_routes(self, app: web.Application) -> None:
        """Mounts the pages."""
        app.router.add_get("/r/{token}", self._guarded(self._show))
        app.router.add_get("/r/{token}/cancel", self._guarded(self._ask_cancel))
        app.router.add_get("/r/{token}/qr.svg", self._guarded(self._qr))
        for what, act in {
            "claim": self._claim,
            "pass": self._pass,
            "rejoin": self._rejoin,
            "change": self._change,
            "cancel": self._cancel,
            "renew": self._renew,
            "end": self._end,
            "unmail": self._unmail,
        }.items():
            app.router.add_post(f"/r/{{token}}/{what}", self._guarded(partial(self._posted, act)))

    def _guarded(
        self, handler: Callable[[web.Request, Shown], Awaitable[web.Response]]
    ) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def answer(request: web.Request) -> web.Response:
            seconds = self._site.wait(request)
            if seconds:
                return refused(429, self._site.catalogues.main, seconds)
            token = request.match_info["token"]
            opened = await open_link(self._site.uow, self._site.clock, token)
            if opened is None:
                return unknown(self._site.catalogues)
            lang = self._site.catalogues[opened.language]
            return await handler(request, Shown(self._site, lang, opened, f"/r/{token}"))

        return answer

    async def _show(self, request: web.Request, shown: Shown) -> web.Response:
        said = _NOTES.get(request.query.get("said", ""))
        return overview(shown, said(shown.lang) if said else None)

    async def _ask_cancel(self, request: web.Request, shown: Shown) -> web.Response:
        people = read_number(request.query.get("people", ""), MOST_PEOPLE)
        return ask_cancel(shown, people or shown.opened.registration.people)

    async def _qr(self, request: web.Request, shown: Shown) -> web.Response:
        address = return_address(self._site.public_url, request.match_info["token"])
        out = BytesIO()
        segno.make(address, error="m").save(out, kind="svg", scale=8, border=4, light="white")
        return web.Response(body=out.getvalue(), content_type="image/svg+xml", headers={**HEADERS, **PRIVATE})

    async def _posted(
        self,
        act: Callable[[Shown, int, Fields], Awaitable[web.Response | str]],
        request: web.Request,
        shown: Shown,
    ) -> web.Response:
        """Takes a form: what it did is said on the page, which is fetched anew."""
        if not is_from_our_page(request, self._site.public_url):
            return refused(403, shown.lang)
        if request.content_type != "application/x-www-form-urlencoded":
            return refused(415, shown.lang)
        actor = speaks_for(shown.opened.registration)
        if actor is None:
            return refused(409, shown.lang)
        fields = await _fields(request)
        if fields is None:
            return refused(400, shown.lang)
        done = await act(shown, actor, fields)
        return see_other(f"{shown.here}?said={done}") if isinstance(done, str) else done

    async def _claim(self, shown: Shown, actor: int, fields: Fields) -> str:
        site = self._site
        outcome = await claim(site.uow, site.clock, site.zone, shown.opened.registration.id, actor)
        return "claimed" if isinstance(outcome, Claimed) else "offer_gone"

    async def _pass(self, shown: Shown, actor: int, fields: Fields) -> str:
        site = self._site
        outcome = await pass_on(site.uow, site.clock, site.zone, shown.opened.registration.id, actor)
        return "passed" if isinstance(outcome, PassedOn) else "offer_gone"

    async def _rejoin(self, shown: Shown, actor: int, fields: Fields) -> str:
        site = self._site
        outcome = await rejoin(site.uow, site.clock, site.zone, shown.opened.registration.id, actor)
        return "nothing" if isinstance(outcome, Closed | NothingToChange) else "rejoined"

    async def _change(self, shown: Shown, actor: int, fields: Fields) -> web.Response | str:
        """Name and support at once; more people if there are seats; fewer only after a question."""
        name = read_name(_text(fields, "name"), NAME_LIMIT)
        people = read_number(_text(fields, "people"), MOST_PEOPLE)
        if name is None:
            return _wrong(shown, shown.lang.gettext("I need a name with letters, so that we can greet you."))
        if people is None:
            text = shown.lang.gettext("Please write a number from 1 to {most}.", most=MOST_PEOPLE)
            return _wrong(shown, text)
        if not shown.may_change:
            return "too_late"
        known = shown.opened.registration
        needs = _needs(fields, known.needs)
        told = details_of(needs, known.need_details)
        uow, clock = self._site.uow, self._site.clock
        await change_details(uow, clock, known.id, actor, name=name, needs=needs, need_details=told)
        if people < known.people:
            return see_other(f"{shown.here}/cancel?people={known.people - people}")
        return await self._more(shown, actor, people - known.people)

    async def _more(self, shown: Shown, actor: int, people: int) -> str:
        site, added = self._site, 0
        for _ in range(people):
            outcome = await add_person(
                site.uow, site.clock, site.zone, shown.opened.registration.id, actor, ""
            )
            if isinstance(outcome, NoSeatForMore):
                return "some_more" if added else "no_seat"
            added += isinstance(outcome, PersonAdded)
        return "changed"

    async def _cancel(self, shown: Shown, actor: int, fields: Fields) -> web.Response | str:
        known = shown.opened.registration
        people = read_number(_text(fields, "people"), MOST_PEOPLE)
        if people is None or _text(fields, "of") != str(known.people):
            return "look_again"
        others = _without(known.others, _text(fields, "who")) if people == 1 else None
        site = self._site
        outcome = await cancel_people(site.uow, site.clock, site.zone, known.id, actor, people, others=others)
        match outcome:
            case Cancelled():
                return "cancelled"
            case PeopleCancelled():
                return "fewer"
            case _:
                return "nothing"

    async def _renew(self, shown: Shown, actor: int, fields: Fields) -> web.Response | str:
        token = await replace_links(self._site.uow, self._site.clock, shown.opened.registration.id, actor)
        return see_other(f"/r/{token}?said=renewed") if token else "nothing"

    async def _end(self, shown: Shown, actor: int, fields: Fields) -> web.Response:
        await end_links(self._site.uow, self._site.clock, shown.opened.registration.id)
        return see_other(shown.here)

    async def _unmail(self, shown: Shown, actor: int, fields: Fields) -> str:
        removed = await remove_address(self._site.uow, shown.opened.registration.id, actor)
        return "unmailed" if removed else "nothing"


_NOTES: Mapping[str, Callable[[Language], Html]] = {
    "claimed": lambda lang: lang.gettext("You have a seat now. We look forward to seeing you!"),
    "offer_gone": lambda lang: lang.gettext("This offer has ended. Below you see where you stand now."),
    "passed": lambda lang: lang.gettext("Thank you for telling us: somebody else can come now."),
    "rejoined": lambda lang: lang.gettext("You are on the list again."),
    "changed": lambda lang: lang.gettext("It is saved."),
    "too_late": lambda lang: lang.gettext("It is too late to change this. Nothing was changed."),
    "no_seat": lambda lang: lang.gettext("There is no free seat for one more person. The rest is saved."),
    "some_more": lambda lang: lang.gettext(
        "There were not enough seats for all. Below you see for how many."
    ),
    "look_again": lambda lang: lang.gettext("The registration has changed meanwhile. Please look again."),
    "cancelled": lambda lang: lang.gettext("Your registration is cancelled. Thank you for telling us."),
    "fewer": lambda lang: lang.gettext("Fewer people are coming. Thank you for telling us."),
    "nothing": lambda lang: lang.gettext("Nothing was changed. Below you see where you stand now."),
    "renewed": lambda lang: lang.gettext("This is your new address. The old one does not work any more."),
    "unmailed": lambda lang: lang.gettext("The e-mail address is deleted. Nothing is sent to it any more."),
}


def _wrong(shown: Shown, text: Html) -> web.Response:
    return overview(shown, text, error=True)


async def _fields(request: web.Request) -> Fields | None:
    """The entries of a form; None where its bytes are no text. Raises 413 for what no form of ours holds."""
    try:
        return await request.clone(client_max_size=LONGEST_FORM).post()
    except (LookupError, ValueError):  # an unknown charset, or bytes that are not of it
        return None


def _needs(fields: Fields, known: Collection[Need]) -> frozenset[Need]:
    """The needs that were ticked; "something else" needs a text, so it can be kept but not added."""
    ticked = {Need(one) for one in fields.getall("need", ()) if one in list(Need)}
    return frozenset(need for need in ticked if need is not Need.OTHER or need in known)


def _text(fields: Fields, name: str) -> str:
    value = fields.get(name, "")
    return value if isinstance(value, str) else ""


def _without(names: tuple[str, ...], which: str) -> tuple[str, ...] | None:
    """The names left when one person stays away; None where none was named."""
    number = next((n for n in range(len(names)) if str(n) == which), None)
    return None if number is None else names[:number] + names[number + 1 :]
