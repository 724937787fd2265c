"""QR codes as pictures: what is read at the door, and addresses on paper."""

import io

import segno

from civic.registrations import Registration
from civic.residents import Channel
from handlers.links import Target, write_link
from handlers.screen import Screen, Tap, lines, tap
from handlers.services import Services, Visit
from locales import Language, Latin

SCALE = 8
BORDER = 4


def qr_picture(address: str) -> bytes:
    """A PNG of the QR code of an address; with the quiet zone that readers need."""
    picture = io.BytesIO()
    segno.make(address, error="m", micro=False).save(picture, kind="png", scale=SCALE, border=BORDER)
    return picture.getvalue()


def door_picture(services: Services, channel: Channel, code: str) -> bytes:
    """What somebody shows at the door; it opens the channel through which they registered."""
    return qr_picture(door_address(services, channel, code))


def door_address(services: Services, channel: Channel, code: str) -> str:
    """The deep link to a registration at the door."""
    links = services.deep_links(write_link(Target(door_code=code)))
    return links[0][1] if channel is Channel.TELEGRAM else links[-1][1]


def no_entry(lang: Language) -> Screen:
    """Without a seat there is no picture."""
    return Screen(lang.gettext("This registration has no seat, so there is nothing to show."))


def entry_code(visit: Visit, services: Services, registration: Registration) -> Screen:
    """The code and its picture."""
    lang = visit.lang
    text = lines(
        lang.gettext(
            "Please show this picture at the door, or say your code: {code}", code=Latin(registration.code)
        ),
    )
    return Screen(
        text,
        ((Tap(lang.label("My registrations"), tap("my")),),),
        picture=door_picture(services, visit.channel, registration.code),
    )
