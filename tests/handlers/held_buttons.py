"""Buttons that somebody still holds, or made up: sent by the bot first, since the page takes no others."""

from civic.residents import Channel
from handlers.screen import Screen, Tap
from handlers.telegram_out import send
from tests.handlers.city import Line, Person
from webchat.visits import token_hash

_HELD = "A button from somewhere."


async def tap(person: Person, data: str) -> list[Line]:
    """Taps a button with this data; returns what the bot answers."""
    app = person.city.app
    (cookie,) = person.session.cookie_jar
    visitor = await app.gateway.rooms.visitor_by_token(token_hash(cookie.value))
    assert visitor is not None
    bot = app.channels.bots[Channel.WEB].replies
    message = await send(bot, visitor.id, Screen(_HELD, ((Tap("Tap", data),),)))
    await person.post("taps", {"message": message, "data": data, "language": person.language})
    return [line for line in await person.hears() if line.text != _HELD]
