"""Puts the pages of return links together with the services and with what the public side believes."""

from datetime import timedelta

from aiohttp import web

from handlers.services import Services
from pages.registration import RegistrationPages
from pages.return_site import ReturnSite
from webchat.guard import PublicSide
from webchat.limits import Window

# Enough for everybody behind one address of a town hall; a token of 128 bits is not found by trying.
TRIES, PERIOD = 120, timedelta(minutes=10)


def add_return_pages(app: web.Application, services: Services, public: PublicSide) -> None:
    """Serves `/r/<token>` on the public web server."""
    window = Window(TRIES, PERIOD, services.clock)
    site = ReturnSite(
        uow=services.uow,
        clock=services.clock,
        zone=services.zone,
        catalogues=services.catalogues,
        public_url=services.office.public_url,
        wait=lambda request: window.take(public.client(request)),
        mails=services.office.mails,
    )
    RegistrationPages(site).add_routes(app)
