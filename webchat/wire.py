"""Rows to Telegram's objects and to the page's, and back; every object is built by python-telegram-bot."""

import json
from datetime import UTC, datetime

from telegram import (
    CallbackQuery,
    Chat,
    ChatMemberBanned,
    ChatMemberMember,
    ChatMemberUpdated,
    InlineKeyboardMarkup,
    Message,
    MessageEntity,
    Update,
    User,
)
from telegram.constants import ChatType

from webchat.ports import NewUpdate, StoredMessage, StoredUpdate, Visitor

Json = dict[str, object]

VISITOR_NAME = "Visitor"  # Telegram's users have a name, visitors of a page have none
FOREVER = datetime.fromtimestamp(0, UTC)


def dumps(value: object) -> str:
    """JSON in the page's and the store's form."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def visitor_chat(visitor: Visitor) -> Chat:
    return Chat(visitor.id, ChatType.PRIVATE, first_name=VISITOR_NAME)


def visitor_user(visitor: Visitor) -> User:
    return User(visitor.id, VISITOR_NAME, is_bot=False, language_code=visitor.language or None)


def message_body(message: Message) -> str:
    """What the store keeps of a message: all but its id, which the store gives."""
    return dumps({name: value for name, value in message.to_dict().items() if name != "message_id"})


def load_message(stored: StoredMessage) -> Message:
    """The message of a row that is not deleted."""
    return Message.de_json({**json.loads(stored.body), "message_id": stored.id})


def quoted(stored: StoredMessage) -> Message:
    """A message as it stands inside its reply, without the one that it replied to (as Telegram does)."""
    body = {name: value for name, value in json.loads(stored.body).items() if name != "reply_to_message"}
    return Message.de_json({**body, "message_id": stored.id})


def message_update(message: Message) -> NewUpdate:
    """The bot hears what a visitor wrote."""
    return NewUpdate("message", message_body(message))


def tap_update(query_id: str, visitor: Visitor, message: Message, data: str) -> NewUpdate:
    """The bot hears which button a visitor tapped."""
    query = CallbackQuery(query_id, visitor_user(visitor), str(visitor.id), message=message, data=data)
    return NewUpdate("callback_query", dumps(query.to_dict()))


def farewell_update(visitor: Visitor, bot: User, at: datetime) -> NewUpdate:
    """The bot hears that a visitor ended the chat, as when a person blocks a bot."""
    event = ChatMemberUpdated(
        visitor_chat(visitor),
        visitor_user(visitor),
        at,
        old_chat_member=ChatMemberMember(bot),
        new_chat_member=ChatMemberBanned(bot, until_date=FOREVER),
    )
    return NewUpdate("my_chat_member", dumps(event.to_dict()))


def update_json(stored: StoredUpdate) -> Json:
    """The update as getUpdates answers it."""
    inner = json.loads(stored.body)
    if stored.message_id is not None:
        inner["message_id"] = stored.message_id
    return Update.de_json({"update_id": stored.id, stored.kind: inner}).to_dict()


def page_message(stored: StoredMessage) -> Json:
    """The message as the page shows it, in its current state."""
    page: Json = {
        "id": stored.id,
        "seq": stored.seq,
        "from": "bot",
        "date": int(stored.date.timestamp()),
        "text": "",
        "entities": [],
        "buttons": [],
        "document": None,
        "photo": None,
        "edited": False,
        "deleted": stored.deleted,
    }
    return page if stored.deleted else {**page, **_content(load_message(stored))}


def _content(message: Message) -> Json:
    from_bot = message.from_user is not None and message.from_user.is_bot
    return {
        "from": "bot" if from_bot else "visitor",
        "text": message.text or message.caption or "",
        "entities": [_page_entity(entity) for entity in (*message.entities, *message.caption_entities)],
        "buttons": _page_buttons(message.reply_markup),
        "document": _page_document(message),
        "photo": _page_photo(message),
        "edited": message.edit_date is not None,
    }


def _page_entity(entity: MessageEntity) -> Json:
    page: Json = {"type": entity.type, "offset": entity.offset, "length": entity.length}
    if entity.url:
        page["url"] = entity.url
    if entity.language:
        page["language"] = entity.language
    return page


def _page_buttons(markup: InlineKeyboardMarkup | None) -> list[list[Json]]:
    if markup is None:
        return []
    return [
        [
            {"text": button.text, "data": button.callback_data}
            if button.callback_data
            else {"text": button.text, "url": button.url}
            for button in row
        ]
        for row in markup.inline_keyboard
    ]


def _page_document(message: Message) -> Json | None:
    document = message.document
    if document is None:
        return None
    return {
        "id": document.file_id,
        "name": document.file_name,
        "size": document.file_size,
        "mime": document.mime_type,
    }


def _page_photo(message: Message) -> Json | None:
    if not message.photo:
        return None
    photo = message.photo[-1]
    return {"id": photo.file_id, "width": photo.width, "height": photo.height, "size": photo.file_size}
