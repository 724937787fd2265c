"""The page of passkeys: staff set them up, look at them, remove them, and log in to the web chat by one."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from civic.passkeys import (
    at_work,
    find_passkey,
    keep_passkey,
    log_in_by_passkey,
    new_challenge,
    passkeys_of,
    remove_passkey,
    take_challenge,
)
from civic.residents import Address, Resident
from civic.staff_login import LoggedIn, OthersThings
from locales import Language
from pages.layout import HEADERS, PRIVATE, see_other
from pages.passkey_ceremonies import Ceremonies, read_id
from pages.passkey_view import HERE, SCRIPT, PasskeySite, overview, way_in
from pages.return_site import is_from_our_page
from pages.text_requests import fields_of_request
from pages.text_site import refused

_STATIC = Path(__file__).parent / "static"
LONGEST = 64 * 1024


@dataclass(frozen=True)
class Asker:
    """The browser that asks: its account, and the member of staff who is at work in it, if one is."""

    address: Address
    worker: Resident | None
    lang: Language


class PasskeyPages:
    """The requests of the page. The browser is known by the cookie of its chat: a link that somebody
    else passes on opens nothing for them."""

    def __init__(self, site: PasskeySite) -> None:
        self._site = site
        self._ceremonies = Ceremonies(site.public_url)

    def add_routes(self, app: web.Application) -> None:
        """Mounts the page and its script."""
        app.router.add_get(SCRIPT, _script)
        app.router.add_get(HERE, self._guarded(self._show))
        for what, act in {
            "ask-new": self._ask_new,
            "new": self._new,
            "ask-login": self._ask_login,
            "login": self._login,
            "remove": self._remove,
        }.items():
            app.router.add_post(f"{HERE}/{what}", self._guarded(act))

    def _guarded(
        self, handler: Callable[[web.Request, Asker], Awaitable[web.Response]]
    ) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def answer(request: web.Request) -> web.Response:
            site = self._site
            lang = site.language(request)
            if seconds := site.wait(request):
                return refused(429, lang, seconds)
            if request.method == "POST" and not is_from_our_page(request, site.public_url):
                return refused(403, lang)
            address = await site.account(request)
            if address is None:
                return see_other("/")
            worker = await at_work(site.uow, site.clock, address)
            if worker is not None:
                lang = site.catalogues[worker.language]
            return await handler(request, Asker(address, worker, lang))

        return answer

    async def _show(self, request: web.Request, asker: Asker) -> web.Response:
        said = request.query.get("said", "")
        if asker.worker is None:
            return way_in(asker.lang, said)
        known = await passkeys_of(self._site.uow, asker.worker.id)
        return overview(self._site, asker.lang, known, said)

    async def _ask_new(self, request: web.Request, asker: Asker) -> web.Response:
        """What the device needs to make a key."""
        site = self._site
        challenge = await new_challenge(site.uow, site.clock, asker.address)
        if asker.worker is None or challenge is None:
            return _done("wrong")
        known = await passkeys_of(site.uow, asker.worker.id)
        label = asker.lang.label("Staff of the city's assistant")
        return _options(self._ceremonies.to_make_one(challenge, asker.worker.id, label, known))

    async def _new(self, request: web.Request, asker: Asker) -> web.Response:
        site = self._site
        if asker.worker is None:
            return _done("wrong")
        challenge = await take_challenge(site.uow, site.clock, asker.address)
        sent = await _sent(request)
        made = self._ceremonies.made(json.dumps(sent), challenge) if challenge else None
        if made is None or not await keep_passkey(site.uow, site.clock, asker.address, made):
            return _done("wrong")
        return _done("new")

    async def _ask_login(self, request: web.Request, asker: Asker) -> web.Response:
        """What the device needs to sign; the same for everybody."""
        challenge = await new_challenge(self._site.uow, self._site.clock, asker.address)
        return _options(self._ceremonies.to_sign(challenge)) if challenge else _done("wrong")

    async def _login(self, request: web.Request, asker: Asker) -> web.Response:
        site = self._site
        if (again := await site.renewal(request)) is not None:
            again.headers.update({**HEADERS, **PRIVATE})
            return again
        challenge = await take_challenge(site.uow, site.clock, asker.address)
        sent = await _sent(request)
        passkey = await find_passkey(site.uow, read_id(str(sent.get("id", ""))))
        if challenge is None or passkey is None:
            return _done("wrong")
        count = self._ceremonies.signed(json.dumps(sent), challenge, passkey)
        if count is None:
            return _done("wrong")
        sitting = site.sitting(asker.address)
        outcome = await log_in_by_passkey(site.uow, site.clock, sitting, passkey.credential_id, count)
        if isinstance(outcome, LoggedIn):
            return _done("in")
        return _done("other" if isinstance(outcome, OthersThings) else "wrong")

    async def _remove(self, request: web.Request, asker: Asker) -> web.Response:
        fields = await fields_of_request(request)
        number, removed = fields.get("number", "") if fields else "", False
        if number.isascii() and number.isdigit() and len(number) < 19:
            removed = await remove_passkey(self._site.uow, self._site.clock, asker.address, int(number))
        return see_other(f"{HERE}?said={'removed' if removed else 'wrong'}")


async def _sent(request: web.Request) -> Mapping[str, object]:
    """What the script sent; nothing where it is no JSON object. Raises 413 for too much."""
    try:
        sent = json.loads(await request.clone(client_max_size=LONGEST).text())
    except (LookupError, ValueError, RecursionError):
        return {}
    return sent if isinstance(sent, dict) else {}


def _done(what: str) -> web.Response:
    """Where the script goes next: the page says what came of it."""
    return web.json_response({"next": f"{HERE}?said={what}"}, headers={**HEADERS, **PRIVATE})


def _options(options: str) -> web.Response:
    body = {"options": json.loads(options)}
    return web.json_response(body, headers={**HEADERS, **PRIVATE})


async def _script(request: web.Request) -> web.StreamResponse:
    name = SCRIPT.rpartition("/")[2]
    return web.FileResponse(_STATIC / name, headers={**HEADERS, "Cache-Control": "no-cache"})
