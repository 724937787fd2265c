"""Message texts the way Telegram keeps them: cleaned, trimmed, measured, with links and commands found."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from telegram import MessageEntity
from telegram.constants import MessageEntityType, MessageLimit, ParseMode

from webchat.errors import bad_request
from webchat.html import HtmlError, parse_html
from webchat.params import Params
from webchat.parsing import parse_list

MAX_RAW_BYTES = 2**15

# Controls become spaces; line and paragraph separators and direction overrides vanish (isolates stay).
CLEANING = {code: " " for code in range(32) if code not in (10, 13)} | dict.fromkeys(
    [13, *range(0x2028, 0x202F)], ""
)
FINDERS = [
    (MessageEntityType.URL, re.compile(r"\b(?:https?://|www\.)[^\s<>\"]*[\w/#=&+%~-]")),
    (MessageEntityType.EMAIL, re.compile(r"\b[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+\b")),
    (MessageEntityType.PHONE_NUMBER, re.compile(r"(?<![\w+])\+[1-9][0-9](?:[ \u00a0/-]?[0-9]){5,13}\b")),
    (
        MessageEntityType.BOT_COMMAND,
        re.compile(r"(?<![\w/<>@])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/])"),
    ),
]
CLOSED_TO_FINDERS = frozenset({"code", "pre", "text_link", "url", "email", "phone_number"})
NEEDS = {
    "text_link": "url",
    "custom_emoji": "custom_emoji_id",
    "text_mention": "user",
    "date_time": "unix_time",
}


@dataclass(frozen=True, slots=True)
class Formatted:
    """A text with its entities (offsets in UTF-16 units)."""

    text: str
    entities: tuple[MessageEntity, ...] = ()


def utf16_length(text: str) -> int:
    """Length in UTF-16 units, the only unit of lengths and offsets in the Bot API."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def clean(text: str) -> str:
    """Without characters that a message cannot hold."""
    return text.translate(CLEANING)


def formatted(text: str, entities: Sequence[MessageEntity] = ()) -> Formatted:
    """Trim the text, move its entities along, find links and commands, keep at most 100 entities."""
    start = utf16_length(text) - utf16_length(text.lstrip())
    text = text.strip()
    kept = list(_fitted(entities, start, utf16_length(text)))
    for kind, pattern in FINDERS:
        taken = [entity for entity in kept if entity.type in CLOSED_TO_FINDERS]
        for match in pattern.finditer(text):
            offset, length = utf16_length(text[: match.start()]), utf16_length(match[0])
            if not any(_overlap(entity, offset, length) for entity in taken):
                kept.append(MessageEntity(kind, offset, length))
    kept.sort(key=lambda entity: (entity.offset, -entity.length))
    return Formatted(text, tuple(kept[: int(MessageLimit.MESSAGE_ENTITIES)]))


def _fitted(entities: Sequence[MessageEntity], start: int, length: int) -> Iterator[MessageEntity]:
    for entity in entities:
        begin = max(entity.offset - start, 0)
        end = min(entity.offset - start + entity.length, length)
        if (begin, end - begin) == (entity.offset, entity.length):
            yield entity
        elif end > begin:
            yield MessageEntity.de_json({**entity.to_dict(), "offset": begin, "length": end - begin})


def _overlap(entity: MessageEntity, offset: int, length: int) -> bool:
    return entity.offset < offset + length and offset < entity.offset + entity.length


def read_formatted(params: Params, text_name: str, entities_name: str, limit: int) -> Formatted:
    """The text of a call after `parse_mode` or explicit entities; 400 if it is malformed or too long."""
    text = params.string(text_name)
    if len(text.encode()) > MAX_RAW_BYTES:
        raise bad_request("text is too long")
    text = clean(text)
    mode = params.string("parse_mode").lower()
    if mode == ParseMode.HTML.lower():
        try:
            result = formatted(*parse_html(text))
        except HtmlError as error:
            raise bad_request(f"can't parse entities: {error}") from None
    elif mode:
        raise bad_request("unsupported parse_mode")
    else:
        result = formatted(text, _read_entities(params, entities_name, text))
    if utf16_length(result.text) > limit:
        reason = "message caption is too long" if text_name == "caption" else "message is too long"
        raise bad_request(reason)
    return result


def _read_entities(params: Params, name: str, text: str) -> list[MessageEntity]:
    what = "entities JSON object"
    entities = parse_list(MessageEntity, params.json(name, what), what)
    length = utf16_length(text)
    for entity in entities:
        if entity.type not in list(MessageEntityType):
            raise bad_request(f"can't parse MessageEntity: unsupported type {entity.type} specified")
        numbers = type(entity.offset) is int and type(entity.length) is int
        if not numbers or getattr(entity, NEEDS.get(entity.type, "type")) is None:
            raise bad_request(f"can't parse {what}")
        if entity.offset < 0 or entity.length <= 0 or entity.offset + entity.length > length:
            raise bad_request("entity beginning or end is out of the text")
    return entities
