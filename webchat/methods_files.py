"""Bot API methods that send documents and photos, and hand them out."""

import mimetypes
import secrets
from dataclasses import replace

from telegram import Document, File, Message, PhotoSize
from telegram.constants import FileSizeLimit

from webchat.errors import bad_request
from webchat.gateway import Gateway
from webchat.images import measure
from webchat.keyboards import read_keyboard
from webchat.methods_messages import read_caption, recipient, replied_to
from webchat.params import Params, Upload
from webchat.ports import StoredFile, Visitor
from webchat.wire import Json, visitor_chat

ANY_TYPE = "application/octet-stream"
CALENDAR = {".ics": "text/calendar"}  # missing in Python's own table
MAX_NAME = 200
FILES = "files"


async def send_document(gateway: Gateway, params: Params) -> Json:
    visitor = await recipient(gateway, params)
    file = await _read_file(gateway, params, "document")
    file = replace(file, name=_plain_name(file.name), mime=_type_of(file))
    document = Document(
        file.id, file.id, file_name=file.name, mime_type=file.mime, file_size=len(file.content)
    )
    return await _send(gateway, params, visitor, file, document)


async def send_photo(gateway: Gateway, params: Params) -> Json:
    visitor = await recipient(gateway, params)
    file = await _read_file(gateway, params, "photo")
    size = len(file.content)
    if size > FileSizeLimit.PHOTOSIZE_UPLOAD:
        limit = int(FileSizeLimit.PHOTOSIZE_UPLOAD)
        raise bad_request(
            f"file of size {size} bytes is too big for a photo; the maximum size is {limit} bytes"
        )
    picture = measure(file.content)
    if picture is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    file = replace(file, name="", mime=picture.mime)
    photo = PhotoSize(file.id, file.id, picture.width, picture.height, file_size=size)
    return await _send(gateway, params, visitor, file, photo)


async def get_file(gateway: Gateway, params: Params) -> Json:
    """Where to download a file, until its message is forgotten: `{base}/file/bot{token}/{file_path}`."""
    file = await gateway.rooms.file(params.string("file_id")[:64])
    if file is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    where = f"{FILES}/{file.id}"
    return File(file.id, file.id, file_size=len(file.content), file_path=where).to_dict()


async def _send(
    gateway: Gateway, params: Params, visitor: Visitor, file: StoredFile, media: Document | PhotoSize
) -> Json:
    caption = read_caption(params)
    keyboard = read_keyboard(params)
    answered = await replied_to(gateway, visitor, params)
    message = Message(
        0,
        gateway.clock(),
        visitor_chat(visitor),
        from_user=gateway.bot_user(),
        reply_to_message=answered,
        caption=caption.text or None,
        caption_entities=caption.entities,
        reply_markup=keyboard,
        document=media if isinstance(media, Document) else None,
        photo=[media] if isinstance(media, PhotoSize) else None,
    )
    return (await gateway.deliver(visitor, message, file)).to_dict()


async def _read_file(gateway: Gateway, params: Params, name: str) -> StoredFile:
    """An uploaded file, or one sent before; always under a new id, since a file belongs to one visitor."""
    new_id = secrets.token_urlsafe(24)
    match params.upload(name):
        case Upload(name=file_name, mime=mime, content=content):
            if not content:
                raise bad_request("file must be non-empty")
            return StoredFile(new_id, file_name, mime, content)
        case "":
            raise bad_request(f"there is no {name} in the request")
        case str() as file_id:
            known = await gateway.rooms.file(file_id[:64])
            if known is None:
                raise bad_request("wrong file identifier/HTTP URL specified")
            return replace(known, id=new_id)


def _plain_name(name: str) -> str:
    """A name without path and controls, never empty."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(character for character in last if character.isprintable())[:MAX_NAME].strip() or "file"


def _type_of(file: StoredFile) -> str:
    guessed, _ = mimetypes.guess_type(file.name)
    known = guessed or CALENDAR.get(file.name[-4:].lower())
    return known or file.mime or ANY_TYPE
