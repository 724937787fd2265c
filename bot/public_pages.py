"""Puts the public pages and feeds on the one web server."""

from aiohttp import web

from civic.residents import Channel
from handlers.services import Services
from pages.accessibility import AccessibilityPage
from pages.events import EventPages
from pages.feeds import Feeds
from pages.layout import add_style
from pages.security_text import add_security_text
from pages.site import Site


def add_public_pages(app: web.Application, services: Services) -> None:
    """Serves the pages of events, the calendar feeds, and whom to tell of faults."""
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
        office.accessibility_authority,
    )
    add_style(app)
    Feeds(site).add_routes(app)
    EventPages(site).add_routes(app)
    if office.security_contact:
        add_security_text(app, site, office.security_contact)
    AccessibilityPage(site).add_routes(app)
