"""Pictures that visitors send: read up to a limit, believed by their content, never by name or type."""

import secrets
from datetime import timedelta

from aiohttp import web
from telegram import Document, Message, PhotoSize
from telegram.constants import FileSizeLimit

from webchat import visits
from webchat.cookies import visitor_of
from webchat.gateway import Gateway
from webchat.guard import PublicSide, Refusal
from webchat.images import measure
from webchat.limits import Window
from webchat.ports import NewMessage, StoredFile, StoredMessage, Visitor
from webchat.wire import message_body, message_update, visitor_chat, visitor_user

# As Telegram takes photos.
LIMIT = int(FileSizeLimit.PHOTOSIZE_UPLOAD)
TYPES = frozenset({"image/jpeg", "image/png", "image/webp"})


class Uploads:
    """The one request that brings a file; few are allowed, since each may take much room."""

    def __init__(self, gateway: Gateway, public: PublicSide) -> None:
        self.gateway = gateway
        self.public = public
        self._window = Window(public.uploads, timedelta(minutes=10), gateway.clock)

    async def picture(self, request: web.Request) -> web.StreamResponse:
        self.public.check_origin(request)
        if request.content_type not in TYPES:
            # Another site could send a form without asking; these types it cannot.
            raise Refusal(415, "no_picture")
        known = await visitor_of(self.gateway, self.public, request)
        if known is None:
            raise Refusal(401, "no_visitor")
        wait = self._window.take(str(known.id))
        if wait:
            raise Refusal(429, "too_many", wait)
        stored = await send_picture(self.gateway, known, await _content(request))
        if stored is None:
            raise Refusal(401, "no_visitor")
        return web.json_response({"ok": True, "id": stored.id, "seq": stored.seq})


async def _content(request: web.Request) -> bytes:
    if (request.content_length or 0) > LIMIT:
        raise Refusal(413, "too_large")
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > LIMIT:
            raise Refusal(413, "too_large")
    return bytes(body)


async def send_picture(gateway: Gateway, visitor: Visitor, content: bytes) -> StoredMessage | None:
    """Writes the visitor's picture and queues it for the bot; None if the visitor just left."""
    name = secrets.token_urlsafe(24)
    size = len(content)
    found = measure(content)
    photo, document = None, None
    if found is not None and found.mime in TYPES:
        photo = [PhotoSize(name, name, found.width, found.height, file_size=size)]
        file = StoredFile(name, "", found.mime, content)
    elif _is_webp(content):
        document = Document(name, name, file_name="picture.webp", mime_type="image/webp", file_size=size)
        file = StoredFile(name, "picture.webp", "image/webp", content)
    else:
        raise Refusal(415, "no_picture")
    message = Message(
        0,
        gateway.clock(),
        visitor_chat(visitor),
        from_user=visitor_user(visitor),
        photo=photo,
        document=document,
    )
    new = NewMessage(message.date, message_body(message), file)
    stored = await gateway.rooms.add_message(visitor.id, new, message_update(message))
    await visits.announce(gateway, visitor)
    return stored


def _is_webp(content: bytes) -> bool:
    return content.startswith(b"RIFF") and content[8:12] == b"WEBP"
