"""Puts the public pages and feeds on the one web server."""

from aiohttp import web

from civic.residents import Channel
from handlers.services import Services
from pages.events import EventPages
from pages.feeds import Feeds
from pages.layout import add_style
from pages.site import Site


def add_public_pages(app: web.Application, services: Services) -> None:
    """Serves the pages of events and the calendar feeds."""
    office = services.office
    site = Site(
        services.uow,
        services.clock,
        services.zone,
        services.catalogues,
        office.public_url,
        lambda: services.bot_names.get(Channel.TELEGRAM, ""),
        office.controller,
        office.human_contact,
        office.imprint_url,
    )
    add_style(app)
    Feeds(site).add_routes(app)
    EventPages(site).add_routes(app)
