"""Puts the page of passkeys together with the services and with the cookies of the web chat."""

from datetime import timedelta

from aiohttp import web

from civic.residents import Address, Channel
from handlers.services import Services
from pages.passkey_view import PasskeySite
from pages.passkeys import PasskeyPages
from pages.site import Site
from webchat.cookies import Renewed, renewed_first, visitor_of
from webchat.gateway import Gateway
from webchat.guard import PublicSide
from webchat.limits import Window

# Enough for everybody behind one address of a town hall; a signature is not found by trying.
TRIES, PERIOD = 120, timedelta(minutes=10)


def add_passkey_pages(app: web.Application, services: Services, gateway: Gateway, public: PublicSide) -> None:
    """Serves `/passkey` on the public web server."""
    window = Window(TRIES, PERIOD, services.clock)
    url = services.office.public_url
    site = Site(services.uow, services.clock, services.zone, services.catalogues, url, lambda: "")

    async def account(request: web.Request) -> Address | None:
        visitor = await visitor_of(gateway, public, request)
        return Address(Channel.WEB, visitor.id) if visitor is not None else None

    async def renewal(request: web.Request) -> web.Response | None:
        visitor = await visitor_of(gateway, public, request)
        if visitor is None:
            return None
        try:
            await renewed_first(gateway, public, request, visitor)
        except Renewed as again:
            return again.response()
        return None

    pages = PasskeySite(
        uow=services.uow,
        clock=services.clock,
        zone=services.zone,
        catalogues=services.catalogues,
        public_url=url,
        account=account,
        renewal=renewal,
        sitting=services.sitting,
        wait=lambda request: window.take(public.client(request)),
        language=site.language,
    )
    PasskeyPages(pages).add_routes(app)
