"""Bot API methods that write, change and delete lines of a transcript."""

from datetime import UTC, datetime, timedelta

from telegram import InlineKeyboardMarkup, LinkPreviewOptions, Message, ReplyParameters
from telegram.constants import CallbackQueryLimit, ChatAction, MessageLimit

from webchat.errors import NOT_MODIFIED, bad_request
from webchat.formatting import Formatted, clean, read_formatted, utf16_length
from webchat.gateway import WEB_BOT_ID, Gateway
from webchat.keyboards import read_keyboard
from webchat.news import typing_topic, visitor_topic
from webchat.params import Params
from webchat.parsing import parse_object
from webchat.ports import Visitor
from webchat.wire import Json, load_message, quoted, visitor_chat

QUERY_LIFE = timedelta(seconds=150)
QUERY_GONE = "query is too old and response timeout expired or query ID is invalid"
SHOWN = frozenset({"text", "entities", "caption", "caption_entities", "reply_markup"})
NOT_ON_THE_WEB = (
    "business_connection_id",
    "message_thread_id",
    "direct_messages_topic_id",
    "suggested_post_parameters",
)


async def recipient(gateway: Gateway, params: Params) -> Visitor:
    """Who a call is for; refuses what a page cannot do rather than leave it out."""
    for name in NOT_ON_THE_WEB:
        if params.string(name):
            raise bad_request(f"{name} is not supported on the web channel")
    if not params.string("chat_id"):
        raise bad_request("chat_id is empty")
    if params.string("chat_id").startswith("@"):
        raise bad_request("chat not found")
    return await gateway.reachable(params.integer("chat_id"))


async def replied_to(gateway: Gateway, visitor: Visitor, params: Params) -> Message | None:
    """The message that is answered, without the one that it answers itself; 400 if a reply needs it."""
    value = params.json("reply_parameters", "reply parameters JSON object")
    if value is None:
        return None
    reply = parse_object(ReplyParameters, value, "reply parameters JSON object")
    number = reply.message_id
    plain = type(number) is int and 0 < number < 2**63
    known = await gateway.rooms.message(visitor.id, number) if plain else None
    if known is not None and not known.deleted:
        return quoted(known)
    if not reply.allow_sending_without_reply:
        raise bad_request("message to be replied not found")
    return None


def check_link_preview(params: Params) -> None:
    """The page shows no previews, but a malformed wish is still a mistake."""
    value = params.json("link_preview_options", "link preview options JSON object")
    if value is not None:
        parse_object(LinkPreviewOptions, value, "link preview options JSON object")


def read_text(params: Params) -> Formatted:
    text = read_formatted(params, "text", "entities", int(MessageLimit.MAX_TEXT_LENGTH))
    if not text.text:
        raise bad_request("message text is empty")
    return text


def read_caption(params: Params) -> Formatted:
    return read_formatted(params, "caption", "caption_entities", int(MessageLimit.CAPTION_LENGTH))


async def send_message(gateway: Gateway, params: Params) -> Json:
    text = read_text(params)
    keyboard = read_keyboard(params)
    check_link_preview(params)
    visitor = await recipient(gateway, params)
    answered = await replied_to(gateway, visitor, params)
    message = Message(
        0,
        gateway.clock(),
        visitor_chat(visitor),
        from_user=gateway.bot_user(),
        reply_to_message=answered,
        text=text.text,
        entities=text.entities,
        reply_markup=keyboard,
    )
    return (await gateway.deliver(visitor, message)).to_dict()


async def edited_message(gateway: Gateway, visitor: Visitor, params: Params) -> Message:
    """The bot's own message that a call wants to change."""
    if params.string("inline_message_id"):
        raise bad_request("message to edit not found")
    message_id = params.integer("message_id")
    if message_id is None:
        raise bad_request("message identifier is not specified")
    stored = await gateway.rooms.message(visitor.id, message_id)
    if stored is None or stored.deleted:
        raise bad_request("message to edit not found")
    message = load_message(stored)
    if message.from_user is None or message.from_user.id != WEB_BOT_ID:
        raise bad_request("message can't be edited")
    return message


def changed(
    gateway: Gateway, old: Message, content: Formatted | None, keyboard: InlineKeyboardMarkup | None
) -> Message:
    """The message with this text (or caption) and keyboard; 400 if that is what it already has."""
    entities = (*old.entities, *old.caption_entities)
    kept = content or Formatted(old.text or old.caption or "", entities)
    is_text = old.text is not None
    new = Message(
        old.message_id,
        old.date,
        old.chat,
        from_user=gateway.bot_user(),
        edit_date=gateway.clock(),
        reply_to_message=old.reply_to_message,
        text=kept.text if is_text else None,
        entities=kept.entities if is_text else None,
        caption=None if is_text else kept.text or None,
        caption_entities=None if is_text else kept.entities,
        document=old.document,
        photo=old.photo,
        reply_markup=keyboard,
    )
    if _shown(new) == _shown(old):
        raise bad_request(NOT_MODIFIED)
    return new


def _shown(message: Message) -> Json:
    return {name: value for name, value in message.to_dict().items() if name in SHOWN}


async def edit_message_text(gateway: Gateway, params: Params) -> Json:
    text = read_text(params)
    keyboard = read_keyboard(params)
    check_link_preview(params)
    visitor = await recipient(gateway, params)
    old = await edited_message(gateway, visitor, params)
    if old.text is None:
        raise bad_request("there is no text in the message to edit")
    new = changed(gateway, old, text, keyboard)
    return (await gateway.replace(visitor, new)).to_dict()


async def edit_message_caption(gateway: Gateway, params: Params) -> Json:
    caption = read_caption(params)
    keyboard = read_keyboard(params)
    visitor = await recipient(gateway, params)
    old = await edited_message(gateway, visitor, params)
    if old.text is not None:
        raise bad_request("there is no caption in the message to edit")
    new = changed(gateway, old, caption, keyboard)
    return (await gateway.replace(visitor, new)).to_dict()


async def edit_message_reply_markup(gateway: Gateway, params: Params) -> Json:
    keyboard = read_keyboard(params)
    visitor = await recipient(gateway, params)
    old = await edited_message(gateway, visitor, params)
    new = changed(gateway, old, None, keyboard)
    return (await gateway.replace(visitor, new)).to_dict()


async def delete_message(gateway: Gateway, params: Params) -> bool:
    visitor = await recipient(gateway, params)
    message_id = params.integer("message_id")
    if message_id is None:
        raise bad_request("message identifier is not specified")
    if not await gateway.rooms.delete_message(visitor.id, message_id):
        raise bad_request("message to delete not found")
    await gateway.news.ring(visitor_topic(visitor.id))
    return True


async def send_chat_action(gateway: Gateway, params: Params) -> bool:
    if params.string("action") not in list(ChatAction):
        raise bad_request("wrong parameter action in request")
    visitor = await recipient(gateway, params)
    await gateway.news.ring(typing_topic(visitor.id))
    return True


async def answer_callback_query(gateway: Gateway, params: Params) -> bool:
    text = clean(params.string("text")).strip()
    if utf16_length(text) > CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH:
        raise bad_request("MESSAGE_TOO_LONG")
    if params.string("url"):
        raise bad_request("URL_INVALID")
    visitor_id, sent = _read_query_id(params.string("callback_query_id"))
    now = gateway.clock()
    if now - sent > QUERY_LIFE:
        raise bad_request(QUERY_GONE)
    visitor = await gateway.reachable(visitor_id)
    if text:
        await gateway.rooms.add_notice(visitor.id, text, params.flag("show_alert"), now)
        await gateway.news.ring(visitor_topic(visitor.id))
    return True


def new_query_id(visitor: Visitor, at: datetime, nonce: str) -> str:
    """The id of a tap says whose it is and when it was, so that it needs no row of its own."""
    return f"{visitor.id}-{int(at.timestamp())}-{nonce}"


def _read_query_id(query_id: str) -> tuple[int, datetime]:
    visitor_id, _, rest = query_id.partition("-")
    at, _, nonce = rest.partition("-")
    digits = (visitor_id + at).isdecimal() and len(visitor_id) < 17 and 0 < len(at) < 12
    if not (digits and visitor_id and nonce):
        raise bad_request(QUERY_GONE)
    return int(visitor_id), datetime.fromtimestamp(int(at), UTC)
