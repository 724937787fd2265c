"""What a visitor can do: begin, write, tap, look, leave. Each is a row first and news second."""

import hashlib
import re
import secrets
from collections.abc import Sequence
from datetime import timedelta

from telegram import Message

from webchat.formatting import clean, formatted, utf16_length
from webchat.gateway import Gateway
from webchat.methods_bot import commands_for
from webchat.methods_messages import QUERY_LIFE, new_query_id
from webchat.news import UPDATES, visitor_topic
from webchat.ports import LINES, NewMessage, StoredMessage, StoredNotice, Visitor
from webchat.wire import (
    Json,
    farewell_update,
    load_message,
    message_body,
    message_update,
    page_message,
    tap_update,
    visitor_chat,
    visitor_user,
)

TOUCH_AFTER = timedelta(hours=1)
LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,3}", re.ASCII)


def token_hash(token: str) -> bytes:
    """What is stored of a visitor's cookie."""
    return hashlib.sha256(token.encode(errors="replace")).digest()


def language_tag(value: str) -> str:
    """The tag if it looks like one, else ""."""
    return value if LANGUAGE_TAG.fullmatch(value) else ""


def tidy(text: str) -> str:
    """What a visitor typed, without what a message cannot hold and without space around it."""
    return clean("".join(c for c in text if c != "\0" and not "\ud800" <= c <= "\udfff")).strip()


async def arrive(gateway: Gateway, language: str) -> tuple[Visitor, str]:
    """A new visitor and the token for its cookie."""
    token = secrets.token_urlsafe(32)
    visitor = await gateway.rooms.create_visitor(token_hash(token), language, gateway.clock())
    return visitor, token


async def seen(gateway: Gateway, visitor: Visitor, language: str = "") -> bool:
    """Note that the visitor is there; at most once an hour unless its language changed. True if noted."""
    now = gateway.clock()
    if now - visitor.seen < TOUCH_AFTER and language in ("", visitor.language):
        return False
    await gateway.rooms.touch(visitor.id, language or visitor.language, now)
    return True


async def say(gateway: Gateway, visitor: Visitor, text: str) -> StoredMessage | None:
    """Write the visitor's line and queue it for the bot; None if the visitor just left."""
    content = formatted(text)
    message = Message(
        0,
        gateway.clock(),
        visitor_chat(visitor),
        from_user=visitor_user(visitor),
        text=content.text,
        entities=content.entities,
    )
    new = NewMessage(message.date, message_body(message))
    stored = await gateway.rooms.add_message(visitor.id, new, message_update(message))
    await announce(gateway, visitor)
    return stored


async def tap(gateway: Gateway, visitor: Visitor, message_id: int, data: str) -> bool:
    """Queue a tap; False if the message has no such button (any more)."""
    stored = await gateway.rooms.message(visitor.id, message_id)
    message = None if stored is None or stored.deleted else load_message(stored)
    if message is None or message.reply_markup is None:
        return False
    offered = {button.callback_data for row in message.reply_markup.inline_keyboard for button in row}
    if not data or data not in offered:
        return False
    query_id = new_query_id(visitor, gateway.clock(), secrets.token_hex(8))
    update_id = await gateway.rooms.add_update(visitor.id, tap_update(query_id, visitor, message, data))
    await announce(gateway, visitor)
    return update_id is not None


async def end(gateway: Gateway, visitor: Visitor) -> None:
    """Delete everything of the visitor and tell the bot."""
    farewell = farewell_update(visitor, gateway.bot_user(), gateway.clock())
    await gateway.rooms.end_visitor(visitor.id, farewell)
    await announce(gateway, visitor)


async def announce(gateway: Gateway, visitor: Visitor) -> None:
    """Rings for the bot and for the visitor's pages."""
    await gateway.news.ring(UPDATES)
    await gateway.news.ring(visitor_topic(visitor.id))


async def events(gateway: Gateway, visitor: Visitor | None, after: int, language: str) -> Json:
    """What changed after that seq, as the page wants it; the newest lines for 0.

    Rows newer than `last` come with the next call, so nothing is skipped between reads. There is `more`
    where so much changed that `last` is not yet the visitor's.
    Notices fade: the first look and late ones get none.
    """
    found: Json = {
        "messages": [],
        "last": 0,
        "notices": [],
        "commands": await commands_for(gateway, visitor.id if visitor else None, language),
        "language": language,
        "locked": "",
        "more": False,
    }
    if visitor is None:
        return found
    locked = await gateway.rooms.locked_since(visitor.id, gateway.clock())
    messages, notices, last = await _changes(gateway, visitor, after)
    fresh = gateway.clock() - QUERY_LIFE
    if any(message.seq <= last and message.date > visitor.seen for message in messages):
        # Reports tell what lies on the page from what was looked at.
        await gateway.rooms.touch(visitor.id, visitor.language, gateway.clock())
    return {
        **found,
        "last": last,
        "more": last < visitor.last_seq,
        "messages": [
            page_message(message)
            for message in messages
            if message.seq <= last and (locked is None or message.date >= locked)
        ],
        "locked": locked.isoformat() if locked else "",
        "notices": [
            {"seq": notice.seq, "text": notice.text, "alert": notice.alert}
            for notice in notices
            if notice.seq <= last and notice.date >= fresh
        ],
    }


async def _changes(
    gateway: Gateway, visitor: Visitor, after: int
) -> tuple[Sequence[StoredMessage], Sequence[StoredNotice], int]:
    """What changed, with the seq up to which that is all."""
    if after == 0:
        return await gateway.rooms.latest(visitor.id), (), visitor.last_seq
    messages = await gateway.rooms.messages(visitor.id, after)
    notices = await gateway.rooms.notices(visitor.id, after)
    reached = [max(one.seq for one in rows) for rows in (messages, notices) if len(rows) == LINES]
    return messages, notices, min([visitor.last_seq, *reached])


def sendable(text: str, limit: int) -> str | None:
    """Why this text cannot be sent: "empty", "too_long", or None if it can."""
    if not text:
        return "empty"
    return "too_long" if utf16_length(text) > limit else None
